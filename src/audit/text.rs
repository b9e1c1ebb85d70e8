//! The claim `text`: the entries of `spec/` say what the Lean source says.

use std::collections::BTreeSet;

use serde::Serialize;

use super::symbolic::{AtPoints, at_points, prove};
use super::verdict::{ClaimName, Counterexample, Evidence, Verdict};
use super::{Report, withdraw};
use crate::exact::{Equation, Limits, Proof, Prover};
use crate::lean::source::{Field, Finding, Module, Reader, Reading};
use crate::spec::{Diagnostic, Entry, Spec};
use crate::term::{Op, Sort, Space, Term};

/// What was found in a Lean source besides verdicts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SourceReport {
    /// The files that were read.
    pub files: Vec<String>,
    /// What an auditor must know, in the order of the files.
    pub findings: Vec<Finding>,
    /// Definitions whose text is not the pinned one and whose meaning is.
    pub changed: Vec<Finding>,
    /// What could not be read, with an excerpt each.
    pub unread: Vec<String>,
}

/// Holds the entries of a report against the Lean source.
pub fn hold_text(spec: &Spec, report: &mut Report, modules: &[Module]) {
    let mut source = SourceReport {
        files: modules.iter().map(|m| m.file().to_string()).collect(),
        ..SourceReport::default()
    };
    let prover = Prover::new(&spec.laws, Limits::default());
    let context = Context {
        spec,
        prover: &prover,
        seed: report.options.seed,
    };
    for definition in &mut report.definitions {
        let module = modules.iter().find(|m| m.name == *definition.entry.module);
        let text = definition.claims.iter_mut();
        let Some(claim) = text.into_iter().find(|c| c.name == ClaimName::Text) else {
            continue;
        };
        let Some(module) = module else { continue };
        claim.verdict = context.verdict(&definition.entry, module, &mut source);
        withdraw(&mut claim.verdict, &report.laws);
    }
    let stated: BTreeSet<String> = spec.entries.iter().map(Entry::lean).collect();
    for module in modules {
        let mut findings = module.findings();
        for declaration in &module.outline.declarations {
            let proof = matches!(
                declaration.keyword.as_str(),
                "theorem" | "lemma" | "example"
            );
            if !proof && !stated.contains(&declaration.name) {
                let what = format!("`{}` has no entry in spec/", declaration.name);
                let byte = module.tokens.span(declaration.at).start;
                findings.push(module.finding(byte, what));
            }
        }
        let own = spec.entries.iter().filter(|e| *e.module == *module.name);
        for entry in own.filter(|e| module.outline.find(&e.lean()).is_none()) {
            let what = format!("`{}` of spec/ is not in this file", entry.lean());
            let end = module.tokens.source.text().len();
            findings.push(module.finding(end, what));
        }
        findings.sort_by_key(|finding| finding.line);
        source.findings.extend(findings);
    }
    report.source = Some(source);
}

struct Context<'a> {
    spec: &'a Spec,
    prover: &'a Prover<'a>,
    seed: u64,
}

impl Context<'_> {
    fn verdict(&self, entry: &Entry, module: &Module, source: &mut SourceReport) -> Verdict {
        let name = entry.lean();
        let outline = &module.outline;
        let at = outline.find(&name);
        let Some((at, declaration)) = at.and_then(|at| Some((at, outline.declarations.get(at)?)))
        else {
            return Verdict::Unknown(format!("{} has no definition `{name}`", module.file()));
        };
        let reader = Reader::new(&module.tokens, outline, &self.spec.entries);
        let verdict = match reader.definition(at, entry) {
            Ok(Reading::Fields(fields)) => self.fields(entry, module, &fields),
            Ok(Reading::Signature(span, what)) => {
                let (line, column) = module.tokens.source.position(span.start);
                Verdict::Refuted(Box::new(Counterexample {
                    quantity: format!("signature at {}:{line}:{column}", module.file()),
                    difference: None,
                    what,
                    inputs: Vec::new(),
                    case: 0,
                }))
            }
            Err(error) => {
                source.unread.push(Diagnostic::render(&error));
                Verdict::Unknown(error.to_string())
            }
        };
        let pinned = self.spec.digests.get(&name);
        let same = pinned.is_none_or(|pinned| *pinned == module.digest(declaration));
        if !same && matches!(verdict, Verdict::Proved(_)) {
            let byte = module.tokens.span(declaration.at).start;
            let what = format!("`{}`", entry.name);
            source.changed.push(module.finding(byte, what));
        }
        verdict
    }

    fn fields(&self, entry: &Entry, module: &Module, fields: &[Field]) -> Verdict {
        let mut evidence = Evidence::default();
        let mut proofs = Vec::new();
        for field in fields {
            let Some(equation) = equation(field) else {
                let (line, _) = module.tokens.source.position(field.span.start);
                let why = format!("line {line}: `{}` has another type", field.name);
                return Verdict::Unknown(why);
            };
            if field.stated != field.found {
                match at_points(entry, &equation, self.seed) {
                    Ok(AtPoints::Equal(points)) => evidence.points += points,
                    Ok(AtPoints::Different(found)) => return refuted(module, field, *found),
                    Err(e) => return Verdict::Unknown(e.to_string()),
                }
            }
            proofs.push(equation);
        }
        for equation in proofs {
            match self.proof(&equation) {
                Ok(proof) => evidence.proofs.push(proof),
                Err(why) => return Verdict::Unknown(why),
            }
        }
        Verdict::Proved(evidence)
    }

    /// A proof that was replayed; of an equation of equal sides, one without steps.
    fn proof(&self, equation: &Equation) -> Result<Proof, String> {
        let laws = &self.spec.laws;
        if equation.left == equation.right {
            let proof = Proof {
                start: equation.left.clone(),
                steps: Vec::new(),
            };
            return match crate::exact::replay(&proof, equation, laws) {
                Ok(()) => Ok(proof),
                Err(e) => Err(format!("the proof was rejected: {e}")),
            };
        }
        prove(equation, self.prover, laws)
    }
}

/// What is to be proved of a field; linear maps are equal if they are at every
/// vector.
fn equation(field: &Field) -> Option<Equation> {
    if field.stated.sort() != field.found.sort() {
        return None;
    }
    let (left, right) = match field.stated.space() {
        Some(Space::Hom(from, _)) => {
            let dx = Term::var("dx", Sort::Vec((**from).clone()));
            let at = |map: &Term| Term::new(Op::Apply, vec![map.clone(), dx.clone()]).ok();
            (at(&field.stated)?, at(&field.found)?)
        }
        _ => (field.stated.clone(), field.found.clone()),
    };
    Some(Equation {
        left,
        right,
        nonzero: Vec::new(),
    })
}

fn refuted(module: &Module, field: &Field, found: Counterexample) -> Verdict {
    let (line, column) = module.tokens.source.position(field.span.start);
    Verdict::Refuted(Box::new(Counterexample {
        quantity: format!("{} at {}:{line}:{column}", field.name, module.file()),
        what: format!(
            "the source states `{}`, spec/ states `{}`",
            field.found, field.stated
        ),
        ..found
    }))
}
