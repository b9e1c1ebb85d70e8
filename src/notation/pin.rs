//! What is mirrored: repository, revision and toolchain.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::source::{Diagnostic, Diagnostics, Source};

/// The upstream that `spec/` states.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// The repository, as `host:owner/name`.
    pub repository: String,
    /// The full commit.
    pub revision: String,
    /// The day of that commit, `YYYY-MM-DD`.
    pub date: String,
    /// The Lean toolchain of that commit.
    pub toolchain: String,
    /// The licence of the upstream.
    pub licence: String,
    /// Where the repository stands to its upstream, in words.
    pub standing: String,
}

/// Every node and derivative certificate of the mirrored revision, and the
/// functions of it that `spec/` states.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Inventory {
    /// The Lean modules, sorted by their files.
    pub modules: Vec<InventoryModule>,
}

/// The definitions of one Lean module.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct InventoryModule {
    /// The module.
    pub name: String,
    /// In the file's order.
    pub definitions: Vec<Listed>,
}

/// A definition of the mirrored revision.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// The full Lean name.
    pub lean: String,
    /// What it defines.
    pub kind: DefinitionKind,
    /// Whether `spec/` has an entry for it.
    pub status: Status,
}

/// What a Lean definition defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DefinitionKind {
    /// A `Node`.
    Node,
    /// A derivative certificate.
    Fderiv,
    /// A function that nodes use.
    Function,
}

impl DefinitionKind {
    /// The kind as entries and reports name it.
    pub fn as_str(self) -> &'static str {
        match self {
            DefinitionKind::Node => "node",
            DefinitionKind::Fderiv => "fderiv",
            DefinitionKind::Function => "function",
        }
    }
}

/// Whether `spec/` has an entry for a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It has.
    Mirrored,
    /// It has not.
    Missing,
}

impl Status {
    /// The status as the file has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Mirrored => "mirrored",
            Status::Missing => "missing",
        }
    }
}

impl Inventory {
    /// Reads an inventory from TOML.
    ///
    /// # Errors
    /// Where the text is not an inventory.
    pub fn read(source: &Arc<Source>) -> Result<Inventory, Diagnostics> {
        table(source)
    }

    /// Every definition with the name of its module.
    pub fn definitions(&self) -> impl Iterator<Item = (&str, &Listed)> {
        let modules = self.modules.iter();
        modules.flat_map(|module| module.definitions.iter().map(|d| (&*module.name, d)))
    }

    /// How many definitions of a kind are mirrored, and how many there are, in
    /// the modules whose names begin with `under`.
    pub fn counts(&self, kind: DefinitionKind, under: &str) -> (usize, usize) {
        let all = self.definitions();
        let all = all.filter(|(module, d)| d.kind == kind && module.starts_with(under));
        all.fold((0, 0), |(mirrored, count), (_, d)| {
            (
                mirrored + usize::from(d.status == Status::Mirrored),
                count + 1,
            )
        })
    }
}

impl Pin {
    /// Reads a pin from TOML.
    ///
    /// # Errors
    /// Where the text is not a pin.
    pub fn read(source: &Arc<Source>) -> Result<Pin, Diagnostics> {
        table(source)
    }
}

/// What the mirrored modules rest on at the mirrored revision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SourcePin {
    /// The revision of each package.
    pub packages: BTreeMap<String, String>,
    /// The SHA-256 of each mirrored module's file and of each file of the repository
    /// that these import, by its path.
    pub files: BTreeMap<String, String>,
    /// By module, the commands around its mirrored definitions: keyword and SHA-256
    /// each, with the full names of the definitions where they stand.
    pub frames: BTreeMap<String, Vec<String>>,
}

impl SourcePin {
    /// Reads it from TOML.
    ///
    /// # Errors
    /// Where the text is not such a table.
    pub fn read(source: &Arc<Source>) -> Result<SourcePin, Diagnostics> {
        table(source)
    }
}

/// What a checkout and Lean showed when they were last there, and of what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The commit of the checkout that was read.
    pub revision: Option<String>,
    /// The version of the Lean that accepted the certificates.
    pub lean: Option<String>,
    /// The SHA-256 of the files that its answer rests on.
    #[serde(default)]
    pub trusted: Vec<String>,
    /// By full Lean name, the SHA-256 of each entry whose text was proved, with that of its Lean
    /// text.
    #[serde(default)]
    pub text: BTreeMap<String, String>,
    /// The SHA-256 of each certificate, all of whose theorems were accepted.
    #[serde(default)]
    pub certificates: BTreeMap<String, String>,
}

impl Record {
    /// Reads it from TOML.
    ///
    /// # Errors
    /// Where the text is not such a table.
    pub fn read(source: &Arc<Source>) -> Result<Record, Diagnostics> {
        table(source)
    }

    /// The same as the file has it.
    ///
    /// # Errors
    /// The TOML library's own.
    pub fn render(&self) -> Result<String, toml::ser::Error> {
        let head = "# What a TorchLean checkout and Lean showed, and of what. Written by\n\
                    # `torchlean-mirror map --lean PATH --certify`.\n";
        Ok(format!("{head}{}", toml::to_string(self)?))
    }
}

/// Where a library declares the lemmas that the laws cite.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Library {
    /// The repository, as `host:owner/name`.
    pub repository: String,
    /// By full Lean name.
    pub lemmas: BTreeMap<String, LemmaFile>,
}

/// Where a lemma is declared.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LemmaFile {
    /// The file, from the root of the repository.
    pub file: String,
    /// The full Lean name of the declaration of which an attribute makes the lemma, if the
    /// file does not write the lemma out.
    pub from: Option<String>,
}

/// Reads a value from TOML.
///
/// # Errors
/// Where the text is not one.
pub fn table<T: DeserializeOwned>(source: &Arc<Source>) -> Result<T, Diagnostics> {
    toml::from_str(source.text()).map_err(|e| {
        let span = e.span().unwrap_or(0..0);
        Diagnostics(vec![Diagnostic::new(source, span, e.message())])
    })
}
