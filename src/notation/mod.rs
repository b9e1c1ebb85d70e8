//! Text to typed terms: the files of `spec/` and their notation.
//!
//! The notation is a subset of Lean's term notation. Reading collects all
//! errors of a file, each with its place. Nothing here knows a definition by
//! name, and nothing here rewrites or evaluates.

mod declaration;
mod elaborate;
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

pub(crate) use parser::{INFIX, NEGATION};

pub use declaration::{DerivativeRule, Entry, Form, Identity, Law, Laws, Lemma, NodeForm};
pub use name::{FindError, LeanName};
pub use pin::{DefinitionKind, Inventory, InventoryModule, Listed, Pin, SourcePin, Status};
pub use reader::{read_entries, read_laws, read_term};
pub use source::{Diagnostic, Diagnostics, Source, Span};
pub use tape::{Files, Input, Step, Tape, read_tape};

/// The files that state definitions, one per Lean module, in Lean's order.
const MODULES: &[(&str, &str)] = &[(
    "spec/arithmetic.spec",
    include_str!("../../spec/arithmetic.spec"),
)];

const LAWS: (&str, &str) = ("spec/laws.spec", include_str!("../../spec/laws.spec"));
const PIN: (&str, &str) = (
    "spec/torchlean.toml",
    include_str!("../../spec/torchlean.toml"),
);
const DIGESTS: (&str, &str) = ("spec/digests.toml", include_str!("../../spec/digests.toml"));
const INVENTORY: (&str, &str) = (
    "spec/inventory.toml",
    include_str!("../../spec/inventory.toml"),
);
const SOURCE: (&str, &str) = ("spec/source.toml", include_str!("../../spec/source.toml"));

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
}

impl Spec {
    /// Reads the files that were built in.
    ///
    /// # Errors
    /// Everything in them that cannot be read.
    pub fn built_in() -> Result<Spec, Diagnostics> {
        let texts = MODULES.iter().map(|(name, text)| Source::new(*name, *text));
        let mut spec = Spec::read(
            &Source::new(PIN.0, PIN.1),
            &Source::new(LAWS.0, LAWS.1),
            &texts.collect::<Vec<_>>(),
        )?;
        spec.digests = pin::digests(&Source::new(DIGESTS.0, DIGESTS.1))?;
        spec.inventory = Inventory::read(&Source::new(INVENTORY.0, INVENTORY.1))?;
        spec.source = SourcePin::read(&Source::new(SOURCE.0, SOURCE.1))?;
        Ok(spec)
    }

    /// Reads a pin, a file of laws and files of definitions.
    ///
    /// # Errors
    /// Everything in them that cannot be read, file by file.
    pub fn read(
        pin: &std::sync::Arc<Source>,
        laws: &std::sync::Arc<Source>,
        modules: &[std::sync::Arc<Source>],
    ) -> Result<Spec, Diagnostics> {
        let mut errors = Vec::new();
        let mut keep = |e: Diagnostics| errors.extend(e.0);
        let pin = Pin::read(pin).map_err(&mut keep).ok();
        let laws = read_laws(laws).map_err(&mut keep).ok();
        let mut entries = Vec::new();
        let mut names = BTreeMap::new();
        for module in modules {
            match reader::read_module(module, &mut names) {
                Ok(read) => entries.extend(read),
                Err(e) => keep(e),
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
        name::module(&self.entries, name)
    }

    /// The entry that a user means by a full Lean name, a short one, or a Rust
    /// name or path.
    ///
    /// # Errors
    /// When no entry or more than one is meant.
    pub fn find(&self, name: &str) -> Result<&Entry, FindError> {
        name::find(&self.entries, name)
    }
}
