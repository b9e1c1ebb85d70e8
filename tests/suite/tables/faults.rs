//! What is wrong is shown where it stands, in every format, and fails.

use serde_json::Value;
use torchlean_mirror::audit::{Audit, Options};
use torchlean_mirror::exact::Part;
use torchlean_mirror::nodes::kernels;
use torchlean_mirror::notation::{Files, Source, Spec, read_tape};
use torchlean_mirror::report::explain;
use torchlean_mirror::report::table::{Format, TapeTable};

use super::{DEFINITIONS, LAWS, PIN, Tabled, built_in, edited, of_built_in, spec};

/// The definitions with a sign changed in the cotangents of a product.
fn wrong() -> Spec {
    let (right, wrong) = ("single a (δ ⊙ get b x)", "single a (-(δ ⊙ get b x))");
    let mut wrong = spec(&edited(DEFINITIONS, right, wrong), LAWS);
    // Nothing but the fault is to be found.
    wrong.digests = built_in().digests;
    wrong.lemmas = built_in().lemmas;
    wrong
}

fn cell(csv: &str, lean: &str, column: &str) -> String {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().unwrap().clone();
    let at = header.iter().position(|name| name == column).unwrap();
    let mut records = reader.records().map(Result::unwrap);
    let ending = format!(".{lean}");
    records.find(|r| r[0].ends_with(&ending)).unwrap()[at].to_string()
}

#[test]
fn tables_of_right_definitions_pass() {
    let tabled = of_built_in(Some("2"));
    assert!(!tabled.report.fails());
    for format in Format::ALL {
        let text = tabled.render(format);
        assert!(
            !text.contains("refuted") && !text.contains("unknown"),
            "{format:?}"
        );
        assert!(text.contains("proved"), "{format:?}");
    }
}

#[test]
fn a_wrong_form_is_refuted_beside_it_in_every_format() {
    let tabled = Tabled::of(wrong(), Some("2"));
    assert!(tabled.report.fails());
    for format in Format::ALL {
        assert!(tabled.render(format).contains("refuted"), "{format:?}");
    }
    let markdown = tabled.render(Format::Markdown);
    let (_, section) = markdown.split_once("</a>`mul`").unwrap();
    let row = section
        .lines()
        .find(|line| line.contains("`vjp x δ`"))
        .unwrap();
    assert!(
        row.contains("adjoint: refuted<br>linear map: refuted"),
        "{row}"
    );
    let row = section
        .lines()
        .find(|line| line.contains("`jvp x dx`"))
        .unwrap();
    assert!(row.contains("derivative: proved"), "{row}");
    assert!(
        markdown.contains("## Refuted: adjoint of mul\n"),
        "{markdown}"
    );
    let csv = tabled.render(Format::Csv);
    let verdict = cell(&csv, "mul", "vjp_verdict");
    assert_eq!(
        verdict,
        "adjoint: refuted, linear map: refuted, text: not checked"
    );
    assert!(cell(&csv, "add", "vjp_verdict").starts_with("adjoint: proved"));
    let json: Value = serde_json::from_str(&tabled.render(Format::Json)).unwrap();
    for name in ["mul", "mulFderiv", "square", "squareFderiv"] {
        assert!(json["failing"].to_string().contains(name), "{name}");
    }
    let definitions = json["definitions"].as_array().unwrap();
    let mul = definitions.iter().find(|d| d["rust"] == "mul").unwrap();
    let row = &mul["rows"][2];
    assert_eq!(
        (&row["part"], &row["verdicts"][0]["verdict"]),
        (&"vjp".into(), &"refuted".into())
    );
}

#[test]
fn an_explanation_shows_the_verdict_beside_the_form() {
    let tabled = Tabled::of(wrong(), None);
    let text = explain::render(tabled.definition("mul"), &tabled.report, &tabled.spec.laws);
    let mut lines = text
        .lines()
        .skip_while(|line| !line.contains("vjp x δ    :="));
    assert_eq!(
        lines.nth(1).unwrap().trim(),
        "adjoint: refuted; linear map: refuted; text: not checked"
    );
}

#[test]
fn forms_that_rest_on_a_false_law_are_not_shown() {
    let laws = edited(LAWS, "2 • u = u + u", "3 • u = u + u");
    let tabled = Tabled::of(spec(DEFINITIONS, &laws), None);
    let jvp = tabled.form("square", Part::Jvp).form.as_ref().unwrap();
    assert!(jvp.smaller().is_none() && jvp.remark().is_some(), "{jvp:?}");
    for format in Format::ALL {
        assert!(tabled.render(format).contains("refuted"), "{format:?}");
    }
    // A rule that gives another derivative: what it gives is not shown either.
    let laws = edited(LAWS, "D (u - v) = D u - D v", "D (u - v) = D u + D v");
    let tabled = Tabled::of(spec(DEFINITIONS, &laws), Some("2"));
    let derived = &tabled.form("sub", Part::Derived).form;
    let why = derived.as_ref().unwrap_err().to_string();
    assert!(why.contains("which is refuted"), "{why}");
    let matrix = &tabled.definition("subFderiv").jacobians[0].matrix;
    assert!(format!("{matrix:?}").starts_with("Unknown"), "{matrix:?}");
}

#[test]
fn a_tape_is_shown_with_the_verdicts_of_its_entries() {
    let text = "tape t\ninput x : [2]\nlet y := add x x\nlet z := mul y x\n";
    for (spec, word) in [(built_in(), "proved"), (wrong(), "refuted")] {
        let source = Source::new("t.tape", text);
        let tape = read_tape(&source, &spec.entries, &Files::beside(".")).unwrap();
        let kernels = kernels();
        let options = Options {
            cases: 0,
            ..Options::default()
        };
        let audit = Audit::of(&spec, &kernels).options(options).forms();
        let report = &audit.tape(&tape);
        assert_eq!(report.fails(), word == "refuted");
        let table = TapeTable {
            report,
            file: "t.tape",
        };
        for format in Format::ALL {
            let text = format.render(&table, None).unwrap();
            assert!(text.contains(word), "{format:?}: {text}");
            assert!(text.contains("adjoint"), "{format:?}");
        }
        let csv = Format::Csv.render(&table, None).unwrap();
        let row = |name: &str| csv.lines().find(|l| l.starts_with(name)).unwrap();
        assert!(row("y,").contains("adjoint: proved"), "{csv}");
        assert!(row("z,").contains(&format!("adjoint: {word}")), "{csv}");
        let latex = Format::Fragment.render(&table, None).unwrap();
        assert!(latex.is_ascii() && latex.contains("longtable"), "{latex}");
    }
}

#[test]
fn definitions_that_share_a_short_name_are_shown_by_their_full_names() {
    let file = |module: &str, namespace: &str| {
        let text = format!(
            "module {module}\nnamespace {namespace}\nnode twin (a : Idx Γ s) : Node Γ s\n\
             forward x := get a x\njvp x dx := get a dx\nvjp x δ := single a δ\n"
        );
        Source::new(module, text)
    };
    let spec = Spec::read(
        &Source::new("pin", PIN),
        &Source::new("laws", LAWS),
        &[file("First.Nodes", "N"), file("Second.Nodes", "O")],
    );
    let text = Tabled::of(spec.unwrap(), None).render(Format::Markdown);
    for heading in [
        "## Module `First.Nodes`\n",
        "### <a id=\"N.twin\"></a>`N.twin`\n",
        "## Module `Second.Nodes`\n",
        "### <a id=\"O.twin\"></a>`O.twin`\n",
    ] {
        assert!(text.contains(heading), "{heading}{text}");
    }
}
