//! The claim `text`: the entries of `spec/` say what the Lean source says.

use std::collections::{BTreeMap, BTreeSet};

use super::reason::Reason;
use super::report::Report;
use super::resting::settle;
use super::source::SourceReport;
use super::symbolic::{equal_at_points, prove};
use super::verdict::{ClaimName, Counterexample, Evidence, Unproved, Verdict};
use crate::exact::{Equation, Limits, Proof, Prover};
use crate::lean::{Checkout, Field, Finding, Module, Reading, definition};
use crate::notation::{Entry, LeanName, Spec};
use crate::term::{Op, Sort, Space, Term};

/// Compares the entries of a report with the Lean source.
pub fn check_text(spec: &Spec, report: &mut Report, checkout: &Checkout) {
    let modules = &checkout.modules;
    let mut source = SourceReport::of(spec, checkout);
    let prover = Prover::remembering(&spec.laws, Limits::default());
    let context = Context {
        spec,
        modules,
        prover: &prover,
        seed: report.options.seed,
    };
    let mut held = BTreeMap::new();
    for definition in &mut report.definitions {
        let module = modules.iter().find(|m| m.name == *definition.entry.module);
        let text = definition.claims.iter_mut();
        let Some(claim) = text.into_iter().find(|c| c.name == ClaimName::Text) else {
            continue;
        };
        let Some(module) = module else { continue };
        let of = context.held(&definition.entry, module, &mut held);
        claim.verdict = of.verdict;
        if let Verdict::Proved(evidence) = &mut claim.verdict {
            evidence.imports = Some(source.imports);
        }
        source.changed.extend(of.changed);
        source.unread.extend(of.unread);
        settle(&mut claim.verdict, &report.laws, &spec.laws);
    }
    let stated: BTreeSet<&str> = spec.entries.iter().map(|e| e.name.as_str()).collect();
    for module in modules {
        let mut findings = module.findings();
        // Where all commands around the mirrored definitions are the pinned ones, those without an
        // entry are known: they are in the inventory, or what definitions are made of.
        let mut unpinned = source.unpinned.iter();
        let known = !unpinned.any(|finding| finding.file == module.file());
        for declaration in &module.outline.declarations {
            if !known && !declaration.is_proof() && !stated.contains(&*declaration.name) {
                let what = format!("`{}` has no entry in spec/", declaration.name);
                let byte = module.tokens.span(declaration.at).start;
                findings.push(module.finding(byte, what));
            }
        }
        let own = spec.entries.iter().filter(|e| *e.module == *module.name);
        for entry in own.filter(|e| module.outline.find(e.name.as_str()).is_none()) {
            let what = format!("`{}` of spec/ is not in this file", entry.name);
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
    modules: &'a [Module],
    prover: &'a Prover<'a>,
    seed: u64,
}

/// What was found of one definition.
#[derive(Clone)]
struct Held {
    verdict: Verdict,
    changed: Option<Finding>,
    unread: Option<String>,
}

impl Context<'_> {
    /// What is found of a definition, and of those that it is read by.
    fn held(&self, entry: &Entry, module: &Module, held: &mut BTreeMap<String, Held>) -> Held {
        let lean = entry.name.to_string();
        if let Some(found) = held.get(&lean) {
            return found.clone();
        }
        let (mut found, rests) = self.read(entry, module);
        for name in rests {
            let other = self.spec.entries.iter().find(|e| e.name == name);
            // A definition sees only those above it and those of files that it imports, so this ends.
            let other = other.map(|entry| {
                let mut modules = self.modules.iter();
                let module = modules.find(|module| module.name == *entry.module);
                module.map(|module| self.held(entry, module, held).verdict)
            });
            let reason = match other {
                // Of a file that was not read, as the verdict says of imports.
                Some(None | Some(Verdict::Proved(_))) => continue,
                Some(Some(verdict)) => Reason::RestsOnText {
                    definition: name,
                    verdict: verdict.as_str(),
                },
                None => Reason::RestsOnUnstated(name),
            };
            if matches!(found.verdict, Verdict::Proved(_)) {
                found.verdict = Verdict::Unknown(reason);
                found.changed = None;
            }
        }
        held.insert(lean, found.clone());
        found
    }

    fn read(&self, entry: &Entry, module: &Module) -> (Held, BTreeSet<LeanName>) {
        let name = entry.name.to_string();
        let outline = &module.outline;
        let mut found = Held {
            verdict: Verdict::Unknown(Reason::NotInSource {
                file: module.file().to_string(),
                definition: name.clone(),
            }),
            changed: None,
            unread: None,
        };
        let mut rests = BTreeSet::new();
        let at = outline.find(&name);
        let Some((at, declaration)) = at.and_then(|at| Some((at, outline.declarations.get(at)?)))
        else {
            return (found, rests);
        };
        found.verdict = match definition(module, at, entry, &self.spec.entries) {
            Ok(Reading::Fields(fields, by)) => {
                rests = by;
                self.proved(entry, module, &fields).into()
            }
            Ok(Reading::Signature(span, what)) => {
                let (line, column) = module.tokens.source.position(span.start);
                Verdict::Refuted(Box::new(Counterexample {
                    quantity: format!("signature at {}:{line}:{column}", module.file()),
                    difference: None,
                    what: what.to_string(),
                    inputs: Vec::new(),
                    case: 0,
                }))
            }
            Err(error) => {
                found.unread = Some(error.render());
                Verdict::Unknown(Reason::Unread(Box::new(error)))
            }
        };
        let pinned = self.spec.digests.get(&name);
        let same = pinned.is_none_or(|pinned| *pinned == module.digest(declaration.all.clone()));
        if !same && matches!(found.verdict, Verdict::Proved(_)) {
            let byte = module.tokens.span(declaration.at).start;
            found.changed = Some(module.finding(byte, format!("`{}`", entry.name.short())));
        }
        (found, rests)
    }

    fn proved(
        &self,
        entry: &Entry,
        module: &Module,
        fields: &[Field],
    ) -> Result<Evidence, Unproved> {
        let mut evidence = Evidence::default();
        let mut equations = Vec::new();
        for field in fields {
            let other_type = || Reason::FieldType {
                field: field.name.to_string(),
                line: module.tokens.source.position(field.span.start).0,
            };
            let equation = equation(field).ok_or_else(other_type)?;
            if field.stated != field.found {
                evidence.points += equal_at_points(entry, &equation, self.seed)
                    .map_err(|unproved| at_field(module, field, unproved))?;
            }
            equations.push(equation);
        }
        for equation in equations {
            evidence.proofs.push(self.proof(&equation)?);
        }
        Ok(evidence)
    }

    /// A proof that was replayed; of an equation of equal sides, one without steps.
    fn proof(&self, equation: &Equation) -> Result<Proof, Reason> {
        let laws = &self.spec.laws;
        if equation.left == equation.right {
            let proof = Proof {
                start: equation.left.clone(),
                steps: Vec::new(),
            };
            crate::exact::replay(&proof, equation, laws)?;
            return Ok(proof);
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
        apart: Vec::new(),
    })
}

/// Why the equation of a field is not proved, with its place in the source.
fn at_field(module: &Module, field: &Field, unproved: Unproved) -> Unproved {
    let Unproved::Refuted(found) = unproved else {
        return unproved;
    };
    let (line, column) = module.tokens.source.position(field.span.start);
    Unproved::Refuted(Box::new(Counterexample {
        quantity: format!("{} at {}:{line}:{column}", field.name, module.file()),
        what: format!(
            "the source states `{}`, spec/ states `{}`",
            field.found, field.stated
        ),
        ..*found
    }))
}
