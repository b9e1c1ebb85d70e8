//! The table of a tape: what each step computes, and what it passes on.

use serde::Serialize;

use super::super::markdown::{row, rule};
use super::super::table::{Formula, Simplification};
use crate::exact::{Prover, TapeNames, step_forms};
use crate::notation::{LeanName, Spec, Tape};
use crate::term::Term;

/// The steps of a tape, over its names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TapeTable {
    /// The tape's name.
    pub tape: String,
    /// The inputs with their shapes.
    pub inputs: Vec<(String, Vec<usize>)>,
    /// The steps in order.
    pub steps: Vec<TapeStep>,
}

/// A step of a tape.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TapeStep {
    /// The name of the result.
    pub name: String,
    /// The dimensions of the result.
    pub shape: Vec<usize>,
    /// The Lean name of the entry.
    pub entry: LeanName,
    /// The line of the tape.
    pub line: usize,
    /// The value.
    pub value: StepForm,
    /// The tangent.
    pub tangent: StepForm,
    /// What the result's cotangent adds to those of what is read.
    pub cotangent: StepForm,
}

/// A form with a smaller one that equals it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepForm {
    /// As the entry states it.
    pub formula: Formula,
    /// A smaller form, with a proof that was replayed.
    pub simplified: Simplification,
}

impl TapeTable {
    /// The table of a tape whose entries are those of `spec`.
    ///
    /// # Errors
    /// The step that has no forms, and why.
    pub fn build(spec: &Spec, tape: &Tape, prover: &Prover<'_>) -> Result<TapeTable, String> {
        let names = TapeNames::beside(tape);
        let form = |term: Term| StepForm {
            simplified: Simplification::of(&term, &spec.laws, prover),
            formula: Formula(term),
        };
        let steps = tape.steps.iter().map(|step| {
            let entry = spec.entry(&step.entry);
            let forms = entry.map(|entry| step_forms(tape, step, entry, &names));
            let forms = forms
                .transpose()
                .map_err(|e| format!("line {}: {e}", step.line))?
                .flatten()
                .ok_or_else(|| format!("line {}: `{}` is not a node", step.line, step.entry))?;
            Ok(TapeStep {
                name: step.name.to_string(),
                shape: step.shape.clone(),
                entry: step.entry.clone(),
                line: step.line,
                value: form(forms.value),
                tangent: form(forms.tangent),
                cotangent: form(forms.cotangent),
            })
        });
        let input = |input: &crate::notation::Input| (input.name.to_string(), input.shape.clone());
        Ok(TapeTable {
            tape: tape.name.to_string(),
            inputs: tape.inputs.iter().map(input).collect(),
            steps: steps.collect::<Result<_, String>>()?,
        })
    }

    /// The table as Markdown.
    pub fn markdown(&self) -> String {
        let code = |text: &str| format!("`{text}`");
        let mut text = format!(
            "# Tape {}\n\n\
             value, tangent and cotangent are what the entries state, over the names of the tape: \
             `dx` is the tangent of `x`, δ the cotangent of the step's result, and cotangent what \
             it adds to those of what the step reads. Where a smaller form was found it is shown; \
             its proof was replayed.\n\n",
            self.tape
        );
        text += &row(["name", "shape", "entry", "value", "tangent", "cotangent"]);
        text += &rule(6);
        for (name, shape) in &self.inputs {
            let cells = [code(name), format!("{shape:?}"), "input".into()];
            let empty = std::iter::repeat_n(String::new(), 3);
            text += &row(cells.into_iter().chain(empty));
        }
        for step in &self.steps {
            let forms = [&step.value, &step.tangent, &step.cotangent];
            let cells = [
                code(&step.name),
                format!("{:?}", step.shape),
                code(step.entry.short()),
            ];
            let forms = forms.map(|form| code(&form.shown()));
            text += &row(cells.into_iter().chain(forms));
        }
        text
    }

    /// The table as CSV, with a header.
    ///
    /// # Errors
    /// When the CSV library fails.
    pub fn csv(&self) -> Result<String, String> {
        let failed = |e: csv::Error| e.to_string();
        let mut writer = csv::Writer::from_writer(Vec::new());
        let header = ["name", "shape", "entry", "value", "tangent", "cotangent"];
        writer.write_record(header).map_err(failed)?;
        for (name, shape) in &self.inputs {
            let record = [name, &format!("{shape:?}"), "input", "", "", ""];
            writer.write_record(record).map_err(failed)?;
        }
        for step in &self.steps {
            let forms = [&step.value, &step.tangent, &step.cotangent].map(|form| form.shown());
            let shape = format!("{:?}", step.shape);
            let record = [step.name.as_str(), &shape, step.entry.as_str()];
            let record = record.into_iter().chain(forms.iter().map(String::as_str));
            writer.write_record(record).map_err(failed)?;
        }
        let bytes = writer.into_inner().map_err(|e| e.to_string())?;
        String::from_utf8(bytes).map_err(|e| e.to_string())
    }

    /// The table as JSON.
    ///
    /// # Errors
    /// Never for a table; the JSON library's own error otherwise.
    pub fn json(&self) -> Result<String, String> {
        let text = serde_json::to_string_pretty(self).map_err(|e| e.to_string())?;
        Ok(text + "\n")
    }
}

impl StepForm {
    /// The smaller form, or the stated one.
    fn shown(&self) -> String {
        self.simplified.formula().unwrap_or(&self.formula).lean()
    }
}
