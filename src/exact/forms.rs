//! The forms of a definition, each with the smallest form that it was proved equal to.

use super::derive::{Derivation, Differentiation, NoRule, derive_given};
use super::prove::Prover;
use super::replay::{Rejection, replay_derivation_given};
use super::simplify::{NotSmaller, Simplified, smaller};
use crate::notation::{Entry, Form, Laws, NodeForm};
use crate::term::{Apart, Name, Term};

/// Which form of a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The stated value of a function.
    Value,
    /// The stated `forward` of a node.
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
    /// All parts, in the order of reports.
    pub const ALL: [Part; 6] = [
        Part::Value,
        Part::Forward,
        Part::Jvp,
        Part::Vjp,
        Part::Deriv,
        Part::Derived,
    ];

    /// The name in `spec/`.
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

    /// The name with the variables of the form that are not parameters of the definition.
    pub fn head(self) -> &'static str {
        match self {
            Part::Value => "value",
            Part::Forward => "forward x",
            Part::Jvp => "jvp x dx",
            Part::Vjp => "vjp x δ",
            Part::Deriv => "deriv x",
            Part::Derived => "derived x",
        }
    }
}

/// A form, and a smaller one that equals it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reduced {
    /// The form as it is given.
    pub given: Term,
    /// The smaller form with its proof, which was replayed, if there is one; or why none is shown.
    pub smaller: Result<Option<Simplified>, NotSmaller>,
}

impl Reduced {
    /// What the search gives for a term.
    pub fn of(given: &Term, laws: &Laws, prover: &Prover<'_>) -> Reduced {
        Reduced {
            smaller: smaller(given, prover, laws),
            given: given.clone(),
        }
    }

    /// The smaller form, if there is one.
    pub fn smaller(&self) -> Option<&Simplified> {
        self.smaller.as_ref().ok().and_then(Option::as_ref)
    }

    /// The smaller form, or the given one.
    pub fn smallest(&self) -> &Term {
        self.smaller().map_or(&self.given, |found| &found.term)
    }

    /// The laws that the proof of the smaller form uses.
    pub fn laws(&self) -> Vec<Name> {
        self.smaller()
            .map_or(Vec::new(), |found| found.proof.laws())
    }

    /// The facts that the guards of these laws rest on.
    pub fn facts(&self) -> Vec<Name> {
        self.smaller()
            .map_or(Vec::new(), |found| found.proof.facts())
    }

    /// Why no smaller form is shown, if that is not because none was found.
    pub fn remark(&self) -> Option<String> {
        self.smaller.as_ref().err().map(ToString::to_string)
    }
}

/// One form of a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartForm {
    /// Which.
    pub part: Part,
    /// The form; or why there is none, of a derivative.
    pub form: Result<Reduced, Underived>,
    /// What a kernel computes for it, if that is another form.
    pub computed: Option<Term>,
    /// The rules of differentiation that gave it, if it was derived.
    pub rules: Vec<Name>,
    /// The facts that their guards rest on.
    pub facts: Vec<Name>,
}

/// Why a derivative is not known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Underived {
    /// No rule differentiates a part of the form.
    #[error("unknown: {0}")]
    NoRule(#[from] NoRule),
    /// The replay rejects the derivation.
    #[error("not shown, the replay rejects its derivation: {0}")]
    Rejected(#[from] Rejection),
    /// A rule fails at points.
    #[error("not shown, it rests on `{law}`, which is {verdict}")]
    RestsOnLaw {
        /// The rule.
        law: Name,
        /// What is known of it.
        verdict: &'static str,
    },
}

/// The derivative of a node's `forward` at `x`, where the conditions hold, replayed.
///
/// # Errors
/// Why it is not known.
pub fn derived(
    node: &NodeForm,
    conditions: &[Apart],
    laws: &Laws,
) -> Result<Derivation, Underived> {
    let by = Differentiation::at("x", &node.context).under(conditions);
    let derivation = derive_given(&node.forward, &by, laws)?;
    replay_derivation_given(&derivation, &by, laws)?;
    Ok(derivation)
}

/// The forms of a definition, in the order of [`Part::ALL`]. `derivation` is that of its
/// [derivative](derived); none of a plain function.
pub fn forms(
    entry: &Entry,
    derivation: Option<&Result<Derivation, Underived>>,
    laws: &Laws,
    prover: &Prover<'_>,
) -> Vec<PartForm> {
    let computed = entry.computed.as_ref().map(stated_forms);
    let mut computed = computed.into_iter().flatten();
    let stated = |(part, term): (Part, &Term)| PartForm {
        part,
        form: Ok(Reduced::of(term, laws, prover)),
        // The forms of one kind have the same parts.
        computed: computed
            .next()
            .filter(|(_, computed)| *computed != term)
            .map(|(_, computed)| computed.clone()),
        rules: Vec::new(),
        facts: Vec::new(),
    };
    let forms = stated_forms(&entry.form).into_iter().map(stated);
    let mut forms: Vec<PartForm> = forms.collect();
    forms.extend(derivation.map(|derivation| PartForm {
        part: Part::Derived,
        form: match derivation {
            Ok(found) => Ok(Reduced::of(&found.derivative, laws, prover)),
            Err(why) => Err(why.clone()),
        },
        computed: None,
        rules: derivation.as_ref().map_or(Vec::new(), Derivation::rules),
        facts: derivation.as_ref().map_or(Vec::new(), Derivation::facts),
    }));
    forms
}

fn stated_forms(form: &Form) -> Vec<(Part, &Term)> {
    match form {
        Form::Function(value) => vec![(Part::Value, value)],
        Form::Node(node) => vec![
            (Part::Forward, &node.forward),
            (Part::Jvp, &node.jvp),
            (Part::Vjp, &node.vjp),
        ],
        Form::Fderiv { deriv, .. } => vec![(Part::Deriv, deriv)],
    }
}
