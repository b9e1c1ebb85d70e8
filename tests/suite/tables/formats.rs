//! Each format by the rules of that format.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use torchlean_mirror::exact::Part;
use torchlean_mirror::report::table::{Format, SCHEMA};

use super::{DEFINITIONS, LAWS, Tabled, built_in, edited, of_built_in, spec};

/// All tables that formats must be able to show.
fn tables() -> Vec<&'static Tabled> {
    static WITH_OTHER_NAMES: LazyLock<[Tabled; 2]> = LazyLock::new(|| {
        let greek = edited(DEFINITIONS, "keepProb", "θ₁'");
        let underlined = edited(DEFINITIONS, "coeff", "my_coeff");
        [greek, underlined].map(|text| Tabled::of(spec(&text, LAWS), Some("2")))
    });
    let built_in = [None, Some("2x2"), Some("scalar"), Some("0")].map(of_built_in);
    built_in.into_iter().chain(&*WITH_OTHER_NAMES).collect()
}

fn names(tabled: &Tabled) -> Vec<&str> {
    let definitions = tabled.report.definitions.iter();
    definitions.map(|d| d.entry.name.as_str()).collect()
}

/// The texts between `before` and `after`, in order.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    let parts = text.split(before).skip(1);
    parts
        .filter_map(|part| Some(part.split_once(after)?.0))
        .collect()
}

#[test]
fn every_format_holds_every_definition_in_order() {
    // Of one module, so that short names head the sections.
    let mut spec = built_in();
    spec.entries
        .retain(|entry| entry.module.ends_with(".Arithmetic"));
    let tabled = Tabled::of(spec, Some("2"));
    let expected = names(&tabled);
    let short: Vec<&str> = expected
        .iter()
        .map(|name| name.rsplit('.').next().unwrap())
        .collect();
    let markdown = tabled.render(Format::Markdown);
    assert_eq!(between(&markdown, "\n## <a id=\"", "\""), expected);
    let html = tabled.render(Format::Html);
    assert_eq!(between(&html, "<h2 id=\"", "\""), expected);
    for format in [Format::Latex, Format::Fragment] {
        let latex = tabled.render(format);
        assert_eq!(between(&latex, r"\subsection*{\texttt{", "}"), short);
    }
    let terminal = tabled.render(Format::Terminal);
    let headings: Vec<&str> = terminal.lines().filter(|l| short.contains(l)).collect();
    assert_eq!(headings, short);
    let csv = tabled.render(Format::Csv);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let records: Vec<_> = reader.records().map(Result::unwrap).collect();
    let first: Vec<&str> = records.iter().map(|record| &record[0]).collect();
    assert_eq!(first, expected);
    let json: serde_json::Value = serde_json::from_str(&tabled.render(Format::Json)).unwrap();
    let definitions = json["definitions"].as_array().unwrap();
    let leans: Vec<&str> = definitions
        .iter()
        .map(|d| d["lean"].as_str().unwrap())
        .collect();
    assert_eq!(leans, expected);
}

#[test]
fn output_is_the_same_each_time() {
    let of = || Tabled::of(spec(DEFINITIONS, LAWS), None);
    let (first, second) = (of(), of());
    for format in Format::ALL {
        assert_eq!(first.render(format), second.render(format));
    }
}

#[test]
fn the_smaller_form_comes_first() {
    let tabled = of_built_in(None);
    let smaller = "single idx (2 • (δ ⊙ get idx x))";
    let markdown = tabled.render(Format::Markdown);
    let row = markdown
        .lines()
        .find(|line| line.starts_with("| cotangent") && line.contains(smaller))
        .unwrap();
    let first = format!("| cotangent<br>`vjp x δ` | `{smaller}`<br>stated as `");
    assert!(row.starts_with(&first), "{row}");
}

#[test]
fn csv_reads_back() {
    for tabled in tables() {
        let text = tabled.render(Format::Csv);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().unwrap().clone();
        let records: Vec<_> = reader.records().map(Result::unwrap).collect();
        let definitions = &tabled.report.definitions;
        assert_eq!(records.len(), definitions.len());
        for (definition, record) in definitions.iter().zip(&records) {
            let cell = |name: &str| &record[header.iter().position(|h| h == name).unwrap()];
            assert_eq!(cell("kind"), definition.entry.form.kind());
            assert_eq!(cell("rust"), definition.entry.rust());
            for form in &definition.forms {
                let name = form.part.name();
                let reduced = form.form.as_ref().unwrap();
                assert_eq!(cell(name), reduced.given.to_string());
                let smaller = reduced.smaller().map(|found| found.term.to_string());
                let column = format!("{name}_simplified");
                assert_eq!(cell(&column), smaller.unwrap_or_default());
                assert!(!cell(&format!("{name}_verdict")).is_empty());
            }
            assert_eq!(cell("jacobian").is_empty(), definition.jacobians.is_empty());
        }
    }
}

#[test]
fn json_reads_back() {
    for tabled in tables() {
        let text = tabled.render(Format::Json);
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(json["schema"], SCHEMA);
        let definitions = tabled.report.definitions.iter();
        for (definition, json) in definitions.zip(json["definitions"].as_array().unwrap()) {
            assert_eq!(json["module"], *definition.entry.module);
            assert_eq!(json["rust"], definition.entry.rust());
            let rows = json["rows"].as_array().unwrap();
            assert_eq!(rows.len(), definition.forms.len());
            for (form, json) in definition.forms.iter().zip(rows) {
                assert_eq!(json["part"], form.part.name());
                let given = form.form.as_ref().unwrap().given.to_string();
                assert_eq!(json["formula"]["lean"], given);
                let verdicts = json["verdicts"].as_array().unwrap();
                assert_eq!(verdicts.is_empty(), form.part == Part::Derived);
            }
        }
    }
}

#[test]
fn html_needs_nothing_from_outside_and_its_anchors_resolve() {
    for tabled in tables() {
        let text = tabled.render(Format::Html);
        for outside in ["http", "src=", "<script", "<link", "@import", "url("] {
            assert!(!text.contains(outside), "{outside}");
        }
        let ids = between(&text, " id=\"", "\"");
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(unique.len(), ids.len());
        assert!(names(tabled).iter().all(|name| unique.contains(name)));
        let anchors = between(&text, "href=\"#", "\"");
        assert!(anchors.len() > tabled.report.definitions.len());
        for anchor in anchors {
            assert!(unique.contains(anchor), "#{anchor}");
        }
    }
}

#[test]
fn markdown_rows_have_the_cells_of_their_header() {
    for tabled in tables() {
        let text = tabled.render(Format::Markdown);
        for grid in text.split("\n\n").filter(|part| part.starts_with('|')) {
            let pipes = |line: &str| line.replace(r"\|", "").matches('|').count();
            let expected = pipes(grid.lines().next().unwrap());
            assert!(grid.lines().all(|line| pipes(line) == expected), "{grid}");
        }
        let ids: BTreeSet<&str> = between(&text, "<a id=\"", "\"").into_iter().collect();
        assert!(between(&text, "](#", ")").iter().all(|id| ids.contains(id)));
    }
}

#[test]
fn latex_is_ascii_and_balanced() {
    let latex = |tabled: &Tabled| [Format::Latex, Format::Fragment].map(|f| tabled.render(f));
    for text in tables().into_iter().flat_map(latex) {
        let foreign: Vec<char> = text.chars().filter(|c| !c.is_ascii()).collect();
        assert_eq!(foreign, []);
        let mut depth = 0_usize;
        for c in text
            .replace(r"\\", "")
            .replace(r"\{", "")
            .replace(r"\}", "")
            .chars()
        {
            match c {
                '{' => depth += 1,
                '}' => depth = depth.checked_sub(1).unwrap(),
                _ => {}
            }
        }
        assert_eq!(depth, 0);
        let begun = between(&text, r"\begin{", "}").len();
        assert_eq!(begun, between(&text, r"\end{", "}").len());
        let whole = text.starts_with(r"\documentclass");
        assert_eq!(text.ends_with("\\end{document}\n"), whole);
        assert!(
            text.contains(r"\usepackage{amsmath"),
            "it says what it needs"
        );
    }
}

#[test]
fn no_formula_of_a_latex_table_is_wider_than_its_column() {
    for tabled in tables() {
        let text = tabled.render(Format::Latex);
        assert!(
            text.contains(r"$\displaystyle \mathbf{1}$ the linear map"),
            "{text}"
        );
        for table in between(&text, r"\begin{longtable}", r"\end{longtable}") {
            let (columns, rows) = table.split_once('\n').unwrap();
            // The macro breaks or shrinks what is too wide.
            assert!(!rows.contains('$'), "{rows}");
            let shares = between(columns, r"\dimexpr 0.", r"\linewidth").into_iter();
            let shares: Vec<usize> = shares.map(|share| share.parse().unwrap()).collect();
            assert!(shares.iter().sum::<usize>() <= 1000, "{shares:?}");
            assert!(
                shares.iter().all(|share| share * shares.len() > 400),
                "{shares:?}"
            );
        }
    }
}
