//! The claims about forms: refuted at a point, or proved for all shapes.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::case::Case;
use super::reason::Reason;
use super::sample::{Regime, sample_in};
use super::shrink::shrink;
use super::subject::{Place, TRIES};
use super::verdict::{
    Claim, ClaimName, Condition, Correct, Counterexample, Difference, Evidence, Found,
    FunctionEvidence, Unproved, Verdict,
};
use crate::exact::{
    Ball, Derivation, Differentiation, Equation, Exact, Format, FunctionEquation, Goal, NoValue,
    Number, Obligation, Outcome, Point, Proof, Prover, computed, computed_in_tensors,
    function_equation, goals, replay, replay_computed, replay_derivation_given,
};
use crate::notation::{ComputingFunction, Entry, Laws};
use crate::term::{Name, SortError, Space};

/// Points at which both sides are evaluated before a proof is sought.
const POINTS: u64 = 32;

/// The symbolic claims of an entry, and the derivative of its `forward`.
pub fn check(
    entry: &Entry,
    laws: &Laws,
    prover: &Prover<'_>,
    seed: u64,
) -> (Option<Derivation>, Vec<Claim>) {
    let every = |verdict: &dyn Fn(Obligation) -> Verdict| {
        Obligation::ALL
            .map(|obligation| Claim::new(obligation.into(), verdict(obligation)))
            .to_vec()
    };
    let (derivation, mut claims) = match goals(entry, laws) {
        Ok(Some((derivation, goals))) => {
            let verdict = |obligation| {
                let own = goals.iter().filter(|goal| goal.obligation == obligation);
                let own: Vec<&Goal> = own.collect();
                let derivation = match &derivation {
                    Err(no_rule) if own.is_empty() => {
                        return Verdict::Unknown(no_rule.clone().into());
                    }
                    derivation => derivation.as_ref().ok(),
                };
                Verdict::from(reached(entry, laws, prover, seed, derivation, &own))
            };
            let claims = every(&verdict);
            (derivation.ok(), claims)
        }
        Ok(None) => (None, every(&|_| Verdict::NotChecked(Reason::PlainFunction))),
        Err(e) => (None, every(&|_| Verdict::Unknown(e.clone().into()))),
    };
    if entry.computed.is_some() {
        let verdict = equals_stated(entry, laws, prover, seed).into();
        claims.push(Claim::new(ClaimName::Computed, verdict));
    }
    (derivation, claims)
}

/// The evidence for the goals of a claim about a node.
fn reached(
    entry: &Entry,
    laws: &Laws,
    prover: &Prover<'_>,
    seed: u64,
    derivation: Option<&Derivation>,
    goals: &[&Goal],
) -> Result<Evidence, Unproved> {
    // The derivation is part of every claim that speaks of the derived map.
    let derived = goals.iter().any(|goal| goal.derived);
    let derivation = match (derived, entry.form.node()) {
        (true, Some(node)) => {
            let missing = Reason::Internal("a claim about a derivative that was not derived");
            let derivation = derivation.ok_or(missing)?;
            let by = Differentiation::at("x", &node.context).under(&entry.conditions);
            replay_derivation_given(derivation, &by, laws).map_err(Reason::DerivationRejected)?;
            Some(derivation.clone())
        }
        _ => None,
    };
    let equations: Vec<&Equation> = goals.iter().map(|goal| &goal.equation).collect();
    let evidence = proved(entry, laws, prover, seed, &equations)?;
    Ok(Evidence {
        derivation,
        ..evidence
    })
}

/// The evidence that what is computed equals what is stated, with that for the functions whose
/// claims its proofs use.
fn equals_stated(
    entry: &Entry,
    laws: &Laws,
    prover: &Prover<'_>,
    seed: u64,
) -> Result<Evidence, Unproved> {
    let mut evidence = Evidence::default();
    for equation in computed(entry).map_err(Reason::from)? {
        evidence.points += equal_at_points(entry, &equation, seed)?;
    }
    let equations = computed_in_tensors(entry).map_err(Reason::from)?;
    let (proofs, functions) = proved_computed(&equations, &entry.functions, laws, prover)?;
    Ok(Evidence {
        proofs,
        functions,
        ..evidence
    })
}

/// Proofs of equations about what is computed with functions, and the evidence for the claims of
/// those functions that they use, directly or through others. A function may use those before it.
fn proved_computed(
    equations: &[Equation],
    functions: &[Arc<ComputingFunction>],
    laws: &Laws,
    prover: &Prover<'_>,
) -> Result<(Vec<Proof>, Vec<FunctionEvidence>), Reason> {
    let known = functions.iter().map(|function| function_equation(function));
    let known = known.collect::<Result<Vec<FunctionEquation>, SortError>>()?;
    let prove = |equation: &Equation, known: &[FunctionEquation]| match prover
        .prove_computed(equation, known)
    {
        Outcome::Found(proof) => {
            replay_computed(&proof, equation, known, laws)?;
            Ok(proof)
        }
        Outcome::NotFound(stop) => Err(Reason::from(stop)),
    };
    let proofs = equations.iter().map(|equation| prove(equation, &known));
    let proofs = proofs.collect::<Result<Vec<Proof>, Reason>>()?;
    let mut used: BTreeSet<Name> = proofs.iter().flat_map(Proof::functions).collect();
    let mut evidence = Vec::new();
    let mut before = known.as_slice();
    // From the last to the first, so that what uses a function is seen before it.
    while let Some((claim, earlier)) = before.split_last() {
        before = earlier;
        if !used.contains(&claim.function) {
            continue;
        }
        let proof = prove(&claim.equation, before);
        let proof = proof.map_err(|why| Reason::RestsOnFunction {
            function: claim.function.clone(),
            why: why.into(),
        })?;
        used.extend(proof.functions());
        evidence.push(FunctionEvidence {
            function: claim.function.clone(),
            proof,
        });
    }
    evidence.reverse();
    Ok((proofs, evidence))
}

/// The evidence for equations: none is refuted at a point, and each has a proof.
fn proved(
    entry: &Entry,
    laws: &Laws,
    prover: &Prover<'_>,
    seed: u64,
    equations: &[&Equation],
) -> Result<Evidence, Unproved> {
    let mut evidence = Evidence::default();
    for equation in equations {
        for apart in &equation.apart {
            let condition = Condition {
                apart: apart.clone(),
                step: None,
            };
            if !evidence.conditions.contains(&condition) {
                evidence.conditions.push(condition);
            }
        }
        evidence.points += equal_at_points(entry, equation, seed)?;
    }
    for equation in equations {
        evidence.proofs.push(prove(equation, prover, laws)?);
    }
    Ok(evidence)
}

/// A proof of an equation that has been replayed.
///
/// # Errors
/// Why there is none.
pub(super) fn prove(
    equation: &Equation,
    prover: &Prover<'_>,
    laws: &Laws,
) -> Result<Proof, Reason> {
    match prover.prove(equation) {
        Outcome::Found(proof) => {
            replay(&proof, equation, laws)?;
            Ok(proof)
        }
        Outcome::NotFound(stop) => Err(stop.into()),
    }
}

/// Evaluates both sides of an equation at rational points: at how many they have coordinates and
/// are equal.
///
/// # Errors
/// When they differ or have no value somewhere, or the equation's conditions hold nowhere.
pub(super) fn equal_at_points(
    entry: &Entry,
    equation: &Equation,
    seed: u64,
) -> Result<u64, Unproved> {
    let (mut equal, mut enclosed, mut outside) = (0, 0, 0);
    let regimes = [Regime::Quarters, Regime::Ordinary].into_iter().cycle();
    for (number, regime) in (0..POINTS).zip(regimes) {
        let case = sample_in(entry, seed, number, regime);
        match compare(entry, equation, &case)? {
            Compared::Nothing => {}
            Compared::Outside => outside += 1,
            Compared::Equal => equal += 1,
            Compared::Overlapping => enclosed += 1,
            Compared::Different(found) => {
                let at = |case: &Case| match compare(entry, equation, case) {
                    Ok(Compared::Different(found)) => Some(found),
                    _ => None,
                };
                let case = shrink(TRIES, case, entry, |case| at(case).is_some());
                return Err(Unproved::Refuted(Box::new(Counterexample {
                    quantity: format!("{} = {}", equation.left, equation.right),
                    what: "the two sides differ".into(),
                    difference: Some(*at(&case).unwrap_or(found)),
                    inputs: case.describe(entry, Format::F64),
                    case: number,
                })));
            }
        }
    }
    if equal + enclosed == 0 && outside > 0 {
        return Err(Reason::NoPoint.into());
    }
    Ok(equal)
}

/// Two sides at one case.
enum Compared {
    /// A condition of the equation does not hold there.
    Outside,
    /// They have no coordinate there.
    Nothing,
    /// They are equal.
    Equal,
    /// Their values of functions may be equal.
    Overlapping,
    /// They differ, first here.
    Different(Box<Difference>),
}

/// The sides of an equation at a point.
enum Sides<N> {
    /// A condition does not hold there.
    Outside,
    /// They have no coordinate.
    Nothing,
    /// They may be equal.
    Alike,
    /// They differ, first at this coordinate.
    Differ(usize, N, N),
}

fn sides<N: Number>(
    point: &Point<N>,
    equation: &Equation,
    differ: impl Fn(&N, &N) -> bool,
) -> Result<Sides<N>, NoValue> {
    if !point.admits(&equation.apart)? {
        return Ok(Sides::Outside);
    }
    let left = point.vector(&equation.left)?;
    let right = point.vector(&equation.right)?;
    if left.is_empty() {
        return Ok(Sides::Nothing);
    }
    let mut pairs = left.into_iter().zip(right).enumerate();
    Ok(match pairs.find(|(_, (a, b))| differ(a, b)) {
        Some((flat, (left, right))) => Sides::Differ(flat, left, right),
        None => Sides::Alike,
    })
}

/// Compares with exact numbers, and with balls where a value of a function has none.
fn compare(entry: &Entry, equation: &Equation, case: &Case) -> Result<Compared, Reason> {
    let point = case.point::<Exact>(entry, |value| value)?;
    let (flat, computed, correct) = match sides(&point, equation, |a, b| a != b) {
        Ok(Sides::Outside) => return Ok(Compared::Outside),
        Ok(Sides::Nothing) => return Ok(Compared::Nothing),
        Ok(Sides::Alike) => return Ok(Compared::Equal),
        Ok(Sides::Differ(flat, left, right)) => {
            let [left, right] = [left, right].map(|side| side.to_rational());
            (flat, Found::Rational(right), Correct::Exact(left))
        }
        Err(NoValue::Function(_)) => {
            let point = case.point::<Ball>(entry, Ball::from)?;
            match sides(&point, equation, |a, b| !a.overlaps(b))? {
                Sides::Outside => return Ok(Compared::Outside),
                Sides::Nothing => return Ok(Compared::Nothing),
                Sides::Alike => return Ok(Compared::Overlapping),
                Sides::Differ(flat, left, right) => {
                    let [left, right] = [left, right].map(|side| side.centre().to_rational());
                    (flat, Found::Near(right), Correct::Near(left))
                }
            }
        }
        Err(why) => return Err(why.into()),
    };
    let space = equation.left.space();
    let place = match (space, entry.form.node()) {
        (Some(space), Some(node)) if *space == node.context => case.place(flat)?,
        (Some(space), _) => Place {
            argument: if *space == Space::Real { "" } else { "output" }.into(),
            shape: case.shape(space)?,
            flat,
        },
        (None, _) => return Err(Reason::Internal("an equation is not about vectors")),
    };
    let outside = Reason::Internal("a coordinate lies outside its shape");
    Ok(Compared::Different(Box::new(Difference {
        argument: place.argument,
        multi: place.shape.multi_index(place.flat).ok_or(outside)?,
        shape: place.shape,
        flat: place.flat,
        computed,
        correct,
        error: None,
    })))
}
