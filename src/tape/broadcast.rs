//! Ways to broadcast one shape to another.

/// How one axis of a broadcast tensor comes about. A way to broadcast is a step for each axis of
/// the result, outermost first; where none is left, a scalar is repeated along the axes that are
/// left. Lean: `Spec.Shape.CanBroadcastTo`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Broadcast {
    /// The next axis of the tensor. Lean: `dim_eq`.
    DimEq,
    /// The next axis of the tensor, which has the dimension 1, repeated. Lean: `dim_1_to_n`.
    Dim1ToN,
    /// A new axis, along which the tensor is repeated. Lean: `expand_dims`.
    ExpandDims,
}

impl Broadcast {
    /// For each axis of the tensor the axis of the result that it is, if it is not repeated.
    pub(crate) fn places(steps: &[Broadcast]) -> Vec<Option<usize>> {
        let places = steps.iter().enumerate();
        let places = places.filter_map(|(axis, step)| match step {
            Broadcast::DimEq => Some(Some(axis)),
            Broadcast::Dim1ToN => Some(None),
            Broadcast::ExpandDims => None,
        });
        places.collect()
    }
}
