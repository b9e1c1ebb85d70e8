//! Why a claim is unknown, or was not checked.

use crate::exact::{NoRule, NoValue, Rejection, Stop, TapeRejection, Unproved};
use crate::notation::{Diagnostic, LeanName};
use crate::term::{Name, SortError};

/// Why nothing was decided about a claim.
///
/// [`code`](Reason::code) is stable: programs that read the JSON report match on it.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// The search for a proof ended without one.
    #[error(transparent)]
    Search(#[from] Stop),
    /// A proof was found, but its replay rejects it.
    #[error("the proof was rejected: {0}")]
    Rejected(#[from] Rejection),
    /// The derivation of a derivative is rejected by its replay.
    #[error("the derivation was rejected: {0}")]
    DerivationRejected(Rejection),
    /// No rule differentiates a part of a form.
    #[error(transparent)]
    NoRule(#[from] NoRule),
    /// A form has no exact value at an input.
    #[error(transparent)]
    NoValue(#[from] NoValue),
    /// An input is not a point of the form.
    #[error(transparent)]
    Input(#[from] crate::tape::Error),
    /// A theorem about an entry of a tape was not found.
    #[error(transparent)]
    TapeUnproved(#[from] Unproved),
    /// A proof about a tape was found, but its replay rejects it.
    #[error("the proof was rejected: {0}")]
    TapeRejected(#[from] TapeRejection),
    /// The proof uses a law or a rule that is refuted, or that was evaluated nowhere.
    #[error("the proof rests on `{law}`, which is {verdict}")]
    RestsOnLaw {
        /// The law or rule.
        law: Name,
        /// What is known of it.
        verdict: &'static str,
    },
    /// The proof uses the claim of a function that what it computes equals what it states, and that
    /// has no proof.
    #[error("the proof rests on what `{function}` computes: {why}")]
    RestsOnFunction {
        /// The function's full Lean name.
        function: Name,
        /// Why its claim has no proof.
        why: Box<Reason>,
    },
    /// The sides of a fact are too near to each other at a point.
    #[error("the enclosures of its sides do not tell at a point whether they meet")]
    MayMeet,
    /// The Lean text refers to a definition whose own text is not proved.
    #[error("it rests on `{}`, whose text is {verdict}", .definition.short())]
    RestsOnText {
        /// The definition.
        definition: LeanName,
        /// What is known of its text.
        verdict: &'static str,
    },
    /// The Lean text refers to a definition that `spec/` does not state.
    #[error("it rests on `{}`, whose text is not stated", .0.short())]
    RestsOnUnstated(LeanName),
    /// The Lean source cannot be read at a place.
    #[error("{0}")]
    Unread(Box<Diagnostic>),
    /// The Lean source does not have the definition.
    #[error("{file} has no definition `{definition}`")]
    NotInSource {
        /// The file.
        file: String,
        /// The full Lean name.
        definition: String,
    },
    /// A field of the Lean source has another type than the entry's.
    #[error("line {line}: `{field}` has another type")]
    FieldType {
        /// The field.
        field: String,
        /// The line, from 1.
        line: usize,
    },
    /// Lean rejected the certificate, or a file that it rests on.
    #[error("Lean does not accept `{0}`")]
    LeanRejected(String),
    /// No kernel is the counterpart of the definition.
    #[error("no Rust item is called `{0}`")]
    NoKernel(String),
    /// There is no derived map with which the kernel could be compared.
    #[error("there is no derived map to compare the kernel with")]
    NoDerivedMap,
    /// The bound of a result needs more roundings than have a bound.
    #[error("no bound is known for this many roundings")]
    Unbounded,
    /// Values of functions are not known well enough to judge a result.
    #[error("the exact value is not known well enough to tell whether a result is right")]
    Undecided,
    /// Exact values grow too long to be computed.
    #[error("the exact values grow beyond {bits} bits")]
    TooLong {
        /// The longest that are computed.
        bits: u64,
    },
    /// At these inputs the exact values could not be had, and no other showed anything.
    #[error("{reason}, at {inputs} inputs")]
    AllSkipped {
        /// Why, at the last of them.
        reason: Box<Reason>,
        /// How many they are.
        inputs: u64,
    },
    /// A constant of a tape is out of the range of f64.
    #[error("the constant {0} is out of the range of f64")]
    ConstantRange(Box<crate::term::Rational>),
    /// A step of a tape names an entry that is not a node.
    #[error("`{}` is not a node of spec/", .0.short())]
    NotANode(LeanName),
    /// A plain function has no derivative.
    #[error("Lean claims no derivative of a plain function")]
    PlainFunction,
    /// A user kernel gives a derivative of a plain function.
    #[error("a plain function has no derivative to compare it with")]
    NoDerivativeOfFunction,
    /// The kernel of a user does not have this result.
    #[error("the kernel does not have it")]
    NoClosure,
    /// A parameter over the whole context is not sampled for user kernels.
    #[error("a parameter that is a vector or a map of the whole context is not sampled")]
    ContextParameter,
    /// No Lean source was read.
    #[error("no Lean source was read")]
    NoSource,
    /// The text was proved of this revision, of this entry and this Lean text.
    #[error(
        "recorded in spec/record.toml: proved of this entry and the pinned text of revision {0}"
    )]
    Recorded(String),
    /// What was proved was another entry or another text.
    #[error(
        "spec/record.toml is of another entry or another text; `map --lean PATH --certify` writes it again"
    )]
    RecordChanged,
    /// No input led to a comparison.
    #[error("no comparison was reached")]
    NothingCompared,
    /// Results are wrong or have no reference at finite inputs, so that others show nothing new.
    #[error("the results at finite inputs are not right")]
    FailsWhereFinite,
    /// No sampled point satisfies the hypotheses.
    #[error("no point satisfies the hypotheses")]
    NoPoint,
    /// A term of the audit itself is not well-sorted.
    #[error("internal error: {0}")]
    Sort(#[from] SortError),
    /// Something happened that the audit takes for impossible.
    #[error("internal error: {0}")]
    Internal(&'static str),
}

impl Reason {
    /// The reason as a stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Reason::Search(Stop::Guard { .. }) => "open-guard",
            Reason::Search(_) | Reason::TapeUnproved(_) => "no-proof-found",
            Reason::Rejected(_) | Reason::TapeRejected(_) => "proof-rejected",
            Reason::DerivationRejected(_) => "derivation-rejected",
            Reason::NoRule(NoRule::Guard { .. }) => "open-guard",
            Reason::NoRule(_) => "no-derivative-rule",
            Reason::NoValue(_) => "no-exact-value",
            Reason::Input(_) => "input-does-not-fit",
            Reason::RestsOnLaw { .. } => "rests-on-law",
            Reason::RestsOnFunction { .. } => "rests-on-definition",
            Reason::RestsOnText { .. } | Reason::RestsOnUnstated(_) => "rests-on-definition",
            Reason::Unread(_) => "source-unreadable",
            Reason::NotInSource { .. } => "not-in-source",
            Reason::FieldType { .. } => "field-type",
            Reason::LeanRejected(_) => "lean-rejected",
            Reason::NoKernel(_) => "no-kernel",
            Reason::NoDerivedMap => "no-derived-map",
            Reason::Unbounded => "no-bound",
            Reason::Undecided => "undecided",
            Reason::MayMeet => "may-meet",
            Reason::TooLong { .. } => "too-long",
            Reason::AllSkipped { .. } => "all-skipped",
            Reason::ConstantRange(_) => "constant-out-of-range",
            Reason::NotANode(_) => "not-a-node",
            Reason::PlainFunction | Reason::NoDerivativeOfFunction => "plain-function",
            Reason::NoClosure => "not-given",
            Reason::ContextParameter => "not-sampled",
            Reason::NoSource => "no-source",
            Reason::Recorded(_) => "recorded",
            Reason::RecordChanged => "record-changed",
            Reason::NothingCompared => "nothing-compared",
            Reason::FailsWhereFinite => "fails-where-finite",
            Reason::NoPoint => "no-point",
            Reason::Sort(_) | Reason::Internal(_) => "internal",
        }
    }
}
