//! What a kernel of the user may compute.

/// A result that a kernel may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantity {
    /// The value.
    Forward,
    /// The derivative in a direction.
    Jvp,
    /// The adjoint of the derivative at a cotangent.
    Vjp,
    /// The value, written into a slice.
    ForwardInto,
    /// The derivative in a direction, written into a slice.
    JvpInto,
    /// The adjoint at a cotangent, added to slices.
    VjpAdd,
}

impl Quantity {
    /// All of them, in the order of reports.
    pub const ALL: [Quantity; 6] = [
        Quantity::Forward,
        Quantity::Jvp,
        Quantity::Vjp,
        Quantity::ForwardInto,
        Quantity::JvpInto,
        Quantity::VjpAdd,
    ];

    /// The name in reports, which is that of the closure.
    pub fn as_str(self) -> &'static str {
        match self {
            Quantity::Forward => "forward",
            Quantity::Jvp => "jvp",
            Quantity::Vjp => "vjp",
            Quantity::ForwardInto => "forward_into",
            Quantity::JvpInto => "jvp_into",
            Quantity::VjpAdd => "vjp_add",
        }
    }

    pub(super) fn is_value(self) -> bool {
        matches!(self, Quantity::Forward | Quantity::ForwardInto)
    }

    /// Whether it gives a tensor for each of the context.
    pub(super) fn of_context(self) -> bool {
        matches!(self, Quantity::Vjp | Quantity::VjpAdd)
    }

    /// Whether it depends on the input that a counterexample calls so.
    pub(super) fn reads(self, input: &str) -> bool {
        match input {
            "dx" => matches!(self, Quantity::Jvp | Quantity::JvpInto),
            "δ" => matches!(self, Quantity::Vjp | Quantity::VjpAdd),
            "held" => self == Quantity::VjpAdd,
            _ => true,
        }
    }
}
