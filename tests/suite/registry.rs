//! Entries, kernels and the map each hold exactly the definitions of the module, in Lean's order, under names that follow one rule.

use std::path::Path;
use std::sync::LazyLock;

use torchlean_mirror::{
    audit::{Options, audit},
    nodes::{Built, Kernel, kernels},
    notation::{Laws, Listed, Spec, Status},
    report::{json, map},
};

/// The mirrored definitions of the inventory with their modules, in Lean's order.
fn mirrored() -> &'static [(String, Listed)] {
    static MIRRORED: LazyLock<Vec<(String, Listed)>> = LazyLock::new(|| {
        let spec = Spec::built_in().unwrap();
        let all = spec.inventory.definitions();
        all.filter(|(_, listed)| listed.status == Status::Mirrored)
            .map(|(module, listed)| (module.to_string(), listed.clone()))
            .collect()
    });
    &MIRRORED
}

/// The part of a full Lean name after its namespace.
fn short(lean: &str) -> &str {
    lean.rsplit('.').next().unwrap()
}

/// Lean's `fixedMaskScaleFderiv` as `fixed_mask_scale_fderiv`.
fn snake(lean: &str) -> String {
    let lower = |c: char| match c.is_ascii_uppercase() {
        true => format!("_{}", c.to_ascii_lowercase()),
        false => c.to_string(),
    };
    lean.chars().map(lower).collect()
}

/// A definition as one of the three registers names it.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    module: String,
    lean: Option<String>,
    rust: String,
}

fn row(module: &str, lean: Option<&str>, rust: &str) -> Row {
    Row {
        module: module.into(),
        lean: lean.map(Into::into),
        rust: rust.into(),
    }
}

fn of_spec(spec: &Spec) -> Vec<Row> {
    let entries = spec.entries.iter();
    entries
        .map(|e| row(&e.module, Some(e.name.as_str()), &e.rust()))
        .collect()
}

fn of_kernels(kernels: &[Kernel]) -> Vec<Row> {
    let all = kernels.iter();
    all.map(|k| row(k.module(), None, k.name())).collect()
}

/// The sections of the map, each with its table.
fn of_map(map: &str) -> Vec<Row> {
    let definitions = map.split("\n## Definitions\n").nth(1).unwrap();
    let definitions = definitions.split("\n## ").next().unwrap();
    let cell = |section: &str, name: &str| {
        let mark = format!("| {name} | `");
        let rest = section.split(&mark).nth(1).unwrap();
        rest.split('`').next().unwrap().to_string()
    };
    let section = |text: &str| {
        let title = text.split('`').next().unwrap();
        let lean = cell(text, "Lean");
        assert!(lean.ends_with(title), "{lean}: {title}");
        let rust = cell(text, "Rust");
        let rust = rust.rsplit("::").next().unwrap();
        row(&cell(text, "module"), Some(&lean), rust)
    };
    definitions.split("\n### `").skip(1).map(section).collect()
}

/// What a register lacks, has too many, or holds at the wrong place; empty if nothing.
fn problems(found: &[Row]) -> Vec<String> {
    let expected: Vec<Row> = mirrored()
        .iter()
        .map(|(module, listed)| row(module, Some(&listed.lean), &snake(short(&listed.lean))))
        .collect();
    let same = |a: &Row, b: &Row| {
        let lean = a.lean.is_none() || b.lean.is_none() || a.lean == b.lean;
        lean && a.module == b.module && a.rust == b.rust
    };
    let mut problems = Vec::new();
    for wanted in &expected {
        match found.iter().filter(|f| same(f, wanted)).count() {
            0 => problems.push(format!("{} is missing", wanted.rust)),
            1 => {}
            n => problems.push(format!("{} is there {n} times", wanted.rust)),
        }
    }
    for row in found {
        if !expected.iter().any(|wanted| same(row, wanted)) {
            problems.push(format!("{} is one too many", row.rust));
        }
    }
    let in_order = found.iter().zip(&expected).all(|(a, b)| same(a, b));
    if problems.is_empty() && !in_order {
        problems.push("the order is not Lean's".into());
    }
    problems
}

/// The map that stands in the repository, or the one that would be written.
fn map_text() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(map::PATH);
    std::fs::read_to_string(path).unwrap_or_else(|_| {
        let spec = Spec::built_in().unwrap();
        let options = Options {
            cases: 0,
            ..Options::default()
        };
        let report = audit(&spec, &kernels(), &options, |_| {}).unwrap();
        map::render(&spec, &report)
    })
}

fn registers() -> [(&'static str, Vec<Row>); 3] {
    [
        ("spec", of_spec(&Spec::built_in().unwrap())),
        ("kernels", of_kernels(&kernels())),
        ("map", of_map(&map_text())),
    ]
}

#[test]
fn each_register_holds_the_definitions_in_order() {
    for (name, rows) in registers() {
        assert_eq!(problems(&rows), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn a_missing_or_superfluous_definition_is_noticed_in_each_register() {
    for (name, rows) in registers() {
        for at in 0..rows.len() {
            let mut less = rows.clone();
            let removed = less.remove(at);
            assert_eq!(
                problems(&less),
                [format!("{} is missing", removed.rust)],
                "{name}"
            );

            let mut twice = rows.clone();
            twice.insert(at, removed.clone());
            let expected = [format!("{} is there 2 times", removed.rust)];
            assert_eq!(problems(&twice), expected, "{name}");

            let mut more = rows.clone();
            let mut other = removed.clone();
            other.rust.push_str("_other");
            more.insert(at, other.clone());
            let expected = [format!("{} is one too many", other.rust)];
            assert_eq!(problems(&more), expected, "{name}");

            let mut elsewhere = rows.clone();
            elsewhere[at].module.push_str("Other");
            assert_eq!(problems(&elsewhere).len(), 2, "{name}");
        }
        let mut swapped = rows.clone();
        swapped.swap(0, 1);
        assert_eq!(problems(&swapped), ["the order is not Lean's"], "{name}");
    }
}

#[test]
fn a_map_without_a_section_or_with_another_is_noticed() {
    let text = map_text();
    let sections: Vec<&str> = text.split("\n### `").collect();
    // The last section ends where the laws begin.
    for at in 1..mirrored().len() {
        let mut less = sections.clone();
        less.remove(at);
        assert_eq!(problems(&of_map(&less.join("\n### `"))).len(), 1);
        let mut more = sections.clone();
        more.insert(at, sections[at]);
        assert_eq!(problems(&of_map(&more.join("\n### `"))).len(), 1);
    }
}

#[test]
fn the_audit_notices_a_missing_kernel_and_a_missing_entry() {
    let mut spec = Spec::built_in().unwrap();
    spec.laws.identities.clear();
    let options = Options {
        cases: 1,
        ..Options::default()
    };
    // One definition in nine: each is audited twice without it.
    for at in (0..spec.entries.len()).step_by(9) {
        let mut without = kernels();
        let removed = without.remove(at);
        // Those of its module, but for the first: all that is left is proved each time.
        let mut spec = spec.clone();
        if at > 0 {
            spec.entries
                .retain(|entry| *entry.module == *removed.module());
            without.retain(|kernel| kernel.module() == removed.module());
        }
        let report = audit(&spec, &without, &options, |_| {}).unwrap();
        assert!(report.fails());
        assert_eq!(report.conclusion().as_str(), "unknown");
        let failing: Vec<String> = report
            .definitions
            .iter()
            .filter(|d| d.claims.iter().any(|c| c.verdict.fails()))
            .map(|d| d.entry.rust())
            .collect();
        assert_eq!(failing, [removed.name()]);

        spec.entries
            .retain(|entry| entry.rust_path() != removed.path());
        without.push(removed.clone());
        let report = audit(&spec, &without, &options, |_| {}).unwrap();
        assert!(report.fails());
        assert_eq!(report.unstated, [removed.path()]);
    }
}

#[test]
fn an_audit_of_one_definition_does_not_miss_the_others() {
    let mut spec = Spec::built_in().unwrap();
    // What is proved is not asked here.
    spec.laws = Laws::default();
    for entry in &spec.entries {
        let options = Options {
            cases: 1,
            only: vec![entry.name.to_string()],
            ..Options::default()
        };
        let report = audit(&spec, &kernels(), &options, |_| {}).unwrap();
        assert!(report.unstated.is_empty());
        let names: Vec<_> = report.definitions.iter().map(|d| &d.entry.name).collect();
        assert_eq!(names, [&entry.name]);
    }
}

#[test]
fn names_follow_the_rule() {
    let spec = Spec::built_in().unwrap();
    for (_, listed) in mirrored() {
        let entry = spec.find(&listed.lean).unwrap();
        assert_eq!(entry.rust(), snake(short(&listed.lean)));
        assert_eq!(entry.form.kind(), listed.kind.as_str());
    }
    assert_eq!(snake("fixedMaskScaleFderiv"), "fixed_mask_scale_fderiv");
}

#[test]
fn a_kernel_is_of_the_kind_that_its_entry_states() {
    let spec = Spec::built_in().unwrap();
    for (entry, kernel) in spec.entries.iter().zip(kernels()) {
        assert_eq!(entry.parameters.len(), kernel.parameters().len());
        let case = torchlean_mirror::audit::sample(entry, 0, 0);
        let output = entry
            .output()
            .and_then(|space| case.shape(space).ok())
            .unwrap();
        let arguments = case.kernel_arguments().unwrap();
        let built = kernel.build(&case.tape_context(), &output, &arguments);
        let kind = match built.unwrap() {
            Built::Node(_) => "node",
            Built::Fderiv(_) => "fderiv",
            Built::Vector(_) => "function",
        };
        assert_eq!(kind, entry.form.kind(), "{}", entry.name);
    }
}

#[test]
fn an_entry_without_a_pinned_digest_is_a_finding() {
    let options = Options {
        cases: 1,
        ..Options::default()
    };
    let mut built_in = Spec::built_in().unwrap();
    built_in.laws.identities.clear();
    let report = audit(&built_in, &kernels(), &options, |_| {}).unwrap();
    assert_eq!(report.conclusion().as_str(), "passed");
    assert!(report.unpinned.is_empty());
    for entry in &built_in.entries {
        let mut spec = built_in.clone();
        spec.digests.remove(entry.name.as_str());
        let options = Options {
            only: vec![entry.name.to_string()],
            ..options.clone()
        };
        let report = audit(&spec, &kernels(), &options, |_| {}).unwrap();
        assert_eq!(report.unpinned, std::slice::from_ref(&entry.name));
        assert!(report.fails());
        assert_eq!(report.conclusion().as_str(), "findings");
        let finding = format!("no digest of the Lean text of {}", entry.name);
        assert!(map::render(&spec, &report).contains(&finding));
        let json: serde_json::Value =
            serde_json::from_str(&json::render(&report).unwrap()).unwrap();
        let findings = json["findings"].to_string();
        assert!(findings.contains(entry.name.as_str()), "{findings}");
        assert_eq!(json["verdict"], "findings");
    }
}
