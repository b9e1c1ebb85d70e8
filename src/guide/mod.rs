//! The guide: what the program and the audit do, page by page.
//!
//! | page | answers |
//! | --- | --- |
//! | [`notation`] | how definitions and laws are written in `spec/` |
//! | [`verdicts`] | what each claim and each verdict says, and what is trusted |
//! | [`user_kernels`] | how a kernel of your own is audited |
//! | [`kernel_protocol`] | how a kernel in another language is audited: the messages |
//! | [`frameworks`] | clients for NumPy, PyTorch and JAX, and what was found in their kernels |
//! | [`tapes`] | how a whole tape is written and audited |
//! | [`tables`] | how derivative tables are made |
//! | [`lean_source`] | how the entries are compared with the Lean source |
//! | [`certificates`] | how Lean's kernel checks the proofs |
//! | [`reports`] | the formats of reports, and the keys of the JSON |
//! | [`functions`] | what is shown of exp, log and other functions, by what |
//! | [`sensitivity`] | the smallest error that is detected |
//! | [`speed`] | how fast the kernels are, in which order they add up, how many threads they use |
//! | [`limitations`] | which inputs an audit tries, and what it cannot see |

#[doc = include_str!("certificates.md")]
pub mod certificates {}
#[doc = include_str!("frameworks.md")]
pub mod frameworks {}
#[doc = include_str!("functions.md")]
pub mod functions {}
#[doc = include_str!("kernel_protocol.md")]
pub mod kernel_protocol {}
#[doc = include_str!("lean_source.md")]
pub mod lean_source {}
#[doc = include_str!("limitations.md")]
pub mod limitations {}
#[doc = include_str!("notation.md")]
pub mod notation {}
#[doc = include_str!("reports.md")]
pub mod reports {}
#[doc = include_str!("sensitivity.md")]
pub mod sensitivity {}
#[doc = include_str!("speed.md")]
pub mod speed {}
#[doc = include_str!("tables.md")]
pub mod tables {}
#[doc = include_str!("tapes.md")]
pub mod tapes {}
#[doc = include_str!("user_kernels.md")]
pub mod user_kernels {}
#[doc = include_str!("verdicts.md")]
pub mod verdicts {}
