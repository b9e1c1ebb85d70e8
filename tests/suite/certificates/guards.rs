//! Guards, arithmetic and proofs that are none: an error, or a theorem that Lean can judge.

use torchlean_mirror::audit::{Evidence, Report, Verdict, certificates};
use torchlean_mirror::certificate::{File, Unwritable, check, write};
use torchlean_mirror::exact::{Proof, Reason};
use torchlean_mirror::notation::Identity;
use torchlean_mirror::term::{Rational, Sort, Substitution, Term};

use super::lean::{accepted as accepted_in, folder, lean};
use super::of_two_modules;

/// The report with one identity only, whose statement and proof are changed.
fn report(name: &str, mut change: impl FnMut(&mut Identity, &mut Evidence)) -> Report {
    let mut report = of_two_modules().report.clone();
    report.definitions.clear();
    report
        .identities
        .retain(|(identity, _)| *identity.name == *name);
    for (identity, verdict) in &mut report.identities {
        let Verdict::Proved(evidence) = verdict else {
            panic!("{name} is not proved");
        };
        change(identity, evidence);
    }
    assert_eq!(report.identities.len(), 1);
    report
}

fn written(report: &Report) -> Result<Vec<File>, Unwritable> {
    certificates(&of_two_modules().spec, report).map(|stated| stated.files)
}

/// `c • c⁻¹ • u = u` for one scalar, which no hypothesis says not to be zero.
fn unscale(scalar: &Term) -> Report {
    report("unscale", |identity, evidence| {
        let mut at = Substitution::default();
        at.terms.insert("c".into(), scalar.clone());
        let put = |term: &Term| at.apply(term).unwrap();
        identity.apart.clear();
        identity.left = put(&identity.left);
        for proof in &mut evidence.proofs {
            proof.start = put(&proof.start);
            for step in &mut proof.steps {
                step.after = put(&step.after);
                for term in step.substitution.terms.values_mut() {
                    *term = put(term);
                }
            }
        }
    })
}

fn number(numerator: i64, denominator: i64) -> Term {
    Term::constant(Rational::new(numerator.into(), denominator.into()))
}

fn accepted(files: &[File]) -> Option<bool> {
    let lean = lean()?;
    let folder = tempfile::tempdir().unwrap();
    write(files, folder.path()).unwrap();
    let checked = check(&lean, files, folder.path()).unwrap();
    assert!(
        checked
            .accepted
            .iter()
            .any(|theorem| theorem.name == "Model.model")
    );
    Some(checked.passed())
}

#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn a_constant_that_the_model_can_have_is_a_field() {
    for (scalar, field) in [
        (number(2, 1), "c2_ne_zero"),
        (number(-7, 5), "cneg7over5_ne_zero"),
    ] {
        let files = written(&unscale(&scalar)).unwrap();
        for file in &files {
            assert!(file.text.contains(field), "{field} in {}", file.module);
        }
        assert_ne!(accepted(&files), Some(false), "{scalar}");
    }
}

#[test]
fn any_other_guard_is_an_error() {
    let variable = Term::var("c", Sort::REAL);
    for scalar in [
        number(0, 1),
        number(6, 5),
        number(1, 3),
        number(3, 1),
        variable,
    ] {
        assert_eq!(
            written(&unscale(&scalar)),
            Err(Unwritable::Guard(format!("{scalar} ≠ 0")))
        );
    }
}

#[test]
fn arithmetic_that_is_false_is_an_error() {
    // Lean would take it as a field, and modulo three -2 and -5 are equal.
    let mut folds = 0;
    let name = "derivative_neg_square";
    for after in [number(-5, 1), number(3, 1), Term::var("c", Sort::REAL)] {
        let report = report(name, |_, evidence| {
            for (number, step) in evidence.proofs[0].steps.iter_mut().enumerate() {
                if step.reason == Reason::Fold {
                    folds += number;
                    assert_eq!(step.path, [0]);
                    let rest = step.after.args()[1].clone();
                    let op = step.after.op().clone();
                    step.after = Term::new(op, vec![after.clone(), rest]).unwrap();
                }
            }
        });
        assert!(matches!(written(&report), Err(Unwritable::Step(_))));
    }
    assert!(folds > 0);
}

#[test]
fn a_theorem_never_says_less_than_its_claim() {
    let none = report("add_left_comm", |_, evidence| evidence.proofs.clear());
    assert_eq!(
        written(&none),
        Err(Unwritable::Missing("Identities.add_left_comm".into()))
    );
    let mut claims = 0;
    for (position, definition) in of_two_modules().report.definitions.iter().enumerate() {
        for (number, claim) in definition.claims.iter().enumerate() {
            if !matches!(claim.verdict, Verdict::Proved(_)) {
                continue;
            }
            claims += 1;
            let mut report = of_two_modules().report.clone();
            if let Verdict::Proved(evidence) =
                &mut report.definitions[position].claims[number].verdict
            {
                evidence.proofs.pop();
            }
            assert!(matches!(written(&report), Err(Unwritable::Missing(_))));
        }
    }
    assert!(claims > 40, "{claims}");
}

/// A proof that the replayer would not accept, which is written all the same.
fn spoiled(spoil: impl Fn(&mut Proof)) -> Vec<File> {
    let report = report("distribute", |_, evidence| {
        evidence.proofs.iter_mut().for_each(&spoil);
    });
    written(&report).unwrap()
}

#[test]
fn lean_judges_chains_by_itself() {
    let Some(lean) = lean() else { return };
    let right = spoiled(|_| ());
    let [laws, _, _, _] = right.as_slice() else {
        panic!("{} files", right.len());
    };
    let folder = folder(&lean, &[laws]);
    let judged = |files: &[File]| {
        assert_eq!(files[0], *laws);
        accepted_in(&lean, folder.path(), "Identities", &files[3].text)
    };
    assert_eq!(judged(&right), right[3].theorems);
    let cut = spoiled(|proof| {
        proof.steps.pop();
    });
    assert!(judged(&cut).is_empty());
    let turned = spoiled(|proof| proof.steps[0].reversed = true);
    assert!(judged(&turned).is_empty());
    let empty = spoiled(|proof| proof.steps.clear());
    assert!(judged(&empty).is_empty());
    let skipped = spoiled(|proof| {
        proof.steps.remove(1);
    });
    assert!(judged(&skipped).is_empty());
}
