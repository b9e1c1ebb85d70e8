//! The audit: every claim of every definition, and its verdict.
//!
//! This is the one place where kernels and exact forms meet.

mod case;
mod certify;
mod comparison;
mod distribution;
mod law_proof;
mod laws;
mod layout;
mod node;
mod options;
mod reason;
mod record;
mod report;
mod resting;
mod run;
mod sample;
mod sensitivity;
mod shrink;
mod source;
mod subject;
mod symbolic;
mod tape;
mod text;
pub mod user_kernel;
mod verdict;

pub use case::{Block, Case};
pub use certify::{certificates, certify, tape_certificates};
pub use comparison::{Cause, Coordinates, ErrorSize, Failure, NotSpecial, Tally, Wrong};
pub use distribution::Distribution;
pub use law_proof::LawProof;
pub use node::{Reference, compare};
pub use options::Options;
pub use reason::Reason;
pub use record::{Recorded, recorded};
pub use report::{
    Basis, Certificates, Conclusion, Definition, InputFile, LeanCheck, Machine, NotCertified,
    Omitted, Program, Report,
};
pub use resting::{rule_name, withdraw};
pub use run::{Audit, TooLarge, audit};
pub use sample::{REGIMES, Regime, sample, sample_in, sample_special};
pub use sensitivity::{Detected, Sensitivity, sensitivity};
pub use shrink::shrink;
pub use source::{Imports, SourceReport};
pub use tape::{TapeInput, TapeReport, audit_tape, compare_tape, compare_tape_non_finite};
pub use text::check_text;
pub use verdict::{
    Claim, ClaimName, Condition, Correct, Counterexample, Difference, Evidence, Found,
    FunctionEvidence, Verdict,
};
