//! The claim `text`: the entries of `spec/` say what the Lean source says.

use std::collections::{BTreeMap, BTreeSet};

use crate::audit::{
    AtPoints, ClaimName, Counterexample, Evidence, Report, SourceReport, Verdict, at_points, prove,
    withdraw,
};
use crate::exact::{Equation, Limits, Proof, Prover};
use crate::lean::{Field, Finding, Module, Reading, definition};
use crate::notation::{Entry, Spec};
use crate::term::{Name, Op, Sort, Space, Term};

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
        source.changed.extend(of.changed);
        source.unread.extend(of.unread);
        withdraw(&mut claim.verdict, &report.laws);
    }
    let stated: BTreeSet<String> = spec.entries.iter().map(Entry::lean).collect();
    for module in modules {
        let mut findings = module.findings();
        for declaration in &module.outline.declarations {
            if !declaration.is_proof() && !stated.contains(&declaration.name) {
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
        let lean = entry.lean();
        if let Some(found) = held.get(&lean) {
            return found.clone();
        }
        let (mut found, rests) = self.read(entry, module);
        for name in rests {
            let other = self.spec.entries.iter().find(|e| e.name == name);
            // A definition sees only those above it, so this ends.
            let other = other.map(|entry| self.held(entry, module, held).verdict);
            let word = other.map_or("not stated", |verdict| verdict.word());
            if matches!(found.verdict, Verdict::Proved(_)) && word != "proved" {
                let why = format!("it rests on `{name}`, whose text is {word}");
                found.verdict = Verdict::Unknown(why);
                found.changed = None;
            }
        }
        held.insert(lean, found.clone());
        found
    }

    fn read(&self, entry: &Entry, module: &Module) -> (Held, BTreeSet<Name>) {
        let name = entry.lean();
        let outline = &module.outline;
        let mut found = Held {
            verdict: Verdict::Unknown(format!("{} has no definition `{name}`", module.file())),
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
                self.fields(entry, module, &fields)
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
                Verdict::Unknown(error.to_string())
            }
        };
        let pinned = self.spec.digests.get(&name);
        let same = pinned.is_none_or(|pinned| *pinned == module.digest(declaration));
        if !same && matches!(found.verdict, Verdict::Proved(_)) {
            let byte = module.tokens.span(declaration.at).start;
            found.changed = Some(module.finding(byte, format!("`{}`", entry.name)));
        }
        (found, rests)
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
