//! The nodes and derivative certificates of a checkout, mirrored or not, and the
//! functions of it that are mirrored.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::command::Declaration;
use super::lexer::Tokens;
use super::lexer::{closes, opens};
use super::module::Module;
use super::module::{Unreadable, read};
use crate::notation::Spec;

/// Where TorchLean's tape stands in a checkout.
const FOLDER: &str = "NN/Proofs/Autograd/Tape";

/// The types of nodes and certificates.
const TYPES: &[&str] = &["Node", "NodeFDerivCorrect", "NodeFDerivCorrectAt"];

/// Folders may nest so deep; links that go round end here.
const DEPTH: usize = 16;

/// What a definition gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A `Node`.
    Node,
    /// A `NodeFDerivCorrect` or `NodeFDerivCorrectAt`.
    Certificate,
    /// Anything else that `spec/` has an entry for.
    Function,
    /// A node or certificate, in the namespace of these types, such as `Node.ofVec`: it
    /// makes nodes or certificates of their parts.
    Constructor,
}

impl Kind {
    /// The kind in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Node => "node",
            Kind::Certificate => "certificate",
            Kind::Function => "function",
            Kind::Constructor => "constructor",
        }
    }
}

/// A definition of the inventory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it gives.
    pub kind: Kind,
    /// The full Lean name.
    pub name: String,
    /// The line, from 1.
    pub line: usize,
    /// Whether `spec/` has an entry for it, and the name is certain.
    pub mirrored: bool,
    /// Whether `spec/` has an entry of its name, which is in doubt here.
    pub doubtful: bool,
}

/// The definitions of one module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The Lean module.
    pub module: String,
    /// In the order of the file.
    pub items: Vec<Item>,
}

/// Every node and certificate under the tape's folder, module by module, and the functions of other
/// modules that have an entry; or those of one file.
///
/// # Errors
/// The first file that cannot be read.
pub fn inventory(spec: &Spec, place: &Path) -> Result<Vec<Listing>, Unreadable> {
    if !place.is_dir() {
        let stem = place.file_stem().and_then(|stem| stem.to_str());
        let module = read(stem.unwrap_or(""), &place.display().to_string(), place)?;
        return Ok(vec![listing(spec, &module)]);
    }
    let mut files = Vec::new();
    collect(place, PathBuf::from(FOLDER), 0, &mut files)?;
    // Before those of the tape stand the files of functions that they call.
    let of_module = |module: &str| PathBuf::from(format!("{}.lean", module.replace('.', "/")));
    let others = spec.modules().into_iter().map(of_module);
    let others = others.filter(|file| !files.contains(file) && place.join(file).is_file());
    let files: Vec<PathBuf> = others
        .collect::<Vec<_>>()
        .into_iter()
        .chain(files)
        .collect();
    let mut listings = Vec::new();
    for file in files {
        let shown = file.display().to_string();
        let name = file
            .with_extension("")
            .components()
            .fold(String::new(), |name, part| {
                let part = part.as_os_str().to_string_lossy();
                if name.is_empty() {
                    part.into()
                } else {
                    format!("{name}.{part}")
                }
            });
        let listing = listing(spec, &read(&name, &shown, &place.join(&file))?);
        if !listing.items.is_empty() {
            listings.push(listing);
        }
    }
    Ok(listings)
}

/// The Lean files under a folder, sorted.
pub(super) fn collect(
    root: &Path,
    folder: PathBuf,
    depth: usize,
    files: &mut Vec<PathBuf>,
) -> Result<(), Unreadable> {
    let failed = |e| Unreadable::File(root.join(&folder), e);
    let mut entries: Vec<PathBuf> = std::fs::read_dir(root.join(&folder))
        .map_err(failed)?
        .map(|entry| entry.map(|entry| folder.join(entry.file_name())))
        .collect::<Result<_, _>>()
        .map_err(failed)?;
    entries.sort();
    for entry in entries {
        if root.join(&entry).is_dir() {
            if depth < DEPTH {
                collect(root, entry, depth + 1, files)?;
            }
        } else if entry.extension().is_some_and(|e| e == "lean") {
            files.push(entry);
        }
    }
    Ok(())
}

/// The nodes and certificates of a module.
pub fn listing(spec: &Spec, module: &Module) -> Listing {
    let stated: BTreeSet<&str> = spec.entries.iter().map(|e| e.name.as_str()).collect();
    let items = module
        .outline
        .declarations
        .iter()
        .filter_map(|declaration| {
            let stated = stated.contains(&*declaration.name);
            let function = || stated.then_some(Kind::Function);
            let outline = &module.outline;
            let doubtful = declaration.private
                || outline.is_twice(&declaration.name)
                || outline.doubt(declaration).is_some();
            Some(Item {
                kind: kind(&module.tokens, declaration).or_else(function)?,
                name: declaration.name.clone(),
                line: declaration.line(&module.tokens),
                mirrored: stated && !doubtful,
                doubtful: stated && doubtful,
            })
        });
    Listing {
        module: module.name.clone(),
        items: items.collect(),
    }
}

/// What a definition gives: by the head of its type, after all arguments.
/// A definition that takes a node and gives one counts like any other.
fn kind(tokens: &Tokens, declaration: &Declaration) -> Option<Kind> {
    if !matches!(declaration.keyword.as_str(), "def" | "abbrev") {
        return None;
    }
    let mut depth = 0_usize;
    let mut start = declaration.result.start;
    for at in declaration.result.clone() {
        match tokens.text(at) {
            text if opens(text) => depth += 1,
            text if closes(text) => depth = depth.saturating_sub(1),
            "→" | "," | "->" if depth == 0 => start = at + 1,
            _ => {}
        }
    }
    while tokens.text(start) == "(" && start < declaration.result.end {
        start += 1;
    }
    if !declaration.result.contains(&start) {
        return None;
    }
    let head = tokens.text(start).rsplit('.').next().unwrap_or("");
    let kind = match head {
        "Node" => Kind::Node,
        "NodeFDerivCorrect" | "NodeFDerivCorrectAt" => Kind::Certificate,
        _ => return None,
    };
    let namespace = declaration.name.rsplit('.').nth(1);
    let constructor = namespace.is_some_and(|namespace| TYPES.contains(&namespace));
    Some(if constructor { Kind::Constructor } else { kind })
}
