//! The Lean text that was read and where it comes from: the path, the commit, the
//! digest of every file that the mirrored modules rest on.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::lexer::{Kind, Tokens, lex};
use super::module::{Module, Unreadable, bytes, path};
use crate::notation::sha256;
use crate::notation::{Source, Spec};

/// Files that say with what a checkout is built, where it has them.
const BUILD: &[&str] = &["lakefile.lean", "lakefile.toml", "lean-toolchain"];

/// The file with the revisions of the packages.
pub const MANIFEST: &str = "lake-manifest.json";

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// The path, as it was given.
    pub path: String,
    /// Whether it belongs to a Git checkout.
    pub checkout: bool,
    /// The commit of that checkout; none if its references do not say.
    pub commit: Option<String>,
    /// Whether the files that the modules import were read too.
    pub imports: bool,
    /// The SHA-256 of each file that was read, by its path in the checkout.
    pub files: BTreeMap<String, String>,
    /// The revision of each package in the manifest of the checkout.
    pub packages: BTreeMap<String, String>,
}

/// The mirrored modules, as they were read, with their provenance.
#[derive(Clone, Debug)]
pub struct Checkout {
    /// Where they come from.
    pub provenance: Provenance,
    /// The modules that were read, in the order of `spec/`.
    pub modules: Vec<Module>,
}

impl From<Module> for Checkout {
    /// One module alone.
    fn from(module: Module) -> Checkout {
        let digest = sha256(module.tokens.source.text().as_bytes());
        let provenance = Provenance {
            path: module.file().into(),
            files: [(module.file().into(), digest)].into(),
            ..Provenance::default()
        };
        Checkout {
            provenance,
            modules: vec![module],
        }
    }
}

impl Checkout {
    /// Reads the mirrored modules from a checkout, with what they import of it, or one
    /// of the modules from its file.
    ///
    /// # Errors
    /// The first file that cannot be read.
    pub fn read(spec: &Spec, place: &Path) -> Result<Checkout, Unreadable> {
        let names = spec.modules();
        if !place.is_dir() {
            return Checkout::file(&names, place);
        }
        let mut provenance = Provenance {
            path: place.display().to_string(),
            imports: true,
            ..Provenance::at(Some(place))
        };
        let mut modules = Vec::new();
        let mut wanted: Vec<String> = names.iter().rev().map(ToString::to_string).collect();
        while let Some(name) = wanted.pop() {
            let (file, mirrored) = (path(&name), names.contains(&&*name));
            // What is not here comes from a package.
            if provenance.files.contains_key(&file) || !(mirrored || place.join(&file).is_file()) {
                continue;
            }
            let bytes = bytes(&place.join(&file))?;
            provenance.files.insert(file.clone(), sha256(&bytes));
            let source = Source::new(&*file, String::from_utf8_lossy(&bytes));
            wanted.extend(imports(&lex(&source, &mut Vec::new())).map(str::to_string));
            if mirrored {
                modules.push(Module::read(&name, &file, &bytes)?);
            }
        }
        modules.sort_by_key(|module| names.iter().position(|name| *name == module.name));
        for file in BUILD.iter().filter(|file| place.join(file).is_file()) {
            let digest = sha256(&bytes(&place.join(file))?);
            provenance.files.insert((*file).into(), digest);
        }
        let manifest = place.join(MANIFEST);
        if manifest.is_file() {
            let read: Manifest = serde_json::from_slice(&bytes(&manifest)?)
                .map_err(|e| Unreadable::Manifest(manifest, e))?;
            provenance.packages = read.revisions();
        }
        Ok(Checkout {
            provenance,
            modules,
        })
    }

    fn file(names: &[&str], place: &Path) -> Result<Checkout, Unreadable> {
        let stem = place.file_stem().and_then(|stem| stem.to_str());
        let named = names.iter().find(|name| name.rsplit('.').next() == stem);
        let only = match names {
            [only] => Some(only),
            _ => None,
        };
        // A path that is not there is an error of its own, whatever its name.
        std::fs::metadata(place).map_err(|why| Unreadable::File(place.into(), why))?;
        let Some(name) = named.or(only) else {
            return Err(Unreadable::Unknown(place.into()));
        };
        let shown = place.display().to_string();
        let Checkout {
            provenance,
            modules,
        } = Module::read(name, &shown, &bytes(place)?)?.into();
        let absolute = std::path::absolute(place).unwrap_or_else(|_| place.into());
        let root = absolute
            .ancestors()
            .find(|root| root.join(path(name)) == absolute);
        Ok(Checkout {
            provenance: Provenance {
                path: provenance.path,
                files: provenance.files,
                ..Provenance::at(root)
            },
            modules,
        })
    }
}

impl Provenance {
    /// What Git's own files say of the root of a checkout.
    fn at(root: Option<&Path>) -> Provenance {
        Provenance {
            checkout: root.is_some_and(|root| root.join(".git").exists()),
            commit: root.and_then(commit),
            ..Provenance::default()
        }
    }
}

/// The commit that Git's `HEAD` names, in a checkout or in a work tree of one.
fn commit(root: &Path) -> Option<String> {
    let text = |file: PathBuf| String::from_utf8(bytes(&file).ok()?).ok();
    let hash = |text: &str| {
        let text = text.trim();
        let is_hash = text.len() >= 40 && text.bytes().all(|b| b.is_ascii_hexdigit());
        is_hash.then(|| text.to_string())
    };
    let mut folder = root.join(".git");
    if !folder.is_dir() {
        folder = root.join(text(folder)?.trim().strip_prefix("gitdir: ")?);
    }
    let head = text(folder.join("HEAD"))?;
    let Some(name) = head.trim().strip_prefix("ref: ") else {
        return hash(&head);
    };
    let common = text(folder.join("commondir")).map(|common| folder.join(common.trim()));
    let folders = [Some(folder), common];
    folders.into_iter().flatten().find_map(|folder| {
        let loose = text(folder.join(name)).and_then(|text| hash(&text));
        loose.or_else(|| {
            let packed = text(folder.join("packed-refs"))?;
            let mut lines = packed.lines().filter_map(|line| line.split_once(' '));
            lines
                .find(|(_, named)| *named == name)
                .and_then(|(found, _)| hash(found))
        })
    })
}

/// The modules that a file imports.
pub(super) fn imports(tokens: &Tokens) -> impl Iterator<Item = &str> {
    let mut importing = false;
    let header = (0..tokens.list.len()).map_while(move |at| match tokens.text(at) {
        "import" => {
            importing = true;
            Some(None)
        }
        "module" | "prelude" | "public" | "private" | "meta" | "all" => Some(None),
        name if importing && tokens.list.get(at)?.kind == Kind::Name => {
            importing = false;
            Some(Some(name))
        }
        _ => None,
    });
    header.flatten()
}

#[derive(Deserialize)]
struct Manifest {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    /// Of a package from a repository.
    rev: Option<String>,
    /// Of a package in a folder.
    dir: Option<String>,
}

impl Manifest {
    fn revisions(self) -> BTreeMap<String, String> {
        let revision = |package: Package| {
            let folder = package.dir.map(|dir| format!("folder {dir}"));
            let revision = package
                .rev
                .or(folder)
                .unwrap_or_else(|| "no revision".into());
            (package.name, revision)
        };
        self.packages.into_iter().map(revision).collect()
    }
}
