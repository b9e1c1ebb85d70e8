//! All proofs and derivations of what is mirrored.

use std::sync::LazyLock;

use torchlean_mirror::exact::{
    Derivation, Differentiation, Equation, FunctionEquation, Limits, Outcome, Proof, Prover,
    Rejection, computed_in_tensors, function_equation, goals, identity, replay_computed,
    replay_derivation_given,
};
use torchlean_mirror::notation::{Laws, Spec};
use torchlean_mirror::term::{Apart, Space};

/// An equation with its proof, as found.
pub struct Proved {
    pub equation: Equation,
    /// The functions whose claims it may use.
    pub functions: Vec<FunctionEquation>,
    pub proof: Proof,
}

impl Proved {
    /// Replays a proof of it.
    pub fn replay(&self, proof: &Proof, laws: &Laws) -> Result<(), Rejection> {
        replay_computed(proof, &self.equation, &self.functions, laws)
    }
}

/// A derivation with the space of its point, and the conditions under which it is one.
pub struct Derived {
    pub derivation: Derivation,
    pub domain: Space,
    pub conditions: Vec<Apart>,
}

impl Derived {
    /// Replays a derivation of it where its conditions hold.
    pub fn replay(&self, derivation: &Derivation, laws: &Laws) -> Result<(), Rejection> {
        let by = Differentiation::at("x", &self.domain).under(&self.conditions);
        replay_derivation_given(derivation, &by, laws)
    }
}

pub struct Module {
    pub laws: Laws,
    pub proofs: Vec<Proved>,
    pub derivations: Vec<Derived>,
}

impl Module {
    /// All that is proved, once for all tests.
    pub fn proved() -> &'static Module {
        static ALL: LazyLock<Module> = LazyLock::new(Module::prove);
        &ALL
    }

    /// Proves every goal, every identity, and what is claimed of computed forms.
    fn prove() -> Module {
        let spec = Spec::built_in().unwrap();
        let prover = Prover::new(&spec.laws, Limits::default());
        let mut proofs = Vec::new();
        let mut derivations = Vec::new();
        let mut prove_with = |equation: &Equation, functions: &[FunctionEquation]| match prover
            .prove_computed(equation, functions)
        {
            Outcome::Found(proof) => proofs.push(Proved {
                equation: equation.clone(),
                functions: functions.to_vec(),
                proof,
            }),
            Outcome::NotFound(stop) => {
                panic!("{} = {}: {stop}", equation.left, equation.right)
            }
        };
        for entry in &spec.entries {
            let functions = entry.functions.iter();
            let functions = functions.map(|function| function_equation(function).unwrap());
            let functions: Vec<FunctionEquation> = functions.collect();
            for equation in computed_in_tensors(entry).unwrap() {
                prove_with(&equation, &functions);
            }
        }
        let mut prove = |equation: &Equation| prove_with(equation, &[]);
        for entry in &spec.entries {
            if let Some((derivation, goals)) = goals(entry, &spec.laws).unwrap() {
                let domain = entry.form.node().unwrap().context.clone();
                let derivation = derivation.unwrap();
                derivations.push(Derived {
                    derivation,
                    domain,
                    conditions: entry.conditions.clone(),
                });
                goals.iter().for_each(|goal| prove(&goal.equation));
            }
        }
        for stated in &spec.laws.identities {
            let (derivation, equation) = identity(stated, &spec.laws).unwrap();
            if let (Some(derivation), Some(domain)) = (derivation, stated.point.clone()) {
                derivations.push(Derived {
                    derivation,
                    domain,
                    conditions: stated.apart.clone(),
                });
            }
            prove(&equation);
        }
        Module {
            laws: spec.laws,
            proofs,
            derivations,
        }
    }
}

#[test]
fn every_proof_and_every_derivation_replays() {
    let module = Module::proved();
    for proved in &module.proofs {
        let Proved {
            equation, proof, ..
        } = proved;
        let replayed = proved.replay(proof, &module.laws);
        replayed.unwrap_or_else(|e| panic!("{}: {e}", equation.left));
        // Each step leads to a well-sorted term of the claim's sort.
        for step in &proof.steps {
            assert_eq!(step.after.sort(), equation.left.sort());
        }
        assert_eq!(proof.end(), &equation.right);
    }
    for derived in &module.derivations {
        let found = derived.replay(&derived.derivation, &module.laws);
        found.unwrap_or_else(|e| panic!("{}: {e}", derived.derivation.term));
    }
    assert!(module.proofs.len() >= 40, "{} proofs", module.proofs.len());
    assert!(module.derivations.len() >= 15);
}
