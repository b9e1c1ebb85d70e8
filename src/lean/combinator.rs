//! The one table of what the reader knows of TorchLean and Mathlib: a further
//! module adds rows.

use super::syntax::DECIDABLE;
use super::words::SCOPED;
use crate::term::{Function, Op};

/// A name with its parameters and what it means.
#[derive(Debug)]
pub struct Combinator {
    /// The name inside the namespaces of [`NAMESPACES`].
    pub name: &'static str,
    /// Parameters that may be given by name only.
    pub implicit: &'static [&'static str],
    /// Parameters that are given in this order, or by name.
    pub explicit: &'static [&'static str],
    /// What it means.
    pub meaning: Meaning,
}

/// What a combinator does with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Applies an operator of the language.
    Operator(Op),
    /// The argument itself.
    Same,
    /// The vector of a function of its coordinate.
    Vector,
    /// The coordinate of a vector, as a linear map.
    Coordinate,
    /// The linear map into `Fin n → ℝ` of one linear map per coordinate.
    Coordinates,
    /// The first map after the second.
    Compose,
    /// Vectors as `Fin n → ℝ`.
    Equivalence,
    /// The other direction of an equivalence.
    Inverse,
    /// A vector in the same order as one of another size.
    Cast,
    /// That as a linear map.
    CastMap,
    /// The index with the same number below another size.
    CastIndex,
    /// The first part of an index of pairs, or the second.
    Part(bool),
    /// `Fin.castAdd`, or `Fin.natAdd`.
    Beside(bool),
    /// A tensor as a vector, and a vector as a tensor.
    OfTensor,
    ToTensor,
    /// The product of two matrices.
    MatrixProduct,
    /// The transpose of a matrix.
    Transpose,
    /// The sum of two tensors.
    TensorSum,
    /// One vector after the other.
    Append,
    /// The two maps as one into pairs.
    Paired,
    /// A bilinear map with a value of its first argument after a map of the second, or the
    /// other way round.
    Precomposed(bool),
    /// The inner product of two vectors.
    Inner,
    /// That with a vector, as a linear map.
    InnerMap,
    /// The derivative of that at a pair.
    InnerDerivative,
    /// Numbers as vectors of one coordinate.
    OneCoordinate,
    /// The size of a shape, or 1 where that is 0.
    MeanDenom,
    /// The bijection of pairs and their numbers.
    RowMajor,
    /// `Equiv.refl`.
    SameIndex,
    /// `Equiv.symm`.
    Backwards,
    /// `Equiv.trans`.
    Then,
    /// `Equiv.prodComm`.
    Swap,
    /// `Equiv.prodAssoc`.
    Associate,
    /// `Equiv.prodCongr`.
    Both,
    /// `Equiv.prodCongrLeft`, or `Equiv.prodCongrRight`.
    Family(bool),
    /// A node of three maps and a proof.
    Node,
    /// The shape without axes.
    Point,
    /// A shape with one axis more.
    Axis,
    /// The size of a shape, or of a context.
    Size,
    /// The type of vectors of a size.
    Vec,
    /// The type of vectors of a context.
    CtxVec,
    /// The type of indices of coordinates.
    Fin,
    /// The type of positions in a context.
    Idx,
    /// The type of nodes.
    NodeType,
    /// The type of derivatives of a node.
    CertificateType,
    /// The type of derivatives of a node at a point.
    CertificateAtType,
    /// What a number is where it is greater than 0, where it is less, and where it is 0; none
    /// stands for the number itself.
    BySign([Option<i8>; 3]),
    /// The map of a vector's products with the values of a function at another's coordinates.
    DerivativeMap,
    /// A function of the reals, of a number.
    Map(Function),
    /// `max a b`, or `min a b`, of numbers.
    Extremum(bool),
    /// `List Shape`.
    ContextType,
    /// `ContinuousLinearMap.proj`.
    Projection,
    /// The size of a matrix.
    MatrixSize,
    /// The product of two matrices, as a bilinear map.
    MatrixBilinear,
    /// The type of linear layers.
    LayerType,
    /// The type of operations with their derivatives.
    OperationType,
    /// The operation of a linear layer.
    LayerOperation,
    /// The type of ways to broadcast.
    BroadcastType,
    /// `Broadcast.broadcastToIndex`.
    BroadcastIndex,
    /// The way back from a shape without one of its axes.
    BroadcastBack,
    /// The class of proofs that a number is that of an axis.
    ValidAxis,
    /// The class of proofs that no dimension is 0.
    WellFormed,
    /// A shape without one of its axes.
    WithoutAxis,
    /// The dimension of an axis, as an option.
    SizeOfAxis,
    /// `ℝ`.
    RealType,
    /// `Nat`.
    NumberType,
    /// `Shape`.
    ShapeType,
    /// `Bool`.
    BoolType,
    /// `true` or `false`.
    Bool(bool),
}

/// What may stand before a name of the table.
pub const NAMESPACES: &[&str] = &[
    "_root_",
    "Proofs",
    "Autograd",
    "TapeNodes",
    "Matmul",
    "Spec",
    "TorchLean",
    "Tensor",
];

/// Whether names and notation mean the same after this namespace is opened.
pub fn opens_nothing(namespace: &str, scoped: bool) -> bool {
    scoped && SCOPED.contains(namespace)
        || namespace.split('.').all(|part| NAMESPACES.contains(&part))
}

/// A function of the reals as a field of a class.
const fn of_class(name: &'static str, function: Function) -> Combinator {
    row(name, &["α"], &["x"], Meaning::Map(function))
}

const fn row(
    name: &'static str,
    implicit: &'static [&'static str],
    explicit: &'static [&'static str],
    meaning: Meaning,
) -> Combinator {
    Combinator {
        name,
        implicit,
        explicit,
        meaning,
    }
}

/// All of them.
pub static COMBINATORS: &[Combinator] = &[
    row(
        "CtxVec.get",
        &["Γ", "s"],
        &["idx", "x"],
        Meaning::Operator(Op::Get),
    ),
    row(
        "CtxVec.single",
        &["Γ", "s"],
        &["idx", "v"],
        Meaning::Operator(Op::Single),
    ),
    row(
        "CtxVec.getCLM",
        &["Γ", "s"],
        &["idx"],
        Meaning::Operator(Op::GetClm),
    ),
    // Of vector shapes: by `castVec` the same.
    row(
        "getVec",
        &["Γ", "n"],
        &["idx", "x"],
        Meaning::Operator(Op::Get),
    ),
    row(
        "singleVec",
        &["Γ", "n"],
        &["idx", "v"],
        Meaning::Operator(Op::Single),
    ),
    row(
        "getVecCLM",
        &["Γ", "n"],
        &["idx"],
        Meaning::Operator(Op::GetClm),
    ),
    row("castVec", &["n", "m"], &["h", "v"], Meaning::Cast),
    row("Graph.castCLM", &["n", "m"], &["h"], Meaning::CastMap),
    row("Fin.cast", &["n", "m"], &["eq", "i"], Meaning::CastIndex),
    row("Fin.castAdd", &["n"], &["m", "i"], Meaning::Beside(false)),
    row("Fin.natAdd", &["m"], &["n", "i"], Meaning::Beside(true)),
    row("ofVecT", &["s"], &["v"], Meaning::ToTensor),
    row("toVecT", &["s"], &["t"], Meaning::OfTensor),
    row("matMulSpec", &[], &["A", "B"], Meaning::MatrixProduct),
    row("matrixTransposeSpec", &[], &["t"], Meaning::Transpose),
    row("addSpec", &[], &["T₁", "T₂"], Meaning::TensorSum),
    row("appendVec", &["m", "n"], &["a", "b"], Meaning::Append),
    row(
        "ContinuousLinearMap.prod",
        &[],
        &["f₁", "f₂"],
        Meaning::Paired,
    ),
    // As fields of the map, which comes second else.
    row(
        "ContinuousLinearMap.precompR",
        &[],
        &["L", "Eₗ", "u", "A"],
        Meaning::Precomposed(false),
    ),
    row(
        "ContinuousLinearMap.precompL",
        &[],
        &["L", "Eₗ", "A", "v"],
        Meaning::Precomposed(true),
    ),
    row("inner", &[], &["𝕜", "x", "y"], Meaning::Inner),
    row("innerSL", &[], &["𝕜", "v"], Meaning::InnerMap),
    row("fderivInnerCLM", &[], &["𝕜", "p"], Meaning::InnerDerivative),
    row("vecScalarCLM", &[], &[], Meaning::OneCoordinate),
    row("meanDenom", &[], &["s"], Meaning::MeanDenom),
    row("Fin.divNat", &["m", "n"], &["i"], Meaning::Part(false)),
    row("Fin.modNat", &["m", "n"], &["i"], Meaning::Part(true)),
    row("finProdFinEquiv", &[], &[], Meaning::RowMajor),
    row("Equiv.refl", &[], &["α"], Meaning::SameIndex),
    row("Equiv.symm", &[], &["e"], Meaning::Backwards),
    row("Equiv.trans", &[], &["e", "e'"], Meaning::Then),
    row("Equiv.prodComm", &[], &["α", "β"], Meaning::Swap),
    row("Equiv.prodAssoc", &[], &["α", "β", "γ"], Meaning::Associate),
    row("Equiv.prodCongr", &[], &["e₁", "e₂"], Meaning::Both),
    row("Equiv.prodCongrLeft", &[], &["e"], Meaning::Family(false)),
    row("Equiv.prodCongrRight", &[], &["e"], Meaning::Family(true)),
    row("vecOfFun", &["n"], &["f"], Meaning::Vector),
    row("evalCLM", &["n"], &["i"], Meaning::Coordinate),
    row("euclideanEquiv", &[], &["n"], Meaning::Equivalence),
    row("ContinuousLinearEquiv.symm", &[], &["e"], Meaning::Inverse),
    row(
        "ContinuousLinearEquiv.toContinuousLinearMap",
        &[],
        &["e"],
        Meaning::Same,
    ),
    row(
        "ContinuousLinearMap.pi",
        &["R"],
        &["f"],
        Meaning::Coordinates,
    ),
    row(
        "ContinuousLinearMap.proj",
        &["R"],
        &["i"],
        Meaning::Projection,
    ),
    row("matSize", &[], &["m", "n"], Meaning::MatrixSize),
    row(
        "matmulBilin",
        &["m", "n", "p"],
        &[],
        Meaning::MatrixBilinear,
    ),
    row(
        "ContinuousLinearMap.comp",
        &[],
        &["g", "f"],
        Meaning::Compose,
    ),
    row(
        "ContinuousLinearMap.adjoint",
        &[],
        &["A"],
        Meaning::Operator(Op::Adjoint),
    ),
    row("EuclideanSpace.ofLp", &[], &["x"], Meaning::Same),
    row(
        "Node.ofVec",
        &["Γ", "τ"],
        &["f", "jvp", "vjp", "correct_inner"],
        Meaning::Node,
    ),
    row(
        "Node.ofFn",
        &["Γ", "τ"],
        &["f", "jvp", "vjp", "correct_inner"],
        Meaning::Node,
    ),
    row("Shape.scalar", &[], &[], Meaning::Point),
    row("Shape.dim", &[], &["n", "s"], Meaning::Axis),
    row("Shape.size", &[], &["s"], Meaning::Size),
    row("ctxSize", &[], &["Γ"], Meaning::Size),
    row(
        "LinearSpec",
        &[],
        &["α", "inDim", "outDim"],
        Meaning::LayerType,
    ),
    row(
        "OpSpecFDerivCorrect",
        &[],
        &["inDim", "outDim"],
        Meaning::OperationType,
    ),
    row(
        "OpSpecFDerivCorrect.linear",
        &["inDim", "outDim"],
        &["m"],
        Meaning::LayerOperation,
    ),
    row("toVecE", &["n"], &["t"], Meaning::OfTensor),
    row("ofVecE", &["n"], &["v"], Meaning::ToTensor),
    row(
        "Shape.CanBroadcastTo",
        &[],
        &["s₁", "s₂"],
        Meaning::BroadcastType,
    ),
    row(
        "Broadcast.broadcastToIndex",
        &["s₁", "s₂"],
        &["cb", "j"],
        Meaning::BroadcastIndex,
    ),
    row(
        "shapeAfterSumBroadcastBack",
        &["s"],
        &["dim", "valid", "wf"],
        Meaning::BroadcastBack,
    ),
    row(
        "Shape.valid_axis_inst",
        &[],
        &["axis", "s"],
        Meaning::ValidAxis,
    ),
    row("Shape.WellFormed", &[], &["s"], Meaning::WellFormed),
    row("shapeAfterSum", &[], &["s", "axis"], Meaning::WithoutAxis),
    row("getDimSize", &[], &["s", "axis"], Meaning::SizeOfAxis),
    row("Vec", &[], &["n"], Meaning::Vec),
    row("CtxVec", &[], &["Γ"], Meaning::CtxVec),
    row("Fin", &[], &["n"], Meaning::Fin),
    row("Idx", &[], &["Γ", "s"], Meaning::Idx),
    row("Node", &[], &["Γ", "τ"], Meaning::NodeType),
    row(
        "NodeFDerivCorrect",
        &["Γ", "τ"],
        &["node"],
        Meaning::CertificateType,
    ),
    row(
        "NodeFDerivCorrectAt",
        &["Γ", "τ"],
        &["node", "xV"],
        Meaning::CertificateAtType,
    ),
    row(
        "SignType.sign",
        &["α"],
        &["a"],
        Meaning::BySign([Some(1), Some(-1), Some(0)]),
    ),
    row(
        "elemwiseDerivCLM",
        &["n"],
        &["f'", "x"],
        Meaning::DerivativeMap,
    ),
    row("Real.exp", &[], &["x"], Meaning::Map(Function::Exp)),
    row("Real.log", &[], &["x"], Meaning::Map(Function::Log)),
    row("Real.sqrt", &[], &["x"], Meaning::Map(Function::Sqrt)),
    // The fields of TorchLean's class, which its instance for ℝ gives these values.
    of_class("MathFunctions.exp", Function::Exp),
    of_class("MathFunctions.log", Function::Log),
    of_class("MathFunctions.sqrt", Function::Sqrt),
    of_class("MathFunctions.sinh", Function::Sinh),
    of_class("MathFunctions.cosh", Function::Cosh),
    of_class("MathFunctions.tanh", Function::Tanh),
    row("Max.max", &["α"], &["a", "b"], Meaning::Extremum(true)),
    row("max", &[], &["a", "b"], Meaning::Extremum(true)),
    row("min", &[], &["a", "b"], Meaning::Extremum(false)),
    row("List", &[], &["α"], Meaning::ContextType),
    row("ℝ", &[], &[], Meaning::RealType),
    row("Real", &[], &[], Meaning::RealType),
    row("Nat", &[], &[], Meaning::NumberType),
    row("ℕ", &[], &[], Meaning::NumberType),
    row("Shape", &[], &[], Meaning::ShapeType),
    row("Bool", &[], &[], Meaning::BoolType),
    row("id", &["α"], &["a"], Meaning::Same),
    row("true", &[], &[], Meaning::Bool(true)),
    row("false", &[], &[], Meaning::Bool(false)),
];

/// Rows of the table that a mirrored module declares: there they are read.
pub const DECLARED: [&str; 2] = [
    "Proofs.Autograd.TapeNodes.Matmul.matSize",
    "Proofs.Autograd.TapeNodes.Matmul.matmulBilin",
];

/// Classes of types of numbers, of which ℝ is one: what is stated for any such type is read for ℝ,
/// with the operators and functions of ℝ.
pub const CLASSES: [&str; 13] = [
    "Context",
    "Zero",
    "One",
    "OfNat",
    "OfScientific",
    "Add",
    "Sub",
    "Mul",
    "Div",
    "Max",
    "LT",
    DECIDABLE,
    "MathFunctions",
];

/// Another one, which is stated by cases.
pub const BROADCAST_INDEX: &str = "Proofs.Autograd.TapeNodes.Broadcast.broadcastToIndex";

/// Names that are known without a namespace alone.
const BARE: &[&str] = &[
    "id",
    "inner",
    "innerSL",
    "fderivInnerCLM",
    "Real.exp",
    "Real.log",
    "Real.sqrt",
    "max",
    "min",
];

/// The row of a name, with or without its namespaces.
pub fn combinator(name: &str) -> Option<&'static Combinator> {
    let mut rest = name;
    loop {
        // In a namespace of TorchLean, these would be other functions.
        let known = |c: &&Combinator| c.name == rest && (name == rest || !BARE.contains(&rest));
        if let Some(found) = COMBINATORS.iter().find(known) {
            return Some(found);
        }
        let (namespace, inner) = rest.split_once('.')?;
        if !NAMESPACES.contains(&namespace) {
            return None;
        }
        rest = inner;
    }
}

/// Whether a word is a part of a name of the table, or of what may stand before one.
pub fn is_part(word: &str) -> bool {
    let mut names = COMBINATORS
        .iter()
        .map(|row| row.name)
        .chain(NAMESPACES.iter().copied());
    names.any(|name| name.split('.').any(|part| part == word))
}

/// The row that a field of a value names, as in `A.adjoint`.
pub fn method(namespaces: &[&str], field: &str) -> Option<&'static Combinator> {
    namespaces.iter().find_map(|namespace| {
        let name = format!("{namespace}.{field}");
        COMBINATORS.iter().find(|c| *c.name == name)
    })
}
