//! Claims, verdicts and what they rest on.

use std::fmt;

use indexmap::IndexSet;

use super::comparison::{ErrorSize, Tally};
use super::reason::Reason;
use super::source::Imports;
use crate::exact::{Derivation, Format, Obligation, Proof, Special, TapeProof};
use crate::tape::Shape;
use crate::term::{Apart, Name, Rational};

/// What is claimed of a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClaimName {
    /// `D(forward)(x)·dx = jvp x dx`.
    Derivative,
    /// `⟪jvp x dx, δ⟫ = ⟪dx, vjp x δ⟫`.
    Adjoint,
    /// `deriv x dx = jvp x dx` and `(deriv x)† δ = vjp x δ`.
    LinearMap,
    /// What the kernel computes equals what is stated.
    Computed,
    /// The f64 results are the exact values, rounded.
    Kernel,
    /// At inputs with NaN and infinities, the f64 results are what IEEE arithmetic of the forms
    /// gives.
    NonFinite,
    /// The entry says what the Lean source says.
    Text,
}

impl ClaimName {
    /// All claims, in the order of reports.
    pub const ALL: [ClaimName; 7] = [
        ClaimName::Derivative,
        ClaimName::Adjoint,
        ClaimName::LinearMap,
        ClaimName::Computed,
        ClaimName::Kernel,
        ClaimName::NonFinite,
        ClaimName::Text,
    ];

    /// Whether it is about what Lean states, so that certificates state it as a theorem.
    pub fn has_theorem(self) -> bool {
        matches!(
            self,
            ClaimName::Derivative | ClaimName::Adjoint | ClaimName::LinearMap
        )
    }

    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            ClaimName::Derivative => "derivative",
            ClaimName::Adjoint => "adjoint",
            ClaimName::LinearMap => "linear map",
            ClaimName::Computed => "computed form",
            ClaimName::Kernel => "kernel",
            ClaimName::NonFinite => "non-finite",
            ClaimName::Text => "text",
        }
    }
}

impl From<Obligation> for ClaimName {
    fn from(obligation: Obligation) -> ClaimName {
        match obligation {
            Obligation::Derivative => ClaimName::Derivative,
            Obligation::Adjoint => ClaimName::Adjoint,
            Obligation::LinearMap => ClaimName::LinearMap,
        }
    }
}

/// What can be said of a claim.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// For all shapes; the proof was replayed by code that does not know the search.
    Proved(Evidence),
    /// Equal rationals at this number of points.
    Exact(u64),
    /// At this number of points, enclosures of both sides overlap: values of functions are not
    /// rational, differences of inverses are not derivatives, and so this refutes but does not confirm.
    Enclosed(u64),
    /// Every result is the correctly rounded exact value.
    BitExact(Tally),
    /// Every result is inside a bound that was computed from the form.
    Bounded(Tally),
    /// Every result that must be NaN or an infinity is, and the finite ones are right.
    Propagated(Tally),
    /// Neither shown nor refuted, and why.
    Unknown(Reason),
    /// There is an input at which the claim fails.
    Refuted(Box<Counterexample>),
    /// Nothing was done, and why.
    NotChecked(Reason),
}

/// Why there is no proof: the verdict of a claim that is not proved.
#[derive(Clone, Debug)]
pub(super) enum Unproved {
    /// No proof was found.
    Unknown(Reason),
    /// The claim fails at an input.
    Refuted(Box<Counterexample>),
}

impl From<Reason> for Unproved {
    fn from(reason: Reason) -> Unproved {
        Unproved::Unknown(reason)
    }
}

impl From<Result<Evidence, Unproved>> for Verdict {
    fn from(proved: Result<Evidence, Unproved>) -> Verdict {
        match proved {
            Ok(evidence) => Verdict::Proved(evidence),
            Err(Unproved::Unknown(reason)) => Verdict::Unknown(reason),
            Err(Unproved::Refuted(found)) => Verdict::Refuted(found),
        }
    }
}

impl Verdict {
    /// The name in reports.
    pub fn as_str(&self) -> &'static str {
        match self {
            Verdict::Proved(_) => "proved",
            Verdict::Exact(_) => "exact",
            Verdict::Enclosed(_) => "enclosed",
            Verdict::BitExact(_) => "bit-exact",
            Verdict::Bounded(_) => "bounded",
            Verdict::Propagated(_) => "propagated",
            Verdict::Unknown(_) => "unknown",
            Verdict::Refuted(_) => "refuted",
            Verdict::NotChecked(_) => "not checked",
        }
    }

    /// Whether results were compared with exact values.
    pub fn compared(&self) -> bool {
        matches!(self, Verdict::BitExact(_) | Verdict::Bounded(_))
    }

    /// Inputs that showed nothing, because the exact values there are too long or have no bound or order.
    pub fn skipped(&self) -> u64 {
        match self {
            Verdict::BitExact(tally) | Verdict::Bounded(tally) | Verdict::Propagated(tally) => {
                tally.skipped
            }
            Verdict::NotChecked(Reason::AllSkipped { inputs, .. }) => *inputs,
            _ => 0,
        }
    }

    /// Whether an audit with this verdict fails.
    pub fn fails(&self) -> bool {
        matches!(self, Verdict::Unknown(_) | Verdict::Refuted(_))
    }
}

/// A claim with its verdict.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Which claim.
    pub name: ClaimName,
    /// What can be said of it.
    pub verdict: Verdict,
    /// The step of a tape that a refuted or unknown verdict is about, if it is one step's fault.
    pub step: Option<usize>,
}

impl Claim {
    /// The proof, if the claim is about a tape and proved.
    pub fn tape_proof(&self) -> Option<&TapeProof> {
        match &self.verdict {
            Verdict::Proved(evidence) => evidence.tape.as_ref(),
            _ => None,
        }
    }

    /// A claim with its verdict.
    pub fn new(name: ClaimName, verdict: Verdict) -> Claim {
        Claim {
            name,
            verdict,
            step: None,
        }
    }
}

/// A hypothesis of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// What must differ in every coordinate.
    pub apart: Apart,
    /// Of a claim about a tape, the step that it is about, whose inputs are `x`.
    pub step: Option<Name>,
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.step {
            Some(step) => write!(f, "{} at {step}", self.apart),
            None => self.apart.fmt(f),
        }
    }
}

/// The proofs that a claim rests on.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// The derivation of the derivative, if the claim is about it.
    pub derivation: Option<Derivation>,
    /// A proof for each equation of the claim.
    pub proofs: Vec<Proof>,
    /// Of a claim about what is computed, the evidence for the claims of functions that the proofs
    /// use, and that those use, in the order in which they are stated.
    pub functions: Vec<FunctionEvidence>,
    /// Of a claim about a tape, its proof: a theorem for each entry, and the instances.
    pub tape: Option<TapeProof>,
    /// The conditions under which it is proved; none if it holds everywhere.
    pub conditions: Vec<Condition>,
    /// At how many rational points both sides were evaluated and found equal.
    pub points: u64,
    /// The theorem that Lean's kernel accepted in this run, without axioms.
    pub theorem: Option<String>,
    /// The laws, facts and rules among those used that `spec/laws.spec` assumes.
    pub assumed: Vec<Name>,
    /// Of a claim about Lean text, what is known of the files that the text imports.
    pub imports: Option<Imports>,
}

/// The evidence that what a function computes equals what it states.
#[derive(Clone, Debug)]
pub struct FunctionEvidence {
    /// The function's full Lean name.
    pub function: Name,
    /// Its proof, which may use the claims of functions before it.
    pub proof: Proof,
}

impl Evidence {
    /// Steps of its own proofs, and applications of derivative rules.
    pub fn steps(&self) -> usize {
        let rules = self.derivations().map(Derivation::size).sum::<usize>();
        rules + self.proofs().map(|p| p.steps.len()).sum::<usize>()
    }

    /// The laws used, each once, in order of first use, those for functions last.
    pub fn laws(&self) -> Vec<Name> {
        let proofs = self.proofs().chain(self.of_functions());
        let laws: IndexSet<Name> = proofs.flat_map(Proof::laws).collect();
        laws.into_iter().collect()
    }

    /// The facts that guards rest on, each once, in order of first use.
    pub fn facts(&self) -> Vec<Name> {
        let of_rules = self.derivations().flat_map(Derivation::facts);
        let proofs = self.proofs().chain(self.of_functions());
        let facts: IndexSet<Name> = of_rules.chain(proofs.flat_map(Proof::facts)).collect();
        facts.into_iter().collect()
    }

    /// The derivative rules used, each once, in order of first use.
    pub fn rules(&self) -> Vec<Name> {
        let rules = self.derivations().flat_map(Derivation::rules);
        let rules: IndexSet<Name> = rules.collect();
        rules.into_iter().collect()
    }

    fn derivations(&self) -> impl Iterator<Item = &Derivation> {
        let theorems = self.tape.iter().flat_map(|proof| &proof.theorems);
        let of_steps = theorems.filter_map(|theorem| theorem.derivation.as_ref());
        self.derivation.iter().chain(of_steps)
    }

    fn proofs(&self) -> impl Iterator<Item = &Proof> {
        let theorems = self.tape.iter().flat_map(|proof| &proof.theorems);
        self.proofs
            .iter()
            .chain(theorems.flat_map(|theorem| &theorem.proofs))
    }

    fn of_functions(&self) -> impl Iterator<Item = &Proof> {
        self.functions.iter().map(|function| &function.proof)
    }
}

/// An input at which a claim fails, as small as it was found.
#[derive(Clone, Debug)]
pub struct Counterexample {
    /// What differs, such as `vjp` or `⟪jvp x dx, δ⟫`.
    pub quantity: String,
    /// Where and by how much; none if there was no value to compare.
    pub difference: Option<Difference>,
    /// What happened, in words.
    pub what: String,
    /// The inputs: name and value.
    pub inputs: Vec<(String, String)>,
    /// The number of the case that showed it first.
    pub case: u64,
}

/// Two values that should be equal.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The argument or result that the coordinate belongs to, such as `a`.
    pub argument: String,
    /// The shape of that argument.
    pub shape: Shape,
    /// The coordinate, row-major.
    pub flat: usize,
    /// The coordinate, per dimension.
    pub multi: Vec<usize>,
    /// What the kernel gave, or the left side of an equation.
    pub computed: Found,
    /// What it should be.
    pub correct: Correct,
    /// How large the error is, if a kernel computed the value and it is finite.
    pub error: Option<ErrorSize>,
}

/// What a value should be.
#[derive(Clone, Debug, PartialEq)]
pub enum Correct {
    /// This number, exactly.
    Exact(Rational),
    /// A number that this one is near to: it is not rational.
    Near(Rational),
    /// NaN or an infinity, by IEEE arithmetic.
    Special(Special),
}

/// A value that was found.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// By a kernel in f64.
    Float(f64),
    /// By a kernel in f32.
    Single(f32),
    /// By a kernel in a shorter format, as the f64 that equals it.
    Short(f64, Format),
    /// By evaluating a form.
    Rational(Rational),
    /// By evaluating a form whose value is near this number, and not rational.
    Near(Rational),
}

impl Found {
    /// What a kernel gave in a format, from the f64 that equals it.
    pub fn computed(value: f64, format: Format) -> Found {
        match format {
            Format::F64 => Found::Float(value),
            Format::F32 => Found::Single(single(value)),
            shorter => Found::Short(value, shorter),
        }
    }
}

/// The f32 that equals a value.
pub(super) fn single(value: f64) -> f32 {
    value as f32
}
