//! Tapes: nodes in a row, each reading the inputs and all earlier results.

mod run;

use super::{Context, Error, Idx, Node, Result, Shape};
use run::Reads;

/// A tape: an input context Γ and a list of nodes.
///
/// Lean: `Proofs.Autograd.Graph Γ ss`, built by `nil` ([`new`](Self::new)) and `snoc`
/// ([`push`](Self::push)). A position of the tape is one of Γ or, behind those, the result of a
/// node in order; together they are Lean's `Γ ++ ss`.
///
/// Lean's node `k` is a node over the whole of `Γ ++ ss` so far, so a tape of `n` nodes would hold
/// `n²` shapes. Here a node is one over a small context of its own, of the positions that it reads;
/// `get` and `single` at those are Lean's at the positions themselves. What the node does not read
/// has no influence and gets no cotangent, which is what Lean's `vjp` says too.
///
/// Values are computed once per run: [`backprop`](Self::backprop) does not compute the prefix again
/// at each node, as `backpropVec` does on paper.
///
/// ```
/// use ndarray::arr1;
/// use torchlean_mirror::nodes::arithmetic::{add, mul};
/// use torchlean_mirror::tape::{Context, Graph, Idx, Shape};
///
/// // u = x ⊙ x, y = u + x
/// let mut tape = Graph::new(Context::new([Shape::new([2])]));
/// let x = Idx(0);
/// let u = tape.push(&[x, x], |context, at| mul(context, at[0], at[1]))?;
/// let y = tape.push(&[u, x], |context, at| add(context, at[0], at[1]))?;
///
/// let point = [arr1(&[3.0, 5.0]).into_dyn()];
/// let values = tape.eval(&point)?;
/// assert_eq!(values[y.0], arr1(&[12.0, 30.0]).into_dyn());
///
/// let mut seed = tape.zeros()?;
/// seed[y.0].fill(1.0);
/// assert_eq!(tape.backprop(&point, seed)?, [arr1(&[7.0, 11.0]).into_dyn()]);
/// # Ok::<(), torchlean_mirror::tape::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Graph {
    inputs: usize,
    /// The shape at each position.
    shapes: Vec<Shape>,
    steps: Vec<Step>,
}

/// A node with the positions that its context stands for.
#[derive(Clone, Debug)]
struct Step {
    node: Node,
    reads: Reads,
}

impl Graph {
    /// The tape without nodes over these inputs. Lean: `Graph.nil`.
    pub fn new(inputs: Context) -> Self {
        Self {
            inputs: inputs.len(),
            shapes: inputs.shapes().to_vec(),
            steps: Vec::new(),
        }
    }

    /// Appends a node that reads the tape at `positions`, and gives the position of its result.
    /// Lean: `Graph.snoc`, with the node weakened to the whole tape.
    ///
    /// `build` gets the node's own context, which has each position once, and for each of
    /// `positions` its index there: the indices of equal positions are equal, so what flows to them
    /// adds up as in Lean.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] if a position is not on the tape yet; whatever `build` gives;
    /// [`Error::Length`] or [`Error::Shape`], naming `node`, if its node is over another context.
    pub fn push(
        &mut self,
        positions: &[Idx],
        build: impl FnOnce(&Context, &[Idx]) -> Result<Node>,
    ) -> Result<Idx> {
        let (reads, local) = Reads::of(positions, self.shapes.len())?;
        let shapes = reads.positions().iter();
        let context: Context = shapes
            .map(|&at| Idx(at).get(&self.shapes).cloned())
            .collect::<Result<_>>()?;
        let node = build(&context, &local)?;
        let found = node.context().shapes().iter().map(Shape::dims);
        super::node::check_shapes(&context, "node", found)?;
        self.shapes.push(node.output().clone());
        self.steps.push(Step { node, reads });
        Ok(Idx(self.shapes.len().saturating_sub(1)))
    }

    /// The number of inputs: the length of Γ.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// The number of nodes.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether there is no node.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The shape at each position: the inputs, then the results. Lean: `Γ ++ ss`.
    pub fn shapes(&self) -> &[Shape] {
        &self.shapes
    }

    /// The nodes in order, each with the positions that its context stands for.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = (&Node, &[usize])> {
        let steps = self.steps.iter();
        steps.map(|step| (&step.node, step.reads.positions()))
    }

    /// +0 at every position: values to be overwritten, or a seed to be filled in.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`] if a tensor cannot be held.
    pub fn zeros(&self) -> Result<Vec<super::Tensor>> {
        let shapes = self.shapes.iter();
        shapes.map(|shape| shape.zeros("values")).collect()
    }

    /// That there is one tensor of the right shape per position, or per input.
    fn check(&self, argument: &str, found: &[super::Tensor], expected: usize) -> Result<()> {
        Error::check_length(argument, expected, found.len())?;
        let pairs = self.shapes.iter().zip(found).enumerate();
        pairs
            .into_iter()
            .try_for_each(|(position, (shape, tensor))| {
                let name = || format!("{argument}[{position}]");
                Error::check_shape(name, shape, tensor.shape())
            })
    }
}
