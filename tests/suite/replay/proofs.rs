//! All proofs and derivations of the module.

use torchlean_mirror::exact::{
    Derivation, Equation, Limits, Outcome, Proof, Prover, goals, identity, replay,
    replay_derivation,
};
use torchlean_mirror::notation::{Laws, Spec};
use torchlean_mirror::term::Space;

/// An equation with its proof, as found.
pub struct Proved {
    pub equation: Equation,
    pub proof: Proof,
}

/// A derivation with the space of its point.
pub struct Derived {
    pub derivation: Derivation,
    pub domain: Space,
}

pub struct Module {
    pub laws: Laws,
    pub proofs: Vec<Proved>,
    pub derivations: Vec<Derived>,
}

impl Module {
    /// Proves every goal and every identity.
    pub fn proved() -> Module {
        let spec = Spec::built_in().unwrap();
        let prover = Prover::new(&spec.laws, Limits::default());
        let mut proofs = Vec::new();
        let mut derivations = Vec::new();
        let mut prove = |equation: &Equation| match prover.prove(equation) {
            Outcome::Found(proof) => proofs.push(Proved {
                equation: equation.clone(),
                proof,
            }),
            Outcome::NotFound(stop) => panic!("{} = {}: {stop}", equation.left, equation.right),
        };
        for entry in &spec.entries {
            if let Some((derivation, goals)) = goals(entry, &spec.laws).unwrap() {
                let domain = entry.form.node().unwrap().context.clone();
                let derivation = derivation.unwrap();
                derivations.push(Derived { derivation, domain });
                goals.iter().for_each(|goal| prove(&goal.equation));
            }
        }
        for stated in &spec.laws.identities {
            let (derivation, equation) = identity(stated, &spec.laws).unwrap();
            if let (Some(derivation), Some(domain)) = (derivation, stated.point.clone()) {
                derivations.push(Derived { derivation, domain });
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
    for Proved { equation, proof } in &module.proofs {
        replay(proof, equation, &module.laws).unwrap_or_else(|e| panic!("{}: {e}", equation.left));
        // Each step leads to a well-sorted term of the claim's sort.
        for step in &proof.steps {
            assert_eq!(step.after.sort(), equation.left.sort());
        }
        assert_eq!(proof.end(), &equation.right);
    }
    for Derived { derivation, domain } in &module.derivations {
        replay_derivation(derivation, "x", domain, &module.laws)
            .unwrap_or_else(|e| panic!("{}: {e}", derivation.term));
    }
    assert!(module.proofs.len() >= 40, "{} proofs", module.proofs.len());
    assert!(module.derivations.len() >= 15);
}
