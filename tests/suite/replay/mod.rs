//! All proofs replay, thousands of tampered ones are rejected, and so is the proof of `0 = 1` that egg's own checker accepts.

mod polynomial;
mod proofs;
mod tampered;
mod unsound;
