//! The search for proofs of polynomial identities, by a normal form.
//!
//! A form is a sum of monomials. A monomial is `k • (c₁ • (c₂ • … v))`: a constant that is not 0,
//! scalar atoms in order, and a product of vector atoms in order, `1` in `ℝ`. An atom is a variable
//! or what no law takes apart, such as `c⁻¹` or an inner product of atoms; what stands inside an
//! atom is in normal form too. Products are multiplied out, linear maps are applied to each
//! monomial, sums are sorted and like terms are added. Two forms that are equal as polynomials in
//! their atoms have the same normal form. A choice between two branches is a polynomial in the
//! indicators of its condition and of its opposite, which are 1 where that holds and 0 elsewhere.
//! No product has a factor beside its inverse, or `f` beside the inverse of `1 + f`, where these are
//! known not to be 0.
//!
//! Each rewriting is an instance of a law, so a proof is the way from one side to the normal form
//! and back to the other, in the steps that the replayer checks. Nothing here is believed.

mod choices;
mod exponentials;
mod fractions;
mod sums;

pub(super) use fractions::CANCEL;

use std::collections::BTreeSet;

use num_traits::{One, Zero};

use sums::{factor_order, is_movable, is_sum};

use super::goal::Equation;
use super::guard::establish;
use super::proof::{FactInstance, Proof, Reason, Step};
use super::replay::{constant, value};
use crate::notation::Laws;
use crate::term::{Apart, Op, Rational, Sort, Space, Substitution, Term};

/// Why a term has no normal form here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stuck {
    /// It takes more steps than this.
    Steps(usize),
    /// The work nests deeper than this.
    Depth(usize),
    /// The law is not among the laws, or does not apply where it should.
    Law(&'static str),
    /// The forms differ, and it is not known that this factor differs from 0.
    Guard(Box<Apart>),
}

/// How deep the work may be nested: terms of a text nest no deeper than half of this.
const DEPTH: usize = 256;

/// A proof by the normal form of both sides, not yet replayed; none if they differ.
pub fn prove(equation: &Equation, laws: &Laws, limit: usize) -> Result<Option<Proof>> {
    let with_shared = |ops: &[Op]| {
        let shared = equation.shared(ops);
        let found = (!shared.is_empty()).then(|| prove_with(equation, laws, limit, &shared));
        found.and_then(|proof| proof.ok().flatten())
    };
    if let Some(proof) = with_shared(&[Op::Sub]) {
        return Ok(Some(proof));
    }
    let multiplied_out = prove_with(equation, laws, limit, &BTreeSet::new());
    match multiplied_out {
        // A power of a sum has more terms than its proof needs.
        Err(stuck) => with_shared(&[Op::Sub, Op::Add]).map(Some).ok_or(stuck),
        found => found,
    }
}

/// A proof that takes these terms for atoms.
fn prove_with(
    equation: &Equation,
    laws: &Laws,
    limit: usize,
    atoms: &BTreeSet<Term>,
) -> Result<Option<Proof>> {
    let normal = |side, [complements, exponentials]: [bool; 2]| {
        let normaliser = Normaliser {
            laws,
            apart: &equation.apart,
            limit,
            atoms,
            complements,
            exponentials,
            start: Term::clone(side),
            steps: Vec::new(),
            tried: 0,
            depth: 0,
            open: None,
        };
        normaliser.normalised()
    };
    let both = |ways| {
        let sides = (
            normal(&equation.left, ways)?,
            normal(&equation.right, ways)?,
        );
        let open = sides.0.open.as_ref().or(sides.1.open.as_ref());
        match (sides.0.at(&[])? == sides.1.at(&[])?, open) {
            (true, _) => Ok(Some(sides)),
            (false, Some(guard)) => Err(Stuck::Guard(guard.clone().into())),
            (false, None) => Ok(None),
        }
    };
    let mut sides = both([false, false]);
    let has_choices = choices::has_choices(equation);
    if !matches!(sides, Ok(Some(_))) && has_choices {
        sides = both([true, false]);
    }
    if !matches!(sides, Ok(Some(_))) && exponentials::has_exponentials(equation) {
        sides = both([has_choices, true]);
    }
    let Some((left, right)) = sides? else {
        return Ok(None);
    };
    let before: Vec<&Term> = right.terms().take(right.steps.len()).collect();
    let back = right.steps.iter().zip(before).rev();
    let back = back.map(|(step, before)| Step {
        reversed: step.reason != Reason::Fold && !step.reversed,
        after: before.clone(),
        ..step.clone()
    });
    let steps = left.steps.iter().cloned().chain(back);
    // Often the two ways meet before the normal form.
    Ok(Some(Proof::direct(equation.left.clone(), steps)))
}

/// Where a subterm stands: the argument positions that lead to it.
type Path = Vec<usize>;

fn inside(path: &[usize], position: usize) -> Path {
    let mut path = path.to_vec();
    path.push(position);
    path
}

fn is_zero(term: &Term) -> bool {
    match term.op() {
        Op::Zero(_) => true,
        Op::Const(value) => value.is_zero(),
        _ => false,
    }
}

/// The first of the terms or factors that `op` joins, itself if there is one.
fn head<'a>(term: &'a Term, op: &Op) -> &'a Term {
    match term.args() {
        [first, _] if term.op() == op => first,
        _ => term,
    }
}

/// A monomial without its constant.
fn body(monomial: &Term) -> &Term {
    monomial.args().last().map_or(monomial, |body| body)
}

/// Constants stand before other scalars.
fn scalar_order(scalar: &Term) -> (bool, &Term) {
    (!matches!(scalar.op(), Op::Const(_)), scalar)
}

/// Whether the term is the vector of ones: `fun i => 1`.
fn is_ones(term: &Term) -> bool {
    match (term.op(), term.args()) {
        (Op::Apply, [map, one]) => {
            let fills = matches!(map.op(), Op::Pull(of) if *of.to() == Space::Real);
            fills && *one.op() == Op::Const(Rational::one())
        }
        _ => false,
    }
}

type Result<T = ()> = std::result::Result<T, Stuck>;

/// A term on its way to its normal form. Each method brings the subterm at a path into normal
/// form, where those inside it are.
struct Normaliser<'a> {
    laws: &'a Laws,
    /// What is known to differ in every coordinate.
    apart: &'a [Apart],
    limit: usize,
    /// What is not looked into.
    atoms: &'a BTreeSet<Term>,
    /// Whether the indicator of what does not hold is 1 minus that of what does.
    complements: bool,
    /// Whether functions are written by exponentials, and those by exponentials of what does not
    /// begin with a minus.
    exponentials: bool,
    start: Term,
    steps: Vec<Step>,
    /// The steps, with those that change nothing.
    tried: usize,
    /// How deep the present work is nested.
    depth: usize,
    /// The first guard without which a factor and an inverse stand side by side.
    open: Option<Apart>,
}

impl<'a> Normaliser<'a> {
    fn normalised(mut self) -> Result<Normaliser<'a>> {
        self.form(&[])?;
        Ok(self)
    }

    /// The terms from the first to the normal form.
    fn terms(&self) -> impl Iterator<Item = &Term> {
        std::iter::once(&self.start).chain(self.steps.iter().map(|step| &step.after))
    }

    fn at(&self, path: &[usize]) -> Result<&Term> {
        let term = self.steps.last().map_or(&self.start, |step| &step.after);
        term.at(path).ok_or(Stuck::Law("a subterm"))
    }

    fn is(&self, path: &[usize], op: &Op) -> Result<bool> {
        Ok(self.at(path)?.op() == op)
    }

    fn step(
        &mut self,
        path: &[usize],
        reason: Reason,
        reversed: bool,
        substitution: Substitution,
        new: &Term,
    ) -> Result {
        self.step_by(path, (reason, reversed, substitution, Vec::new()), new)
    }

    /// A step for a reason, in a direction, at an instance, with the facts that it needs.
    fn step_by(
        &mut self,
        path: &[usize],
        (reason, reversed, substitution, facts): (Reason, bool, Substitution, Vec<FactInstance>),
        new: &Term,
    ) -> Result {
        if self.tried >= self.limit {
            return Err(Stuck::Steps(self.limit));
        }
        self.tried += 1;
        // Long sums are deep terms.
        if path.len() > 2 * DEPTH {
            return Err(Stuck::Depth(2 * DEPTH));
        }
        // `u + u = u + u` by commutativity is not a step.
        if self.at(path)? == new {
            return Ok(());
        }
        let after = self
            .at(&[])?
            .with(path, new)
            .ok_or(Stuck::Law("a replacement"))?;
        self.steps.push(Step {
            reason,
            reversed,
            path: path.to_vec(),
            substitution,
            facts,
            after,
        });
        Ok(())
    }

    fn law(
        &mut self,
        path: &[usize],
        name: &'static str,
        reversed: bool,
        mut substitution: Substitution,
    ) -> Result {
        let law = self.laws.law(name).ok_or(Stuck::Law(name))?;
        let (from, to) = if reversed {
            (&law.right, &law.left)
        } else {
            (&law.left, &law.right)
        };
        if !substitution.extend(&law.variables, from, self.at(path)?) {
            return Err(Stuck::Law(name));
        }
        let guards = law.apart.iter().map(|guard| guard.apply(&substitution));
        let guards = guards.collect::<std::result::Result<Vec<Apart>, _>>();
        let guards = guards.map_err(|_| Stuck::Law(name))?;
        let facts = establish(&guards, self.apart, self.laws).map_err(|_| Stuck::Law(name))?;
        let new = substitution.apply(to).map_err(|_| Stuck::Law(name))?;
        let reason = Reason::Law(law.name.clone());
        self.step_by(path, (reason, reversed, substitution, facts), &new)
    }

    /// Uses a law from left to right.
    fn by(&mut self, path: &[usize], name: &'static str) -> Result {
        self.law(path, name, false, Substitution::default())
    }

    /// Uses a law from right to left.
    fn back(&mut self, path: &[usize], name: &'static str) -> Result {
        self.law(path, name, true, Substitution::default())
    }

    /// `0 = 0 • 0`: linear operators take the factor out.
    fn zero_multiple(&mut self, path: &[usize]) -> Result {
        let mut substitution = Substitution::default();
        let zero = self.at(path)?.clone();
        substitution.terms.insert("u".into(), zero);
        self.law(path, "zero_smul", true, substitution)
    }

    /// Replaces a term without variables by its value.
    fn fold(&mut self, path: &[usize]) -> Result {
        let value = value(self.at(path)?).ok_or(Stuck::Law("arithmetic"))?;
        let new = Term::new(value.op(), Vec::new()).map_err(|_| Stuck::Law("arithmetic"))?;
        self.step(path, Reason::Fold, false, Substitution::default(), &new)
    }

    /// Works inside, unless the terms grow without end: laws can be wrong.
    fn nested(&mut self, path: &[usize], work: fn(&mut Self, &[usize]) -> Result) -> Result {
        if self.depth >= DEPTH {
            return Err(Stuck::Depth(DEPTH));
        }
        self.depth += 1;
        work(self, path)?;
        self.depth -= 1;
        Ok(())
    }

    fn form(&mut self, path: &[usize]) -> Result {
        self.nested(path, Self::of_operator)
    }

    fn of_operator(&mut self, path: &[usize]) -> Result {
        let term = self.at(path)?.clone();
        match term.op() {
            _ if is_zero(&term) => Ok(()),
            _ if self.atoms.contains(&term) => self.atom(path),
            Op::Const(value) => {
                // 1 is the product of no scalars.
                let one = Term::constant(Rational::one());
                let multiple = Term::new(Op::Smul, vec![Term::constant(value.clone()), one]);
                let multiple = multiple.map_err(|_| Stuck::Law("arithmetic"))?;
                self.step(
                    path,
                    Reason::Fold,
                    false,
                    Substitution::default(),
                    &multiple,
                )
            }
            Op::Add => {
                self.arguments(path)?;
                self.sum(path)
            }
            Op::Sub => {
                self.by(path, "sub_eq_add_neg")?;
                self.form(path)
            }
            Op::Neg => {
                self.back(path, "neg_one_smul")?;
                self.form(path)
            }
            Op::Smul => {
                self.arguments(path)?;
                self.multiple(path)
            }
            // A variable or a dimension is as it should be.
            Op::Inv if term.args().iter().all(|of| of.is_symbol()) => self.atom(path),
            Op::Inv => {
                self.arguments(path)?;
                if constant(self.at(path)?).is_some() {
                    self.fold(path)?;
                    self.form(path)
                } else {
                    self.inverse(path)
                }
            }
            Op::Hadamard => {
                self.arguments(path)?;
                self.product(path)
            }
            Op::Map(function) if self.exponentials => self.function(path, *function),
            Op::Select => self.choice(path, &term),
            Op::Inner if term.args().iter().all(|arg| *arg.sort() == Sort::REAL) => {
                self.by(path, "inner_real")?;
                self.form(path)
            }
            Op::Inner => {
                self.arguments(path)?;
                self.inner(path)
            }
            Op::Get => {
                self.back(path, "getCLM_apply")?;
                self.form(path)
            }
            Op::Single => {
                self.back(path, "adjoint_getCLM")?;
                self.form(path)
            }
            Op::Apply => self.application(path, &term),
            Op::Var(..) | Op::Zero(_) => self.atom(path),
            // Maps are normalised where they are applied.
            Op::Id(_) | Op::GetClm | Op::Comp | Op::Adjoint | Op::Diag => self.atom(path),
            _ => {
                self.arguments(path)?;
                self.atom(path)
            }
        }
    }

    fn arguments(&mut self, path: &[usize]) -> Result {
        for position in 0..self.at(path)?.args().len() {
            let argument = inside(path, position);
            if matches!(self.at(&argument)?.sort(), Sort::Vec(_)) {
                self.form(&argument)?;
            }
        }
        Ok(())
    }

    /// An atom as a monomial.
    fn atom(&mut self, path: &[usize]) -> Result {
        self.core(path)?;
        self.back(path, "one_smul")
    }

    /// An atom as the end of a monomial: in `ℝ` that is `1`, and the atom a factor.
    fn core(&mut self, path: &[usize]) -> Result {
        if *self.at(path)?.sort() == Sort::REAL {
            self.back(path, "one_smul")?;
            self.by(path, "mul_comm")?;
        }
        Ok(())
    }

    /// A sum of two normal forms.
    fn sum(&mut self, path: &[usize]) -> Result {
        let mut place = path.to_vec();
        let mut passed = Vec::new();
        loop {
            let (left, right) = self.pair(&place)?;
            if is_zero(&right) {
                self.by(&place, "add_zero")?;
                break;
            }
            if is_zero(&left) {
                self.by(&place, "add_comm")?;
                self.by(&place, "add_zero")?;
                break;
            }
            if body(head(&left, &Op::Add)) > body(head(&right, &Op::Add)) {
                self.by(&place, "add_comm")?;
            }
            if !self.is(&inside(&place, 0), &Op::Add)? {
                self.like(&place)?;
                break;
            }
            self.by(&place, "add_assoc")?;
            passed.push(place.clone());
            place.push(1);
        }
        for place in passed.iter().rev() {
            self.like(place)?;
        }
        Ok(())
    }

    /// A monomial before a sum of none that is smaller.
    fn like(&mut self, path: &[usize]) -> Result {
        let (first, rest) = self.pair(path)?;
        if is_zero(&rest) {
            return self.by(path, "add_zero");
        }
        if body(&first) != body(head(&rest, &Op::Add)) {
            return Ok(());
        }
        let more = *rest.op() == Op::Add;
        let mut both = path.to_vec();
        if more {
            self.back(path, "add_assoc")?;
            both.push(0);
        }
        self.back(&both, "add_smul")?;
        self.fold(&inside(&both, 0))?;
        if is_zero(self.at(&inside(&both, 0))?) {
            self.by(&both, "zero_smul")?;
            if more {
                self.by(path, "add_comm")?;
                self.by(path, "add_zero")?;
            }
        }
        Ok(())
    }

    fn pair(&self, path: &[usize]) -> Result<(Term, Term)> {
        match self.at(path)?.args() {
            [left, right] => Ok((left.clone(), right.clone())),
            _ => Err(Stuck::Law("two arguments")),
        }
    }

    /// Takes a sum apart that is the argument at `position`, brings each part into normal form,
    /// and adds them.
    fn distribute(
        &mut self,
        path: &[usize],
        position: usize,
        law: &'static str,
        part: fn(&mut Self, &[usize]) -> Result,
    ) -> Result {
        let mut place = path.to_vec();
        let mut sums = Vec::new();
        while self.is(&inside(&place, position), &Op::Add)? {
            self.by(&place, law)?;
            sums.push(place.clone());
            place.push(1);
        }
        self.nested(&place, part)?;
        for sum in sums.iter().rev() {
            self.nested(&inside(sum, 0), part)?;
            self.sum(sum)?;
        }
        Ok(())
    }

    /// Takes the scalars out of the argument at `position`; gives the place of what is left.
    fn take_out(&mut self, path: &[usize], position: usize, law: &'static str) -> Result<Path> {
        let mut place = path.to_vec();
        while self.is(&inside(&place, position), &Op::Smul)? {
            self.by(&place, law)?;
            place.push(1);
        }
        Ok(place)
    }

    /// A scalar times a vector.
    fn multiple(&mut self, path: &[usize]) -> Result {
        let (scalar, vector) = self.pair(path)?;
        if is_zero(&scalar) {
            return self.by(path, "zero_smul");
        }
        if is_zero(&vector) {
            return self.multiple_of_zero(path);
        }
        if *scalar.op() == Op::Add {
            return self.distribute(path, 0, "add_smul", Self::multiple);
        }
        if *vector.op() == Op::Add {
            return self.distribute(path, 1, "smul_add", Self::multiple);
        }
        let mut place = path.to_vec();
        while self.is(&inside(&place, 0), &Op::Smul)? {
            self.back(&place, "smul_smul")?;
            place.push(1);
        }
        self.by(&place, "one_smul")?;
        self.monomial(path)
    }

    /// `c₁ • (c₂ • … v)` with constants and scalar atoms in any order, a constant among them.
    fn monomial(&mut self, path: &[usize]) -> Result {
        let mut places = vec![path.to_vec()];
        while let Some(place) = places.last()
            && self.is(&inside(place, 1), &Op::Smul)?
        {
            places.push(inside(place, 1));
        }
        for place in places.iter().rev() {
            self.insert(place)?;
        }
        Ok(())
    }

    /// A scalar before scalars that are in order.
    fn insert(&mut self, path: &[usize]) -> Result {
        let mut place = path.to_vec();
        while self.is(&inside(&place, 1), &Op::Smul)? {
            let (scalar, rest) = self.pair(&place)?;
            let next = head(&rest, &Op::Smul);
            let constants = [&scalar, next].map(|scalar| matches!(scalar.op(), Op::Const(_)));
            if constants == [true, true] {
                self.by(&place, "smul_smul")?;
                return self.fold(&inside(&place, 0));
            }
            if scalar_order(&scalar) <= scalar_order(next) {
                return Ok(());
            }
            self.by(&place, "smul_smul")?;
            self.by(&inside(&place, 0), "mul_comm")?;
            self.back(&place, "smul_smul")?;
            place.push(1);
        }
        Ok(())
    }

    /// A product coordinate by coordinate.
    fn product(&mut self, path: &[usize]) -> Result {
        let (left, right) = self.pair(path)?;
        if is_zero(&left) || *left.op() == Op::Add && !is_zero(&right) {
            self.by(path, "hadamard_comm")?;
        }
        if is_zero(&left) || is_zero(&right) {
            return self.by(path, "hadamard_zero");
        }
        if *left.op() == Op::Add || *right.op() == Op::Add {
            return self.distribute(path, 1, "hadamard_add", Self::product);
        }
        let place = self.take_out(path, 1, "hadamard_smul")?;
        self.by(&place, "hadamard_comm")?;
        let place = self.take_out(&place, 1, "hadamard_smul")?;
        self.factors(&place)?;
        match self.cancelled(&place)? {
            true => self.scaled(path, &place),
            false => self.monomial(path),
        }
    }

    /// A product of two products of atoms.
    fn factors(&mut self, path: &[usize]) -> Result {
        let (left, right) = self.pair(path)?;
        if is_ones(&left) {
            self.by(path, "hadamard_comm")?;
        }
        if is_ones(&left) || is_ones(&right) {
            self.by(path, "hadamard_fill")?;
            return self.by(path, "one_smul");
        }
        let mut place = path.to_vec();
        loop {
            let (left, right) = self.pair(&place)?;
            if head(&left, &Op::Hadamard) > head(&right, &Op::Hadamard) {
                self.by(&place, "hadamard_comm")?;
            }
            if !self.is(&inside(&place, 0), &Op::Hadamard)? {
                return self.once(path);
            }
            self.by(&place, "hadamard_assoc")?;
            place.push(1);
        }
    }

    fn inner(&mut self, path: &[usize]) -> Result {
        let (left, right) = self.pair(path)?;
        for (position, argument, law) in [
            (0, &left, "real_inner_smul_left"),
            (1, &right, "real_inner_smul_right"),
        ] {
            if is_zero(argument) {
                self.zero_multiple(&inside(path, position))?;
                self.by(path, law)?;
                return self.by(path, "zero_smul");
            }
        }
        if *left.op() == Op::Add {
            return self.distribute(path, 0, "inner_add_left", Self::inner);
        }
        if *right.op() == Op::Add {
            return self.distribute(path, 1, "inner_add_right", Self::inner);
        }
        let place = self.take_out(path, 0, "real_inner_smul_left")?;
        let place = self.take_out(&place, 1, "real_inner_smul_right")?;
        self.inner_of_factors(&place)?;
        self.monomial(path)
    }

    /// The inner product of two products of atoms, as the end of a monomial: the first of all
    /// factors on the left, the product of the others on the right.
    fn inner_of_factors(&mut self, path: &[usize]) -> Result {
        let (left, right) = (inside(path, 0), inside(path, 1));
        if is_ones(self.at(&left)?) && self.is(&right, &Op::Hadamard)? {
            self.back(path, "inner_hadamard")?;
            self.factors(&left)?;
        }
        while self.is(&left, &Op::Hadamard)? {
            self.by(path, "inner_hadamard")?;
            self.factors(&right)?;
        }
        // The first factor on the right, where it is before the one on the left.
        let mut factors = Vec::new();
        let mut place = right.clone();
        while self.is(&place, &Op::Hadamard)? {
            factors.push(inside(&place, 0));
            place.push(1);
        }
        factors.push(place);
        let mut first = (left.clone(), self.at(&left)?.clone());
        for place in factors {
            let factor = self.at(&place)?;
            if factor_order(factor) < factor_order(&first.1) {
                first = (place, factor.clone());
            }
        }
        let (place, first) = first;
        if place == right {
            self.by(path, "real_inner_comm")?;
        } else if place != left {
            self.bring_to_front(&right, &first)?;
            self.back(path, "inner_hadamard")?;
            self.by(&left, "hadamard_comm")?;
            self.by(path, "inner_hadamard")?;
            self.factors(&right)?;
        }
        if !is_movable(&first) {
            return self.core(path);
        }
        self.by(path, "real_inner_comm")?;
        let law = match first.op() {
            Op::Single => "inner_get_single",
            _ => "adjoint_inner_right",
        };
        self.by(path, law)?;
        self.form(path)
    }

    /// A linear map at a vector.
    fn application(&mut self, path: &[usize], term: &Term) -> Result {
        let Some(map) = term.args().first() else {
            return Err(Stuck::Law("a linear map"));
        };
        let place = inside(path, 0);
        match map.op() {
            Op::Add => self.by(path, "add_apply")?,
            Op::Smul => self.by(path, "smul_apply")?,
            Op::Comp => self.by(path, "comp_apply")?,
            Op::Diag => self.by(path, "diag_apply")?,
            Op::Zero(_) => self.by(path, "zero_apply")?,
            Op::Id(_) => self.by(path, "id_apply")?,
            Op::Sub => self.by(&place, "sub_eq_add_neg")?,
            Op::Neg => self.back(&place, "neg_one_smul")?,
            Op::Adjoint => {
                let of = inside(&place, 0);
                match self.at(&of)?.op() {
                    Op::Add => self.by(&place, "adjoint_add")?,
                    Op::Smul => self.by(&place, "adjoint_smul")?,
                    Op::Comp => self.by(&place, "adjoint_comp")?,
                    Op::Diag => self.by(&place, "adjoint_diag")?,
                    Op::Id(_) => self.by(&place, "adjoint_id")?,
                    Op::Adjoint => self.by(&place, "adjoint_adjoint")?,
                    Op::Sub => self.by(&of, "sub_eq_add_neg")?,
                    Op::Neg => self.back(&of, "neg_one_smul")?,
                    Op::Pull(_) if value(map).is_some() => self.fold(&place)?,
                    Op::Zero(_) => {
                        self.zero_multiple(&of)?;
                        self.by(&place, "adjoint_smul")?;
                        self.by(&place, "zero_smul")?;
                    }
                    _ => return self.irreducible(path),
                }
            }
            _ => return self.irreducible(path),
        }
        self.form(path)
    }

    /// A linear map that no law takes apart at a vector.
    fn irreducible(&mut self, path: &[usize]) -> Result {
        self.form(&inside(path, 1))?;
        self.linear(path)
    }

    fn linear(&mut self, path: &[usize]) -> Result {
        let (map, vector) = self.pair(path)?;
        if is_zero(&vector) {
            self.zero_multiple(&inside(path, 1))?;
            self.by(path, "map_smul")?;
            return self.by(path, "zero_smul");
        }
        if *vector.op() == Op::Add {
            return self.distribute(path, 1, "map_add", Self::linear);
        }
        let place = self.take_out(path, 1, "map_smul")?;
        if let Some(inverse) = self.moved_in_sum(&place)? {
            self.sum_of_moved(&place, &inverse)?;
            self.linear(&place)?;
            return self.monomial(path);
        }
        if is_sum(&map) {
            self.sum_of_factors(&place)?;
            return self.monomial(path);
        }
        let is_get = |map: &Term| *map.op() == Op::GetClm;
        if is_get(&map) {
            self.by(&place, "getCLM_apply")?;
        } else if *map.op() == Op::Adjoint && map.args().first().is_some_and(is_get) {
            self.by(&place, "adjoint_getCLM")?;
        }
        self.core(&place)?;
        self.monomial(path)
    }
}
