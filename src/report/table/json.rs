//! Tables as JSON. Keys are stable within a `schema` version.

use serde::Serialize;

use super::super::audit::failures;
use super::super::document::Formula;
use super::super::json::{ClaimRow, claim_row};
use super::super::statement::{hypotheses, result};
use super::super::verdict::modules;
use super::definitions::{DefinitionTables, derivative_of, is_shown};
use super::law::LawRow;
use crate::audit::{Claim, Definition};
use crate::exact::{Jacobian, NotSmaller, PartForm, Reduced};
use crate::notation::{LeanName, Pin};
use crate::term::{Name, Sort};

/// Raised when a key changes its meaning or goes.
pub const SCHEMA: u32 = 2;

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    /// The Lean modules; several are separated by commas.
    module: String,
    /// What is mirrored.
    upstream: &'a Pin,
    /// The shape of the Jacobian matrices, if there are any.
    shape: Option<String>,
    /// What is refuted, unknown or missing.
    failing: Vec<String>,
    /// One per definition, in Lean's order.
    definitions: Vec<DefinitionRow<'a>>,
    /// The laws, facts and rules that the forms name, in the order of `spec/`.
    laws: Vec<LawRow>,
}

#[derive(Serialize)]
struct DefinitionRow<'a> {
    /// The full Lean name.
    lean: &'a LeanName,
    /// The Lean module.
    module: &'a str,
    /// The name of the Rust counterpart.
    rust: String,
    /// `node`, `fderiv` or `function`.
    kind: &'static str,
    /// Explicit parameters in order.
    parameters: Vec<Parameter>,
    /// The hypotheses.
    conditions: Vec<String>,
    /// The type of a node or of a function's value.
    result: Option<String>,
    /// The node that a derivative belongs to.
    of: Option<&'a LeanName>,
    /// What Lean's definition calls, if it only calls another one.
    delegation: Option<&'a str>,
    /// The claims about forms and text.
    claims: Vec<ClaimRow>,
    /// The forms.
    rows: Vec<FormRow>,
    /// The matrices, if a shape was asked for.
    jacobians: &'a [Jacobian],
}

/// A parameter of a definition or a law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Parameter {
    /// The name.
    pub name: String,
    /// The sort in Lean's notation.
    pub sort: String,
}

#[derive(Serialize)]
struct FormRow {
    part: &'static str,
    /// The form; none if it was to be derived and could not be.
    formula: Option<Formula>,
    /// What a kernel computes for it, if that is another form.
    #[serde(skip_serializing_if = "Option::is_none")]
    computed: Option<Formula>,
    /// The rules of differentiation that gave it, if it was derived.
    rules: Vec<String>,
    /// The facts that their guards rest on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    facts: Vec<String>,
    simplified: Simplification,
    /// What is known of the claims about it.
    verdicts: Vec<VerdictRow>,
}

/// What is known of a claim, in one word.
#[derive(Serialize)]
pub(super) struct VerdictRow {
    claim: &'static str,
    verdict: &'static str,
}

/// What the search for a smaller form gave.
#[derive(Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub(super) enum Simplification {
    /// A smaller form, with a proof that was replayed.
    Smaller {
        formula: Formula,
        /// The steps of the proof.
        steps: usize,
        /// The laws that the proof uses; none if it is arithmetic on constants.
        laws: Vec<String>,
        /// The facts that their guards rest on.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        facts: Vec<String>,
    },
    None,
    /// A form that is not shown, since its proof does not stand.
    Rejected {
        why: String,
    },
    /// No search.
    Unknown {
        why: String,
    },
}

impl From<&Reduced> for Simplification {
    fn from(form: &Reduced) -> Simplification {
        match &form.smaller {
            Ok(None) => Simplification::None,
            Ok(Some(found)) => Simplification::Smaller {
                formula: Formula::from(&found.term),
                steps: found.proof.steps.len(),
                laws: strings(&found.proof.laws()),
                facts: strings(&found.proof.facts()),
            },
            Err(NotSmaller::Stopped(why)) => Simplification::Unknown {
                why: why.to_string(),
            },
            Err(why) => Simplification::Rejected {
                why: why.to_string(),
            },
        }
    }
}

pub(super) fn parameters(sorts: &[(Name, Sort)]) -> Vec<Parameter> {
    let parameter = |(name, sort): &(Name, Sort)| Parameter {
        name: name.to_string(),
        sort: sort.to_string(),
    };
    sorts.iter().map(parameter).collect()
}

pub(super) fn verdicts<'c>(claims: impl Iterator<Item = &'c Claim>) -> Vec<VerdictRow> {
    let verdict = |claim: &Claim| VerdictRow {
        claim: claim.name.as_str(),
        verdict: claim.verdict.as_str(),
    };
    claims.map(verdict).collect()
}

fn strings(names: &[Name]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

/// The tables of definitions.
pub(super) fn definitions(tables: &DefinitionTables<'_>) -> serde_json::Result<String> {
    let report = tables.report;
    let definition = |definition| -> DefinitionRow<'_> {
        let definition: &Definition = definition;
        let entry = &definition.entry;
        let claims = definition
            .claims
            .iter()
            .filter(|claim| is_shown(claim.name));
        DefinitionRow {
            lean: &entry.name,
            module: &entry.module,
            rust: entry.rust(),
            kind: entry.form.kind(),
            parameters: parameters(&entry.parameters),
            conditions: hypotheses(entry),
            result: result(entry),
            of: derivative_of(definition),
            delegation: entry.delegation.as_deref(),
            claims: claims
                .map(|claim| claim_row(definition, claim, report))
                .collect(),
            rows: definition
                .forms
                .iter()
                .map(|form| form_row(definition, form))
                .collect(),
            jacobians: &definition.jacobians,
        }
    };
    serde_json::to_string_pretty(&Document {
        schema: SCHEMA,
        module: modules(report),
        upstream: &report.pin,
        shape: report.shape.as_ref().map(ToString::to_string),
        failing: failures(report),
        definitions: report.definitions.iter().map(definition).collect(),
        laws: tables.named_laws(),
    })
}

fn form_row(definition: &Definition, form: &PartForm) -> FormRow {
    FormRow {
        part: form.part.name(),
        formula: form.form.as_ref().ok().map(|form| (&form.given).into()),
        computed: form.computed.as_ref().map(Into::into),
        rules: strings(&form.rules),
        facts: strings(&form.facts),
        simplified: match &form.form {
            Ok(form) => form.into(),
            Err(why) => Simplification::Unknown {
                why: why.to_string(),
            },
        },
        verdicts: verdicts(definition.about(form.part)),
    }
}
