//! `proofs-map.md`: every Lean definition, its Rust counterpart, and what is
//! known of the two.

use std::collections::BTreeMap;

use similar::TextDiff;

use super::audit::{SENSITIVITY, identities, open_points, sensitivity, verdicts};
use super::document::{Document, Line, Table, markdown};
use super::number::grouped;
use super::statement::{binders, name, statement};
use super::verdict::{
    brief, compared, laws_at_points, laws_proved, pinned, proof_of_law, recorded, total,
};
use crate::audit::{Definition, Report, Verdict, rule_name};
use crate::certificate::{operations, theorem_name};
use crate::exact::{Format, Part, Reduced};
use crate::notation::{DefinitionKind, Laws, Lemma, Spec, Status};
use crate::term::Name;

/// The file.
pub const PATH: &str = "proofs-map.md";

/// The command that writes the file.
pub const COMMAND: &str = "cargo run --release --features exact -- map";

/// The map of an audit that gives the forms. `spec` is what was audited.
pub fn render(spec: &Spec, report: &Report) -> String {
    let mut document = Document::titled("Proofs map");
    document.paragraph(
        "Each definition of TorchLean that is mirrored, its Rust counterpart, and what is known of the two.",
    );
    document.paragraph(format!(
        "Mirrored is {}. The verdicts come from the default audit: seed {}, {} inputs per definition.",
        pinned(&spec.pin),
        report.options.seed,
        grouped(report.options.cases),
    ));
    document.table(verdicts(report));
    let counts = [
        compared(&total(report), Format::F64),
        laws_at_points(&report.laws),
        laws_proved(&report.law_proofs),
        identities(report),
        recorded(&report.recorded),
    ];
    document.list(
        counts
            .into_iter()
            .chain(open_points(report))
            .map(Line::from),
    );
    document.heading(2, "Definitions");
    for definition in &report.definitions {
        section(&mut document, definition, report);
    }
    laws(&mut document, &spec.laws, report);
    document.heading(2, SENSITIVITY);
    document.paragraph(
        "The last coordinate of one result of a kernel that passes was moved by this many steps from f64 to f64, \
         up and down, at every input of the audit; fewer steps were not refuted both ways.",
    );
    document.table(sensitivity(report));
    not_mirrored(&mut document, spec);
    let written = format!("<!-- Written by `{COMMAND}`; do not edit. -->");
    format!("{written}\n\n{}", markdown::render(&document))
}

fn section(document: &mut Document, definition: &Definition, report: &Report) {
    let entry = &definition.entry;
    let code = |text: &dyn ToString| Line::code_only(text.to_string());
    let rust = definition.rust.map_or(Line::from("none"), Line::code_only);
    let mut facts = vec![
        (Line::from("Lean"), code(&entry.name)),
        (Line::from("module"), code(&entry.module)),
        (Line::from("Rust"), rust),
        (Line::from("kind"), Line::from(entry.form.kind())),
        (Line::from("parameters"), code(&binders(&entry.parameters))),
    ];
    if !entry.conditions.is_empty() {
        let conditions = Line::new().codes(&entry.conditions);
        facts.push((Line::from("has a derivative where"), conditions));
    }
    if let Some(delegation) = &entry.delegation {
        facts.push((Line::from("delegates to"), code(delegation)));
    }
    let stated = definition.forms.iter();
    for form in stated.filter(|form| form.part != Part::Derived) {
        let head = code(&form.part.head());
        match &form.form {
            Err(why) => facts.push((head, Line::from(&why.to_string()))),
            Ok(reduced) => {
                facts.push((head, code(&reduced.given)));
                let computed = form.computed.iter();
                facts.extend(computed.map(|computed| (Line::from("computed as"), code(computed))));
                facts.extend(simplified(reduced).map(|line| (Line::from("simplified"), line)));
            }
        }
    }
    document.heading(3, Line::code_only(name(&entry.name, report)));
    document.definitions(facts);
    let rows = definition.claims.iter().map(|claim| {
        let theorem = theorem_name(entry.name.as_str(), claim.name.as_str());
        let is_proved = matches!(claim.verdict, Verdict::Proved(_)) && claim.name.has_theorem();
        vec![
            Line::from(statement(claim.name, &entry.form)),
            evidence(&claim.verdict),
            Line::code_only(if is_proved { &theorem } else { "" }),
        ]
    });
    document.table(Table::new("Claims", ["claim", "verdict", "theorem"], rows));
}

/// The smaller form with the laws of its proof, or why none is shown.
fn simplified(form: &Reduced) -> Option<Line> {
    if let Some(why) = form.remark() {
        return Some(Line::from(why));
    }
    let found = form.smaller()?;
    let line = Line::code_only(&found.term).text(" (by ");
    let laws = form.laws();
    let line = if laws.is_empty() {
        line.text("arithmetic")
    } else {
        line.codes(laws)
    };
    Some(line.text(")"))
}

fn evidence(verdict: &Verdict) -> Line {
    match verdict {
        Verdict::Proved(evidence) => {
            let steps = evidence.steps();
            let mut text = Line::from("proved for all shapes");
            if !evidence.conditions.is_empty() {
                text = text.text(" where ").codes(&evidence.conditions);
            }
            text = text.text(format!(", in {steps} steps"));
            let laws = evidence.laws();
            if !laws.is_empty() {
                text = text.text("; laws ").codes(laws);
            }
            let rules = evidence.rules();
            if !rules.is_empty() {
                text = text.text("; derivative rules ").codes(rules);
            }
            let facts = evidence.facts();
            if !facts.is_empty() {
                text = text.text("; facts ").codes(facts);
            }
            let functions = evidence.functions.iter().map(|of| &of.function);
            if !evidence.functions.is_empty() {
                text = text.text("; computed forms of ").codes(functions);
            }
            if !evidence.assumed.is_empty() {
                text = text.text("; assumed ").codes(&evidence.assumed);
            }
            text
        }
        Verdict::Unknown(why) | Verdict::NotChecked(why) => {
            Line::from(format!("{}: {why}", verdict.as_str()))
        }
        Verdict::Exact(points) => Line::from(format!("exact: equal at {points} points")),
        Verdict::Enclosed(points) => {
            Line::from(format!("enclosed: enclosures overlap at {points} points"))
        }
        Verdict::Refuted(found) => Line::from(format!(
            "refuted: {} at input {}",
            found.quantity, found.case
        )),
        Verdict::BitExact(_) | Verdict::Bounded(_) | Verdict::Propagated(_) => {
            Line::from(brief(verdict))
        }
    }
}

fn lemma(lemma: &Lemma) -> Line {
    Line::from(&lemma.library).text(" ").code(&lemma.name)
}

/// How many claims rest on each law, fact and rule.
fn used(report: &Report) -> BTreeMap<Name, usize> {
    let mut used: BTreeMap<Name, usize> = BTreeMap::new();
    let claims = report.definitions.iter().flat_map(|d| &d.claims);
    let verdicts = claims
        .map(|claim| &claim.verdict)
        .chain(report.identities.iter().map(|(_, verdict)| verdict));
    for verdict in verdicts {
        if let Verdict::Proved(evidence) = verdict {
            let rules = evidence.rules().into_iter().map(|rule| rule_name(&rule));
            let laws = evidence.laws().into_iter().chain(evidence.facts());
            for name in laws.chain(rules) {
                *used.entry(name).or_default() += 1;
            }
        }
    }
    used
}

/// The laws with their lemmas and the number of claims that rest on each.
fn laws(document: &mut Document, laws: &Laws, report: &Report) {
    let used = used(report);
    let count = |name: &Name| Line::from(used.get(name).copied().unwrap_or(0).to_string());
    let proof = |name: &Name| proof_of_law(&report.law_proofs, name);
    document.heading(2, "Laws");
    document.paragraph(
        "Every proof is a chain of instances of these equations and of arithmetic on rational constants. \
         That each describes its lemma is not checked; that each holds at exact rational points is, in every audit. \
         Its proof is a theorem of `Foundations.lean` about the numbers of any field with a total inverse, \
         which Lean has accepted without axioms; a law without one is assumed, or its proof was not checked.",
    );
    let rows = laws.laws.iter().map(|law| {
        let guards = law.apart.iter().map(ToString::to_string);
        vec![
            Line::code_only(&law.name),
            Line::code_only(format!("{} = {}", law.left, law.right)),
            Line::new().codes(guards),
            lemma(&law.lemma),
            proof(&law.name),
            count(&law.name),
        ]
    });
    let header = [
        "law",
        "equation",
        "if",
        "lemma",
        "proof",
        "claims resting on it",
    ];
    document.table(Table::new("Laws", header, rows));
    document.heading(3, "Facts");
    document.paragraph(
        "They establish what the column \"if\" of a law or rule asks for, for all values of their variables. A fact is about \
         real functions, and is tested with enclosures; its proof rests on axioms of the field about these functions.",
    );
    let rows = laws.facts.iter().map(|fact| {
        vec![
            Line::code_only(&fact.name),
            Line::code_only(&fact.apart),
            Line::new().codes(&fact.guards),
            lemma(&fact.lemma),
            proof(&fact.name),
            count(&fact.name),
        ]
    });
    let header = [
        "fact",
        "says",
        "if",
        "lemma",
        "proof",
        "claims resting on it",
    ];
    document.table(Table::new("Facts", header, rows));
    document.heading(3, "Rules of differentiation");
    let rows = laws.derivatives.iter().map(|rule| {
        vec![
            Line::code_only(&rule.name),
            Line::code_only(format!("D ({}) = {}", rule.pattern, rule.derivative)),
            Line::new().codes(&rule.apart),
            lemma(&rule.lemma),
            proof(&rule_name(&rule.name)),
            count(&rule_name(&rule.name)),
        ]
    });
    let header = [
        "rule",
        "derivative",
        "if",
        "lemma",
        "proof",
        "claims resting on it",
    ];
    document.table(Table::new("Rules", header, rows));
    document.heading(3, "Operations");
    document.paragraph(
        "The certificates are theorems about any structure with these operations and the laws above. \
         To instantiate them at ℝ, take for each operation what stands beside it, and for each law its lemma.",
    );
    let rows = operations().map(|(name, of, at_real)| {
        vec![
            Line::code_only(name),
            Line::code_only(of),
            Line::code_only(at_real),
        ]
    });
    let header = ["operation", "type", "at ℝ"];
    document.table(Table::new("Operations", header, rows));
    document.heading(3, "Identities");
    let rows = report.identities.iter().map(|(identity, verdict)| {
        let left = match &identity.point {
            Some(_) => format!("D ({})", identity.left),
            None => identity.left.to_string(),
        };
        vec![
            Line::code_only(&identity.name),
            Line::code_only(format!("{left} = {}", identity.right)),
            Line::new().codes(&identity.apart),
            Line::from(brief(verdict)),
        ]
    });
    let header = ["identity", "equation", "if", "verdict"];
    document.table(Table::new("Identities", header, rows));
}

fn not_mirrored(document: &mut Document, spec: &Spec) {
    let missing = |kind| {
        let (mirrored, all) = spec.inventory.counts(kind, "");
        all - mirrored
    };
    document.heading(2, "Not mirrored");
    document.paragraph(format!(
        "{} nodes and {} derivative certificates of the same revision, by module. \
         The list is that of spec/inventory.toml, which `pin --lean` reads from a checkout; none was read in this run. \
         Names are given without the namespace of the mirrored ones where they share it.",
        missing(DefinitionKind::Node),
        missing(DefinitionKind::Fderiv)
    ));
    let shared = spec
        .entries
        .first()
        .map(|e| format!("{}.", e.name.namespace()));
    let short = |name: &str| {
        let shared = shared.as_deref();
        let inner = shared.and_then(|shared| name.strip_prefix(shared));
        inner.unwrap_or(name).to_string()
    };
    let rows = spec.inventory.modules.iter().filter_map(|module| {
        let missing = |kind| {
            let all = module.definitions.iter();
            let missing = all.filter(|d| d.kind == kind && d.status == Status::Missing);
            Line::new().codes(missing.map(|d| short(&d.lean)))
        };
        let nodes = missing(DefinitionKind::Node);
        let certificates = missing(DefinitionKind::Fderiv);
        let any = !nodes.is_empty() || !certificates.is_empty();
        any.then(|| vec![Line::code_only(&module.name), nodes, certificates])
    });
    let header = ["module", "nodes", "certificates"];
    document.table(Table::new("Not mirrored", header, rows));
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
