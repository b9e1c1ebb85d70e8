//! Where Lean modules stand on disk.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::module::{BYTES, Module};
use crate::notation::{Diagnostics, Spec};

/// Why no module was read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// A file that cannot be opened.
    #[error("{0}: {1}")]
    File(PathBuf, std::io::Error),
    /// A file that is no Lean text.
    #[error("{}", .0.0.iter().map(crate::notation::Diagnostic::render).collect::<Vec<_>>().join("\n"))]
    Text(#[from] Diagnostics),
    /// A file that is no module of `spec/`.
    #[error("{0}: spec/ mirrors no module of this name")]
    Unknown(PathBuf),
}

/// The path of a module inside a checkout.
pub fn path(module: &str) -> String {
    format!("{}.lean", module.replace('.', "/"))
}

/// Reads the mirrored modules from a checkout, or one of them from its file.
///
/// # Errors
/// The first file that cannot be read.
pub fn modules(spec: &Spec, place: &Path) -> Result<Vec<Module>, Unreadable> {
    let mut names: Vec<&str> = Vec::new();
    for entry in &spec.entries {
        if !names.contains(&&*entry.module) {
            names.push(&entry.module);
        }
    }
    if place.is_dir() {
        let read = |name: &&str| read(name, &path(name), &place.join(path(name)));
        return names.iter().map(read).collect();
    }
    let stem = place.file_stem().and_then(|stem| stem.to_str());
    let named = names.iter().find(|name| name.rsplit('.').next() == stem);
    let only = match names.as_slice() {
        [only] => Some(only),
        _ => None,
    };
    match named.or(only) {
        Some(name) => Ok(vec![read(name, &place.display().to_string(), place)?]),
        None => Err(Unreadable::Unknown(place.into())),
    }
}

/// Reads the module in a file, which messages call `shown`.
///
/// # Errors
/// When the file cannot be read.
pub fn read(name: &str, shown: &str, file: &Path) -> Result<Module, Unreadable> {
    let unreadable = |e| Unreadable::File(file.into(), e);
    let open = std::fs::File::open(file).map_err(unreadable)?;
    // One byte too many is refused, and no file can exhaust the memory.
    let limit = u64::try_from(BYTES).map_or(u64::MAX, |bytes| bytes + 1);
    let mut bytes = Vec::new();
    open.take(limit)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    Ok(Module::read(name, shown, &bytes)?)
}
