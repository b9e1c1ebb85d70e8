//! What `spec/` keeps of a checkout: the digests of the mirrored text, and what
//! is not mirrored.

use std::collections::BTreeMap;

use super::inventory::{Kind, Listing};
use super::module::Module;
use crate::notation::{Spec, Unmirrored};

/// The file of the digests.
pub const DIGESTS: &str = "spec/digests.toml";

/// The file of what is not mirrored.
pub const INVENTORY: &str = "spec/inventory.toml";

/// The digest of each mirrored definition, by full Lean name.
pub fn digests(spec: &Spec, modules: &[Module]) -> BTreeMap<String, String> {
    let mut digests = BTreeMap::new();
    for entry in &spec.entries {
        let name = entry.name.to_string();
        let module = modules.iter().find(|m| m.name == *entry.module);
        let found = module.and_then(|module| {
            let at = module.outline.find(&name)?;
            Some(module.digest(module.outline.declarations.get(at)?))
        });
        if let Some(digest) = found {
            digests.insert(name, digest);
        }
    }
    digests
}

/// The digests as the file has them.
pub fn render(digests: &BTreeMap<String, String>) -> String {
    let mut text = String::from(
        "# The SHA-256 of the Lean text of each definition, without comments and layout,\n\
         # at the mirrored revision. Written by `torchlean-mirror pin`.\n",
    );
    for (name, digest) in digests {
        text.push_str(&format!("\"{name}\" = \"{digest}\"\n"));
    }
    text
}

/// What a checkout has and `spec/` has not. Constructors are not listed.
pub fn not_mirrored(listings: &[Listing]) -> Vec<Unmirrored> {
    let modules = listings.iter().map(|listing| {
        let names = |kind: Kind| {
            let items = listing.items.iter();
            let items = items.filter(|item| item.kind == kind && !item.mirrored);
            items.map(|item| item.name.clone()).collect()
        };
        Unmirrored {
            module: listing.module.clone(),
            nodes: names(Kind::Node),
            certificates: names(Kind::Certificate),
        }
    });
    modules
        .filter(|m| !m.nodes.is_empty() || !m.certificates.is_empty())
        .collect()
}

/// The inventory as the file has it.
pub fn render_inventory(modules: &[Unmirrored]) -> String {
    let mut text = String::from(
        "# The nodes and derivative certificates of the mirrored revision that have no entry\n\
         # in this folder. Written by `torchlean-mirror pin`.\n",
    );
    if modules.is_empty() {
        text.push_str("not_mirrored = []\n");
    }
    for module in modules {
        text.push_str(&format!(
            "\n[[not_mirrored]]\nmodule = {:?}\n",
            module.module
        ));
        for (key, names) in [
            ("nodes", &module.nodes),
            ("certificates", &module.certificates),
        ] {
            text.push_str(&format!("{key} = ["));
            for name in names {
                text.push_str(&format!("\n    {name:?},"));
            }
            text.push_str(if names.is_empty() { "]\n" } else { "\n]\n" });
        }
    }
    text
}

/// The names of an inventory, each with nothing more to say of it.
pub fn names(modules: &[Unmirrored]) -> BTreeMap<String, String> {
    let names = modules
        .iter()
        .flat_map(|m| m.nodes.iter().chain(&m.certificates));
    names.map(|name| (name.clone(), String::new())).collect()
}

/// What differs from what is pinned, a line each.
pub fn changes(pinned: &BTreeMap<String, String>, found: &BTreeMap<String, String>) -> Vec<String> {
    let mut names: Vec<&String> = pinned.keys().chain(found.keys()).collect();
    names.sort();
    names.dedup();
    let changes = names.into_iter().filter_map(|name| {
        let what = match (pinned.get(name), found.get(name)) {
            (Some(old), Some(new)) if old == new => return None,
            (Some(_), Some(_)) => "changed",
            (None, _) => "new",
            (_, None) => "gone",
        };
        Some(format!("{what} {name}"))
    });
    changes.collect()
}
