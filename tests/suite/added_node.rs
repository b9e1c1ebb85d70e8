//! A new definition takes its entry and its kernel: everything else follows from these two.

use torchlean_mirror::{
    audit::{Audit, Options, audit},
    nodes::{Arg, Built, Kernel, arithmetic, kernels},
    notation::{Files, Source, Spec, read_tape},
    report::table::{DefinitionTables, Format},
    report::{json, map},
    tape::Error,
};

const MODULE: &str = "Invented.Nodes";

/// The first file: the entries of `spec/`.
const ENTRIES: &str = "module Invented.Nodes
namespace Invented

node negate (idx : Idx Γ s) : Node Γ s
  forward x    := -get idx x
  jvp     x dx := -get idx dx
  vjp     x δ  := single idx (-δ)

fderiv negateFderiv of negate
  deriv   x    := -getCLM idx
";

/// The second file: the kernels.
fn added() -> [Kernel; 2] {
    let index = |args: &[Arg]| match args {
        [Arg::Idx(idx)] => Ok(*idx),
        _ => Err(Error::ArgumentCount {
            kernel: "negate".into(),
            expected: 1,
            found: args.len(),
        }),
    };
    [
        Kernel::new(MODULE, "negate", move |context, _, args| {
            arithmetic::scale(context, index(args)?, -1.0).map(Built::Node)
        }),
        Kernel::new(MODULE, "negate_fderiv", move |context, _, args| {
            arithmetic::scale_fderiv(context, index(args)?, -1.0).map(Built::Fderiv)
        }),
    ]
}

#[test]
fn adding_a_node_touches_two_files() {
    let spec = Spec::read(
        &Source::new("pin", include_str!("../../spec/torchlean.toml")),
        &Source::new("laws", include_str!("../../spec/laws.spec")),
        &[
            Source::new("arithmetic", include_str!("../../spec/arithmetic.spec")),
            Source::new("invented", ENTRIES),
        ],
    );
    let mut spec = spec.unwrap();
    let built_in = Spec::built_in().unwrap();
    spec.digests = built_in.digests;
    spec.lemmas = built_in.lemmas;
    // Of the modules that the spec has.
    let modules = spec.modules();
    let own = kernels().into_iter();
    let own = own.filter(|kernel| modules.contains(&kernel.module()));
    let kernels: Vec<Kernel> = own.chain(added()).collect();
    let names = ["Invented.negate", "Invented.negateFderiv"];

    // The audit proves and compares both; that they are unpinned is all that it finds.
    let options = Options {
        cases: 32,
        ..Options::default()
    };
    let asked = Audit::of(&spec, &kernels).options(options.clone());
    let all = asked.clone().forms().certificates().sensitivity();
    let report = all.run(|_| {}).unwrap();
    assert_eq!(report.conclusion().as_str(), "findings");
    assert_eq!(
        report
            .unpinned
            .iter()
            .map(|n| n.as_str())
            .collect::<Vec<_>>(),
        names
    );
    assert!(report.unstated.is_empty());
    for name in names {
        let definition = report
            .definitions
            .iter()
            .find(|d| d.entry.name.as_str() == name);
        let claims = &definition.unwrap().claims;
        assert!(!claims.iter().any(|claim| claim.verdict.fails()), "{name}");
        assert!(
            claims.iter().any(|claim| claim.verdict.compared()),
            "{name}"
        );
        assert!(
            claims
                .iter()
                .any(|claim| claim.verdict.as_str() == "proved"),
            "{name}"
        );
    }

    // The sensitivity, the map, JSON, certificates and tables follow.
    let certificates = report.certificates.as_ref().unwrap();
    let theorems: Vec<&str> = certificates.files.iter().map(|file| &*file.text).collect();
    let table = DefinitionTables {
        report: &report,
        laws: &spec.laws,
    };
    let outputs = [
        map::render(&spec, &report),
        json::render(&report).unwrap(),
        theorems.concat(),
        Format::Json.render(&table, None).unwrap(),
        Format::Csv.render(&table, None).unwrap(),
    ];
    for output in &outputs {
        for name in names {
            assert!(output.contains(name), "{name} is not in {output}");
        }
    }
    for name in names {
        assert!(
            report
                .sensitivity
                .iter()
                .any(|s| s.definition.as_str() == name)
        );
    }

    // The node is a step of a tape.
    let text = "tape negated\ninput x : [2]\nlet y := negate x\nlet z := mul y x\n";
    let tape = read_tape(&Source::new("t", text), &spec.entries, &Files::beside("."));
    let report = asked.tape(&tape.unwrap());
    assert_eq!(report.conclusion().as_str(), "passed");

    // Without its kernel or its entry, the definition is noticed.
    let without = audit(&spec, &kernels[..kernels.len() - 2], &options, |_| {}).unwrap();
    assert_eq!(without.conclusion().as_str(), "unknown");
    spec.entries
        .retain(|entry| !names.contains(&entry.name.as_str()));
    let without = audit(&spec, &kernels, &options, |_| {}).unwrap();
    assert_eq!(without.unstated, ["negate", "negate_fderiv"]);
    assert!(without.fails());
}
