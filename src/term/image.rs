//! The value of a linear map, with what the map is made of unfolded: that of `A ∘L B` at `v` is
//! that of `A` at that of `B` at `v`.

use super::{Op, Sort, Space, Term};

impl Term {
    /// A linear map that moves coordinates, as a variable and the value at it. None of one that
    /// moves none, whose composition is short, and of one that has no such value.
    pub fn image(&self) -> Option<(Term, Term)> {
        let Space::Hom(from, _) = self.space()? else {
            return None;
        };
        if !any(self, &moves_axes) {
            return None;
        }
        let of_context = any(self, &|term| match (term.op(), term.sort()) {
            (Op::GetClm, Sort::Vec(Space::Hom(context, _))) => context == from,
            _ => false,
        });
        let names = if of_context {
            ["dx", "v", "u", "w"]
        } else {
            ["v", "u", "w", "z"]
        };
        let taken = self.variables();
        let is_free = |name: &&&str| !taken.iter().any(|(variable, _)| **variable == ***name);
        let name = names.iter().find(is_free)?;
        let variable = Term::var(name, Sort::Vec((**from).clone()));
        let value = at(self, &variable)?;
        Some((variable, value))
    }
}

/// Whether the term is an index map whose axes are told, to more than one coordinate.
fn moves_axes(term: &Term) -> bool {
    match term.op() {
        Op::Pull(map) => *map.to() != Space::Real && map.axes().is_some(),
        _ => false,
    }
}

/// Whether a part of the term is one that is wanted.
fn any(term: &Term, wanted: &impl Fn(&Term) -> bool) -> bool {
    wanted(term) || term.args().iter().any(|arg| any(arg, wanted))
}

/// The value of a map at a vector.
fn at(map: &Term, vector: &Term) -> Option<Term> {
    let term = |op: &Op, args: Vec<Term>| Term::new(op.clone(), args).ok();
    match (map.op(), map.args()) {
        (Op::Comp, [outer, inner]) => at(outer, &at(inner, vector)?),
        (Op::Id(_), _) => Some(vector.clone()),
        (Op::Diag, [factor]) => term(&Op::Hadamard, vec![factor.clone(), vector.clone()]),
        (Op::Add | Op::Sub, [left, right]) => {
            term(map.op(), vec![at(left, vector)?, at(right, vector)?])
        }
        (Op::Neg, [of]) => term(&Op::Neg, vec![at(of, vector)?]),
        (Op::Smul, [scalar, of]) => term(&Op::Smul, vec![scalar.clone(), at(of, vector)?]),
        (Op::GetClm, [index]) => term(&Op::Get, vec![index.clone(), vector.clone()]),
        (Op::Adjoint, [of]) => match (of.op(), of.args()) {
            (Op::Comp, [outer, inner]) => {
                let [outer, inner] = [outer, inner].map(adjoint);
                at(&inner?, &at(&outer?, vector)?)
            }
            (Op::Diag, _) => at(of, vector),
            (Op::Adjoint, [of]) => at(of, vector),
            _ => term(&Op::Apply, vec![map.clone(), vector.clone()]),
        },
        _ => term(&Op::Apply, vec![map.clone(), vector.clone()]),
    }
}

fn adjoint(map: &Term) -> Option<Term> {
    Term::new(Op::Adjoint, vec![map.clone()]).ok()
}
