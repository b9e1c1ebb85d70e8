//! `explain`: one definition with its proofs.

use torchlean_mirror::audit::Options;
use torchlean_mirror::exact::{Limits, Prover};
use torchlean_mirror::notation::Spec;
use torchlean_mirror::report::explain;

use super::{Done, code, output, progress};

/// Explains the definition of this name.
pub fn run(spec: &Spec, name: String) -> Done {
    let options = Options {
        only: vec![name],
        ..Options::default()
    };
    let report = progress::audit(spec, &options)?;
    let prover = Prover::new(&spec.laws, Limits::default());
    for definition in &report.definitions {
        output::print(&explain::render(definition, &spec.laws, &prover, &options))?;
    }
    Ok(code(report.conclusion().passed()))
}
