//! What a green audit is worth.
#![doc = include_str!("reach.md")]
