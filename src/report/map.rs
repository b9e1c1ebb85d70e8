//! `proofs-map.md`: every Lean definition, its Rust counterpart, and what is
//! known of the two.

use std::collections::BTreeMap;

use similar::TextDiff;

use super::audit::{identities, open_points, sensitivity, verdicts};
use super::cell::{compared, laws_at_points, pinned, total};
use super::document::{Document, markdown};
use super::explain::{binders, forms, lemma, statement};
use super::floor;
use super::markdown::{row, rule};
use super::number::grouped;
use crate::audit::{Definition, Report, Verdict, rule_name};
use crate::certificate::{OPERATIONS, theorem_name};
use crate::exact::{Prover, Simplified, smaller};
use crate::notation::{DefinitionKind, Laws, Spec, Status};
use crate::term::Name;

/// The file.
pub const PATH: &str = "proofs-map.md";

/// The command that writes the file.
pub const COMMAND: &str = "cargo run --release --features exact -- map";

/// The map of an audit.
pub fn render(spec: &Spec, report: &Report, prover: &Prover<'_>) -> String {
    let mut text = format!(
        "<!-- Written by `{COMMAND}`; do not edit. -->\n\n\
         # Proofs map\n\n\
         Each definition of TorchLean that is mirrored, its Rust counterpart, and what is known of the two.\n\
         Mirrored is {}.\n\
         The verdicts come from the default audit: seed {}, {} inputs per definition.\n\n\
         {}\n{}\n{}\n{}\n",
        pinned(&spec.pin),
        report.options.seed,
        grouped(report.options.cases),
        table(verdicts(report)),
        compared(&total(report)),
        laws_at_points(&report.laws),
        identities(report),
    );
    let mut open = Document::default();
    open.list(open_points(report).iter().map(|point| point.into()));
    text.push_str(&format!("\n{}", markdown::render(&open)));
    text.push_str("\n## Definitions\n");
    for definition in &report.definitions {
        text.push_str(&section(definition, &spec.laws, prover));
    }
    text.push_str(&laws(&spec.laws, report));
    text.push_str(&smallest_errors(report));
    text.push_str(&not_mirrored(spec));
    text
}

fn table(table: super::document::Table) -> String {
    let mut document = Document::default();
    document.table(table);
    markdown::render(&document)
}

fn smallest_errors(report: &Report) -> String {
    format!(
        "\n## {}\n\n\
         The last coordinate of one result of a right kernel was moved by so many steps from f64 to f64, \
         up and down, at every input of the audit; fewer steps were not refuted both ways.\n\n{}",
        floor::TITLE,
        table(sensitivity(report))
    )
}

fn section(definition: &Definition, laws: &Laws, prover: &Prover<'_>) -> String {
    let entry = &definition.entry;
    let code = |text: &dyn ToString| format!("`{}`", text.to_string());
    let mut facts = vec![
        ("Lean".to_string(), code(&entry.name)),
        ("module".into(), code(&entry.module)),
        (
            "Rust".into(),
            definition.rust.map_or("none".into(), |path| code(&path)),
        ),
        ("kind".into(), entry.form.kind().into()),
        ("parameters".into(), code(&binders(&entry.parameters))),
    ];
    if let Some(delegation) = &entry.delegation {
        facts.push(("delegates to".into(), code(delegation)));
    }
    for (head, term) in forms(&entry.form) {
        facts.push((code(&head), code(term)));
        match smaller(term, prover, laws) {
            Ok(None) => {}
            Ok(Some(found)) => facts.push(("simplified".into(), by_laws(&found))),
            Err(why) => facts.push(("simplified".into(), why.to_string())),
        }
    }
    let mut text = format!("\n### `{}`\n\n", entry.name.short());
    text.push_str(&row(["", ""]));
    text.push_str(&rule(2));
    for (name, value) in facts {
        text.push_str(&row([name, value]));
    }
    text.push('\n');
    text.push_str(&row(["claim", "verdict", "theorem"]));
    text.push_str(&rule(3));
    for claim in &definition.claims {
        let theorem = match claim.verdict {
            Verdict::Proved(_) => code(&theorem_name(entry.name.as_str(), claim.name.as_str())),
            _ => String::new(),
        };
        text.push_str(&row([
            statement(claim.name, &entry.form).to_string(),
            evidence(&claim.verdict),
            theorem,
        ]));
    }
    text
}

fn by_laws(found: &Simplified) -> String {
    let laws: Vec<String> = found
        .proof
        .laws()
        .iter()
        .map(|n| format!("`{n}`"))
        .collect();
    if laws.is_empty() {
        format!("`{}` (by arithmetic)", found.term)
    } else {
        format!("`{}` (by {})", found.term, laws.join(", "))
    }
}

fn evidence(verdict: &Verdict) -> String {
    let list = |names: Vec<Name>| {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        names.join(", ")
    };
    match verdict {
        Verdict::Proved(evidence) => {
            let mut text = format!("proved for all shapes, in {} steps", evidence.steps());
            let laws = evidence.laws();
            if !laws.is_empty() {
                text.push_str(&format!("; laws {}", list(laws)));
            }
            let rules = evidence.rules();
            if !rules.is_empty() {
                text.push_str(&format!("; derivative rules {}", list(rules)));
            }
            text
        }
        Verdict::Unknown(why) | Verdict::NotChecked(why) => {
            format!("{}: {why}", verdict.as_str())
        }
        Verdict::Exact(points) => format!("exact: equal at {points} points"),
        Verdict::Refuted(found) => format!("refuted: {} at input {}", found.quantity, found.case),
        Verdict::BitExact(_) | Verdict::Bounded(_) => super::cell::cell(verdict),
    }
}

/// The laws with their lemmas and the number of claims that rest on each.
fn laws(laws: &Laws, report: &Report) -> String {
    let mut used: BTreeMap<Name, usize> = BTreeMap::new();
    let claims = report.definitions.iter().flat_map(|d| &d.claims);
    let verdicts = claims
        .map(|claim| &claim.verdict)
        .chain(report.identities.iter().map(|(_, verdict)| verdict));
    for verdict in verdicts {
        if let Verdict::Proved(evidence) = verdict {
            let rules = evidence.rules().into_iter().map(|rule| rule_name(&rule));
            for name in evidence.laws().into_iter().chain(rules) {
                *used.entry(name).or_default() += 1;
            }
        }
    }
    let count = |name: &str| used.get(name).copied().unwrap_or(0).to_string();
    let mut text = String::from(
        "\n## Laws\n\n\
         Every proof is a chain of instances of these equations and of arithmetic on rational constants.\n\
         That each describes its lemma is not checked; that each holds at exact rational points is, in every audit.\n\n",
    );
    text.push_str(&row([
        "law",
        "equation",
        "if",
        "lemma",
        "claims resting on it",
    ]));
    text.push_str(&rule(5));
    for law in &laws.laws {
        let guards: Vec<String> = law.nonzero.iter().map(|g| format!("`{g} ≠ 0`")).collect();
        text.push_str(&row([
            format!("`{}`", law.name),
            format!("`{} = {}`", law.left, law.right),
            guards.join(", "),
            lemma(&law.lemma),
            count(&law.name),
        ]));
    }
    text.push_str("\n### Rules of differentiation\n\n");
    text.push_str(&row([
        "rule",
        "derivative",
        "lemma",
        "claims resting on it",
    ]));
    text.push_str(&rule(4));
    for law in &laws.derivatives {
        text.push_str(&row([
            format!("`{}`", law.name),
            format!("`D ({}) = {}`", law.pattern, law.derivative),
            lemma(&law.lemma),
            count(&rule_name(&law.name)),
        ]));
    }
    text.push_str(
        "\n### Operations\n\n\
         The certificates are theorems about any structure with these operations and the laws above.\n\
         To instantiate them at ℝ, take for each operation what stands beside it, and for each law its lemma.\n\n",
    );
    text.push_str(&row(["operation", "type", "at ℝ"]));
    text.push_str(&rule(3));
    for (name, kind, at_real) in OPERATIONS {
        text.push_str(&row([
            format!("`{name}`"),
            format!("`{kind}`"),
            format!("`{at_real}`"),
        ]));
    }
    text.push_str("\n### Identities\n\n");
    text.push_str(&row(["identity", "equation", "verdict"]));
    text.push_str(&rule(3));
    for (identity, verdict) in &report.identities {
        let left = match &identity.point {
            Some(_) => format!("D ({})", identity.left),
            None => identity.left.to_string(),
        };
        text.push_str(&row([
            format!("`{}`", identity.name),
            format!("`{left} = {}`", identity.right),
            super::cell::cell(verdict),
        ]));
    }
    text
}

fn not_mirrored(spec: &Spec) -> String {
    let missing = |kind| {
        let (mirrored, all) = spec.inventory.counts(kind, "");
        all - mirrored
    };
    let mut text = format!(
        "\n## Not mirrored\n\n\
         {} nodes and {} derivative certificates of the same revision, by module. \
         The list is that of `spec/inventory.toml`, which `pin --lean` reads from a checkout; none was read in this run.\n\
         Names are given without the namespace of the mirrored ones where they share it.\n\n",
        missing(DefinitionKind::Node),
        missing(DefinitionKind::Fderiv)
    );
    let shared = spec
        .entries
        .first()
        .map(|e| format!("{}.", e.name.namespace()));
    let short = |name: &str| {
        let inner = shared
            .as_deref()
            .and_then(|shared| name.strip_prefix(shared));
        format!("`{}`", inner.unwrap_or(name))
    };
    text.push_str(&row(["module", "nodes", "certificates"]));
    text.push_str(&rule(3));
    for module in &spec.inventory.modules {
        let missing = |kind| {
            let all = module.definitions.iter();
            let missing = all.filter(|d| d.kind == kind && d.status == Status::Missing);
            missing.map(|d| short(&d.lean)).collect::<Vec<_>>()
        };
        let nodes = missing(DefinitionKind::Node);
        let certificates = missing(DefinitionKind::Fderiv);
        if nodes.is_empty() && certificates.is_empty() {
            continue;
        }
        text.push_str(&row([
            format!("`{}`", module.name),
            nodes.join(", "),
            certificates.join(", "),
        ]));
    }
    text
}

/// How a file differs from what it should be; none if it does not.
pub fn difference(found: &str, expected: &str) -> Option<String> {
    (found != expected).then(|| {
        TextDiff::from_lines(found, expected)
            .unified_diff()
            .context_radius(1)
            .header(PATH, "what the audit gives")
            .to_string()
    })
}
