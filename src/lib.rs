//! An audited Rust mirror of TorchLean's differentiable tape nodes.
//!
//! TorchLean proves in Lean 4 that reverse-mode differentiation is correct,
//! tape node by tape node, over the reals. This crate has one Rust counterpart
//! for every Lean definition that it mirrors: an f64 kernel in [`nodes`] and,
//! with the feature `audit`, an entry of `spec/` from which everything symbolic
//! follows. The audit compares the two. The [`guide`] says how, page by page.
//!
//! Words, as they are used here:
//!
//! - a *node* is one TorchLean tape node, with `forward`, `jvp` and `vjp`;
//! - an *entry* is what `spec/` states of one Lean definition;
//! - a *form* is the term that an entry states for one of its fields;
//! - a *kernel* is the floating-point code of a definition;
//! - a *claim* is one statement about a definition, and a *verdict* what is
//!   known of it.
//!
//! Features: none for the kernels and the tape; `audit` for everything but the
//! program, as tests of your own kernels need it; `exact` for everything.
//!
//! Modules in the order in which data flows, with feature `audit`:
//! `term` (sorts, operators, terms), `notation` (text to terms), `exact`
//! (derivation, proofs, replay, evaluation over ℚ, bounds), `lean` (the Lean
//! source to terms), `audit` (claims and verdicts), `certificate` (theorems for
//! Lean's kernel), `report` (what is printed). Beside them, always built:
//! [`tape`] (shapes, contexts, nodes, linear maps, whole tapes) and [`nodes`]
//! (the kernels). Kernels and forms do not see each other outside `audit`.
//!
//! # A kernel
//!
//! ```
//! use ndarray::arr1;
//! use torchlean_mirror::nodes::arithmetic::square;
//! use torchlean_mirror::tape::{Context, Idx, Shape};
//!
//! let context = Context::new([Shape::new([3])]);
//! let node = square(&context, Idx(0))?;
//! let x = [arr1(&[1.0, 2.0, 3.0]).into_dyn()];
//! assert_eq!(node.forward(&x)?, arr1(&[1.0, 4.0, 9.0]).into_dyn());
//! let cotangents = node.vjp(&x, &arr1(&[1.0, 1.0, 10.0]).into_dyn())?;
//! assert_eq!(cotangents, [arr1(&[2.0, 4.0, 60.0]).into_dyn()]);
//! # Ok::<(), torchlean_mirror::tape::Error>(())
//! ```
//!
//! # An audit
//!
#![cfg_attr(feature = "audit", doc = "```")]
#![cfg_attr(not(feature = "audit"), doc = "```ignore")]
//! use torchlean_mirror::audit::{Audit, Options};
//! use torchlean_mirror::nodes::kernels;
//! use torchlean_mirror::notation::Spec;
//!
//! let spec = Spec::built_in()?;
//! let options = Options {
//!     cases: 16,
//!     only: vec!["square".into()],
//!     ..Options::default()
//! };
//! let report = Audit::of(&spec, &kernels()).options(options).run(|_| {})?;
//! assert!(report.conclusion().passed());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A kernel of your own is audited by `audit::user_kernel` and
//! `assert_mirrors!`; what an audit cannot see is on the page
//! [`guide::limitations`].
#![forbid(unsafe_code)]

#[cfg(feature = "audit")]
pub mod audit;
#[cfg(feature = "audit")]
pub mod certificate;
#[cfg(feature = "audit")]
pub mod exact;
pub mod guide;
#[cfg(feature = "audit")]
pub mod lean;
pub mod nodes;
#[cfg(feature = "audit")]
pub mod notation;
#[cfg(feature = "audit")]
pub mod report;
pub mod tape;
#[cfg(feature = "audit")]
pub mod term;

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExample;
