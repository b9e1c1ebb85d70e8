//! What `spec/` keeps of a checkout: the digests of the mirrored text, and the
//! inventory of definitions.

use std::collections::BTreeMap;

use super::inventory::{Kind, Listing};
use super::module::Module;
use crate::notation::{DefinitionKind, Inventory, InventoryModule, Listed, Spec, Status};

/// The file of the digests.
pub const DIGESTS: &str = "spec/digests.toml";

/// The file of the inventory.
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

/// The inventory of a checkout. Constructors are not listed.
pub fn inventory(listings: &[Listing]) -> Inventory {
    let definitions = |listing: &Listing| {
        let items = listing.items.iter().filter_map(|item| {
            Some(Listed {
                lean: item.name.clone(),
                kind: match item.kind {
                    Kind::Node => DefinitionKind::Node,
                    Kind::Certificate => DefinitionKind::Fderiv,
                    Kind::Function => DefinitionKind::Function,
                    Kind::Constructor => return None,
                },
                status: if item.mirrored {
                    Status::Mirrored
                } else {
                    Status::Missing
                },
            })
        });
        items.collect()
    };
    let modules = listings.iter().map(|listing| InventoryModule {
        name: listing.module.clone(),
        definitions: definitions(listing),
    });
    Inventory {
        modules: modules.filter(|m| !m.definitions.is_empty()).collect(),
    }
}

/// The inventory as the file has it.
pub fn render_inventory(inventory: &Inventory) -> String {
    let mut text = String::from(
        "# The nodes and derivative certificates of the mirrored revision, and the functions\n\
         # that have an entry in this folder. Written by `torchlean-mirror pin`.\n",
    );
    if inventory.modules.is_empty() {
        text.push_str("modules = []\n");
    }
    for module in &inventory.modules {
        text.push_str(&format!(
            "\n[[modules]]\nname = {:?}\ndefinitions = [\n",
            module.name
        ));
        for Listed { lean, kind, status } in &module.definitions {
            text.push_str(&format!(
                "    {{ lean = {lean:?}, kind = {:?}, status = {:?} }},\n",
                kind.as_str(),
                status.as_str()
            ));
        }
        text.push_str("]\n");
    }
    text
}

/// The status of each definition of an inventory, by full Lean name.
pub fn statuses(inventory: &Inventory) -> BTreeMap<String, String> {
    let all = inventory.definitions();
    all.map(|(_, d)| (d.lean.clone(), d.status.as_str().to_string()))
        .collect()
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
