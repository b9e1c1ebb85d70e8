//! The inventory of a checkout for a terminal.

use crate::lean::source::{Item, Listing};

/// How many nodes and how many certificates, in words.
fn counts<'a>(items: impl Iterator<Item = &'a Item> + Clone) -> String {
    let of = |kind: &str| {
        items
            .clone()
            .filter(|item| item.kind.as_str() == kind)
            .count()
    };
    let mirrored = items.clone().filter(|item| item.mirrored).count();
    format!(
        "{} nodes, {} certificates, {mirrored} of them mirrored",
        of("node"),
        of("certificate")
    )
}

/// Every definition, module by module.
pub fn render(listings: &[Listing]) -> String {
    let mut text = String::new();
    for listing in listings {
        text.push_str(&format!(
            "{}: {}\n",
            listing.module,
            counts(listing.items.iter())
        ));
        for item in &listing.items {
            let mirrored = if item.mirrored {
                "mirrored"
            } else {
                "not mirrored"
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
    let all = listings.iter().flat_map(|listing| &listing.items);
    text.push_str(&format!("{} modules: {}\n", listings.len(), counts(all)));
    text
}
