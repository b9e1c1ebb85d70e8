//! The digests of the mirrored text.

use std::collections::BTreeMap;

use super::module::Module;
use crate::spec::Spec;

/// The file of the digests.
pub const DIGESTS: &str = "spec/digests.toml";

/// The digest of each mirrored definition, by full Lean name.
pub fn digests(spec: &Spec, modules: &[Module]) -> BTreeMap<String, String> {
    let mut digests = BTreeMap::new();
    for entry in &spec.entries {
        let name = entry.lean();
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
