//! `pin`: renews what `spec/` keeps of a Lean source, and looks for the lemmas that the
//! laws cite.

use std::collections::BTreeMap;
use std::path::Path;

use torchlean_mirror::lean::{self, Checkout, pin};
use torchlean_mirror::notation::{SourcePin, Spec};

use super::args::PinArgs;
use super::input::write;
use super::{Done, Failure, code, output};

type Rows = BTreeMap<String, String>;

/// Exit code 1 if a lemma is not declared where it should be.
pub fn run(spec: &Spec, args: &PinArgs) -> Done {
    let torchlean = args.lean.as_deref().filter(|place| place.is_dir());
    let places = [
        ("TorchLean", torchlean),
        ("Mathlib", args.mathlib.as_deref()),
    ];
    let mut undeclared = Vec::new();
    for (name, place) in places {
        if let (Some(library), Some(place)) = (spec.lemmas.get(name), place) {
            undeclared.extend(lean::undeclared(library, place)?);
        }
    }
    if let Some(place) = &args.lean {
        renew(spec, place)?;
    }
    for lemma in &undeclared {
        output::print(&format!("lemma: {lemma}\n"))?;
    }
    Ok(code(undeclared.is_empty()))
}

/// Writes the digests, what the definitions rest on and, if the source is a whole
/// checkout, the inventory.
fn renew(spec: &Spec, place: &Path) -> Result<(), Failure> {
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
    Ok(())
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
