//! Facts in what is shown of a definition whose derivative rests on one.

use std::sync::LazyLock;

use serde_json::{Value, json};
use torchlean_mirror::audit::{Audit, ClaimName, Options, Report, Verdict, certificates};
use torchlean_mirror::notation::{Source, Spec};
use torchlean_mirror::report::table::{DefinitionTables, Format};
use torchlean_mirror::report::{explain, json as report, map};

use super::{LAWS, PIN};
use crate::report::schema::errors;

const DEFINITION: &str = "module NN.Proofs.Autograd.Tape.Nodes.Elementwise
namespace Proofs.Autograd.TapeNodes

node softplus (idx : Idx Γ s) : Node Γ s
  forward x    := fun i => log (1 + exp (get idx x i))
  jvp     x dx := fun i => get idx dx i * (exp (get idx x i) / (1 + exp (get idx x i)))
  vjp     x δ  := single idx (fun i => δ i * (1 - (1 + exp (get idx x i))⁻¹))
";

/// The definition, which is not mirrored yet.
static REPORT: LazyLock<(Spec, Report)> = LazyLock::new(|| {
    let source = Source::new("entries", DEFINITION);
    let laws = Source::new("laws", LAWS);
    let mut spec = Spec::read(&Source::new("pin", PIN), &laws, &[source]).unwrap();
    spec.laws.identities.clear();
    let options = Options {
        cases: 0,
        ..Options::default()
    };
    let audit = Audit::of(&spec, &[]).options(options).forms();
    let report = audit.run(|_| {}).unwrap();
    (spec, report)
});

const FACT: &str = "one_add_exp_ne_zero";

fn table(format: Format) -> String {
    let (spec, report) = &*REPORT;
    let tables = DefinitionTables {
        report,
        laws: &spec.laws,
    };
    format.render(&tables, None).unwrap()
}

#[test]
fn its_claims_are_proved_with_the_fact() {
    let (_, report) = &*REPORT;
    for claim in &report.definitions[0].claims {
        let of_proof = [
            ClaimName::Derivative,
            ClaimName::Adjoint,
            ClaimName::LinearMap,
        ];
        if of_proof.contains(&claim.name) {
            let Verdict::Proved(evidence) = &claim.verdict else {
                panic!("{:?}: {:?}", claim.name, claim.verdict);
            };
            assert_eq!(evidence.facts(), [FACT.into()], "{:?}", claim.name);
            assert!(evidence.conditions.is_empty());
        }
    }
}

#[test]
fn the_explanation_says_what_a_guard_rests_on() {
    let (spec, report) = &*REPORT;
    let text = explain::render(&report.definitions[0], report, &spec.laws);
    let said = format!("where ∀ i, 1 + exp (get idx x i) ≠ 0 by {FACT} (Mathlib Real.exp_pos)");
    assert!(text.contains(&said), "{text}");
}

#[test]
fn the_json_lists_facts_and_is_what_its_schema_says() {
    let (_, audited) = &*REPORT;
    let written: Value = serde_json::from_str(&report::render(audited).unwrap()).unwrap();
    let claims = written["definitions"][0]["claims"].as_array().unwrap();
    let of = |name: &str| claims.iter().find(|claim| claim["claim"] == name).unwrap();
    for name in ["derivative", "adjoint", "linear map"] {
        assert_eq!(of(name)["facts"], json!([FACT]), "{name}");
    }
    let mut laws = written["laws"].as_array().unwrap().iter();
    let row = laws.find(|row| row["law"] == FACT).unwrap();
    assert_eq!(row["verdict"], "enclosed");
    let schema = include_str!("../../../src/report/schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    assert_eq!(errors(&schema, &schema, &written, ""), [""; 0]);
}

#[test]
fn the_map_lists_facts_and_what_rests_on_them() {
    let (spec, report) = &*REPORT;
    let text = map::render(spec, report).replace('\\', "");
    assert!(text.contains(&format!("; facts `{FACT}`")), "{text}");
    let row = text
        .lines()
        .find(|line| line.starts_with(&format!("| `{FACT}`")));
    let row = row.unwrap();
    assert!(row.contains("`∀ i, 1 + exp (u i) ≠ 0`"), "{row}");
    assert!(row.contains("Real.exp_pos"), "{row}");
    assert!(row.trim_end().ends_with("| 3 |"), "{row}");
}

#[test]
fn tables_list_facts_beside_laws() {
    for format in [Format::Markdown, Format::Html, Format::Latex] {
        let text = table(format).replace("\\allowbreak ", "").replace('\\', "");
        assert!(text.contains(FACT), "{text}");
        assert!(text.contains("1 + exp (u i) "), "{text}");
    }
    let csv = table(Format::Csv);
    assert!(csv.lines().next().unwrap().ends_with(",facts"), "{csv}");
    assert!(csv.trim_end().ends_with(FACT), "{csv}");
    let json: Value = serde_json::from_str(&table(Format::Json)).unwrap();
    let mut laws = json["laws"].as_array().unwrap().iter();
    let row = laws.find(|row| row["name"] == FACT).unwrap();
    assert_eq!(row["kind"], "fact");
    assert_eq!(row["says"], "∀ i, 1 + exp (u i) ≠ 0");
}

#[test]
fn its_theorems_apply_the_fact() {
    let (spec, report) = &*REPORT;
    let files = certificates(spec, report).unwrap().files;
    let theorems = files.last().unwrap();
    assert_eq!(theorems.theorems.len(), 3);
    assert!(theorems.text.contains(&format!("(M.{FACT} (")));
}
