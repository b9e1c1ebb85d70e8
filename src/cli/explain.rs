//! `explain`: one definition with its proofs.

use torchlean_mirror::audit::{Audit, Options};
use torchlean_mirror::nodes::kernels;
use torchlean_mirror::notation::Spec;
use torchlean_mirror::report::explain;

use super::{Done, code, output, progress};

/// Explains the definition of this name.
pub fn run(spec: &Spec, name: String) -> Done {
    let options = Options {
        only: vec![name],
        ..Options::default()
    };
    let kernels = kernels();
    let audit = Audit::of(spec, &kernels).options(options).forms();
    let report = progress::run(&audit)?;
    for definition in &report.definitions {
        output::print(&explain::render(definition, &report, &spec.laws))?;
    }
    Ok(code(report.conclusion().passed()))
}
