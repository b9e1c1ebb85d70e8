//! What a file of `spec/` declares.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::name::LeanName;
use super::source::Place;
use crate::term::{
    Apart, Argument, Dim, Measure, Name, Sort, SortError, Space, Term, checked_size,
};

/// Where Lean states something.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Lemma {
    /// `Mathlib`, `TorchLean` or `Lean`.
    pub library: String,
    /// The full Lean name.
    pub name: String,
}

/// An equation that all proofs may use.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Law {
    /// The name, Mathlib's where it has one.
    pub name: Name,
    /// The variables it holds for, with their sorts.
    pub variables: Vec<(Name, Sort)>,
    /// What must differ in every coordinate.
    pub apart: Vec<Apart>,
    /// The left side.
    pub left: Term,
    /// The right side.
    pub right: Term,
    /// Whether it is assumed: no theorem of `Foundations.lean` proves it.
    pub assumed: bool,
    /// The lemma that it stands for.
    pub lemma: Lemma,
}

/// What differs for all values of its variables for which its guards hold: it establishes guards of
/// laws and of rules.
///
/// It is about real functions, and no proof here shows it: it stands for a lemma.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fact {
    /// The name, Mathlib's where it has one.
    pub name: Name,
    /// The variables it holds for, with their sorts; each stands on the left side.
    pub variables: Vec<(Name, Sort)>,
    /// The hypotheses that it holds under.
    pub guards: Vec<Apart>,
    /// What differs in every coordinate.
    pub apart: Apart,
    /// Whether it is assumed: no theorem of `Foundations.lean` proves it.
    pub assumed: bool,
    /// The lemma that it stands for.
    pub lemma: Lemma,
}

/// A consequence of the laws, to be proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The name.
    pub name: Name,
    /// What must differ in every coordinate.
    pub apart: Vec<Apart>,
    /// The left side.
    pub left: Term,
    /// The right side.
    pub right: Term,
    /// Whether it is the derivative of the left side, with respect to the
    /// variable `x` of this space, that equals the right side.
    pub point: Option<Space>,
}

/// A rule of differentiation: the derivative of a term that matches `pattern`.
///
/// In `derivative` the variable `D u` stands for the derivative of what
/// matched `u`. A variable without `D` must match something that does not
/// depend on the point, unless a guard is about it: it must then have a
/// derivative, since a guard holds near the point of what is continuous there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DerivativeRule {
    /// The name.
    pub name: Name,
    /// The variables of the pattern with their sorts.
    pub variables: Vec<(Name, Sort)>,
    /// What must differ in every coordinate at the point.
    pub apart: Vec<Apart>,
    /// The space that is differentiated over.
    pub domain: Space,
    /// What is differentiated.
    pub pattern: Term,
    /// Its derivative, a linear map from the domain.
    pub derivative: Term,
    /// Whether it is assumed: no theorem of `Foundations.lean` proves it.
    pub assumed: bool,
    /// The lemma that it stands for.
    pub lemma: Lemma,
}

impl DerivativeRule {
    /// What is differentiated, with the point called `point`.
    ///
    /// # Errors
    /// Never, as long as the rule's own point is a vector of its domain.
    pub fn pattern_at(&self, point: &str) -> Result<Term, SortError> {
        let point = Term::var(point, Sort::Vec(self.domain.clone()));
        let terms = BTreeMap::from([("x".into(), point)]);
        self.pattern.substitute(&BTreeMap::new(), &terms)
    }

    /// The name in `derivative` of the derivative of what matched `variable`.
    pub fn derivative_of(&self, variable: &str) -> Name {
        format!("D {variable}").into()
    }

    /// The variables that the rule differentiates.
    pub fn differentiated(&self) -> Vec<Name> {
        self.variables
            .iter()
            .map(|(variable, _)| variable.clone())
            .filter(|variable| self.differentiates(variable))
            .collect()
    }

    /// Whether the rule takes the derivative of a variable as given.
    pub fn differentiates(&self, variable: &str) -> bool {
        self.derivative.mentions(&self.derivative_of(variable))
            || self.apart.iter().any(|guard| guard.mentions(variable))
    }
}

/// The algebra that all proofs rest on.
#[derive(Clone, Debug, Default)]
pub struct Laws {
    /// Equations, in the file's order.
    pub laws: Vec<Law>,
    /// What establishes guards, in the file's order.
    pub facts: Vec<Fact>,
    /// Rules of differentiation, in the file's order.
    pub derivatives: Vec<DerivativeRule>,
    /// Consequences that are to be proved from the laws.
    pub identities: Vec<Identity>,
    /// Where each is declared, by name; before that of a rule stands `derivative`.
    pub places: BTreeMap<Name, Place>,
}

impl Laws {
    /// The law of this name.
    pub fn law(&self, name: &str) -> Option<&Law> {
        self.laws.iter().find(|law| &*law.name == name)
    }

    /// The fact of this name. No law has the name of a fact.
    pub fn fact(&self, name: &str) -> Option<&Fact> {
        self.facts.iter().find(|fact| &*fact.name == name)
    }

    /// The lemma that the law or fact of this name stands for.
    pub fn lemma(&self, name: &str) -> Option<&Lemma> {
        let of_fact = || self.fact(name).map(|fact| &fact.lemma);
        self.law(name).map(|law| &law.lemma).or_else(of_fact)
    }
}

/// The three maps that a node states, over the variables `x`, `dx` and `δ`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeForm {
    /// The context `Γ`.
    pub context: Space,
    /// The shape of the result.
    pub output: Space,
    /// Lean's `f`.
    pub forward: Term,
    /// Lean's `jvp`.
    pub jvp: Term,
    /// Lean's `vjp`.
    pub vjp: Term,
}

/// What a definition states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// A `Node`.
    Node(NodeForm),
    /// A `NodeFDerivCorrect`.
    Fderiv {
        /// The node that it is the derivative of.
        of: LeanName,
        /// That node's maps.
        node: NodeForm,
        /// Lean's `deriv`, a linear map at the point `x`.
        deriv: Term,
    },
    /// A plain function of its parameters.
    Function(Term),
}

impl Form {
    /// The kind in reports: `node`, `fderiv` or `function`.
    pub fn kind(&self) -> &'static str {
        match self {
            Form::Node(_) => "node",
            Form::Fderiv { .. } => "fderiv",
            Form::Function(_) => "function",
        }
    }

    /// The node's maps, if the form has a node.
    pub fn node(&self) -> Option<&NodeForm> {
        match self {
            Form::Node(node) | Form::Fderiv { node, .. } => Some(node),
            Form::Function(_) => None,
        }
    }

    /// The continuous linear map, if the form is a derivative.
    pub fn deriv(&self) -> Option<&Term> {
        match self {
            Form::Fderiv { deriv, .. } => Some(deriv),
            Form::Node(_) | Form::Function(_) => None,
        }
    }

    /// The form with parameters and spaces replaced.
    ///
    /// # Errors
    /// When a replacement has another sort than what it replaces.
    fn at(
        &self,
        spaces: &BTreeMap<Name, Space>,
        terms: &BTreeMap<Name, Term>,
    ) -> Result<Form, SortError> {
        let node_at = |node: &NodeForm| {
            Ok(NodeForm {
                context: node.context.instantiate(spaces),
                output: node.output.instantiate(spaces),
                forward: node.forward.substitute(spaces, terms)?,
                jvp: node.jvp.substitute(spaces, terms)?,
                vjp: node.vjp.substitute(spaces, terms)?,
            })
        };
        Ok(match self {
            Form::Node(node) => Form::Node(node_at(node)?),
            Form::Fderiv { of, node, deriv } => Form::Fderiv {
                of: of.clone(),
                node: node_at(node)?,
                deriv: deriv.substitute(spaces, terms)?,
            },
            Form::Function(value) => Form::Function(value.substitute(spaces, terms)?),
        })
    }
}

/// A function that computes something else than it states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComputingFunction {
    /// The full Lean name.
    pub name: LeanName,
    /// The parameters, with their sorts.
    pub parameters: Vec<(Name, Sort)>,
    /// Its value as it is stated.
    pub stated: Term,
    /// Its value as it is computed.
    pub computed: Term,
}

/// One entry of `spec/`: one Lean definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The Lean module.
    pub module: Name,
    /// The full Lean name.
    pub name: LeanName,
    /// Explicit parameters in order, with their sorts, without hypotheses.
    pub parameters: Vec<(Name, Sort)>,
    /// Hypotheses: dimensions that are equal.
    pub equal: Vec<(Dim, Dim)>,
    /// The hypotheses of the derivative certificate about the point `x` and parameters; of a node,
    /// those of the first certificate that is stated of it. Its derivative is claimed where they hold.
    pub conditions: Vec<Apart>,
    /// What it states; delegations are replaced by what they delegate to.
    pub form: Form,
    /// What its kernel computes, if that is not the form as it is stated: the same form with what
    /// functions state after `computes` for their values. That both are equal is a claim.
    pub computed: Option<Form>,
    /// The functions above it that compute something else than they state, in order; none if it
    /// computes its form as it is stated.
    pub functions: Vec<Arc<ComputingFunction>>,
    /// The text of the delegation, if it delegates.
    pub delegation: Option<String>,
}

impl Entry {
    /// Whether its derivative is one at a point `x`, about which it has hypotheses.
    pub fn is_at_point(&self) -> bool {
        self.conditions
            .iter()
            .any(|condition| condition.mentions("x"))
    }

    /// The name of the Rust counterpart: Lean's `fixedMaskScaleFderiv` is
    /// `fixed_mask_scale_fderiv`.
    pub fn rust(&self) -> String {
        snake_case(self.name.short())
    }

    /// The path of the Rust counterpart: `torchlean_mirror::nodes::arithmetic::mul`.
    pub fn rust_path(&self) -> String {
        let module = self.module.rsplit('.').next().unwrap_or(&self.module);
        let module = snake_case(module);
        format!("torchlean_mirror::nodes::{module}::{}", self.rust())
    }

    /// Whether this is the name of the Rust counterpart, or the end of its path.
    pub(super) fn is_rust(&self, name: &str) -> bool {
        let path = self.rust_path();
        let before = path.strip_suffix(name);
        before.is_some_and(|before| before.is_empty() || before.ends_with("::"))
    }

    /// Whether its hypotheses hold where names of shapes and dimensions stand for these.
    pub fn admits<'s>(&self, of: &impl Fn(&Name) -> Option<&'s [usize]>) -> bool {
        let size = |name: &Name| checked_size(of(name)?);
        let mut equal = self.equal.iter();
        equal.all(|(d, e)| d.value(&size).is_some() && d.value(&size) == e.value(&size))
    }

    /// The ranks that the arguments give the names of shapes.
    pub fn ranks<'a, N: 'a>(
        &self,
        arguments: impl IntoIterator<Item = &'a Argument<N>>,
    ) -> BTreeMap<Name, usize> {
        let each = self.parameters.iter().zip(arguments);
        let ranks = each.filter_map(|((_, sort), argument)| match (sort, argument) {
            (Sort::Rank(name), Argument::Rank(rank)) => Some((name.clone(), *rank)),
            _ => None,
        });
        ranks.collect()
    }

    /// The dimensions and shapes that are named in it, without the context: those of the
    /// parameters, then those of the result.
    pub fn measures(&self) -> Vec<Measure> {
        let context = self.form.node().map(|node| node.context.measures());
        let context = context.unwrap_or_default();
        let parameters = self.parameters.iter().flat_map(|(_, sort)| sort.measures());
        let output = self.output().into_iter().flat_map(Space::measures);
        let mut measures: Vec<Measure> = Vec::new();
        for measure in parameters.chain(output) {
            if !context.contains(&measure) && !measures.contains(&measure) {
                measures.push(measure);
            }
        }
        measures
    }

    /// The space of the result: a node's output, or a function's.
    pub fn output(&self) -> Option<&Space> {
        match &self.form {
            Form::Function(value) => value.space(),
            form => form.node().map(|node| &node.output),
        }
    }

    /// The conditions with parameters and spaces replaced.
    ///
    /// # Errors
    /// When a replacement has another sort than what it replaces.
    pub fn conditions_at(
        &self,
        spaces: &BTreeMap<Name, Space>,
        terms: &BTreeMap<Name, Term>,
    ) -> Result<Vec<Apart>, SortError> {
        let at = |condition: &Apart| condition.try_map(|side| side.substitute(spaces, terms));
        self.conditions.iter().map(at).collect()
    }

    /// The form with parameters and spaces replaced.
    ///
    /// # Errors
    /// When a replacement has another sort than what it replaces.
    pub fn form_at(
        &self,
        spaces: &BTreeMap<Name, Space>,
        terms: &BTreeMap<Name, Term>,
    ) -> Result<Form, SortError> {
        self.form.at(spaces, terms)
    }

    /// What is computed, with parameters and spaces replaced.
    ///
    /// # Errors
    /// When a replacement has another sort than what it replaces.
    pub fn computed_at(
        &self,
        spaces: &BTreeMap<Name, Space>,
        terms: &BTreeMap<Name, Term>,
    ) -> Result<Option<Form>, SortError> {
        let computed = self.computed.as_ref();
        computed.map(|form| form.at(spaces, terms)).transpose()
    }
}

/// Lean's `fixedMaskScale` as `fixed_mask_scale`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    let mut before = None;
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        // A run of capitals is one word: `NLL` is `nll`, `BCEWithLogits` is `bce_with_logits`.
        let begins = letter.is_uppercase()
            && (before.is_some_and(char::is_lowercase)
                || before.is_some() && letters.peek().is_some_and(|next| next.is_lowercase()));
        if begins {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
        before = Some(letter);
    }
    snake
}
