//! What of TorchLean is mirrored and audited: definitions and claims as a matrix.

use super::super::document::{Document, Line, Table, Tone};
use super::super::verdict::tone;
use crate::audit::{ClaimName, Definition, Report};
use crate::notation::{DefinitionKind, Inventory, Listed, Status};

/// Every definition of the mirrored revision, with a column for each claim.
pub(super) fn section(document: &mut Document, report: &Report, inventory: &Inventory) {
    if inventory.modules.is_empty() {
        return;
    }
    document.anchored(2, "coverage", "Coverage of TorchLean");
    let counts = [
        (DefinitionKind::Node, "nodes"),
        (DefinitionKind::Fderiv, "derivative certificates"),
    ];
    let counts = counts.map(|(kind, words)| {
        let (mirrored, all) = inventory.counts(kind, "");
        format!("{mirrored} of {all} {words}")
    });
    document.paragraph(format!(
        "{} of the mirrored revision have a counterpart here.",
        counts.join(" and ")
    ));
    let listed: Vec<&str> = inventory.definitions().map(|(_, d)| &*d.lean).collect();
    let rows = inventory.definitions().map(|(module, definition)| {
        let mut definitions = report.definitions.iter();
        let audited = definitions.find(|d| d.entry.name.as_str() == definition.lean);
        let short = shortest(&definition.lean, &listed);
        let first = match audited {
            Some(found) => Line::new().link(&found.entry.name, short),
            None => Line::code_only(short),
        };
        let module = module.rsplit_once("Nodes.").map_or(module, |(_, end)| end);
        [first]
            .into_iter()
            .chain(cells(definition, audited))
            .chain([Line::from(module)])
            .collect()
    });
    let claims = ClaimName::ALL.map(ClaimName::as_str);
    let header = ["definition", "mirrored"]
        .into_iter()
        .chain(claims)
        .chain(["module"]);
    document.table(Table::new("Definitions and claims", header, rows));
}

/// A cell for each claim, before them whether there is a counterpart.
fn cells(listed: &Listed, audited: Option<&Definition>) -> Vec<Line> {
    let claim = |name: ClaimName| match (audited, listed.status) {
        (Some(definition), _) => {
            let found = definition.claim(name);
            found.map_or_else(Line::new, |claim| {
                Line::new().verdict(tone(&claim.verdict), claim.verdict.as_str())
            })
        }
        (None, Status::Mirrored) => Line::new().verdict(Tone::Open, "not in this audit"),
        (None, Status::Missing) => Line::new().verdict(Tone::Missing, "–"),
    };
    let status = match listed.status {
        Status::Mirrored => Line::from("yes"),
        Status::Missing => Line::new().verdict(Tone::Missing, "no"),
    };
    [status]
        .into_iter()
        .chain(ClaimName::ALL.map(claim))
        .collect()
}

/// The last components of a name, as few as tell it from all others.
fn shortest<'n>(full: &'n str, all: &[&str]) -> &'n str {
    let dots = full.rmatch_indices('.').map(|(at, _)| at);
    let mut ends = dots.filter_map(|at| Some((full.get(at..)?, full.get(at + 1..)?)));
    let is_told = |dotted: &str| all.iter().filter(|name| name.ends_with(dotted)).count() == 1;
    let found = ends.find(|(dotted, _)| is_told(dotted));
    found.map_or(full, |(_, name)| name)
}
