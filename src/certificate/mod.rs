//! Certificates for the Lean kernel: claims as Lean theorems, and Lean's answer.
//!
//! What is certified comes in as data. Nothing here decides what is true.

mod check;
mod claim;
mod foundations;
mod general;
mod model;
mod notation;
mod structure;
mod theorem;

use std::collections::BTreeSet;

pub use check::{Checked, NotAsked, Trusted, check, find, write};
pub use claim::{Claim, Theorem, Unwritable};
use foundations::QUESTION;
pub use foundations::{FOUNDATIONS, INSTANCE, law_theorem};
pub use structure::{Needs, STRUCTURE, operations, rule_field};

use crate::notation::Laws;

/// A file of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The Lean module, which is also the file's name without `.lean`.
    pub module: String,
    /// The text.
    pub text: String,
    /// The full names of the theorems that it states.
    pub theorems: Vec<String>,
    /// The fields of the structure of laws that its instance takes as hypotheses.
    pub assumed: Vec<String>,
}

/// The certificates of claims: the laws, a model of them, their proofs from the axioms of a field,
/// and the files that the claims name, with a theorem per claim.
///
/// # Errors
/// When a proof cannot be written down, or two files have one name.
pub fn certificates(laws: &Laws, claims: &[Claim<'_>]) -> Result<Vec<File>, Unwritable> {
    let mut needs = Needs::default();
    for law in &laws.laws {
        needs.term(&law.left);
        needs.term(&law.right);
    }
    for side in laws.facts.iter().flat_map(|fact| fact.apart.sides()) {
        needs.term(side);
    }
    let mut files: Vec<File> = Vec::new();
    for claim in claims {
        let text = theorem::render(claim, laws, &mut needs)?;
        let Theorem { file: module, name } = &claim.theorem;
        match files.iter_mut().find(|file| file.module == *module) {
            Some(file) => {
                file.text.push_str(&text);
                file.text.push('\n');
                file.theorems.push(name.clone());
            }
            None => files.push(File {
                module: module.clone(),
                text: format!(
                    "import {STRUCTURE}\n\nset_option linter.unusedVariables false\n\
                     -- A proof of many steps is a deep term.\nset_option maxRecDepth 10000\n\n\
                     {text}\n"
                ),
                theorems: vec![name.clone()],
                assumed: Vec::new(),
            }),
        }
    }
    for file in &mut files {
        for theorem in &file.theorems {
            file.text.push_str(&format!("{QUESTION}{theorem}\n"));
        }
    }
    let structure = File {
        module: STRUCTURE.into(),
        text: structure::render(laws, &needs),
        theorems: Vec::new(),
        assumed: Vec::new(),
    };
    let (model, foundations) = (model::file(laws, &needs), foundations::file(laws, &needs));
    files.splice(0..0, [structure, model, foundations]);
    let mut names = BTreeSet::new();
    match files.iter().find(|file| !names.insert(&file.module)) {
        Some(twice) => Err(Unwritable::SameFile(twice.module.clone())),
        None => Ok(files),
    }
}

/// The file of the theorems about a Lean module, without `.lean`. No two modules
/// share one: `A.B` is `A_B`, `A_B` is `A_0B`, and no part of a Lean name begins
/// with a digit.
pub fn file_name(module: &str) -> String {
    module.replace('_', "_0").replace('.', "_")
}

/// The full name of the theorem that covers a claim about a definition:
/// `N.mul_adjoint`, `N.mulFderiv_linearMap` for the claim `linear map`.
pub fn theorem_name(definition: &str, claim: &str) -> String {
    let mut name = format!("{definition}_");
    let mut upper = false;
    for c in claim.chars() {
        match c {
            ' ' => upper = true,
            c if upper => {
                name.extend(c.to_uppercase());
                upper = false;
            }
            c => name.push(c),
        }
    }
    name
}
