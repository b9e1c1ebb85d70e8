//! Whole tapes: run, read, proved, audited, and what is wrong with them noticed.
#![cfg(feature = "exact")]

mod audited;
mod proofs;

use torchlean_mirror::spec::{Diagnostics, Files, Source, Spec, Tape, read_tape};

/// The tape of a text; paths in it are relative to `examples/`.
pub fn read(text: &str) -> Result<Tape, Diagnostics> {
    let spec = Spec::built_in().unwrap();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    let files = Files::beside(folder);
    read_tape(&Source::new("test.tape", text), &spec.entries, &files)
}

/// The tapes of `examples/`.
pub fn examples() -> Vec<(&'static str, Tape)> {
    [
        ("polynomial", include_str!("../../examples/polynomial.tape")),
        (
            "affine_network",
            include_str!("../../examples/affine_network.tape"),
        ),
        ("residual", include_str!("../../examples/residual.tape")),
    ]
    .map(|(name, text)| (name, read(text).unwrap()))
    .to_vec()
}
