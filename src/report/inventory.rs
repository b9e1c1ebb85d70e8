//! The inventory of a checkout for a terminal.

use std::collections::BTreeMap;

use super::number::counted;
use crate::lean::{Item, Kind, Listing};

/// How many of each kind, in words.
fn counts<'a>(items: impl Iterator<Item = &'a Item> + Clone) -> String {
    let of = |kind: Kind| items.clone().filter(|item| item.kind == kind).count();
    let mirrored = items.clone().filter(|item| item.mirrored).count();
    let mut text = format!(
        "{}, {}, {} mirrored",
        counted(of(Kind::Node), "node"),
        counted(of(Kind::Certificate), "certificate"),
        counted(mirrored, "definition")
    );
    match of(Kind::Constructor) {
        0 => {}
        count => text.push_str(&format!("; {}", counted(count, "constructor"))),
    }
    text
}

/// Every definition, module by module, then the counts of each folder.
pub fn render(listings: &[Listing]) -> String {
    let mut text = String::new();
    for listing in listings {
        text.push_str(&format!(
            "{}: {}\n",
            listing.module,
            counts(listing.items.iter())
        ));
        for item in &listing.items {
            let mirrored = match (item.kind, item.mirrored) {
                (Kind::Constructor, _) => "",
                (_, true) => "mirrored",
                _ if item.doubtful => "in doubt",
                (_, false) => "not mirrored",
            };
            text.push_str(&format!(
                "  {:>5}  {:<11}  {mirrored:<12}  {}\n",
                item.line,
                item.kind.as_str(),
                item.name
            ));
        }
        text.push('\n');
    }
    let mut folders: BTreeMap<String, Vec<&Item>> = BTreeMap::new();
    let common = common(listings);
    for listing in listings {
        let parts = listing.module.split('.').take(common + 1);
        let folder = parts.collect::<Vec<_>>().join(".");
        folders.entry(folder).or_default().extend(&listing.items);
    }
    for (folder, items) in folders.iter().filter(|_| listings.len() > 1) {
        text.push_str(&format!("{folder}: {}\n", counts(items.iter().copied())));
    }
    let all = listings.iter().flat_map(|listing| &listing.items);
    text.push_str(&format!("{} modules: {}\n", listings.len(), counts(all)));
    text
}

/// How many parts all modules' names begin with.
fn common(listings: &[Listing]) -> usize {
    let Some(first) = listings.first() else {
        return 0;
    };
    let shared = |other: &Listing| {
        let parts = first.module.split('.').zip(other.module.split('.'));
        parts.take_while(|(a, b)| a == b).count()
    };
    listings.iter().map(shared).min().unwrap_or(0)
}
