//! Claims, verdicts and what they rest on.

use num_bigint::BigInt;

use crate::exact::{
    Derivation, Exact, Format, Judgement, Obligation, Proof, exact, quotient, quotient_above,
};
use crate::tape::Shape;
use crate::term::{Name, Rational};

/// What is claimed of a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClaimName {
    /// `D(forward)(x)·dx = jvp x dx`.
    Derivative,
    /// `⟪jvp x dx, δ⟫ = ⟪dx, vjp x δ⟫`.
    Adjoint,
    /// `deriv x dx = jvp x dx` and `(deriv x)† δ = vjp x δ`.
    LinearMap,
    /// The f64 results are the exact values, rounded.
    Kernel,
    /// The entry says what the Lean source says.
    Text,
}

impl ClaimName {
    /// All claims, in the order of reports.
    pub const ALL: [ClaimName; 5] = [
        ClaimName::Derivative,
        ClaimName::Adjoint,
        ClaimName::LinearMap,
        ClaimName::Kernel,
        ClaimName::Text,
    ];

    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            ClaimName::Derivative => "derivative",
            ClaimName::Adjoint => "adjoint",
            ClaimName::LinearMap => "linear map",
            ClaimName::Kernel => "kernel",
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
    /// For all shapes; the proof was replayed without the e-graph.
    Proved(Evidence),
    /// Equal rationals at so many points.
    Exact(u64),
    /// Every result is the correctly rounded exact value.
    BitExact(Tally),
    /// Every result is inside a bound that was computed from the form.
    Bounded(Tally),
    /// Neither shown nor refuted, and why.
    Unknown(String),
    /// There is an input at which the claim fails.
    Refuted(Box<Counterexample>),
    /// Nothing was done, and why.
    NotChecked(String),
}

impl Verdict {
    /// The word in reports.
    pub fn word(&self) -> &'static str {
        match self {
            Verdict::Proved(_) => "proved",
            Verdict::Exact(_) => "exact",
            Verdict::BitExact(_) => "bit-exact",
            Verdict::Bounded(_) => "bounded",
            Verdict::Unknown(_) => "unknown",
            Verdict::Refuted(_) => "refuted",
            Verdict::NotChecked(_) => "not checked",
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
}

/// The proofs that a claim rests on.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// The derivation of the derivative, if the claim is about it.
    pub derivation: Option<Derivation>,
    /// Those of a tape's entries, each as a step, if the claim is about a tape's derivative.
    pub step_derivations: Vec<Derivation>,
    /// A proof for each equation of the claim.
    pub proofs: Vec<Proof>,
    /// At how many rational points both sides were evaluated and found equal.
    pub points: u64,
    /// The theorem that Lean's kernel accepted in this run, without axioms.
    pub theorem: Option<String>,
}

impl Evidence {
    /// Steps of all proofs, and applications of derivative rules.
    pub fn steps(&self) -> usize {
        let rules = self.derivations().map(Derivation::size).sum::<usize>();
        rules + self.proofs.iter().map(|p| p.steps.len()).sum::<usize>()
    }

    /// The laws used, each once, in order of first use.
    pub fn laws(&self) -> Vec<Name> {
        let mut laws: Vec<Name> = Vec::new();
        for law in self.proofs.iter().flat_map(Proof::laws) {
            if !laws.contains(&law) {
                laws.push(law);
            }
        }
        laws
    }

    /// The derivative rules used, each once, in order of first use.
    pub fn rules(&self) -> Vec<Name> {
        let mut rules: Vec<Name> = Vec::new();
        for rule in self.derivations().flat_map(Derivation::rules) {
            if !rules.contains(&rule) {
                rules.push(rule);
            }
        }
        rules
    }

    fn derivations(&self) -> impl Iterator<Item = &Derivation> {
        self.derivation.iter().chain(&self.step_derivations)
    }
}

/// What the comparison of a kernel with exact values counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Inputs.
    pub cases: u64,
    /// Results that were compared.
    pub comparisons: u64,
    /// Of these, those that must be correctly rounded and are.
    pub bit_exact: u64,
    /// Of these, those inside a bound.
    pub bounded: u64,
    /// Of these, those out of the range of the format, which show nothing.
    pub overflow: u64,
    /// The largest error as a share of its bound, in units of `2^-64`.
    pub worst_share: BigInt,
    /// The largest error in units in the last place, in units of `2^-64`.
    pub worst_ulps: BigInt,
    /// Of the comparisons, how many were about each quantity, such as `vjp`,
    /// and how many of those were correctly rounded.
    pub quantities: Vec<(&'static str, u64, u64)>,
}

impl Tally {
    /// Adds what was counted of one quantity.
    pub fn add(&mut self, quantity: &'static str, counted: &Tally) {
        self.merge(counted);
        self.count_quantity(quantity, counted.comparisons, counted.bit_exact);
    }

    /// Adds what was counted elsewhere.
    pub fn merge(&mut self, other: &Tally) {
        self.cases += other.cases;
        self.comparisons += other.comparisons;
        self.bit_exact += other.bit_exact;
        self.bounded += other.bounded;
        self.overflow += other.overflow;
        self.worst_share = (&self.worst_share).max(&other.worst_share).clone();
        self.worst_ulps = (&self.worst_ulps).max(&other.worst_ulps).clone();
        for (quantity, comparisons, bit_exact) in &other.quantities {
            self.count_quantity(quantity, *comparisons, *bit_exact);
        }
    }

    /// The quantities stand in the order in which they were compared first.
    fn count_quantity(&mut self, quantity: &'static str, comparisons: u64, bit_exact: u64) {
        let mut all = self.quantities.iter_mut();
        match all.find(|(q, ..)| *q == quantity) {
            Some(own) => {
                own.1 += comparisons;
                own.2 += bit_exact;
            }
            None => self.quantities.push((quantity, comparisons, bit_exact)),
        }
    }

    /// Counts a comparison that was not wrong.
    pub fn count(&mut self, value: &Exact, format: Format, judgement: &Judgement) {
        self.comparisons += 1;
        match judgement {
            Judgement::Rounded => self.bit_exact += 1,
            Judgement::Overflow => self.overflow += 1,
            Judgement::Inside(found) => {
                self.bounded += 1;
                if let Some(share) = found.above(&self.worst_share) {
                    self.worst_share = share;
                }
                let last = last(value, format);
                if let Some(ulps) = quotient_above(found.error(), &last, &self.worst_ulps) {
                    self.worst_ulps = ulps;
                }
            }
            Judgement::Unbounded | Judgement::Wrong => {}
        }
    }
}

/// The error of a result in units in the last place of the exact value in a
/// format, in units of `2^-64`; none if the result is not finite.
pub fn ulps(computed: f64, value: &Exact, format: Format) -> Option<BigInt> {
    let error = exact(computed)?.distance(value);
    quotient(&error, &last(value, format))
}

/// The unit in the last place of a value, rounded to a format.
fn last(value: &Exact, format: Format) -> Exact {
    format.ulp(format.round(value))
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
    pub exact: Rational,
    /// The error in ulp, in units of `2^-64`, if the computed value is an f64.
    pub ulps: Option<BigInt>,
}

/// A value that was found.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// By a kernel in f64.
    Float(f64),
    /// By a kernel in f32.
    Single(f32),
    /// By evaluating a form.
    Rational(Rational),
}

impl Found {
    /// What a kernel gave in a format, from the f64 that equals it.
    pub fn computed(value: f64, format: Format) -> Found {
        if format == Format::F32 {
            Found::Single(single(value))
        } else {
            Found::Float(value)
        }
    }
}

/// The f32 that equals a value.
pub(super) fn single(value: f64) -> f32 {
    value as f32
}
