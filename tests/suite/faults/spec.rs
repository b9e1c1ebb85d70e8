//! Entries that state something else than what Lean could prove.

use torchlean_mirror::{
    audit::{ClaimName, Definition, Reason, Reference, Tally, Verdict, compare, sample},
    exact::{Exact, Point, derive},
    nodes::kernels,
    notation::{Entry, Form, Laws, NodeForm, Spec},
    term::{Name, Op, Sort, Space, Term, natural},
};

use crate::faults::harness::{Count, SYMBOLIC, audit_of, cases, point, spec, verdict};
use crate::faults::mutate::{mutants, with_indices_exchanged};

const CASES: u64 = 48;
const POINTS: u64 = 200;

/// What an entry states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Forward,
    Jvp,
    Vjp,
    Deriv,
    Value,
}

const FIELDS: [Field; 5] = [
    Field::Forward,
    Field::Jvp,
    Field::Vjp,
    Field::Deriv,
    Field::Value,
];

fn field(form: &mut Form, field: Field) -> Option<&mut Term> {
    match (form, field) {
        (Form::Fderiv { deriv, .. }, Field::Deriv) => Some(deriv),
        (Form::Function(value), Field::Value) => Some(value),
        (Form::Node(node) | Form::Fderiv { node, .. }, field) => of_node(node, field),
        _ => None,
    }
}

fn of_node(node: &mut NodeForm, field: Field) -> Option<&mut Term> {
    match field {
        Field::Forward => Some(&mut node.forward),
        Field::Jvp => Some(&mut node.jvp),
        Field::Vjp => Some(&mut node.vjp),
        _ => None,
    }
}

/// The variables that a field may mention.
fn scope(entry: &Entry, field: Field) -> Vec<(Name, Sort)> {
    let mut scope = entry.parameters.clone();
    if let Some(node) = entry.form.node() {
        let (context, output) = (&node.context, &node.output);
        let mut add =
            |name: &str, space: &Space| scope.push((name.into(), Sort::Vec(space.clone())));
        add("x", context);
        match field {
            Field::Jvp => add("dx", context),
            Field::Vjp => add("δ", output),
            _ => {}
        }
    }
    scope
}

fn faulty(entry: &Entry, changes: &[(Field, Term)]) -> Entry {
    let mut entry = entry.clone();
    for (at, term) in changes {
        *field(&mut entry.form, *at).unwrap() = term.clone();
    }
    entry
}

fn stated(entry: &Entry, at: Field) -> Option<Term> {
    field(&mut entry.form.clone(), at).cloned()
}

/// The value of a term; of a linear map its images of the tangent and of the cotangent.
fn value(point: &Point<Exact>, term: &Term) -> Vec<Exact> {
    let Some(Space::Hom(from, to)) = term.space() else {
        return point.vector(term).unwrap();
    };
    let of = |name: &str, space: &Space| {
        let variable = Term::var(name, Sort::Vec(space.clone()));
        point.vector(&variable).unwrap()
    };
    let mut images = point.apply(term, of("dx", from), false).unwrap();
    images.extend(point.apply(term, of("δ", to), true).unwrap());
    images
}

fn differ(entry: &Entry, a: &Term, b: &Term) -> bool {
    cases(entry, POINTS).iter().any(|case| {
        let point = point(case, entry);
        value(&point, a) != value(&point, b)
    })
}

fn derivative(entry: &Entry, laws: &Laws) -> Option<Term> {
    let node = entry.form.node()?;
    let derivation = derive(&node.forward, "x", &node.context, laws);
    Some(derivation.ok()?.derivative)
}

/// The claims that speak of a field. The others must not notice a change of it.
fn speaking_of(form: &Form, at: Field) -> &'static [ClaimName] {
    use ClaimName::{Adjoint, Derivative, Kernel, LinearMap};
    match (form, at) {
        (Form::Node(_), Field::Forward) => &[Derivative, LinearMap, Kernel],
        (Form::Node(_), Field::Jvp) => &[Derivative, Adjoint],
        (Form::Node(_), Field::Vjp) => &[Adjoint, LinearMap],
        (Form::Fderiv { .. }, Field::Forward) => &[Derivative, Kernel],
        (Form::Fderiv { .. }, Field::Jvp) => &[LinearMap],
        (Form::Fderiv { .. }, Field::Vjp) => &[Adjoint, LinearMap],
        (Form::Fderiv { .. }, Field::Deriv) => &[Derivative, Adjoint, LinearMap],
        (Form::Function(_), Field::Value) => &[Kernel],
        _ => &[],
    }
}

/// The claims that a changed entry cannot keep.
fn broken(before: &Entry, after: &Entry, laws: &Laws) -> Vec<ClaimName> {
    use ClaimName::{Adjoint, Derivative, Kernel, LinearMap};
    let changed = |at| match (stated(before, at), stated(after, at)) {
        (Some(a), Some(b)) => a != b && differ(before, &a, &b),
        _ => false,
    };
    let derived = match (derivative(before, laws), derivative(after, laws)) {
        (Some(a), Some(b)) => a != b && differ(before, &a, &b),
        _ => false,
    };
    let mut broken = Vec::new();
    match before.form {
        Form::Node(_) => {
            if changed(Field::Jvp) {
                broken.extend([Derivative, Adjoint]);
            }
            if changed(Field::Vjp) {
                broken.extend([Adjoint, LinearMap]);
            }
            if derived {
                broken.extend([Derivative, LinearMap]);
            }
            if changed(Field::Forward) {
                broken.push(Kernel);
            }
        }
        Form::Fderiv { .. } => {
            if changed(Field::Jvp) {
                broken.push(LinearMap);
            }
            if changed(Field::Vjp) {
                broken.extend([Adjoint, LinearMap]);
            }
            if changed(Field::Deriv) {
                broken.extend([Derivative, Adjoint, LinearMap]);
            }
            if derived {
                broken.extend([Derivative, Kernel]);
            }
        }
        Form::Function(_) => {
            if changed(Field::Value) {
                broken.push(Kernel);
            }
        }
    }
    broken
}

/// Holds an audited entry against the claims that it must break.
fn judge(
    definition: &Definition,
    broken: &[ClaimName],
    at: Field,
    what: &str,
    may_fail: impl Fn() -> bool,
    count: &mut Count,
) {
    let touched = speaking_of(&definition.entry.form, at);
    assert!(broken.iter().all(|claim| touched.contains(claim)), "{what}");
    for claim in SYMBOLIC.into_iter().chain([ClaimName::Kernel]) {
        let verdict = verdict(definition, claim);
        let function = matches!(definition.entry.form, Form::Function(_));
        if let Verdict::Unknown(Reason::NoRule(_) | Reason::NoDerivedMap) = verdict {
            assert!(touched.contains(&claim), "{} of {what}", claim.as_str());
            count.add("no rule differentiates the form");
            continue;
        }
        if broken.contains(&claim) {
            match verdict {
                Verdict::Refuted(found) => {
                    assert!(found.difference.is_some(), "{what}: {found:?}");
                    count.add(claim.as_str());
                }
                Verdict::Unknown(why) if why.to_string().contains("inverse of a rounded value") => {
                    count.add("no bound for such a form");
                }
                other => panic!("{} of {what}: {other:?}", claim.as_str()),
            }
        } else if claim == ClaimName::Kernel {
            assert!(
                !verdict.fails() || may_fail(),
                "kernel of {what}: {verdict:?}"
            );
        } else if touched.contains(&claim) {
            // The claim is still true, in other words. No proof may be within reach.
            let refuted = matches!(verdict, Verdict::Refuted(_));
            assert!(!refuted, "{} of {what}: {verdict:?}", claim.as_str());
            count.add(match verdict {
                Verdict::Proved(_) => "true in other words, proved",
                _ => "true in other words, unknown",
            });
        } else if !function {
            assert_eq!(verdict.as_str(), "proved", "{} of {what}", claim.as_str());
        }
    }
    count.add(if broken.is_empty() {
        "equivalent"
    } else {
        "refuted"
    });
}

/// Audits faulty entries, all at once, and holds each against what it was before.
fn audit_all(spec: &Spec, at: Field, faulty: &[(&Entry, String, Entry)], count: &mut Count) {
    let mut changed = spec.clone();
    changed.entries = faulty.iter().map(|(_, _, after)| after.clone()).collect();
    let report = audit_of(&changed, &kernels(), CASES);
    assert_eq!(report.definitions.len(), faulty.len());
    for (definition, (before, what, after)) in report.definitions.iter().zip(faulty) {
        let broken = broken(before, after, &spec.laws);
        // A right kernel that follows a stated map fails where that is not proved.
        let may_fail = || fails_the_derived_map(before, &spec.laws);
        judge(definition, &broken, at, what, may_fail, count);
    }
}

#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn one_change_in_one_field_breaks_the_claims_that_speak_of_it() {
    let spec = spec();
    for at in FIELDS {
        let mut count = Count::default();
        let mut changed = Vec::new();
        for entry in &spec.entries {
            let stated = stated(entry, at);
            let terms = stated.map_or_else(Vec::new, |t| mutants(&t, &scope(entry, at)));
            // All of one module, some of the others.
            let stride = match entry.module.ends_with(".Arithmetic") {
                true => 1,
                false => terms.len().div_ceil(3).max(1),
            };
            changed.extend(terms.into_iter().step_by(stride).map(|term| {
                let what = format!("{} with {at:?} := {term}", entry.name);
                (entry, what, faulty(entry, &[(at, term)]))
            }));
        }
        audit_all(&spec, at, &changed, &mut count);
        count.print(&format!("changes of {at:?}"));
        assert!(count.of("refuted") > 0);
    }
}

#[test]
fn a_fault_shared_by_jvp_and_vjp_is_refuted_by_the_derivative() {
    let spec = spec();
    type Shared = (&'static str, fn(&Term, &[(Name, Sort)]) -> Option<Term>);
    let changes: [Shared; 4] = [
        ("negated", |term, _| {
            Term::new(Op::Neg, vec![term.clone()]).ok()
        }),
        ("doubled", |term, _| {
            let two = Term::constant(natural(2));
            Term::new(Op::Smul, vec![two, term.clone()]).ok()
        }),
        ("zero", |term, _| match term.space()? {
            Space::Real => Some(Term::constant(natural(0))),
            space => Term::new(Op::Zero(space.clone()), Vec::new()).ok(),
        }),
        ("exchanged", with_indices_exchanged),
    ];
    let mut count = Count::default();
    for (name, change) in changes {
        let shared = |entry: &Entry| {
            let of = |at| change(&stated(entry, at)?, &entry.parameters).map(|t| (at, t));
            let changes = [
                Some(of(Field::Jvp)?),
                Some(of(Field::Vjp)?),
                of(Field::Deriv),
            ];
            let changes: Vec<_> = changes.into_iter().flatten().collect();
            Some(faulty(entry, &changes))
        };
        let pairs = spec.entries.iter().filter_map(|e| Some((e, shared(e)?)));
        let pairs: Vec<(&Entry, Entry)> = pairs.collect();
        let mut changed = spec.clone();
        changed.entries = pairs.iter().map(|(_, wrong)| wrong.clone()).collect();
        let report = audit_of(&changed, &kernels(), CASES);
        for ((entry, wrong), definition) in pairs.iter().zip(&report.definitions) {
            let what = format!("{} with jvp and vjp {name}", entry.name);
            if broken(entry, wrong, &spec.laws).is_empty() {
                for claim in SYMBOLIC {
                    let verdict = verdict(definition, claim);
                    assert_eq!(verdict.as_str(), "proved", "{} of {what}", claim.as_str());
                }
                count.add("equivalent");
                continue;
            }
            let word = |claim| verdict(definition, claim).as_str();
            assert_eq!(word(ClaimName::Derivative), "refuted", "{what}");
            assert_eq!(word(ClaimName::Adjoint), "proved", "{what}");
            let linear = match entry.form {
                Form::Node(_) => "refuted",
                _ => "proved",
            };
            assert_eq!(word(ClaimName::LinearMap), linear, "{what}");
            // What follows a stated map may be outside the bounds of the derived one alone.
            let is_refuted = word(ClaimName::Kernel) == "refuted";
            assert!(
                !is_refuted || fails_the_derived_map(entry, &spec.laws),
                "{what}"
            );
            count.add("refuted");
        }
    }
    count.print("faults shared by jvp and vjp");
    assert!(count.of("refuted") > 20 && count.of("equivalent") > 0);
}

/// Whether the kernel of an entry is outside the bounds of the derived map, where the stated maps
/// are not asked.
fn fails_the_derived_map(entry: &Entry, laws: &Laws) -> bool {
    let derived = derivative(entry, laws);
    let all = kernels();
    let mut of_entry = all
        .iter()
        .filter(|kernel| kernel.path() == entry.rust_path());
    let kernel = of_entry.next().unwrap();
    (0..CASES).any(|number| {
        let case = sample(entry, 0, number);
        let reference = Reference {
            derivative: derived.as_ref(),
            stated: false,
            computed: None,
        };
        compare(entry, reference, kernel, &case, &mut Tally::default()).is_err()
    })
}

/// Entries none of whose claims is true: what gives tangents is negated, and what gives cotangents
/// is doubled.
pub fn false_entries(spec: &Spec) -> Vec<Entry> {
    let minus = |term: Term| Term::new(Op::Neg, vec![term]).unwrap();
    let twice = |term: Term| {
        let two = Term::constant(natural(2));
        Term::new(Op::Smul, vec![two, term]).unwrap()
    };
    let wrong = |entry: &Entry| {
        let at = match entry.form {
            Form::Node(_) => Field::Jvp,
            _ => Field::Deriv,
        };
        let tangents = (at, minus(stated(entry, at)?));
        let cotangents = (Field::Vjp, twice(stated(entry, Field::Vjp)?));
        Some(faulty(entry, &[tangents, cotangents]))
    };
    spec.entries.iter().filter_map(wrong).collect()
}
