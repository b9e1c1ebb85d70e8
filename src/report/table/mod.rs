//! Derivative tables: per definition what Lean states, what was derived from
//! `forward`, and smaller forms of both.

pub mod csv;
mod format;
pub mod html;
mod jacobian;
pub mod json;
pub mod latex;
mod law;
pub mod markdown;
mod row;

use serde::Serialize;

pub use format::{Format, NotWritten};
pub use jacobian::{Column, Jacobian, Matrix, TooLarge};
pub use law::{LawKind, LawRow};
pub use row::{Formula, Part, Row, Simplification};

use crate::exact::Prover;
use crate::notation::{Entry, Form, LeanName, Pin, Spec};
use crate::tape::Shape;
use crate::term::{Name, Sort, Space};

/// The derivative tables of what a spec states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Table {
    /// The Lean module; several are separated by commas.
    pub module: String,
    /// What the spec mirrors.
    pub upstream: Pin,
    /// The shape of the Jacobian matrices, if there are any.
    pub shape: Option<String>,
    /// One per Lean definition, in Lean's order.
    pub definitions: Vec<Definition>,
    /// The laws and rules that the definitions' rows name, in the spec's order.
    pub laws: Vec<LawRow>,
}

/// One Lean definition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Definition {
    /// The full Lean name.
    pub lean: LeanName,
    /// The Lean module.
    pub module: String,
    /// The name of the Rust counterpart.
    pub rust: String,
    /// `node`, `fderiv` or `function`.
    pub kind: &'static str,
    /// Explicit parameters in order.
    pub parameters: Vec<Parameter>,
    /// The type of a node or of a function's value.
    pub result: Option<String>,
    /// The node that a derivative belongs to.
    pub of: Option<LeanName>,
    /// What Lean's definition calls, if it only calls another one.
    pub delegation: Option<String>,
    /// What it states, and the derivative.
    pub rows: Vec<Row>,
    /// Of derivatives, if a shape was asked for.
    pub jacobians: Vec<Jacobian>,
}

/// A parameter of a definition or a law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Parameter {
    /// The name.
    pub name: String,
    /// The sort in Lean's notation.
    pub sort: String,
}

impl Table {
    /// The tables of `spec`, with Jacobian matrices if there is a shape.
    ///
    /// Smaller forms come from `prover`; their proofs are checked against the
    /// laws of `spec`.
    ///
    /// # Errors
    /// When the shape is too large to show.
    pub fn build(
        spec: &Spec,
        prover: &Prover<'_>,
        shape: Option<&Shape>,
    ) -> Result<Table, TooLarge> {
        if let Some(shape) = shape {
            jacobian::check(shape)?;
        }
        let define = |entry| Definition::new(entry, spec, prover, shape);
        let definitions: Vec<Definition> = spec.entries.iter().map(define).collect();
        let mut modules: Vec<&str> = Vec::new();
        for entry in &spec.entries {
            if !modules.contains(&&*entry.module) {
                modules.push(&entry.module);
            }
        }
        Ok(Table {
            module: modules.join(", "),
            upstream: spec.pin.clone(),
            shape: shape.map(Shape::to_string),
            laws: law::named(&definitions, &spec.laws),
            definitions,
        })
    }

    /// The heading.
    pub fn title(&self) -> String {
        format!("Derivative tables of {}", self.module)
    }

    /// What a reader must know, paragraph by paragraph.
    pub fn introduction(&self) -> [String; 3] {
        let pin = &self.upstream;
        [
            format!(
                "forward, jvp, vjp, deriv and value are what Lean states in {} at revision {} ({}). \
                 derived is the derivative of forward at the point x, a linear map, found by rule.",
                pin.repository, pin.revision, pin.toolchain
            ),
            "A smaller form equals the form that it stands with, for all contexts and shapes, by \
             the laws that are named. Its proof was replayed by code that does not share the \
             search. Where none is shown, the search found none."
                .to_string(),
            "Arithmetic is Lean's, total: the inverse of 0 is 0.".to_string(),
        ]
    }
}

impl Definition {
    fn new(entry: &Entry, spec: &Spec, prover: &Prover<'_>, shape: Option<&Shape>) -> Definition {
        let (result, of) = match &entry.form {
            Form::Node(node) => {
                let (context, output) = (bare(&node.context), bare(&node.output));
                (Some(format!("Node {context} {output}")), None)
            }
            Form::Fderiv { of, .. } => (None, Some(of.clone())),
            Form::Function(value) => (Some(value.sort().to_string()), None),
        };
        let jacobians = match (&entry.form, shape) {
            (Form::Fderiv { node, .. }, Some(shape)) => {
                jacobian::jacobians(entry, node, &spec.laws, shape)
            }
            _ => Vec::new(),
        };
        Definition {
            lean: entry.name.clone(),
            module: entry.module.to_string(),
            rust: entry.rust(),
            kind: entry.form.kind(),
            parameters: parameters(&entry.parameters),
            result,
            of,
            delegation: entry.delegation.clone(),
            rows: row::rows(&entry.form, &spec.laws, prover),
            jacobians,
        }
    }

    /// The row of this part, if the definition has it.
    pub fn row(&self, part: Part) -> Option<&Row> {
        self.rows.iter().find(|row| row.part == part)
    }

    /// Name, parameters and result in Lean's notation.
    pub fn signature(&self) -> String {
        let result = self
            .result
            .as_ref()
            .map_or_else(String::new, |result| format!(" : {result}"));
        format!(
            "{} {}{result}",
            self.lean.short(),
            binders(&self.parameters)
        )
    }
}

/// Parameters in Lean's notation, those of one sort together: `(a b : Idx Γ s)`.
pub fn binders(parameters: &[Parameter]) -> String {
    let groups: Vec<String> = parameters
        .chunk_by(|a, b| a.sort == b.sort)
        .map(|group| {
            let names: Vec<&str> = group.iter().map(|p| p.name.as_str()).collect();
            let sort = group.first().map_or("", |p| p.sort.as_str());
            format!("({} : {sort})", names.join(" "))
        })
        .collect();
    groups.join(" ")
}

fn parameters(sorts: &[(Name, Sort)]) -> Vec<Parameter> {
    let parameter = |(name, sort): &(Name, Sort)| Parameter {
        name: name.to_string(),
        sort: sort.to_string(),
    };
    sorts.iter().map(parameter).collect()
}

/// A space without the word `Vec`, as Lean writes the arguments of `Node`.
fn bare(space: &Space) -> String {
    match space {
        Space::Named(name) => name.to_string(),
        other => other.to_string(),
    }
}
