//! Theorems: a claim as a statement, its replayed proofs as a term.
//!
//! A proof of an equation is a chain of equalities; a derivation is a term of type `HasD`.

use std::collections::BTreeSet;

use super::claim::{Claim, Unwritable};
use super::general::General;
use super::notation::{
    IN_THEOREM, apart, argument, binders, equation as equation_text, renamed, sort, spaces,
};
use super::structure::{Needs, STRUCTURE, SYMMETRY, rule_field};
use crate::exact::{
    Derivation, Equation, FactInstance, Proof, Reason, Rule, Step, StepStatement, constant,
};
use crate::notation::{DerivativeRule, Laws};
use crate::term::{Apart, Name, Sort, Space, Term};

/// The theorem, and what it needs of the structure.
///
/// # Errors
/// When a step rests on something that is neither a law, nor arithmetic, nor a
/// hypothesis. The rest is for Lean to judge.
pub fn render(claim: &Claim<'_>, laws: &Laws, needs: &mut Needs) -> Result<String, Unwritable> {
    // A theorem must not say less than the claim.
    if claim.equations.is_empty() || claim.equations.len() != claim.proofs.len() {
        return Err(Unwritable::Missing(claim.theorem.name.clone()));
    }
    let general = General::of(claim)?;
    let names = Names::beside(&general);
    let mut statements = Vec::new();
    let mut proofs = Vec::new();
    // What the derivative is claimed under is what its equations are.
    let conditions = general.equations.first();
    let conditions = conditions.map_or(&[][..], |equation| &equation.apart);
    if let Some(derivation) = &general.derivation {
        let point = Point {
            step: claim.step.as_ref(),
            given: free("h", |name| names.taken.contains(name)),
        };
        let (assumed, introduced) = point.hypothesis(derivation, conditions, &names)?;
        statements.push(format!(
            "{assumed}M.HasD {} {} {}",
            point.function(&derivation.term),
            point.function(&derivation.derivative),
            point.name()
        ));
        needs.term(&derivation.derivative);
        let given = Given {
            conditions,
            laws,
            names: &names,
            needs,
        };
        let proof = Derived {
            laws,
            point: &point,
            given,
        }
        .term(derivation)?;
        proofs.push(format!("{introduced}{proof}"));
    }
    for (equation, proof) in general.equations.iter().zip(&general.proofs) {
        let own = variables(equation, &general.parameters);
        let mut bound = binders(&own, IN_THEOREM);
        for (number, condition) in equation.apart.iter().enumerate() {
            let stated = apart(condition, IN_THEOREM, &str::to_string);
            bound.push_str(&format!(" ({} : {stated})", names.guard(number)));
        }
        let stated = equation_text(&equation.left, &equation.right, IN_THEOREM);
        needs.term(&equation.left);
        needs.term(&equation.right);
        if bound.is_empty() {
            statements.push(stated);
            proofs.push(chain(equation, proof, laws, &names, needs)?);
        } else {
            statements.push(format!("∀{bound}, {stated}"));
            let body = chain(equation, proof, laws, &names, needs)?;
            proofs.push(format!("fun{bound} =>\n{body}"));
        }
    }
    let comments: String = claim
        .equations
        .iter()
        .map(|equation| format!("{} = {}", equation.left, equation.right))
        .chain(general.legend.iter().map(|line| format!("where {line}")))
        .map(|line| format!("-- {line}\n"))
        .collect();
    let sorts: Vec<Sort> = general
        .parameters
        .iter()
        .map(|(_, sort)| sort.clone())
        .chain(
            general
                .derivation
                .iter()
                .map(|found| found.derivative.sort().clone()),
        )
        .chain(general.equations.iter().flat_map(|equation| {
            let own = variables(equation, &[]);
            let sorts: Vec<Sort> = own.into_iter().map(|(_, sort)| sort).collect();
            sorts
        }))
        .collect();
    let computed = general.computed.iter().enumerate();
    let computed = computed.map(|(number, (left, right))| {
        let stated = equation_text(left, right, IN_THEOREM);
        format!(" ({} : {stated})", names.computed(number))
    });
    let hypotheses: String = computed.collect();
    Ok(format!(
        "{comments}theorem {} (M : {STRUCTURE}){}{}{hypotheses} :\n    {} :=\n{}\n",
        claim.theorem.name,
        spaces(&sorts, IN_THEOREM),
        binders(&general.parameters, IN_THEOREM),
        conjunction(&statements),
        introduction(&proofs),
    ))
}

fn conjunction(statements: &[String]) -> String {
    match statements {
        [] => "True".into(),
        [one] => one.clone(),
        [first, rest @ ..] => format!("And ({first})\n    ({})", conjunction(rest)),
    }
}

fn introduction(proofs: &[String]) -> String {
    match proofs {
        [] => "True.intro".into(),
        [one] => one.clone(),
        [first, rest @ ..] => format!("  And.intro\n    ({first})\n    ({})", introduction(rest)),
    }
}

/// The variables of an equation that are not parameters.
fn variables(equation: &Equation, parameters: &[(Name, Sort)]) -> Vec<(Name, Sort)> {
    let mut own = equation.left.variables();
    let conditions = equation.apart.iter().flat_map(Apart::sides);
    for (name, sort) in [&equation.right]
        .into_iter()
        .chain(conditions)
        .flat_map(Term::variables)
    {
        if !own.iter().any(|(n, _)| *n == name) {
            own.push((name, sort));
        }
    }
    own.retain(|(name, _)| !parameters.iter().any(|(n, _)| n == name));
    own.sort_by_key(|(name, _)| ["x", "dx", "δ"].iter().position(|n| *n == &**name));
    own
}

/// The point that a derivation is by.
struct Point<'a> {
    step: Option<&'a StepStatement>,
    /// The name of the hypothesis, if there is one.
    given: String,
}

impl Point<'_> {
    /// The value and the derivative that the hypothesis is about, by name.
    fn variables(&self) -> Option<(&Term, &Term)> {
        let hypothesis = &self.step?.hypothesis;
        Some((&hypothesis.value, &hypothesis.derivative))
    }

    fn is_of_point(&self, variable: &str) -> bool {
        self.variables().is_some_and(|(value, derivative)| {
            [value, derivative]
                .into_iter()
                .any(|of| of.mentions(variable))
        })
    }

    /// Its name.
    fn name(&self) -> &str {
        match self.step {
            Some(step) => &step.point,
            None => "x",
        }
    }

    /// The names in a term at the point. What a hypothesis is about is a function already.
    fn at(&self, name: &str) -> String {
        if self.is_of_point(name) {
            format!("({name} {})", self.name())
        } else {
            name.to_string()
        }
    }

    /// A term as a function of the point.
    fn function(&self, body: &Term) -> String {
        let point = self.name();
        let mut variables = body.variables().into_iter();
        let depends = variables.any(|(name, _)| *name == *point || self.is_of_point(&name));
        let bound = if depends { point } else { "_" };
        let body = renamed(body, IN_THEOREM, &|name| self.at(name));
        format!("(fun {bound} => {body})")
    }

    /// What a theorem assumes about the point, and how its proof takes that up.
    fn hypothesis(
        &self,
        derivation: &Derivation,
        conditions: &[Apart],
        names: &Names,
    ) -> Result<(String, String), Unwritable> {
        let point = self.name();
        let Some(Space::Hom(from, _)) = derivation.derivative.space() else {
            let message = format!("`{}` is not a linear map", derivation.derivative);
            return Err(Unwritable::Sort(message));
        };
        let from = sort(&Sort::Vec((**from).clone()), IN_THEOREM);
        let (mut assumed, mut introduced) = (String::new(), String::new());
        for (number, condition) in conditions.iter().enumerate() {
            let stated = apart(condition, IN_THEOREM, &|name| self.at(name));
            assumed.push_str(&format!("{stated} → "));
            introduced.push_str(&format!(" {}", names.guard(number)));
        }
        let Some((value, derivative)) = self.variables() else {
            return Ok((
                format!("∀ ({point} : {from}), {assumed}"),
                format!("fun {point}{introduced} => "),
            ));
        };
        let binder = |of: &Term| {
            let to = sort(of.sort(), IN_THEOREM);
            format!(" ({of} : {from} → {to})")
        };
        let (value_binder, derivative_binder) = (binder(value), binder(derivative));
        Ok((
            format!(
                "∀{value_binder}{derivative_binder} ({point} : {from}), M.HasD {value} {derivative} {point} → {assumed}"
            ),
            format!(
                "fun {value} {derivative} {point} {}{introduced} => ",
                self.given
            ),
        ))
    }
}

/// The conditions that guards are established by, under the names of their hypotheses, and the
/// facts.
struct Given<'a> {
    conditions: &'a [Apart],
    laws: &'a Laws,
    names: &'a Names,
    needs: &'a mut Needs,
}

impl Given<'_> {
    /// A proof of a guard, for which these facts are the evidence. `at` names variables.
    fn proof(
        &mut self,
        guard: &Apart,
        facts: &[FactInstance],
        at: &dyn Fn(&str) -> String,
    ) -> Result<String, Unwritable> {
        for instance in facts {
            let fact = self.laws.fact(&instance.fact);
            let fact = fact.ok_or_else(|| Unwritable::NoLaw(instance.fact.to_string()))?;
            if fact.apart.apply(&instance.substitution).as_ref() != Ok(guard) {
                continue;
            }
            let mut text = format!("(M.{}", fact.name);
            for (variable, _) in &fact.variables {
                let value = instance.substitution.terms.get(variable);
                let value = value.ok_or_else(|| Unwritable::Guard(guard.to_string()))?;
                self.needs.term(value);
                text.push_str(&format!(" ({})", renamed(value, IN_THEOREM, at)));
            }
            for guard in &fact.guards {
                let guard = guard.apply(&instance.substitution);
                let guard = guard.map_err(|why| Unwritable::Sort(why.to_string()))?;
                text.push_str(&format!(" {}", self.proof(&guard, &[], at)?));
            }
            text.push(')');
            return Ok(text);
        }
        let mut conditions = self.conditions.iter();
        if let Some(number) = conditions.position(|condition| condition.is(guard)) {
            let hypothesis = self.names.guard(number);
            return Ok(match self.conditions.get(number) {
                Some(condition) if condition != guard => {
                    format!("(M.{SYMMETRY} _ _ {hypothesis})")
                }
                _ => hypothesis,
            });
        }
        let field = guard
            .of_zero()
            .and_then(|scalar| self.needs.nonzero(scalar));
        let field = field.ok_or_else(|| Unwritable::Guard(guard.to_string()))?;
        Ok(format!("M.{field}"))
    }
}

/// Derivations as terms of type `HasD`.
struct Derived<'a> {
    laws: &'a Laws,
    point: &'a Point<'a>,
    given: Given<'a>,
}

impl Derived<'_> {
    fn term(&mut self, derivation: &Derivation) -> Result<String, Unwritable> {
        let point = self.point;
        let Rule::Named(name) = &derivation.rule else {
            return Ok(point.given.clone());
        };
        let rule: &DerivativeRule = self
            .laws
            .derivatives
            .iter()
            .find(|rule| rule.name == *name)
            .ok_or_else(|| Unwritable::NoLaw(name.to_string()))?;
        let differentiated = rule.differentiated();
        let mut constants = String::new();
        let mut functions = String::new();
        let mut derivatives = String::new();
        let mut premises = String::new();
        for (variable, _) in &rule.variables {
            let value = derivation
                .substitution
                .terms
                .get(variable)
                .ok_or(Unwritable::Step(0))?;
            if !differentiated.contains(variable) {
                constants.push_str(&format!(" {}", argument(value, IN_THEOREM)));
                continue;
            }
            let (_, premise) = derivation
                .premises
                .iter()
                .find(|(v, _)| v == variable)
                .ok_or(Unwritable::Step(0))?;
            functions.push_str(&format!(" {}", point.function(value)));
            derivatives.push_str(&format!(" {}", point.function(&premise.derivative)));
            premises.push_str(&format!(" ({})", self.term(premise)?));
        }
        let mut guards = String::new();
        for guard in &rule.apart {
            let guard = guard.apply(&derivation.substitution);
            let guard = guard.map_err(|why| Unwritable::Sort(why.to_string()))?;
            let at = |name: &str| point.at(name);
            let proof = self.given.proof(&guard, &derivation.facts, &at)?;
            guards.push_str(&format!(" {proof}"));
        }
        Ok(format!(
            "M.{}{constants}{functions}{derivatives} {}{premises}{guards}",
            rule_field(rule),
            point.name()
        ))
    }
}

/// A proof as a chain of equalities. The equalities of a subterm are a chain of their own, so that
/// the term around it is written once.
fn chain(
    equation: &Equation,
    proof: &Proof,
    laws: &Laws,
    names: &Names,
    needs: &mut Needs,
) -> Result<String, Unwritable> {
    let mut chain = Chain {
        equation,
        laws,
        names,
        needs,
        lines: 0,
        steps: 0,
    };
    let steps: Vec<&Step> = proof.steps.iter().collect();
    chain.of(&proof.start, &steps, &[])
}

/// What the lines of a proof are written with.
struct Chain<'a> {
    equation: &'a Equation,
    laws: &'a Laws,
    names: &'a Names,
    needs: &'a mut Needs,
    /// How many lines are written.
    lines: usize,
    /// How many steps of the proof are in them.
    steps: usize,
}

impl Chain<'_> {
    /// Steps inside the subterm at a path, which is `start` before them, as equalities of it.
    /// Steps in different arguments do not meet, so those in one argument are taken together.
    fn of(&mut self, start: &Term, steps: &[&Step], path: &[usize]) -> Result<String, Unwritable> {
        let indent = "  ".repeat(path.len() + 1);
        let mut text = String::new();
        let mut lines: Vec<String> = Vec::new();
        let mut current = start.clone();
        let mut rest = steps.to_vec();
        while let Some(&first) = rest.first() {
            let misfit = Unwritable::Step(self.steps + 1);
            let argument = |step: &Step| step.path.get(path.len()).copied();
            let (group, others) = match argument(first) {
                None => (vec![first], rest.split_off(1)),
                Some(of) => {
                    let inside = rest.iter().take_while(|step| argument(step).is_some());
                    let later = rest.split_off(inside.count());
                    let (group, mut others): (Vec<_>, Vec<_>) = rest
                        .into_iter()
                        .partition(|step| argument(step) == Some(of));
                    others.extend(later);
                    (group, others)
                }
            };
            let place = shared(&group);
            let below = place.get(path.len()..).unwrap_or_default();
            let old = current.at(below).ok_or(misfit.clone())?.clone();
            let last = group.last().and_then(|step| step.after.at(&place));
            let new = last.ok_or(misfit.clone())?;
            let equality = match group.as_slice() {
                [step] => self.reason(&old, new, step)?,
                group => format!("\n{}{indent}  ", self.of(&old, group, &place)?),
            };
            let (proof, after) = if below.is_empty() {
                (equality, new.clone())
            } else {
                let hole = &self.names.hole;
                let context = Term::var(hole, old.sort().clone());
                let context = current.with(below, &context).ok_or(misfit.clone())?;
                let context = renamed(&context, IN_THEOREM, &str::to_string);
                let proof = format!("congrArg (fun {hole} => {context}) ({equality})");
                (proof, current.with(below, new).ok_or(misfit)?)
            };
            self.lines += 1;
            let line = format!("{}{}", self.names.step, self.lines);
            let stated = equation_text(&current, &after, IN_THEOREM);
            text.push_str(&format!(
                "{indent}have {line} : {stated} :=\n{indent}  {proof}\n"
            ));
            lines.push(line);
            current = after;
            rest = others;
        }
        let last = match lines.split_last() {
            None => format!("Eq.refl {}", argument(start, IN_THEOREM)),
            Some((last, before)) => {
                let mut before = before.iter().rev();
                match before.next() {
                    None => last.clone(),
                    Some(line) => before.fold(format!("Eq.trans {line} {last}"), |rest, line| {
                        format!("Eq.trans {line} ({rest})")
                    }),
                }
            }
        };
        let end = if path.is_empty() { "" } else { "\n" };
        text.push_str(&format!("{indent}{last}{end}"));
        Ok(text)
    }

    /// Why a step holds: the law, of the subterm that it changes.
    fn reason(&mut self, old: &Term, new: &Term, step: &Step) -> Result<String, Unwritable> {
        self.steps += 1;
        self.needs.term(&step.after);
        let misfit = Unwritable::Step(self.steps);
        let equality = match &step.reason {
            Reason::Fold if *old.sort() != Sort::REAL => {
                self.names.hypothesis(old, new).ok_or(misfit)?
            }
            Reason::Fold => {
                // Lean takes the line as a hypothesis, so it has to be true.
                if constant(old).is_none() || constant(old) != constant(new) {
                    return Err(misfit);
                }
                format!("M.{}", self.needs.arithmetic(old, new))
            }
            Reason::Law(name) => self.law(name, step, misfit)?,
            // No theorem is about what is computed.
            Reason::Computed(_) => return Err(misfit),
        };
        Ok(match step.reversed {
            true => format!("Eq.symm ({equality})"),
            false => equality,
        })
    }

    /// A law with its arguments and hypotheses.
    fn law(&mut self, name: &Name, step: &Step, misfit: Unwritable) -> Result<String, Unwritable> {
        let law = self.laws.law(name);
        let law = law.ok_or_else(|| Unwritable::NoLaw(name.to_string()))?;
        let mut text = format!("M.{name}");
        for (variable, _) in &law.variables {
            let value = step.substitution.terms.get(variable);
            let value = value.ok_or(misfit.clone())?;
            text.push(' ');
            text.push_str(&argument(value, IN_THEOREM));
        }
        let mut given = Given {
            conditions: &self.equation.apart,
            laws: self.laws,
            names: self.names,
            needs: self.needs,
        };
        for guard in &law.apart {
            let guard = guard.apply(&step.substitution);
            let guard = guard.map_err(|_| misfit.clone())?;
            text.push(' ');
            text.push_str(&given.proof(&guard, &step.facts, &str::to_string)?);
        }
        Ok(text)
    }
}

/// The longest path that leads to all that the steps change.
fn shared(steps: &[&Step]) -> Vec<usize> {
    let mut paths = steps.iter().map(|step| step.path.as_slice());
    let first = paths.next().unwrap_or_default();
    let length = paths.fold(first.len(), |length, path| {
        let equal = first.iter().zip(path).take_while(|(a, b)| a == b);
        equal.count().min(length)
    });
    first.iter().take(length).copied().collect()
}

/// The names in a theorem besides the variables of its claim.
struct Names {
    /// The equations between linear maps that are hypotheses.
    equations: Vec<(Term, Term)>,
    /// Variables and spaces of the claim.
    taken: BTreeSet<Name>,
    /// The variable of a context.
    hole: String,
    /// What the names of steps begin with.
    step: String,
}

impl Names {
    fn beside(claim: &General) -> Names {
        let mut taken = BTreeSet::new();
        let equations = claim.equations.iter();
        let own = equations.flat_map(|equation| variables(equation, &[]));
        for (name, sort) in own.chain(claim.parameters.iter().cloned()) {
            taken.extend(sort.names());
            taken.insert(name);
        }
        let numbered = |prefix: &str| {
            taken.iter().any(|name| {
                let number = name.strip_prefix(prefix).unwrap_or("");
                !number.is_empty() && number.chars().all(|c| c.is_ascii_digit())
            })
        };
        Names {
            hole: free("t", |name| taken.contains(name)),
            step: free("s", numbered),
            equations: claim.computed.clone(),
            taken,
        }
    }

    /// The hypothesis that is the equation of this number.
    fn computed(&self, number: usize) -> String {
        free(&format!("h{}", number + 1), |name| {
            self.taken.contains(name)
        })
    }

    /// The hypothesis that two linear maps are equal.
    fn hypothesis(&self, left: &Term, right: &Term) -> Option<String> {
        let mut equations = self.equations.iter();
        let number = equations.position(|(l, r)| (l, r) == (left, right));
        number.map(|number| self.computed(number))
    }

    /// The hypothesis that is the condition of this number.
    fn guard(&self, number: usize) -> String {
        free(&format!("g{}", number + 1), |name| {
            self.taken.contains(name)
        })
    }
}

/// The name, made longer until it does not clash.
fn free(name: &str, clashes: impl Fn(&str) -> bool) -> String {
    let mut name = name.to_string();
    while clashes(&name) {
        name.push('_');
    }
    name
}
