//! `pin`: renews what `spec/` keeps of a Lean source.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use torchlean_mirror::lean::{self, Checkout, pin};
use torchlean_mirror::notation::{SourcePin, Spec};

use super::input::write;
use super::{Done, Failure, output};

type Rows = BTreeMap<String, String>;

/// Writes the digests, what the definitions rest on and, if the source is a whole
/// checkout, the inventory.
pub fn run(spec: &Spec, place: &Path) -> Done {
    let checkout = Checkout::read(spec, place)?;
    let listings = place.is_dir().then(|| lean::inventory(spec, place));
    let listings = listings.transpose()?;
    let found = pin::digests(spec, &checkout.modules);
    show("", &spec.digests, &found)?;
    write(Path::new(pin::DIGESTS), &pin::render(&found))?;
    let found = pin::source(spec, &checkout);
    show("package: ", &spec.source.packages, &found.packages)?;
    show("file: ", &spec.source.files, &found.files)?;
    let frames = |source: &SourcePin| source.frames.iter().map(joined).collect();
    show("frame: ", &frames(&spec.source), &frames(&found))?;
    write(Path::new(pin::SOURCE), &pin::render_source(&found))?;
    if let Some(listings) = listings {
        let found = pin::inventory(&listings);
        let (old, new) = (pin::statuses(&spec.inventory), pin::statuses(&found));
        show("inventory: ", &old, &new)?;
        write(Path::new(pin::INVENTORY), &pin::render_inventory(&found))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn joined((module, frame): (&String, &Vec<String>)) -> (String, String) {
    (module.clone(), frame.join("\n"))
}

/// Prints what differs, a line each.
fn show(of: &str, old: &Rows, new: &Rows) -> Result<(), Failure> {
    for (difference, name) in pin::changes(old, new) {
        output::print(&format!("{of}{} {name}\n", difference.as_str()))?;
    }
    Ok(())
}
