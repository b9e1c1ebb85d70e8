//! A kernel of the user: closures for any of the maps of a node.

use super::asked::Asked;
use super::closure::{Closure, Computes};
use super::float::Float;
use super::inputs::{Answer, Inputs};
use super::quantity::Quantity;
use super::report::UserReport;
use super::source::Source;
use super::stated::{DefinitionError, Stated};
use crate::exact::Limits;
use crate::notation::{Entry, Laws, Spec};

/// A kernel in f64 or f32, with closures for as many of its maps as one likes.
///
/// What is not given is `not checked`. A closure given twice replaces the first.
/// Each is called twice at each input and must give the same bits again.
pub struct UserKernel<'k, F> {
    name: String,
    asked: Asked,
    computes: Vec<(Quantity, Computes<'k, F>)>,
}

impl<'k, F: Float> UserKernel<'k, F> {
    /// A kernel of this name, which only the report reads.
    pub fn new(name: impl Into<String>) -> UserKernel<'k, F> {
        UserKernel {
            name: name.into(),
            asked: Asked::default(),
            computes: Vec::new(),
        }
    }

    /// The value at `x`, of the result's shape. Lean: `Node.forward`; of a
    /// plain function its value.
    #[must_use]
    pub fn forward(self, f: impl Fn(&Inputs<F>) -> Answer<Vec<F>> + 'k) -> Self {
        self.with(Quantity::Forward, Computes::Output(Box::new(f)))
    }

    /// The derivative at `x` in the direction `dx`, of the result's shape.
    /// Lean: `Node.jvp`; of a derivative `deriv x dx`.
    #[must_use]
    pub fn jvp(self, f: impl Fn(&Inputs<F>) -> Answer<Vec<F>> + 'k) -> Self {
        self.with(Quantity::Jvp, Computes::Output(Box::new(f)))
    }

    /// The cotangent `delta` pulled back to the context: one vector for each of
    /// its tensors, zeros where nothing flows. Lean: `Node.vjp`; of a
    /// derivative `(deriv x).adjoint δ`.
    #[must_use]
    pub fn vjp(self, f: impl Fn(&Inputs<F>) -> Answer<Vec<Vec<F>>> + 'k) -> Self {
        self.with(Quantity::Vjp, Computes::Context(Box::new(f)))
    }

    /// [`forward`](Self::forward) into a slice. What that holds
    /// beforehand must not matter: it is NaN in the first call, 1 in the second.
    #[must_use]
    pub fn forward_into(self, f: impl Fn(&Inputs<F>, &mut [F]) -> Answer<()> + 'k) -> Self {
        self.with(Quantity::ForwardInto, Computes::OutputInto(Box::new(f)))
    }

    /// [`jvp`](Self::jvp) into a slice. What that holds
    /// beforehand must not matter: it is NaN in the first call, 1 in the second.
    #[must_use]
    pub fn jvp_into(self, f: impl Fn(&Inputs<F>, &mut [F]) -> Answer<()> + 'k) -> Self {
        self.with(Quantity::JvpInto, Computes::OutputInto(Box::new(f)))
    }

    /// [`vjp`](Self::vjp), added to cotangents that hold something already.
    #[must_use]
    pub fn vjp_add(self, f: impl Fn(&Inputs<F>, &mut [Vec<F>]) -> Answer<()> + 'k) -> Self {
        self.with(Quantity::VjpAdd, Computes::ContextAdd(Box::new(f)))
    }

    /// The seed of all inputs; 0 unless given.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.asked.seed = seed;
        self
    }

    /// How many inputs are tried; 1,000 unless given.
    #[must_use]
    pub fn cases(mut self, cases: u64) -> Self {
        self.asked.cases = 0..cases;
        self
    }

    /// Tries one input alone: the one that a counterexample names.
    #[must_use]
    pub fn case(mut self, case: u64) -> Self {
        self.asked.cases = case..case.saturating_add(1);
        self
    }

    /// How far the search for proofs about the forms goes. Forms of a high
    /// degree may need more [nodes](Limits::nodes) than the default.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.asked.limits = limits;
        self
    }

    /// Also demands that the value, the jvp and the vjp are given, in one form each; of a plain
    /// function the value. What is not given is `not checked` otherwise.
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.asked.strict = true;
        self
    }

    /// Audits the kernel against a definition: the Lean name of an entry of
    /// `spec/`, such as `mul`, or forms [written](super::Written) by oneself.
    ///
    /// # Errors
    /// When there is no such entry, or the forms cannot be read.
    pub fn against(&self, definition: impl Stated) -> Result<UserReport, DefinitionError> {
        let spec = Spec::built_in()?;
        let entry = definition.entry(&spec)?;
        let mut report = self.against_entry(&entry, &spec.laws);
        report.forms = definition.file().map(|file| file.path);
        Ok(report)
    }

    /// The same against any entry, whose claims are proved from `laws`.
    pub fn against_entry(&self, entry: &Entry, laws: &Laws) -> UserReport {
        let closures: Vec<(Quantity, Closure<'_, 'k, F>)> = (self.computes.iter())
            .map(|(quantity, computes)| {
                let quantity = *quantity;
                (quantity, Closure { quantity, computes })
            })
            .collect();
        let source = |quantity| {
            let mut closures = closures.iter();
            let found = closures.find(|(of, _)| *of == quantity);
            found.map(|(_, closure)| closure as &dyn Source)
        };
        let (name, all) = (self.name.clone(), &Quantity::ALL);
        self.asked
            .report::<F>(name, entry, laws, all, &source, &|_, _| {})
    }

    fn with(mut self, quantity: Quantity, computes: Computes<'k, F>) -> Self {
        self.computes.retain(|(given, _)| *given != quantity);
        self.computes.push((quantity, computes));
        self
    }
}
