//! The claims about forms: refuted at a point, or proved for all shapes.

use super::case::Case;
use super::sample::{Regime, sample_in};
use super::shrink::shrink;
use super::verdict::{Claim, Counterexample, Difference, Evidence, Found, Verdict};
use crate::exact::{
    Derivation, Equation, Exact, Format, Goal, NoValue, Obligation, Outcome, Proof, Prover, goals,
    replay, replay_derivation,
};
use crate::notation::{Entry, Laws};
use crate::tape::Shape;
use crate::term::Space;

/// Points at which both sides are evaluated before a proof is sought.
const POINTS: u64 = 32;

/// The symbolic claims of an entry, and the derivative of its `forward`.
pub fn check(
    entry: &Entry,
    laws: &Laws,
    prover: &Prover<'_>,
    seed: u64,
) -> (Option<Derivation>, Vec<Claim>) {
    let every = |verdict: &dyn Fn() -> Verdict| {
        [
            Obligation::Derivative,
            Obligation::Adjoint,
            Obligation::LinearMap,
        ]
        .map(|obligation| Claim {
            name: obligation.into(),
            verdict: verdict(),
        })
        .to_vec()
    };
    let (derivation, goals) = match goals(entry, laws) {
        Ok(Some(found)) => found,
        Ok(None) => {
            let why = "Lean claims no derivative of a plain function";
            return (None, every(&|| Verdict::NotChecked(why.into())));
        }
        Err(e) => return (None, every(&|| Verdict::Unknown(e.to_string()))),
    };
    let claims = [
        Obligation::Derivative,
        Obligation::Adjoint,
        Obligation::LinearMap,
    ]
    .map(|obligation| Claim {
        name: obligation.into(),
        verdict: claim(entry, laws, prover, seed, obligation, &derivation, &goals),
    })
    .to_vec();
    (Some(derivation), claims)
}

fn claim(
    entry: &Entry,
    laws: &Laws,
    prover: &Prover<'_>,
    seed: u64,
    obligation: Obligation,
    derivation: &Derivation,
    goals: &[Goal],
) -> Verdict {
    let mut evidence = Evidence::default();
    let own: Vec<&Goal> = goals
        .iter()
        .filter(|goal| goal.obligation == obligation)
        .collect();
    for goal in &own {
        match at_points(entry, &goal.equation, seed) {
            Ok(AtPoints::Equal(points)) => evidence.points += points,
            Ok(AtPoints::Different(found)) => return Verdict::Refuted(found),
            Err(e) => return Verdict::Unknown(e.to_string()),
        }
    }
    // The derivation is part of every claim that speaks of the derived map.
    let derived = own.iter().any(|goal| goal.derived);
    if let (true, Some(node)) = (derived, entry.form.node()) {
        match replay_derivation(derivation, "x", &node.context, laws) {
            Ok(()) => evidence.derivation = Some(derivation.clone()),
            Err(e) => return Verdict::Unknown(format!("the derivation was rejected: {e}")),
        }
    }
    for goal in own {
        match prove(&goal.equation, prover, laws) {
            Ok(proof) => evidence.proofs.push(proof),
            Err(why) => return Verdict::Unknown(why),
        }
    }
    Verdict::Proved(evidence)
}

/// A proof of an equation that has been replayed.
///
/// # Errors
/// Why there is none, in words.
pub fn prove(equation: &Equation, prover: &Prover<'_>, laws: &Laws) -> Result<Proof, String> {
    match prover.prove(equation) {
        Outcome::Found(proof) => match replay(&proof, equation, laws) {
            Ok(()) => Ok(proof),
            Err(e) => Err(format!("the proof was rejected: {e}")),
        },
        Outcome::NotFound(stop) => Err(stop.to_string()),
    }
}

/// What evaluating both sides of an equation showed.
pub enum AtPoints {
    /// They are equal at so many points, at which they have coordinates.
    Equal(u64),
    /// They differ at a point, as small as it was found.
    Different(Box<Counterexample>),
}

/// Evaluates both sides of an equation at rational points.
pub fn at_points(entry: &Entry, equation: &Equation, seed: u64) -> Result<AtPoints, NoValue> {
    let mut equal = 0;
    let regimes = [Regime::Quarters, Regime::Ordinary].into_iter().cycle();
    for (number, regime) in (0..POINTS).zip(regimes) {
        let case = sample_in(entry, seed, number, regime);
        match compare(entry, equation, &case)? {
            Compared::Nothing => {}
            Compared::Equal => equal += 1,
            Compared::Different(found) => {
                let fails = |case: &Case| {
                    matches!(compare(entry, equation, case), Ok(Compared::Different(_)))
                };
                let case = shrink(case, entry, fails);
                let difference = match compare(entry, equation, &case)? {
                    Compared::Different(smaller) => smaller,
                    Compared::Nothing | Compared::Equal => found,
                };
                return Ok(AtPoints::Different(Box::new(Counterexample {
                    quantity: format!("{} = {}", equation.left, equation.right),
                    what: "the two sides differ".into(),
                    difference: Some(*difference),
                    inputs: case.describe(entry, Format::F64),
                    case: number,
                })));
            }
        }
    }
    Ok(AtPoints::Equal(equal))
}

/// Two sides at one case.
enum Compared {
    /// They have no coordinate there.
    Nothing,
    /// They are equal.
    Equal,
    /// They differ, first here.
    Different(Box<Difference>),
}

fn compare(entry: &Entry, equation: &Equation, case: &Case) -> Result<Compared, NoValue> {
    let point = case
        .point::<Exact>(entry, |value| value)
        .map_err(|_| NoValue::NotFinite)?;
    let left = point.vector(&equation.left)?;
    let right = point.vector(&equation.right)?;
    let mut pairs = left.iter().zip(&right).enumerate();
    let Some((flat, (left, right))) = pairs.find(|(_, (a, b))| a != b) else {
        return Ok(if left.is_empty() {
            Compared::Nothing
        } else {
            Compared::Equal
        });
    };
    let space = equation.left.space();
    let (argument, shape, flat) = match (space, entry.form.node()) {
        (Some(Space::Real), _) | (_, None) => (String::new(), Shape::scalar(), flat),
        (Some(space), Some(node)) if *space == node.context => case.place(flat),
        (Some(space), _) => {
            let shape = case.shape(space).cloned().unwrap_or_else(Shape::scalar);
            ("output".into(), shape, flat)
        }
        (None, _) => return Err(NoValue::Unfit(equation.left.clone())),
    };
    Ok(Compared::Different(Box::new(Difference {
        argument,
        multi: shape.multi_index(flat).unwrap_or_default(),
        shape,
        flat,
        computed: Found::Rational(right.to_rational()),
        exact: left.to_rational(),
        ulps: None,
    })))
}
