//! Inputs that do not fit.

use super::Shape;

/// The result of a fallible operation of this crate's tape and kernels.
pub type Result<T> = std::result::Result<T, Error>;

/// An input that does not fit: which one, what was expected, and what came.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A tensor, or a context entry that an index points to, has the wrong shape.
    #[error("{argument}: expected shape {expected}, got {found}")]
    Shape {
        /// The argument, such as `b` or `dx[1]`.
        argument: String,
        /// The shape that the context, the node or the other arguments ask for.
        expected: Shape,
        /// The shape that came.
        found: Shape,
    },

    /// A context entry that an index points to has the wrong number of dimensions.
    #[error("{argument}: expected {expected}, got shape {found}")]
    Dimensions {
        /// The argument, such as `idx`.
        argument: String,
        /// The kind of tensor asked for, such as `a matrix`.
        expected: &'static str,
        /// The shape that came.
        found: Shape,
    },

    /// An index points behind the end of its context.
    #[error("{argument}: index {index} is out of range for a context of {len}")]
    Index {
        /// The argument, such as `idx`.
        argument: String,
        /// The index that came.
        index: usize,
        /// The number of tensors in the context.
        len: usize,
    },

    /// A vector, a mask or a list of tensors has the wrong length.
    #[error("{argument}: expected length {expected}, got {found}")]
    Length {
        /// The argument, such as `mask` or `x`.
        argument: String,
        /// The length asked for.
        expected: usize,
        /// The length that came.
        found: usize,
    },

    /// A linear map has the wrong number of rows or columns.
    #[error(
        "{argument}: expected a map of {} x {}, got {} x {}",
        .expected.0, .expected.1, .found.0, .found.1
    )]
    MapSize {
        /// The argument, such as `A`.
        argument: String,
        /// Rows and columns asked for.
        expected: (usize, usize),
        /// Rows and columns that came.
        found: (usize, usize),
    },

    /// Two linear maps cannot be combined.
    #[error(
        "{operation}: maps of {} x {} and {} x {} are incompatible",
        .left.0, .left.1, .right.0, .right.1
    )]
    Incompatible {
        /// The operation: `compose`, `plus` or `minus`.
        operation: &'static str,
        /// Rows and columns of the first map.
        left: (usize, usize),
        /// Rows and columns of the second map.
        right: (usize, usize),
    },

    /// A kernel got an argument of the wrong kind.
    #[error("{argument}: expected {expected}, got {found}")]
    ArgumentKind {
        /// The argument by its place, counted from one, such as `argument 2`.
        argument: String,
        /// The kind that the kernel takes there.
        expected: &'static str,
        /// The kind that came.
        found: &'static str,
    },

    /// A kernel got too few or too many arguments.
    #[error("{kernel}: expected {expected} arguments, got {found}")]
    ArgumentCount {
        /// The kernel's name.
        kernel: String,
        /// The number of arguments that it takes.
        expected: usize,
        /// The number of arguments that came.
        found: usize,
    },

    /// A value is NaN or infinite where a real number is meant.
    #[error("{argument}: expected a finite value at position {position}, got {value}")]
    NotFinite {
        /// The argument, such as `x[0]`.
        argument: String,
        /// The row-major position inside the argument.
        position: usize,
        /// The value that came.
        value: f64,
    },

    /// What cannot happen has happened: a defect of this crate.
    #[error("internal error: {0}")]
    Internal(&'static str),

    /// A tensor of this shape cannot be held in memory.
    #[error("{argument}: expected a shape that fits in memory, got {shape}")]
    TooLarge {
        /// The argument, such as `output`.
        argument: String,
        /// The shape that came.
        shape: Shape,
    },
}

impl Error {
    pub(crate) fn check_length(argument: &str, expected: usize, found: usize) -> Result<()> {
        if expected == found {
            return Ok(());
        }
        Err(Self::Length {
            argument: argument.to_owned(),
            expected,
            found,
        })
    }

    pub(crate) fn check_shape(
        argument: impl FnOnce() -> String,
        expected: &Shape,
        found: &[usize],
    ) -> Result<()> {
        if expected.dims() == found {
            return Ok(());
        }
        Err(Self::Shape {
            argument: argument(),
            expected: expected.clone(),
            found: Shape::new(found),
        })
    }

    pub(crate) fn check_map(
        argument: &str,
        expected: (usize, usize),
        found: (usize, usize),
    ) -> Result<()> {
        if expected == found {
            return Ok(());
        }
        Err(Self::MapSize {
            argument: argument.to_owned(),
            expected,
            found,
        })
    }
}
