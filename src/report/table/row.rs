//! The forms of a definition.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::exact::{Derivation, NotSmaller, Prover, derive, replay_derivation, smaller};
use crate::notation::{Form, Laws, NodeForm};
use crate::term::{Name, Term};

/// A formula in both notations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formula(pub Term);

impl Formula {
    /// In Lean's notation.
    pub fn lean(&self) -> String {
        self.0.to_string()
    }

    /// In LaTeX, for math mode.
    pub fn latex(&self) -> String {
        self.0.latex()
    }
}

impl Serialize for Formula {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut formula = serializer.serialize_struct("Formula", 2)?;
        formula.serialize_field("lean", &self.lean())?;
        formula.serialize_field("latex", &self.latex())?;
        formula.end()
    }
}

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The stated value of a function.
    Value,
    /// The stated `f` of a node.
    Forward,
    /// The stated `jvp` of a node.
    Jvp,
    /// The stated `vjp` of a node.
    Vjp,
    /// The stated linear map of a derivative.
    Deriv,
    /// The linear map that was derived from `forward`.
    Derived,
}

impl Part {
    /// All parts, in the order of a definition's rows.
    pub const ALL: [Part; 6] = [
        Part::Value,
        Part::Forward,
        Part::Jvp,
        Part::Vjp,
        Part::Deriv,
        Part::Derived,
    ];

    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Part::Value => "value",
            Part::Forward => "forward",
            Part::Jvp => "jvp",
            Part::Vjp => "vjp",
            Part::Deriv => "deriv",
            Part::Derived => "derived",
        }
    }

    /// The variables of the form that are no parameters of the definition.
    pub fn variables(self) -> &'static [&'static str] {
        match self {
            Part::Value => &[],
            Part::Jvp => &["x", "dx"],
            Part::Vjp => &["x", "δ"],
            Part::Forward | Part::Deriv | Part::Derived => &["x"],
        }
    }
}

/// One form of a definition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Which.
    pub part: Part,
    /// The form; none if it was to be derived and could not be.
    pub formula: Option<Formula>,
    /// The rules of differentiation that gave it, if it was derived.
    pub rules: Vec<String>,
    /// A smaller form.
    pub simplified: Simplification,
}

/// What the search for a smaller form gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Simplification {
    /// A smaller form, with a proof that was replayed.
    Smaller {
        /// The form.
        formula: Formula,
        /// The steps of the proof.
        steps: usize,
        /// The laws that the proof uses; none if it is arithmetic on constants.
        laws: Vec<String>,
    },
    /// No smaller form.
    None,
    /// A form whose proof the replay rejects.
    Rejected {
        /// Why it does.
        why: String,
    },
    /// No search.
    Unknown {
        /// What prevented it.
        why: String,
    },
}

impl Simplification {
    /// What the search gives for a term.
    pub(crate) fn of(term: &Term, laws: &Laws, prover: &Prover<'_>) -> Simplification {
        match smaller(term, prover, laws) {
            Ok(None) => Simplification::None,
            Ok(Some(simplified)) => Simplification::Smaller {
                steps: simplified.proof.steps.len(),
                laws: strings(&simplified.proof.laws()),
                formula: Formula(simplified.term),
            },
            Err(NotSmaller::Rejected(why)) => Simplification::Rejected {
                why: why.to_string(),
            },
            Err(NotSmaller::Stopped(why)) => Simplification::Unknown {
                why: why.to_string(),
            },
        }
    }

    /// What stands in place of a form that cannot be shown.
    pub fn remark(&self) -> Option<String> {
        match self {
            Simplification::Smaller { .. } | Simplification::None => None,
            Simplification::Rejected { why } => {
                Some(format!("not shown, the replay rejects its proof: {why}"))
            }
            Simplification::Unknown { why } => Some(format!("unknown: {why}")),
        }
    }

    /// The smaller form.
    pub fn formula(&self) -> Option<&Formula> {
        match self {
            Simplification::Smaller { formula, .. } => Some(formula),
            _ => None,
        }
    }

    /// The laws that the smaller form rests on.
    pub fn laws(&self) -> &[String] {
        match self {
            Simplification::Smaller { laws, .. } => laws,
            _ => &[],
        }
    }
}

/// The rows of a form, in the order of [`Part::ALL`].
pub(super) fn rows(form: &Form, laws: &Laws, prover: &Prover<'_>) -> Vec<Row> {
    let stated = |part, term: &Term| Row {
        part,
        formula: Some(Formula(term.clone())),
        rules: Vec::new(),
        simplified: Simplification::of(term, laws, prover),
    };
    let mut rows = match form {
        Form::Function(value) => vec![stated(Part::Value, value)],
        Form::Node(node) => vec![
            stated(Part::Forward, &node.forward),
            stated(Part::Jvp, &node.jvp),
            stated(Part::Vjp, &node.vjp),
        ],
        Form::Fderiv { deriv, .. } => vec![stated(Part::Deriv, deriv)],
    };
    if let Some(node) = form.node() {
        rows.push(match differentiate(node, laws) {
            Ok(derivation) => Row {
                rules: strings(&derivation.rules()),
                ..stated(Part::Derived, &derivation.derivative)
            },
            Err(why) => Row {
                part: Part::Derived,
                formula: None,
                rules: Vec::new(),
                simplified: Simplification::Unknown { why },
            },
        });
    }
    rows
}

/// The derivative of a node, checked against the rules again; or why there is none.
pub(super) fn differentiate(node: &NodeForm, laws: &Laws) -> Result<Derivation, String> {
    let derivation =
        derive(&node.forward, "x", &node.context, laws).map_err(|why| why.to_string())?;
    replay_derivation(&derivation, "x", &node.context, laws).map_err(|why| why.to_string())?;
    Ok(derivation)
}

fn strings(names: &[Name]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}
