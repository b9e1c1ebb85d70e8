//! Text to typed terms: the files of `spec/` and their notation.
//!
//! The notation is a subset of Lean's term notation. Reading collects all
//! errors of a file, each with its place. Nothing here knows a definition by
//! name, and nothing here rewrites or evaluates.

mod declaration;
mod elaborate;
mod find;
mod lexer;
mod name;
mod number;
mod parser;
mod pin;
mod reader;
mod source;
mod syntax;
mod tape;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::term::Name;

pub(crate) use parser::{INFIX, NEGATION};

pub use declaration::{
    ComputingFunction, DerivativeRule, Entry, Fact, Form, Identity, Law, Laws, Lemma, NodeForm,
};
pub use find::FindError;
pub use name::LeanName;
pub use pin::{
    DefinitionKind, Inventory, InventoryModule, LemmaFile, Library, Listed, Pin, Record, SourcePin,
    Status,
};
pub use reader::{read_entries, read_laws, read_term};
pub use source::{Diagnostic, Diagnostics, Place, Source, Span, sha256};
pub use tape::{Files, Input, Step, Tape, read_tape};

/// The files that were built in, those of definitions in Lean's order.
const FILES: &[(&str, &str)] = &[
    (
        "spec/torchlean.toml",
        include_str!("../../spec/torchlean.toml"),
    ),
    ("spec/digests.toml", include_str!("../../spec/digests.toml")),
    (
        "spec/inventory.toml",
        include_str!("../../spec/inventory.toml"),
    ),
    ("spec/source.toml", include_str!("../../spec/source.toml")),
    ("spec/record.toml", include_str!("../../spec/record.toml")),
    ("spec/lemmas.toml", include_str!("../../spec/lemmas.toml")),
    ("spec/laws.spec", include_str!("../../spec/laws.spec")),
    (
        "spec/activation.spec",
        include_str!("../../spec/activation.spec"),
    ),
    (
        "spec/arithmetic.spec",
        include_str!("../../spec/arithmetic.spec"),
    ),
    ("spec/batched.spec", include_str!("../../spec/batched.spec")),
    (
        "spec/elementwise.spec",
        include_str!("../../spec/elementwise.spec"),
    ),
    (
        "spec/losses_mse.spec",
        include_str!("../../spec/losses_mse.spec"),
    ),
    (
        "spec/losses_nll.spec",
        include_str!("../../spec/losses_nll.spec"),
    ),
    ("spec/matrix.spec", include_str!("../../spec/matrix.spec")),
    (
        "spec/piecewise.spec",
        include_str!("../../spec/piecewise.spec"),
    ),
    (
        "spec/reductions.spec",
        include_str!("../../spec/reductions.spec"),
    ),
    ("spec/shape.spec", include_str!("../../spec/shape.spec")),
];

/// Everything that `spec/` says.
#[derive(Clone, Debug)]
pub struct Spec {
    /// What is mirrored.
    pub pin: Pin,
    /// The algebra.
    pub laws: Laws,
    /// One entry per Lean definition, in Lean's order.
    pub entries: Vec<Entry>,
    /// The digest of the Lean text of each definition, by full name, as it was
    /// when the entry was last held against it.
    pub digests: BTreeMap<String, String>,
    /// The definitions of the mirrored revision, each mirrored or missing.
    pub inventory: Inventory,
    /// The files, packages and commands that the mirrored definitions rest on.
    pub source: SourcePin,
    /// What was checked with a checkout and with Lean.
    pub record: Record,
    /// The lemmas that laws may cite, by the name of their library.
    pub lemmas: BTreeMap<String, Library>,
    /// Where all this was read.
    pub origin: Origin,
    /// Where each entry is declared, by full name.
    pub places: BTreeMap<Name, Place>,
}

/// Where a [`Spec`] was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The folder, as it was given; none for the files that were built in.
    pub folder: Option<String>,
    /// The SHA-256 of what `sha256sum FILES` prints of the files, sorted by name.
    pub sha256: String,
}

impl Origin {
    fn of<'s>(files: impl IntoIterator<Item = &'s Arc<Source>>, folder: Option<String>) -> Origin {
        let mut all = String::new();
        let mut files: Vec<_> = files.into_iter().collect();
        files.sort_by_key(|file| file.file_name());
        for file in files {
            let text = sha256(file.text().as_bytes());
            all.push_str(&format!("{text}  {}\n", file.file_name()));
        }
        Origin {
            folder,
            sha256: sha256(all.as_bytes()),
        }
    }
}

impl Spec {
    /// Reads the files that were built in.
    ///
    /// # Errors
    /// Everything in them that cannot be read.
    pub fn built_in() -> Result<Spec, Diagnostics> {
        let files = FILES.iter().map(|(name, text)| Source::new(*name, *text));
        Spec::of_files(&files.collect::<Vec<_>>(), None)
    }

    /// Reads the files of a folder such as `spec/`: `torchlean.toml`, `digests.toml`,
    /// `inventory.toml`, `source.toml`, `record.toml`, `lemmas.toml`, `laws.spec`, and any others as
    /// files of definitions.
    ///
    /// # Errors
    /// Everything in them that cannot be read, and the first of those named above that is missing.
    pub fn of_files(files: &[Arc<Source>], folder: Option<String>) -> Result<Spec, Diagnostics> {
        let named = |name: &str| {
            let found = files.iter().find(|file| file.file_name() == name);
            found.ok_or_else(|| {
                let missing = Source::new(name, "");
                let error = Diagnostic::new(&missing, 0..0, format!("there is no file {name}"));
                Diagnostics(vec![error])
            })
        };
        let (pin, laws) = (named("torchlean.toml")?, named("laws.spec")?);
        let definitions = files
            .iter()
            .filter(|file| file.file_name().ends_with(".spec") && file.file_name() != "laws.spec");
        let definitions: Vec<Arc<Source>> = definitions.cloned().collect();
        let mut spec = Spec::read(pin, laws, &definitions)?;
        spec.digests = pin::table(named("digests.toml")?)?;
        spec.inventory = Inventory::read(named("inventory.toml")?)?;
        spec.source = SourcePin::read(named("source.toml")?)?;
        spec.record = Record::read(named("record.toml")?)?;
        spec.lemmas = pin::table(named("lemmas.toml")?)?;
        let files = files
            .iter()
            .filter(|file| file.file_name() != "record.toml");
        spec.origin = Origin::of(files, folder);
        Ok(spec)
    }

    /// Reads a pin, a file of laws and files of definitions.
    ///
    /// # Errors
    /// Everything in them that cannot be read, file by file.
    pub fn read(
        pin: &Arc<Source>,
        laws: &Arc<Source>,
        modules: &[Arc<Source>],
    ) -> Result<Spec, Diagnostics> {
        let mut errors = Vec::new();
        let mut keep = |e: Diagnostics| errors.extend(e.0);
        let origin = Origin::of([pin, laws].into_iter().chain(modules), None);
        let pin = Pin::read(pin).map_err(&mut keep).ok();
        let laws = read_laws(laws).map_err(&mut keep).ok();
        let mut entries = Vec::new();
        let mut names = BTreeMap::new();
        for module in modules {
            if let Err(e) = reader::read_module(module, &mut names, &mut entries) {
                keep(e);
            }
        }
        match (pin, laws) {
            (Some(pin), Some(laws)) if errors.is_empty() => Ok(Spec {
                pin,
                laws,
                entries,
                digests: BTreeMap::new(),
                inventory: Inventory::default(),
                source: SourcePin::default(),
                record: Record::default(),
                lemmas: BTreeMap::new(),
                origin,
                places: names,
            }),
            _ => Err(Diagnostics(errors)),
        }
    }

    /// The Lean modules that have entries, each once, in their order.
    pub fn modules(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for entry in &self.entries {
            if !names.contains(&&*entry.module) {
                names.push(&entry.module);
            }
        }
        names
    }

    /// Whether `lemmas.toml` lists a lemma.
    pub fn lists(&self, lemma: &Lemma) -> bool {
        let library = self.lemmas.get(&lemma.library);
        library.is_some_and(|library| library.lemmas.contains_key(&lemma.name))
    }

    /// The entry of this definition.
    pub fn entry(&self, name: &LeanName) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name == *name)
    }

    /// The entries that these names mean, each once, in Lean's order; all of
    /// them if there are no names.
    ///
    /// # Errors
    /// The first name that does not mean exactly one entry.
    pub fn select(&self, names: &[String]) -> Result<Vec<&Entry>, FindError> {
        let wanted = names.iter().map(|name| Ok(&self.find(name)?.name));
        let wanted = wanted.collect::<Result<Vec<_>, _>>()?;
        let entries = self.entries.iter();
        Ok(entries
            .filter(|entry| names.is_empty() || wanted.contains(&&entry.name))
            .collect())
    }

    /// The entries of the module that a user means by its full Lean name or its last components.
    ///
    /// # Errors
    /// When no module or more than one is meant.
    pub fn module(&self, name: &str) -> Result<Vec<&Entry>, FindError> {
        find::module(&self.entries, name)
    }

    /// The entry that a user means by a full Lean name, a short one, or a Rust
    /// name or path.
    ///
    /// # Errors
    /// When no entry or more than one is meant.
    pub fn find(&self, name: &str) -> Result<&Entry, FindError> {
        find::find(&self.entries, name)
    }
}
