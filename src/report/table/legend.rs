//! What the operators in formulas mean.

use super::super::document::{Formula, Line};
use crate::term::{Op, Sort, SortError, Space, Term};

/// The operators that no paper defines, with their meaning in words.
pub(super) fn legend() -> Line {
    let operators = match examples() {
        Ok(examples) => examples.into_iter(),
        Err(why) => return Line::from(&why.to_string()),
    };
    let operators = operators.map(|(term, words)| (Formula::from(&term), words));
    let all = operators.chain(WRITTEN.map(|(lean, latex, mathml, words)| {
        let [lean, latex, mathml] = [lean, latex, mathml].map(String::from);
        let formula = Formula {
            lean,
            latex,
            mathml,
        };
        (formula, words)
    }));
    let legend = all.enumerate();
    let legend = legend.fold(
        Line::from("In formulas "),
        |line, (at, (formula, words))| {
            let line = if at > 0 { line.text(", ") } else { line };
            line.math(formula).text(" ").text(words)
        },
    );
    legend.text(".")
}

/// What is not one operator: in Lean's notation, LaTeX and MathML, and in words.
const WRITTEN: [(&str, &str, &str, &str); 6] = [
    (
        "fun i j => A i j",
        r"\left(A_{i\,j}\right)_{i\,j}",
        "<msub><mrow><mo>(</mo><msub><mi>A</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub><mo>)</mo></mrow>\
         <mrow><mi>i</mi><mi>j</mi></mrow></msub>",
        "the tensor with these coordinates",
    ),
    (
        "fun u i => u",
        r"\mathbf{1}",
        "<mn>𝟏</mn>",
        "the linear map that repeats a number at each coordinate, or a column of ones",
    ),
    (
        "takeLeft",
        r"\operatorname{slice}_{0}",
        "<msub><mi>slice</mi><mn>0</mn></msub>",
        "the linear map that takes the first rows of a tensor",
    ),
    (
        "takeRight",
        r"\operatorname{slice}_{n}",
        "<msub><mi>slice</mi><mi>n</mi></msub>",
        "that which takes its rows from n on",
    ),
    (
        "reshape",
        r"\operatorname{reshape}",
        "<mi>reshape</mi>",
        "that which keeps all coordinates in their order",
    ),
    (
        "meanDenom s",
        r"\mathrm{meanDenom\,s}",
        "<mrow><mi>meanDenom</mi><mi>s</mi></mrow>",
        "the size of s, or 1 where that is 0",
    ),
];

fn examples() -> Result<Vec<(Term, &'static str)>, SortError> {
    let vector = |name: &str, space: &str| Term::var(name, Sort::Vec(Space::named(space)));
    let (x, u, v) = (vector("x", "Γ"), vector("u", "s"), vector("v", "s"));
    let index = Sort::Idx {
        context: Space::named("Γ"),
        shape: Space::named("s"),
    };
    let a = Term::var("a", index);
    let cb = Sort::CanBroadcastTo {
        from: Space::named("s"),
        to: Space::named("t"),
    };
    let cb = Term::var("cb", cb);
    let map = Space::hom(Space::named("E"), Space::named("F"));
    let map = Term::var("A", Sort::Vec(map));
    let of = |op: Op, args: &[&Term]| Term::new(op, args.iter().copied().cloned().collect());
    Ok(vec![
        (
            of(Op::Get, &[&a, &x])?,
            "is the block of a context at the index a",
        ),
        (of(Op::GetClm, &[&a])?, "the linear map that takes it"),
        (
            of(Op::Single, &[&a, &v])?,
            "the context with the block v among zeros",
        ),
        (
            of(Op::Hadamard, &[&u, &v])?,
            "the product coordinate by coordinate",
        ),
        (
            of(Op::Diag, &[&u])?,
            "the linear map that multiplies by u so",
        ),
        (of(Op::Adjoint, &[&map])?, "the adjoint of a linear map"),
        (of(Op::Inner, &[&u, &v])?, "the inner product"),
        (
            of(Op::BroadcastToClm, &[&cb])?,
            "the linear map that broadcasts by the steps cb",
        ),
    ])
}
