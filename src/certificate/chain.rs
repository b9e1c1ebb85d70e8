//! A proof as a chain of equalities, one line per step.

use super::names::Names;
use super::notation::{IN_THEOREM, argument, equation as equation_text, renamed};
use super::structure::Needs;
use super::theorem::Unwritable;
use crate::exact::{Equation, Proof, Reason, Step, constant};
use crate::notation::Laws;
use crate::term::Term;

/// A proof as a chain of equalities, one line per step.
pub(super) fn chain(
    equation: &Equation,
    proof: &Proof,
    laws: &Laws,
    names: &Names,
    needs: &mut Needs,
) -> Result<String, Unwritable> {
    let s = &names.step;
    let mut text = String::new();
    let mut current = &proof.start;
    for (position, step) in proof.steps.iter().enumerate() {
        let number = position + 1;
        needs.term(&step.after);
        let reason = reason(current, step, number, equation, laws, names, needs)?;
        text.push_str(&format!(
            "  have {s}{number} : {} :=\n    {reason}\n",
            equation_text(current, &step.after, IN_THEOREM),
        ));
        current = &step.after;
    }
    let last = match proof.steps.len() {
        0 => format!("Eq.refl {}", argument(&proof.start, IN_THEOREM)),
        count => (1..count).rev().fold(format!("{s}{count}"), |rest, step| {
            let rest = if step + 1 == count {
                rest
            } else {
                format!("({rest})")
            };
            format!("Eq.trans {s}{step} {rest}")
        }),
    };
    text.push_str(&format!("  {last}"));
    Ok(text)
}

/// Why a step holds: the law at its place.
fn reason(
    before: &Term,
    step: &Step,
    number: usize,
    equation: &Equation,
    laws: &Laws,
    names: &Names,
    needs: &mut Needs,
) -> Result<String, Unwritable> {
    let misfit = Unwritable::Step(number);
    let old = before.at(&step.path).ok_or(misfit.clone())?;
    let new = step.after.at(&step.path).ok_or(misfit.clone())?;
    let mut equality = match &step.reason {
        Reason::Fold => {
            // Lean takes the line as a hypothesis, so it has to be true.
            if constant(old).is_none() || constant(old) != constant(new) {
                return Err(misfit);
            }
            format!("M.{}", needs.arithmetic(old, new))
        }
        Reason::Law(name) => {
            let law = laws
                .law(name)
                .ok_or_else(|| Unwritable::NoLaw(name.to_string()))?;
            let mut text = format!("M.{name}");
            for (variable, _) in &law.variables {
                let value = step
                    .substitution
                    .terms
                    .get(variable)
                    .ok_or(misfit.clone())?;
                text.push(' ');
                text.push_str(&argument(value, IN_THEOREM));
            }
            for guard in &law.nonzero {
                let scalar = step.substitution.apply(guard).map_err(|_| misfit.clone())?;
                let hypothesis = if equation.nonzero.contains(&scalar) {
                    names.guard(&scalar)
                } else {
                    let field = needs.nonzero(&scalar);
                    format!("M.{}", field.ok_or(Unwritable::Guard(scalar.to_string()))?)
                };
                text.push(' ');
                text.push_str(&hypothesis);
            }
            text
        }
    };
    if step.reversed {
        equality = format!("Eq.symm ({equality})");
    }
    if step.path.is_empty() {
        return Ok(equality);
    }
    let hole = &names.hole;
    let context = with_hole(before, &step.path, hole).ok_or(misfit)?;
    let context = renamed(&context, IN_THEOREM, &str::to_string);
    Ok(format!("congrArg (fun {hole} => {context}) ({equality})"))
}

/// The term with a variable in place of the subterm at a path.
fn with_hole(term: &Term, path: &[usize], hole: &str) -> Option<Term> {
    let Some((&first, rest)) = path.split_first() else {
        return Some(Term::var(hole, term.sort().clone()));
    };
    let mut args = term.args().to_vec();
    let arg = args.get_mut(first)?;
    *arg = with_hole(arg, rest, hole)?;
    Term::new(term.op().clone(), args).ok()
}
