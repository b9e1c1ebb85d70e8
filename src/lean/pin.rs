//! What `spec/` keeps of a checkout: the digests of the mirrored text, the inventory of
//! definitions, and what the definitions rest on.

use std::collections::BTreeMap;

use super::checkout::Checkout;
use super::frame::frame;
use super::inventory::{Kind, Listing};
use super::module::Module;
use crate::notation::{
    DefinitionKind, Inventory, InventoryModule, Listed, SourcePin, Spec, Status,
};

/// The file of the digests.
pub const DIGESTS: &str = "spec/digests.toml";

/// The file of the inventory.
pub const INVENTORY: &str = "spec/inventory.toml";

/// The file of what the definitions rest on.
pub const SOURCE: &str = "spec/source.toml";

/// The digest of each mirrored definition, by full Lean name.
pub fn digests(spec: &Spec, modules: &[Module]) -> BTreeMap<String, String> {
    let mut digests = BTreeMap::new();
    for entry in &spec.entries {
        let name = entry.name.to_string();
        let module = modules.iter().find(|m| m.name == *entry.module);
        let found = module.and_then(|module| {
            let at = module.outline.find(&name)?;
            Some(module.digest(module.outline.declarations.get(at)?.all.clone()))
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
    text.push_str(&rows(digests));
    text
}

fn rows(table: &BTreeMap<String, String>) -> String {
    let rows = table
        .iter()
        .map(|(key, value)| format!("{key:?} = {value:?}\n"));
    rows.collect()
}

/// What the mirrored definitions of a checkout rest on. Of one file alone, its frame is
/// renewed and the rest stays.
pub fn source(spec: &Spec, checkout: &Checkout) -> SourcePin {
    let mut pin = spec.source.clone();
    if checkout.provenance.imports {
        pin = SourcePin {
            packages: checkout.provenance.packages.clone(),
            files: checkout.provenance.files.clone(),
            frames: BTreeMap::new(),
        };
    }
    for module in &checkout.modules {
        let frame = frame(spec, module).into_iter().map(|framed| framed.text);
        pin.frames.insert(module.name.clone(), frame.collect());
    }
    pin
}

/// The same as the file has it.
pub fn render_source(pin: &SourcePin) -> String {
    let mut text = format!(
        "# What the mirrored definitions rest on at the mirrored revision. Written by\n\
         # `torchlean-mirror pin`.\n\n\
         # The revision of each package in lake-manifest.json.\n\
         [packages]\n{}\n\
         # The SHA-256 of the bytes of each mirrored module, of each file of the repository\n\
         # that these import, and of the files that say with what it is built.\n\
         [files]\n{}\n\
         # The commands of each mirrored module: the full names of its mirrored definitions,\n\
         # and of all other commands the keyword and the SHA-256 of the text, without\n\
         # comments and layout.\n\
         [frames]\n",
        rows(&pin.packages),
        rows(&pin.files),
    );
    for (module, frame) in &pin.frames {
        let commands: String = frame
            .iter()
            .map(|text| format!("    {text:?},\n"))
            .collect();
        text.push_str(&format!("{module:?} = [\n{commands}]\n"));
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

/// How a row differs from the pinned one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// It has another value.
    Changed,
    /// It is not pinned.
    New,
    /// It is pinned and not there.
    Gone,
}

impl Difference {
    /// The word in lists.
    pub fn as_str(self) -> &'static str {
        match self {
            Difference::Changed => "changed",
            Difference::New => "new",
            Difference::Gone => "gone",
        }
    }
}

/// What differs from what is pinned, by name, in order.
pub fn changes<'a>(
    pinned: &'a BTreeMap<String, String>,
    found: &'a BTreeMap<String, String>,
) -> Vec<(Difference, &'a str)> {
    let mut names: Vec<&String> = pinned.keys().chain(found.keys()).collect();
    names.sort();
    names.dedup();
    let changes = names.into_iter().filter_map(|name| {
        let what = match (pinned.get(name), found.get(name)) {
            (Some(old), Some(new)) if old == new => return None,
            (Some(_), Some(_)) => Difference::Changed,
            (None, _) => Difference::New,
            (_, None) => Difference::Gone,
        };
        Some((what, name.as_str()))
    });
    changes.collect()
}
