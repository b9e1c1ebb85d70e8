//! `pin`: renews what `spec/` keeps of a Lean source.

use std::path::Path;
use std::process::ExitCode;

use torchlean_mirror::lean::{self, pin};
use torchlean_mirror::notation::Spec;

use super::input::write;
use super::{Done, output};

/// Writes the digests and, if the source is a whole checkout, the inventory.
pub fn run(spec: &Spec, place: &Path) -> Done {
    let found = pin::digests(spec, &lean::modules(spec, place)?);
    let listings = place.is_dir().then(|| lean::inventory(spec, place));
    let listings = listings.transpose()?;
    for change in pin::changes(&spec.digests, &found) {
        output::print(&format!("{change}\n"))?;
    }
    write(Path::new(pin::DIGESTS), &pin::render(&found))?;
    if let Some(listings) = listings {
        let found = pin::inventory(&listings);
        let (old, new) = (pin::statuses(&spec.inventory), pin::statuses(&found));
        for change in pin::changes(&old, &new) {
            output::print(&format!("inventory: {change}\n"))?;
        }
        write(Path::new(pin::INVENTORY), &pin::render_inventory(&found))?;
    }
    Ok(ExitCode::SUCCESS)
}
