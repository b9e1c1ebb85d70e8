//! That what is computed of a definition equals what is stated of it.

use std::collections::BTreeMap;

use super::goal::Equation;
use crate::notation::{ComputingFunction, Entry, Form};
use crate::term::{Name, Op, Sort, SortError, Space, Term};

/// What a function computes equals what it states: the claim of the function, which may be used in
/// proofs of what is computed with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionEquation {
    /// The function's full Lean name.
    pub function: Name,
    /// The variables for whose values it holds; those of numbers stand for tensors.
    pub variables: Vec<(Name, Sort)>,
    /// What is computed, on the left, and what is stated.
    pub equation: Equation,
}

/// That what is computed equals what is stated, part by part, for all values; nothing of an entry
/// whose kernel computes the stated form.
///
/// # Errors
/// When an equation is not well-sorted, which for a well-sorted entry cannot be.
pub fn computed(entry: &Entry) -> Result<Vec<Equation>, SortError> {
    let pairs: Vec<(Term, Term)> = match (&entry.computed, &entry.form) {
        (Some(Form::Function(computed)), Form::Function(stated)) => {
            vec![(computed.clone(), stated.clone())]
        }
        (Some(Form::Node(computed)), Form::Node(stated)) => [
            (&computed.forward, &stated.forward),
            (&computed.jvp, &stated.jvp),
            (&computed.vjp, &stated.vjp),
        ]
        .map(|(computed, stated)| (computed.clone(), stated.clone()))
        .into(),
        (
            Some(Form::Fderiv {
                deriv: computed, ..
            }),
            Form::Fderiv { node, deriv, .. },
        ) => {
            let dx = Term::var("dx", Sort::Vec(node.context.clone()));
            let at = |map: &Term| Term::new(Op::Apply, vec![map.clone(), dx.clone()]);
            vec![(at(computed)?, at(deriv)?)]
        }
        _ => Vec::new(),
    };
    let differ = pairs.into_iter().filter(|(left, right)| left != right);
    let equation = |(left, right)| Equation {
        left,
        right,
        apart: Vec::new(),
    };
    Ok(differ.map(equation).collect())
}

/// The same as it is proved: of a function of numbers for tensors of any shape, coordinate by
/// coordinate.
///
/// # Errors
/// As for [`computed`].
pub fn computed_in_tensors(entry: &Entry) -> Result<Vec<Equation>, SortError> {
    let parameters = &entry.parameters;
    let lifted = |Equation { left, right, apart }| {
        let [left, right] = in_tensors(parameters, [&left, &right])?;
        Ok(Equation { left, right, apart })
    };
    match &entry.form {
        Form::Function(_) => computed(entry)?.into_iter().map(lifted).collect(),
        _ => computed(entry),
    }
}

/// The claim of a function in proofs of what is computed with it.
///
/// # Errors
/// As for [`computed`].
pub fn function_equation(function: &ComputingFunction) -> Result<FunctionEquation, SortError> {
    let sides = [&function.computed, &function.stated];
    let [left, right] = in_tensors(&function.parameters, sides)?;
    let of_numbers = is_of_numbers(&function.parameters, &function.stated);
    let variables = function.parameters.iter().map(|(name, sort)| {
        let sort = if of_numbers {
            Sort::Vec(shape())
        } else {
            sort.clone()
        };
        (name.clone(), sort)
    });
    Ok(FunctionEquation {
        function: function.name.as_str().into(),
        variables: variables.collect(),
        equation: Equation {
            left,
            right,
            apart: Vec::new(),
        },
    })
}

/// The shape of the tensors for which the claim of a function of numbers is proved.
fn shape() -> Space {
    Space::named("s")
}

fn is_of_numbers(parameters: &[(Name, Sort)], value: &Term) -> bool {
    let mut sorts = parameters.iter().map(|(_, sort)| sort);
    *value.sort() == Sort::REAL && sorts.all(|sort| *sort == Sort::REAL)
}

/// Values of a function of numbers in each coordinate, where its parameters are tensors of a
/// shape; those of another function as they are.
fn in_tensors(parameters: &[(Name, Sort)], sides: [&Term; 2]) -> Result<[Term; 2], SortError> {
    let tensors = parameters.iter();
    let tensors = tensors.map(|(name, _)| (name.clone(), Term::var(name, Sort::Vec(shape()))));
    let tensors = tensors.collect();
    let lifted = |side: &Term| match is_of_numbers(parameters, side) {
        true => side.pointwise(&shape(), &tensors, &BTreeMap::new()),
        false => Ok(side.clone()),
    };
    let [left, right] = sides.map(lifted);
    Ok([left?, right?])
}
