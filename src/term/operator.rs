//! The operators, with everything that is said about each: a new operator is a
//! variant of [`Op`], its row, and its value in `exact/evaluate.rs`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::signature::Kind::{CanBroadcastTo, Idx, Mask, Vec};
use super::signature::Of::{self, Hom, Real};
use super::signature::Signature;
use super::{Dim, Function, IndexMap, Name, Rational, Sort, SortError, Space};

/// An operator of the language.
///
/// The comment of each gives its sorts; `E`, `F`, `G` are spaces, `s` and `Γ`
/// spaces of coordinates.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Op {
    /// A variable or parameter with its sort.
    Var(Name, Sort),
    /// A rational constant: `ℝ`.
    Const(Rational),
    /// The zero of a space: `E`.
    Zero(Space),
    /// The identity map: `E →L[ℝ] E`.
    Id(Space),
    /// A dimension as a number: `ℝ`. Made by [`Op::dimension`].
    Nat(Dim),
    /// `u ↦ fun i => u (φ i)` for an index map `φ` of `t` to `s`: `s →L[ℝ] t`. Made by
    /// [`Op::pull`].
    Pull(IndexMap),
    /// `u + v`: `E → E → E`.
    Add,
    /// `u - v`: `E → E → E`.
    Sub,
    /// `-u`: `E → E`.
    Neg,
    /// `c • u`: `ℝ → E → E`; in `ℝ` itself the product `c * d`.
    Smul,
    /// `c⁻¹`, total, `0⁻¹ = 0`: `ℝ → ℝ`.
    Inv,
    /// `⟪u, v⟫`: `s → s → ℝ`.
    Inner,
    /// `u ⊙ v`, coordinate by coordinate: `s → s → s`.
    Hadamard,
    /// `fun i => u i > v i`: `s → s → Mask s`.
    Greater,
    /// `fun i => if m i then u i else v i`: `Mask s → s → s → s`.
    Select,
    /// Lean's `CtxVec.get a x`: `Idx Γ s → Γ → s`.
    Get,
    /// Lean's `CtxVec.single a v`: `Idx Γ s → s → Γ`.
    Single,
    /// Lean's `CtxVec.getCLM a`: `Idx Γ s → (Γ →L[ℝ] s)`.
    GetClm,
    /// `A u`: `(E →L[ℝ] F) → E → F`.
    Apply,
    /// `A ∘L B`: `(F →L[ℝ] G) → (E →L[ℝ] F) → (E →L[ℝ] G)`.
    Comp,
    /// `A.adjoint`: `(E →L[ℝ] F) → (F →L[ℝ] E)`.
    Adjoint,
    /// `fun v => u ⊙ v` as a linear map: `s → (s →L[ℝ] s)`.
    Diag,
    /// Lean's `Broadcast.broadcastToCLM cb`: `CanBroadcastTo s t → (s →L[ℝ] t)`.
    BroadcastToClm,
    /// `fun i => f (u i)` for a function `f` of the reals: `s → s`.
    Map(Function),
}

// The spaces in the sorts of operators.
const E: Of = Of::Any("E");
const F: Of = Of::Any("F");
const G: Of = Of::Any("G");
const CONTEXT: Of = Of::Coordinates("Γ");
const SHAPE: Of = Of::Coordinates("s");
const TARGET: Of = Of::Coordinates("t");

// Lean's binding strengths.
pub(super) const LOWEST: u8 = 0;
pub(super) const RELATION: u8 = 50;
pub(super) const SUM: u8 = 65;
pub(super) const SUMMAND: u8 = 67;
pub(super) const PRODUCT: u8 = 70;
pub(super) const ACTION: u8 = 73;
pub(super) const NEGATION: u8 = 75;
pub(super) const COMPOSITION: u8 = 80;
pub(super) const APPLICATION: u8 = 100;
pub(super) const ATOM: u8 = 110;

/// What is said about an operator.
pub(crate) struct Row {
    /// The name in messages, which is also the word or symbol that the notation has.
    pub name: &'static str,
    /// The sorts.
    pub sorts: Signature,
    /// How it is written in `spec/`, which is how it is printed.
    pub notation: Notation,
    /// A coordinate of it over the coordinates of its arguments, `u i + v i`; none if that is
    /// the coordinate of the whole, `get a x i`.
    pub coordinate: Option<Formula>,
    /// Its LaTeX.
    pub latex: Formula,
    /// Its MathML, one element.
    pub mathml: Formula,
    /// The field of the Lean structure that it is.
    pub field: &'static str,
    /// What that field is at ℝ.
    pub at_real: &'static str,
    /// The definition behind the field's name in the model of three elements.
    pub model: &'static str,
}

/// How an operator is written.
pub(crate) enum Notation {
    /// The name before the arguments: `get a x`.
    Call,
    /// The symbol between two terms of one sort, with its binding strength: `u + v`.
    Infix(u8),
    /// The name alone, whose sort a reader must know: `0`.
    Alone,
    /// `-u`.
    Negation,
    /// This behind the argument: `A.adjoint`.
    Postfix(&'static str),
    /// `c • u`, and `c * d` in ℝ.
    Multiple,
    /// `⟪u, v⟫`.
    Inner,
    /// `A u`.
    Application,
    /// `A ∘L B`.
    Composition,
    /// `fun i => …`, with its coordinate.
    Lambda,
    /// `u i > v i`, a condition under `if`.
    Comparison,
    /// `fun u i => u (φ i)`.
    IndexMap,
}

/// A text with `#` where arguments stand; how strongly it binds; and for each `#` the
/// position of the argument, and how strongly that must bind to stand without parentheses.
pub(crate) struct Formula(
    pub(super) &'static str,
    pub(super) u8,
    pub(super) &'static [(usize, u8)],
);

impl Formula {
    /// The text with its arguments, and how strongly it binds.
    pub fn fill(&self, arg: impl Fn(usize, u8) -> String) -> (String, u8) {
        let Formula(text, strength, args) = self;
        let mut args = args.iter();
        let mut filled = String::new();
        for piece in text.split('#') {
            filled.push_str(piece);
            filled.extend(args.next().map(|&(position, least)| arg(position, least)));
        }
        (filled, *strength)
    }
}

/// What an operator is.
pub(crate) enum Facts<'a> {
    /// A variable.
    Variable(&'a Name, &'a Sort),
    /// A constant.
    Constant(&'a Rational),
    /// A dimension.
    Dimension(&'a Dim),
    /// An index map to more than one coordinate: that to `ℝ` is one of [`OPERATORS`].
    IndexMap(&'a IndexMap),
    /// One of [`OPERATORS`].
    Operator(&'static Row),
}

/// All operators with a row, in the order of the Lean structure. The space that one carries here
/// stands for any.
static OPERATORS: LazyLock<[Op; 27]> = LazyLock::new(|| {
    [
        Op::Zero(Space::Real),
        Op::Add,
        Op::Sub,
        Op::Neg,
        Op::Smul,
        Op::Inv,
        Op::Inner,
        Op::Hadamard,
        Op::Greater,
        Op::Select,
        Op::Get,
        Op::Single,
        Op::GetClm,
        Op::Id(Space::Real),
        Op::Pull(IndexMap::to_point(Space::Real)),
        Op::Apply,
        Op::Comp,
        Op::Adjoint,
        Op::Diag,
        Op::BroadcastToClm,
        Op::Map(Function::Exp),
        Op::Map(Function::ExpM1),
        Op::Map(Function::Log),
        Op::Map(Function::Sqrt),
        Op::Map(Function::Sinh),
        Op::Map(Function::Cosh),
        Op::Map(Function::Tanh),
    ]
});

/// The row of a function of the reals, by its name, its LaTeX, and what it is at ℝ.
macro_rules! function {
    ($name:literal, $latex:literal, $at_real:literal) => {
        function!($name, $latex, $at_real, "Three.l")
    };
    ($name:literal, $latex:literal, $at_real:literal, $model:literal) => {
        &Row {
            name: $name,
            sorts: Signature(&[Vec(SHAPE)], Vec(SHAPE)),
            notation: Notation::Call,
            coordinate: Some(Formula(concat!($name, " #"), APPLICATION, &[(0, ATOM)])),
            latex: Formula(concat!($latex, r"\left(#\right)"), ATOM, &[(0, LOWEST)]),
            mathml: Formula(
                concat!(
                    "<mrow><mi>",
                    $name,
                    "</mi><mo>\u{2061}</mo><mo>(</mo>#<mo>)</mo></mrow>"
                ),
                ATOM,
                &[(0, LOWEST)],
            ),
            field: $name,
            at_real: concat!("vecOfFun fun i => ", $at_real, " (u i)"),
            model: concat!("(_ : Three) : Three := ", $model),
        }
    };
}

/// Each operator of [`OPERATORS`] with its row.
pub(crate) fn rows() -> impl Iterator<Item = (&'static Op, &'static Row)> {
    OPERATORS.iter().filter_map(|op| match op.facts() {
        Facts::Operator(row) => Some((op, row)),
        _ => None,
    })
}

impl Op {
    /// The names and symbols of operators in the notation.
    pub fn names() -> impl Iterator<Item = &'static str> {
        let written = rows().filter(|(_, row)| {
            // A minus is there as a difference; the others have no name to write.
            !matches!(
                row.notation,
                Notation::Negation
                    | Notation::Application
                    | Notation::IndexMap
                    | Notation::Comparison
            )
        });
        written.map(|(_, row)| row.name)
    }

    /// What is said about the operator.
    pub(crate) fn facts(&self) -> Facts<'_> {
        Facts::Operator(match self {
            Op::Var(name, sort) => return Facts::Variable(name, sort),
            Op::Const(value) => return Facts::Constant(value),
            Op::Zero(_) => &Row {
                name: "0",
                sorts: Signature(&[], Vec(E)),
                notation: Notation::Alone,
                coordinate: Some(Formula("0", ATOM, &[])),
                latex: Formula("0", ATOM, &[]),
                mathml: Formula("<mn>0</mn>", ATOM, &[]),
                field: "zero",
                at_real: "0",
                model: "(_ : Place) : Three := Three.o",
            },
            Op::Id(_) => &Row {
                name: "id",
                sorts: Signature(&[], Vec(Hom(&E, &E))),
                notation: Notation::Alone,
                coordinate: None,
                latex: Formula(r"\mathrm{id}", ATOM, &[]),
                mathml: Formula("<mi>id</mi>", ATOM, &[]),
                field: "id",
                at_real: "ContinuousLinearMap.id",
                model: "(_ : Place) : Three := Three.l",
            },
            Op::Nat(dim) => return Facts::Dimension(dim),
            Op::Pull(map) if *map.to() != Space::Real => return Facts::IndexMap(map),
            Op::Pull(_) => &Row {
                name: "fun c _ => c",
                sorts: Signature(&[], Vec(Hom(&Real, &SHAPE))),
                notation: Notation::IndexMap,
                coordinate: None,
                latex: Formula(r"\mathbf{1}", ATOM, &[]),
                mathml: Formula("<mn>𝟏</mn>", ATOM, &[]),
                field: "fill",
                at_real: "c ↦ vecOfFun fun _ => c as a linear map",
                model: "(_ : Place) : Three := Three.l",
            },
            Op::Add => &Row {
                name: "+",
                sorts: Signature(&[Vec(E), Vec(E)], Vec(E)),
                notation: Notation::Infix(SUM),
                coordinate: Some(Formula("# + #", SUM, &[(0, SUM), (1, SUM + 1)])),
                latex: Formula("# + #", SUM, &[(0, SUM), (1, SUM + 1)]),
                mathml: Formula("<mrow>#<mo>+</mo>#</mrow>", SUM, &[(0, SUM), (1, SUM + 1)]),
                field: "add",
                at_real: "u + v",
                model: "(u v : Three) : Three := cases v (cases Three.l Three.ll Three.o v) (cases Three.ll Three.o Three.l v) u",
            },
            Op::Sub => &Row {
                name: "-",
                sorts: Signature(&[Vec(E), Vec(E)], Vec(E)),
                notation: Notation::Infix(SUM),
                coordinate: Some(Formula("# - #", SUM, &[(0, SUM), (1, SUM + 1)])),
                latex: Formula("# - #", SUM, &[(0, SUM), (1, SUM + 1)]),
                mathml: Formula("<mrow>#<mo>−</mo>#</mrow>", SUM, &[(0, SUM), (1, SUM + 1)]),
                field: "sub",
                at_real: "u - v",
                model: "(u v : Three) : Three := add u (opposite v)",
            },
            Op::Neg => &Row {
                name: "-",
                sorts: Signature(&[Vec(E)], Vec(E)),
                notation: Notation::Negation,
                coordinate: Some(Formula("-#", NEGATION, &[(0, NEGATION + 1)])),
                latex: Formula("-#", SUM, &[(0, PRODUCT)]),
                mathml: Formula("<mrow><mo>−</mo>#</mrow>", SUM, &[(0, PRODUCT)]),
                field: "neg",
                at_real: "-u",
                model: "(u : Three) : Three := opposite u",
            },
            Op::Smul => &Row {
                name: "•",
                sorts: Signature(&[Vec(Real), Vec(E)], Vec(E)),
                notation: Notation::Multiple,
                coordinate: Some(Formula("# * #", PRODUCT, &[(0, PRODUCT), (1, PRODUCT + 1)])),
                latex: Formula(r"#\, #", PRODUCT, &[(0, ATOM), (1, ATOM)]),
                mathml: Formula(
                    "<mrow>#<mo>\u{2062}</mo><mspace width=\"0.17em\"/>#</mrow>",
                    PRODUCT,
                    &[(0, ATOM), (1, ATOM)],
                ),
                field: "smul",
                at_real: "c • u",
                model: "(c u : Three) : Three := mul c u",
            },
            Op::Inv => &Row {
                name: "⁻¹",
                sorts: Signature(&[Vec(SHAPE)], Vec(SHAPE)),
                notation: Notation::Postfix("⁻¹"),
                coordinate: Some(Formula("#⁻¹", ATOM, &[(0, ATOM)])),
                latex: Formula("#^{-1}", ATOM, &[(0, ATOM)]),
                mathml: Formula(
                    "<msup>#<mrow><mo>−</mo><mn>1</mn></mrow></msup>",
                    ATOM,
                    &[(0, ATOM)],
                ),
                field: "inv",
                at_real: "fun i => (u i)⁻¹, with 0⁻¹ = 0",
                model: "(c : Three) : Three := c",
            },
            Op::Inner => &Row {
                name: "⟪·, ·⟫",
                sorts: Signature(&[Vec(SHAPE), Vec(SHAPE)], Vec(Real)),
                notation: Notation::Inner,
                coordinate: None,
                latex: Formula(r"\langle #, # \rangle", ATOM, &[(0, LOWEST), (1, LOWEST)]),
                mathml: Formula(
                    "<mrow><mo>⟨</mo>#<mo>,</mo>#<mo>⟩</mo></mrow>",
                    ATOM,
                    &[(0, LOWEST), (1, LOWEST)],
                ),
                field: "inner",
                at_real: "⟪u, v⟫",
                model: "(u v : Three) : Three := mul u v",
            },
            Op::Hadamard => &Row {
                name: "⊙",
                sorts: Signature(&[Vec(SHAPE), Vec(SHAPE)], Vec(SHAPE)),
                notation: Notation::Infix(PRODUCT),
                coordinate: Some(Formula("# * #", PRODUCT, &[(0, PRODUCT), (1, PRODUCT + 1)])),
                latex: Formula(r"# \odot #", PRODUCT, &[(0, PRODUCT), (1, PRODUCT + 1)]),
                mathml: Formula(
                    "<mrow>#<mo>⊙</mo>#</mrow>",
                    PRODUCT,
                    &[(0, PRODUCT), (1, PRODUCT + 1)],
                ),
                field: "hadamard",
                at_real: "vecOfFun fun i => u i * v i",
                model: "(u v : Three) : Three := mul u v",
            },
            Op::Greater => &Row {
                name: ">",
                sorts: Signature(&[Vec(SHAPE), Vec(SHAPE)], Mask(SHAPE)),
                notation: Notation::Comparison,
                coordinate: Some(Formula("# > #", RELATION, &[(0, SUM), (1, SUM)])),
                latex: Formula("# > #", RELATION, &[(0, SUM), (1, SUM)]),
                mathml: Formula(
                    "<mrow>#<mo>&gt;</mo>#</mrow>",
                    RELATION,
                    &[(0, SUM), (1, SUM)],
                ),
                field: "greater",
                at_real: "fun i => u i > v i",
                model: "(u v : Three) : Three := cases (cases Three.o Three.o Three.l v) (cases Three.l Three.o Three.l v) Three.o u",
            },
            Op::Select => &Row {
                name: "if",
                sorts: Signature(&[Mask(SHAPE), Vec(SHAPE), Vec(SHAPE)], Vec(SHAPE)),
                notation: Notation::Lambda,
                coordinate: Some(Formula(
                    "if # then # else #",
                    LOWEST,
                    &[(0, LOWEST), (1, LOWEST), (2, LOWEST)],
                )),
                latex: Formula(
                    r"\begin{cases} # & \text{where } # \\ # & \text{elsewhere} \end{cases}",
                    ATOM,
                    &[(1, LOWEST), (0, LOWEST), (2, LOWEST)],
                ),
                mathml: Formula(
                    "<mrow><mo>{</mo><mtable class=\"cases\"><mtr><mtd>#</mtd><mtd><mtext>where\u{a0}</mtext>#</mtd></mtr><mtr><mtd>#</mtd><mtd><mtext>elsewhere</mtext></mtd></mtr></mtable></mrow>",
                    ATOM,
                    &[(1, LOWEST), (0, LOWEST), (2, LOWEST)],
                ),
                field: "select",
                at_real: "vecOfFun fun i => if m i then u i else v i",
                model: "(m u v : Three) : Three := cases v u u m",
            },
            Op::Get => &Row {
                name: "get",
                sorts: Signature(&[Idx(CONTEXT, SHAPE), Vec(CONTEXT)], Vec(SHAPE)),
                notation: Notation::Call,
                coordinate: None,
                latex: Formula(r"#_{#}", ATOM, &[(1, ATOM), (0, LOWEST)]),
                mathml: Formula("<msub>##</msub>", ATOM, &[(1, ATOM), (0, LOWEST)]),
                field: "get",
                at_real: "CtxVec.get",
                model: "(_ x : Three) : Three := x",
            },
            Op::Single => &Row {
                name: "single",
                sorts: Signature(&[Idx(CONTEXT, SHAPE), Vec(SHAPE)], Vec(CONTEXT)),
                notation: Notation::Call,
                coordinate: None,
                latex: Formula(
                    r"\operatorname{single}_{#}\left(#\right)",
                    ATOM,
                    &[(0, LOWEST), (1, LOWEST)],
                ),
                mathml: Formula(
                    "<mrow><msub><mi>single</mi>#</msub><mo>\u{2061}</mo><mo>(</mo>#<mo>)</mo></mrow>",
                    ATOM,
                    &[(0, LOWEST), (1, LOWEST)],
                ),
                field: "single",
                at_real: "CtxVec.single",
                model: "(_ v : Three) : Three := v",
            },
            Op::GetClm => &Row {
                name: "getCLM",
                sorts: Signature(&[Idx(CONTEXT, SHAPE)], Vec(Hom(&CONTEXT, &SHAPE))),
                notation: Notation::Call,
                coordinate: None,
                latex: Formula(r"\pi_{#}", ATOM, &[(0, LOWEST)]),
                mathml: Formula("<msub><mi>π</mi>#</msub>", ATOM, &[(0, LOWEST)]),
                field: "getCLM",
                at_real: "CtxVec.getCLM",
                model: "(_ : Three) : Three := Three.l",
            },
            Op::Apply => &Row {
                name: "application",
                sorts: Signature(&[Vec(Hom(&E, &F)), Vec(E)], Vec(F)),
                notation: Notation::Application,
                coordinate: None,
                latex: Formula(r"#\, #", PRODUCT, &[(0, ATOM), (1, ATOM)]),
                mathml: Formula(
                    "<mrow>#<mo>\u{2061}</mo><mspace width=\"0.17em\"/>#</mrow>",
                    PRODUCT,
                    &[(0, ATOM), (1, ATOM)],
                ),
                field: "apply",
                at_real: "A u",
                model: "(A u : Three) : Three := mul A u",
            },
            Op::Comp => &Row {
                name: "∘L",
                sorts: Signature(&[Vec(Hom(&F, &G)), Vec(Hom(&E, &F))], Vec(Hom(&E, &G))),
                notation: Notation::Composition,
                coordinate: None,
                latex: Formula(r"# \circ #", PRODUCT, &[(0, PRODUCT), (1, PRODUCT + 1)]),
                mathml: Formula(
                    "<mrow>#<mo>∘</mo>#</mrow>",
                    PRODUCT,
                    &[(0, PRODUCT), (1, PRODUCT + 1)],
                ),
                field: "comp",
                at_real: "A.comp B",
                model: "(A B : Three) : Three := mul A B",
            },
            Op::Adjoint => &Row {
                name: "adjoint",
                sorts: Signature(&[Vec(Hom(&E, &F))], Vec(Hom(&F, &E))),
                notation: Notation::Postfix(".adjoint"),
                coordinate: None,
                latex: Formula(r"#^{\dagger}", ATOM, &[(0, ATOM)]),
                mathml: Formula("<msup>#<mo>†</mo></msup>", ATOM, &[(0, ATOM)]),
                field: "adjoint",
                at_real: "A.adjoint",
                model: "(A : Three) : Three := A",
            },
            Op::Diag => &Row {
                name: "diag",
                sorts: Signature(&[Vec(SHAPE)], Vec(Hom(&SHAPE, &SHAPE))),
                notation: Notation::Call,
                coordinate: None,
                latex: Formula(r"\operatorname{diag}\left(#\right)", ATOM, &[(0, LOWEST)]),
                mathml: Formula(
                    "<mrow><mi>diag</mi><mo>\u{2061}</mo><mo>(</mo>#<mo>)</mo></mrow>",
                    ATOM,
                    &[(0, LOWEST)],
                ),
                field: "diag",
                at_real: "v ↦ u ⊙ v as a linear map",
                model: "(u : Three) : Three := u",
            },
            Op::BroadcastToClm => &Row {
                name: "broadcastToCLM",
                sorts: Signature(&[CanBroadcastTo(SHAPE, TARGET)], Vec(Hom(&SHAPE, &TARGET))),
                notation: Notation::Call,
                coordinate: None,
                latex: Formula(r"\beta_{#}", ATOM, &[(0, LOWEST)]),
                mathml: Formula("<msub><mi>β</mi>#</msub>", ATOM, &[(0, LOWEST)]),
                field: "broadcastToCLM",
                at_real: "Broadcast.broadcastToCLM",
                model: "(_ : Three) : Three := Three.l",
            },
            Op::Map(function) => match function {
                Function::Exp => function!("exp", r"\exp", "Real.exp"),
                Function::ExpM1 => function!(
                    "expm1",
                    r"\operatorname{expm1}",
                    "(fun x => Real.exp x - 1)",
                    "Three.o"
                ),
                Function::Log => function!("log", r"\log", "Real.log"),
                Function::Log1p => function!(
                    "log1p",
                    r"\operatorname{log1p}",
                    "(fun x => Real.log (1 + x))"
                ),
                Function::Sqrt => function!("sqrt", r"\operatorname{sqrt}", "Real.sqrt"),
                Function::Sinh => function!("sinh", r"\sinh", "Real.sinh"),
                Function::Cosh => function!("cosh", r"\cosh", "Real.cosh"),
                Function::Tanh => function!("tanh", r"\tanh", "Real.tanh"),
                Function::Sigmoid => function!("sigmoid", r"\sigma", "Real.sigmoid"),
                Function::Softplus => {
                    function!(
                        "softplus",
                        r"\operatorname{softplus}",
                        "(fun x => Real.log (1 + Real.exp x))"
                    )
                }
            },
        })
    }

    /// The sort of the operator applied to arguments of these sorts.
    ///
    /// # Errors
    /// The first argument whose sort does not fit, or that is missing or left over.
    pub fn result(&self, sorts: &[&Sort]) -> Result<Sort, SortError> {
        let found = |position: usize| {
            let found = sorts.get(position);
            found.map_or_else(|| "nothing".to_string(), ToString::to_string)
        };
        let result = match self.facts() {
            Facts::Variable(_, sort) if sorts.is_empty() => Ok(sort.clone()),
            Facts::Constant(_) | Facts::Dimension(_) if sorts.is_empty() => Ok(Sort::REAL),
            Facts::IndexMap(map) if sorts.is_empty() => {
                Ok(Sort::Vec(Space::hom(map.to().clone(), map.from().clone())))
            }
            Facts::Operator(row) => row.sorts.result(self.space(), sorts),
            _ => Err((0, "nothing".into())),
        };
        result.map_err(|(position, expected)| SortError {
            operator: self.name(),
            position: position + 1,
            expected,
            found: found(position),
        })
    }

    /// The name of the operator in messages.
    pub fn name(&self) -> String {
        match self.facts() {
            Facts::Variable(name, _) => name.to_string(),
            Facts::Constant(value) => value.to_string(),
            Facts::Dimension(dim) => dim.to_string(),
            Facts::IndexMap(_) => "an index map".into(),
            Facts::Operator(row) => row.name.into(),
        }
    }

    /// The number of arguments.
    pub(crate) fn arity(&self) -> usize {
        match self.facts() {
            Facts::Operator(row) => row.sorts.0.len(),
            _ => 0,
        }
    }

    /// The sort of the argument behind those of these sorts, if they or the sort of the whole
    /// tell it. Where the whole is a map, `expected` may also be the sort of what it gives.
    pub(crate) fn argument(&self, known: &[&Sort], expected: Option<&Sort>) -> Option<Sort> {
        match self.facts() {
            Facts::Operator(row) => row.sorts.next(known, expected),
            _ => None,
        }
    }

    /// The operator that is written as a name before its arguments.
    pub(crate) fn called(name: &str) -> Option<&'static Op> {
        Op::written(name, |notation| matches!(notation, Notation::Call))
    }

    /// The operator that is written as a symbol between two terms of one sort.
    pub(crate) fn infix(symbol: &str) -> Option<&'static Op> {
        Op::written(symbol, |notation| matches!(notation, Notation::Infix(_)))
    }

    fn written(name: &str, notation: fn(&Notation) -> bool) -> Option<&'static Op> {
        let mut rows = rows();
        let found = rows.find(|(_, row)| row.name == name && notation(&row.notation));
        found.map(|(op, _)| op)
    }

    /// The space that the operator carries, which its arguments do not tell.
    pub(crate) fn space(&self) -> Option<&Space> {
        match self {
            Op::Zero(space) | Op::Id(space) => Some(space),
            Op::Pull(map) => Some(map.from()),
            _ => None,
        }
    }

    /// The zero of a space; that of `ℝ` is the constant 0.
    pub fn zero(space: Space) -> Op {
        match space {
            Space::Real => Op::Const(Rational::default()),
            space => Op::Zero(space),
        }
    }

    /// The linear map `u ↦ fun i => u (φ i)`; the identity is the identity.
    pub fn pull(map: IndexMap) -> Op {
        if map.is_identity() {
            Op::Id(map.from().clone())
        } else {
            Op::Pull(map)
        }
    }

    /// A dimension as a number; one without names is a constant.
    pub fn dimension(dim: Dim) -> Op {
        match dim.number() {
            Some(value) => Op::Const(Rational::from_integer(value.into())),
            None => Op::Nat(dim),
        }
    }

    /// The operator with each named space replaced as `spaces` says.
    #[must_use]
    pub fn instantiate(&self, spaces: &BTreeMap<Name, Space>) -> Op {
        match self {
            Op::Var(name, sort) => Op::Var(name.clone(), sort.instantiate(spaces)),
            Op::Zero(space) => Op::zero(space.instantiate(spaces)),
            Op::Id(space) => Op::Id(space.instantiate(spaces)),
            Op::Nat(dim) => Op::dimension(dim.instantiate(spaces)),
            // A law's operator stays what it is in Lean's structure: at ℝ it is not `id`.
            Op::Pull(map) => Op::Pull(map.instantiate(spaces)),
            other => other.clone(),
        }
    }
}
