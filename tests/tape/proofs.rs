//! The proofs about tapes, and tampered ones.

use torchlean_mirror::exact::{
    Limits, Obligation, Prover, TapeProof, TapeRejection, prove_tape, replay_tape,
};
use torchlean_mirror::spec::{Argument, Spec, Tape};
use torchlean_mirror::term::{Op, Term};

use super::{examples, read};

const CLAIMS: [Obligation; 3] = [
    Obligation::Derivative,
    Obligation::Adjoint,
    Obligation::LinearMap,
];

fn prove(spec: &Spec, tape: &Tape, obligation: Obligation) -> TapeProof {
    let prover = Prover::new(&spec.laws, Limits::default());
    let proof = prove_tape(tape, &spec.entries, obligation, &prover, &spec.laws);
    proof.unwrap_or_else(|e| panic!("{obligation:?} of {}: {e}", e.entry))
}

#[test]
fn every_node_is_proved_as_a_step_and_every_example_as_a_tape() {
    let spec = Spec::built_in().unwrap();
    for (name, tape) in examples() {
        for claim in CLAIMS {
            let proof = prove(&spec, &tape, claim);
            println!("{name} {claim:?}: {} steps", proof.steps());
            assert_eq!(
                replay_tape(&proof, &tape, &spec.entries, &spec.laws),
                Ok(())
            );
        }
    }
}
