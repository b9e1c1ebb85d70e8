//! What a Lean source shows besides verdicts: what was read, and what is not as it
//! is pinned.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::lean::pin::{Difference, changes};
use crate::lean::{Checkout, Finding, MANIFEST, Module, Provenance, Skipped, difference, frame};
use crate::lean::{path, skipped};
use crate::notation::Spec;

/// What was found in a Lean source besides verdicts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SourceReport {
    /// What was read, and where it comes from.
    pub read: Provenance,
    /// What is known of the files that the modules import.
    pub imports: Imports,
    /// The files of the modules that were read.
    pub files: Vec<String>,
    /// What an auditor must know, in the order of the files.
    pub findings: Vec<Finding>,
    /// What the definitions rest on and is not as `spec/source.toml` pins it: files,
    /// packages, and the commands around the definitions.
    pub unpinned: Vec<Finding>,
    /// Definitions whose text is not the pinned one and whose meaning is.
    pub changed: Vec<Finding>,
    /// What could not be read, with an excerpt each.
    pub unread: Vec<String>,
    /// The proofs, which are not read.
    pub skipped: Skipped,
}

/// What is known of the files that the mirrored modules import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Imports {
    /// They are the pinned ones, and so are the packages.
    Pinned,
    /// At least one of them is not the pinned one.
    NotPinned,
    /// One file alone was given.
    #[default]
    NotRead,
}

impl Imports {
    /// What a verdict adds; nothing if they are the pinned ones.
    pub fn remark(self) -> &'static str {
        match self {
            Imports::Pinned => "",
            Imports::NotPinned => ", imports not as pinned",
            Imports::NotRead => ", imports not read",
        }
    }

    /// The hypothesis under which a verdict about the text holds; none if it was checked.
    pub fn hypothesis(self) -> Option<&'static str> {
        match self {
            Imports::Pinned => None,
            Imports::NotPinned => Some("the imports mean the same as the pinned ones"),
            Imports::NotRead => Some("the imports, which were not read, are the pinned ones"),
        }
    }
}

impl SourceReport {
    /// What can be said of a source before its definitions are read.
    pub(super) fn of(spec: &Spec, checkout: &Checkout) -> SourceReport {
        let read = &checkout.provenance;
        let mut unpinned = Vec::new();
        if read.imports {
            unpinned.extend(imports(spec, read));
        }
        let imports = match (read.imports, unpinned.is_empty()) {
            (false, _) => Imports::NotRead,
            (true, true) => Imports::Pinned,
            (true, false) => Imports::NotPinned,
        };
        let modules = checkout.modules.iter();
        unpinned.extend(modules.clone().flat_map(|module| framed(spec, module)));
        SourceReport {
            read: read.clone(),
            imports,
            files: modules.map(|m| m.file().to_string()).collect(),
            unpinned,
            skipped: skipped(&checkout.modules),
            ..SourceReport::default()
        }
    }
}

/// The imported files and the packages that are not the pinned ones. The mirrored modules
/// are read, and so need not be.
fn imports(spec: &Spec, read: &Provenance) -> Vec<Finding> {
    let mirrored: Vec<String> = spec.modules().into_iter().map(path).collect();
    let imported = |files: &BTreeMap<String, String>| {
        let mut files = files.clone();
        files.retain(|file, _| !mirrored.contains(file));
        files
    };
    let (pinned, found) = (imported(&spec.source.files), imported(&read.files));
    let files = changes(&pinned, &found).into_iter();
    let files = files.map(|(difference, file)| Finding {
        file: file.into(),
        line: 1,
        what: match difference {
            Difference::Changed => "what is imported is not the pinned file".into(),
            Difference::New => "what is imported is not among the pinned files".into(),
            Difference::Gone => "this file is pinned, and is not here or not imported".into(),
        },
    });
    let packages = changes(&spec.source.packages, &read.packages).into_iter();
    let packages = packages.map(|(difference, package)| Finding {
        file: MANIFEST.into(),
        line: 1,
        what: match difference {
            Difference::Changed => format!("the package {package} is not at the pinned revision"),
            Difference::New => format!("the package {package} is not among the pinned ones"),
            Difference::Gone => format!("the package {package} is pinned, and is not here"),
        },
    });
    files.chain(packages).collect()
}

/// The commands of a module around its mirrored definitions that are not the pinned ones.
fn framed(spec: &Spec, module: &Module) -> Vec<Finding> {
    let at = |at: usize, what: String| module.finding(module.tokens.span(at).start, what);
    let Some(pinned) = spec.source.frames.get(&module.name) else {
        let what = format!("spec/source.toml pins no commands of {}", module.name);
        return vec![at(0, what)];
    };
    let frame = frame(spec, module);
    let (missing, added) = difference(pinned, &frame);
    let word = |text: &str| text.split(' ').next().unwrap_or(text).to_string();
    let mut findings: Vec<Finding> = added
        .iter()
        .map(|framed| {
            let what = format!("`{}` is not pinned here", word(&framed.text));
            at(framed.at, what)
        })
        .collect();
    if !missing.is_empty() {
        let words: Vec<String> = missing.iter().map(|text| word(text)).collect();
        let place = added
            .first()
            .map_or(module.tokens.list.len(), |framed| framed.at);
        let what = format!("pinned here, and not found: {}", words.join(", "));
        findings.push(at(place, what));
    }
    findings
}
