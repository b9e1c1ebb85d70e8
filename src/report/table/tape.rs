//! The table of a tape: what each step computes, and what it passes on.

use serde::Serialize;

use super::super::audit::{claims_of_tape, failing_of_tape};
use super::super::document::{Document, Formula, Line, Table};
use super::super::verdict::words;
use super::json::{SCHEMA, Simplification, VerdictRow, verdicts};
use super::{Tables, introduced, smallest_first};
use crate::audit::{Claim, ClaimName, Reason, TapeReport};
use crate::exact::{Reduced, StepForms};
use crate::notation::{LeanName, Step};

/// The table of a tape whose report has the forms of its steps.
#[derive(Clone, Copy, Debug)]
pub struct TapeTable<'a> {
    /// The audit.
    pub report: &'a TapeReport,
    /// Where the tape was read.
    pub file: &'a str,
}

#[derive(Serialize)]
struct Json<'a> {
    schema: u32,
    tape: &'a str,
    /// What is known of the claims about the tape.
    verdicts: Vec<VerdictRow>,
    /// The inputs with their shapes.
    inputs: Vec<(&'a str, &'a [usize])>,
    steps: Vec<StepRow<'a>>,
}

#[derive(Serialize)]
struct StepRow<'a> {
    name: &'a str,
    shape: &'a [usize],
    /// The Lean name of the entry.
    entry: &'a LeanName,
    /// The line of the tape.
    line: usize,
    /// What is known of the claims about the entry.
    verdicts: Vec<VerdictRow>,
    /// The forms; none if there are none, which `why` explains.
    #[serde(flatten)]
    forms: Option<FormRows>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

#[derive(Serialize)]
struct FormRows {
    value: FormRow,
    tangent: FormRow,
    cotangent: FormRow,
}

#[derive(Serialize)]
struct FormRow {
    /// As the entry states it.
    formula: Formula,
    simplified: Simplification,
}

impl From<&Reduced> for FormRow {
    fn from(form: &Reduced) -> FormRow {
        FormRow {
            formula: (&form.given).into(),
            simplified: form.into(),
        }
    }
}

const HEADER: [&str; 7] = [
    "name",
    "shape",
    "entry",
    "value",
    "tangent",
    "cotangent",
    "verdict",
];

impl<'a> TapeTable<'a> {
    /// The steps with their forms.
    fn steps(&self) -> impl Iterator<Item = (&'a Step, &'a Result<StepForms, Reason>)> {
        self.report.tape.steps.iter().zip(&self.report.steps)
    }

    /// The claims about the forms of a step's entry.
    fn claims(&self, step: &Step) -> impl Iterator<Item = &'a Claim> {
        let entries = self.report.entries.iter();
        let entry = entries.filter(move |(name, _)| *name == step.entry);
        entry.flat_map(|(_, claims)| claims)
    }

    /// What is known of the claims about a step's entry.
    fn verdict(&self, step: &Step) -> Vec<String> {
        words(self.claims(step))
    }
}

impl Tables for TapeTable<'_> {
    fn document(&self) -> Document {
        let tape = &self.report.tape;
        let forms = Line::from("The forms are those that the entries of spec/ state, over the names of the tape: ")
            .code("dx")
            .text(" is the tangent of ")
            .code("x")
            .text(", δ the cotangent of the step's result, and cotangent what it adds to those of what the step reads.");
        let mut document = introduced(format!("Tape {}", tape.name), forms);
        document.definitions(claims_of_tape(self.report, ClaimName::has_theorem));
        let inputs = tape.inputs.iter().map(|input| {
            let cells = [
                Line::code_only(&input.name),
                Line::from(format!("{:?}", input.shape)),
                Line::from("input"),
            ];
            let empty = std::iter::repeat_n(Line::new(), HEADER.len() - cells.len());
            cells.into_iter().chain(empty).collect()
        });
        let steps = self.steps().map(|(step, forms)| {
            let forms = match forms {
                Ok(forms) => {
                    let forms = [&forms.value, &forms.tangent, &forms.cotangent];
                    forms.map(|form| smallest_first(form, "stated as "))
                }
                Err(why) => [Line::from(why), Line::new(), Line::new()],
            };
            let cells = [
                Line::code_only(&step.name),
                Line::from(format!("{:?}", step.shape)),
                Line::code_only(step.entry.short()),
            ];
            let cells = cells.into_iter().chain(forms);
            cells.chain([Line::lines(self.verdict(step))]).collect()
        });
        document.table(Table::new("Steps", HEADER, inputs.chain(steps)));
        failing_of_tape(&mut document, self.report, self.file);
        document
    }

    fn json(&self) -> serde_json::Result<String> {
        let tape = &self.report.tape;
        let claims = self.report.claims.iter();
        let steps = self.steps().map(|(step, forms)| StepRow {
            name: &step.name,
            shape: &step.shape,
            entry: &step.entry,
            line: step.line,
            verdicts: verdicts(self.claims(step)),
            forms: forms.as_ref().ok().map(|forms| FormRows {
                value: (&forms.value).into(),
                tangent: (&forms.tangent).into(),
                cotangent: (&forms.cotangent).into(),
            }),
            why: forms.as_ref().err().map(ToString::to_string),
        });
        let inputs = tape.inputs.iter();
        serde_json::to_string_pretty(&Json {
            schema: SCHEMA,
            tape: &tape.name,
            verdicts: verdicts(claims.filter(|claim| claim.name.has_theorem())),
            inputs: inputs.map(|input| (&*input.name, &*input.shape)).collect(),
            steps: steps.collect(),
        })
    }

    fn records(&self) -> Vec<Vec<String>> {
        let inputs = self.report.tape.inputs.iter().map(|input| {
            let shape = format!("{:?}", input.shape);
            [&*input.name, &*shape, "input", "", "", "", ""]
                .map(String::from)
                .to_vec()
        });
        let steps = self.steps().map(|(step, forms)| {
            let shape = format!("{:?}", step.shape);
            let forms = match forms {
                Ok(forms) => [&forms.value, &forms.tangent, &forms.cotangent]
                    .map(|form| form.smallest().to_string()),
                Err(why) => [why.to_string(), String::new(), String::new()],
            };
            let cells = [step.name.to_string(), shape, step.entry.to_string()];
            let verdict = self.verdict(step).join(", ");
            cells.into_iter().chain(forms).chain([verdict]).collect()
        });
        let header = HEADER.map(String::from).to_vec();
        [header].into_iter().chain(inputs).chain(steps).collect()
    }
}
