//! `map`: writes proofs-map.md, or compares it.

use std::path::Path;
use std::process::ExitCode;

use torchlean_mirror::audit::Audit;
use torchlean_mirror::nodes::kernels;
use torchlean_mirror::notation::Spec;
use torchlean_mirror::report::map;

use super::input::{read, write};
use super::{Done, output, progress};

/// Writes the map, or shows how the file differs from it.
pub fn run(spec: &Spec, check: bool) -> Done {
    let path = Path::new(map::PATH);
    let found = check.then(|| read(path)).transpose()?;
    let kernels = kernels();
    let report = progress::run(&Audit::of(spec, &kernels).forms().sensitivity())?;
    let expected = map::render(spec, &report);
    let current = || {
        if report.fails() {
            eprintln!("error: the map names what is refuted, unknown or found");
        }
        ExitCode::from(u8::from(report.fails()))
    };
    let Some(found) = found else {
        write(path, &expected)?;
        return Ok(current());
    };
    let Some(difference) = map::difference(&found, &expected) else {
        return Ok(current());
    };
    output::print(&difference)?;
    let (path, command) = (map::PATH, map::COMMAND);
    eprintln!("error: {path} is not current; fix it with: {command}");
    Ok(ExitCode::from(1))
}
