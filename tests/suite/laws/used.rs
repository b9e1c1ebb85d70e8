//! No law, no fact and no rule stands in the file without a proof that rests on it.

use std::collections::BTreeSet;

use torchlean_mirror::exact::{Equation, Limits, Outcome, Prover, goals, identity};
use torchlean_mirror::notation::{Form, Laws, Spec};
use torchlean_mirror::term::{Name, Term};

#[derive(Default)]
struct Used {
    laws: BTreeSet<Name>,
    rules: BTreeSet<Name>,
    facts: BTreeSet<Name>,
}

impl Used {
    fn prove(&mut self, prover: &Prover<'_>, equation: &Equation) {
        match prover.prove(equation) {
            Outcome::Found(proof) => {
                self.laws.extend(proof.laws());
                self.facts.extend(proof.facts());
            }
            Outcome::NotFound(stop) => panic!("{} = {}: {stop}", equation.left, equation.right),
        }
    }
}

fn forms(form: &Form) -> Vec<Term> {
    let mut forms = Vec::new();
    if let Some(node) = form.node() {
        forms.extend([node.forward.clone(), node.jvp.clone(), node.vjp.clone()]);
    }
    match form {
        Form::Fderiv { deriv, .. } => forms.push(deriv.clone()),
        Form::Function(value) => forms.push(value.clone()),
        Form::Node(_) => {}
    }
    forms
}

#[test]
fn every_law_fact_and_rule_is_used() {
    let spec = Spec::built_in().unwrap();
    let laws: &Laws = &spec.laws;
    let prover = Prover::new(laws, Limits::default());
    let mut used = Used::default();
    for entry in &spec.entries {
        if let Some((derivation, goals)) = goals(entry, laws).unwrap() {
            used.rules.extend(derivation.unwrap().rules());
            for goal in &goals {
                used.prove(&prover, &goal.equation);
            }
        }
    }
    for stated in &laws.identities {
        let (derivation, equation) = identity(stated, laws).unwrap();
        used.rules.extend(derivation.iter().flat_map(|d| d.rules()));
        used.facts.extend(derivation.iter().flat_map(|d| d.facts()));
        used.prove(&prover, &equation);
    }
    // Forms are made simpler by the laws that are left, as long as there are any.
    let all = || laws.laws.iter().map(|law| &law.name);
    for form in spec.entries.iter().flat_map(|entry| forms(&entry.form)) {
        if all().all(|name| used.laws.contains(name)) {
            break;
        }
        let simplified = prover.simplify(&form).unwrap();
        used.laws.extend(simplified.proof.laws());
    }
    let unused: Vec<&Name> = all().filter(|name| !used.laws.contains(*name)).collect();
    assert_eq!(unused, Vec::<&Name>::new(), "laws that no proof rests on");
    let unused: Vec<&Name> = laws
        .derivatives
        .iter()
        .map(|rule| &rule.name)
        .filter(|name| !used.rules.contains(*name))
        .collect();
    assert_eq!(
        unused,
        Vec::<&Name>::new(),
        "rules that no derivation rests on"
    );
    let facts = laws.facts.iter().map(|fact| &fact.name);
    let unused: Vec<&Name> = facts.filter(|name| !used.facts.contains(*name)).collect();
    assert_eq!(unused, Vec::<&Name>::new(), "facts that no guard rests on");
}
