//! What the operators in formulas mean.

use super::super::document::Line;
use crate::term::{Op, Sort, SortError, Space, Term};

/// The operators that no paper defines, with their meaning in words.
pub(super) fn legend() -> Line {
    let examples = match examples() {
        Ok(examples) => examples.into_iter().enumerate(),
        Err(why) => return Line::from(&why.to_string()),
    };
    let legend = examples.fold(Line::from("In formulas "), |line, (at, (term, words))| {
        let line = if at > 0 { line.text(", ") } else { line };
        line.math(&term).text(" ").text(words)
    });
    legend.text(".")
}

fn examples() -> Result<Vec<(Term, &'static str)>, SortError> {
    let vector = |name: &str, space: &str| Term::var(name, Sort::Vec(Space::named(space)));
    let (x, u, v) = (vector("x", "Γ"), vector("u", "s"), vector("v", "s"));
    let index = Sort::Idx {
        context: Space::named("Γ"),
        shape: Space::named("s"),
    };
    let a = Term::var("a", index);
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
    ])
}
