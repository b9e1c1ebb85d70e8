//! What a proof about a tape rests on, and the names and instances of its steps.

use std::collections::BTreeMap;

use torchlean_mirror::audit::{ClaimName, Evidence, TapeReport, Verdict, audit, audit_tape};
use torchlean_mirror::exact::{
    Derivation, Limits, Obligation, Prover, TapeNames, TapeRejection, instance, prove_tape,
    replay_tape, step_forms,
};
use torchlean_mirror::nodes::kernels;
use torchlean_mirror::notation::{Files, Form, Source, Spec, Tape, read_entries, read_tape};
use torchlean_mirror::term::{Op, Rational, Term};

use super::audited::options;
use super::{ALL_NODES, examples, read};

fn evidence(report: &TapeReport, name: ClaimName) -> Option<&Evidence> {
    match &report.claim(name).unwrap().verdict {
        Verdict::Proved(evidence) => Some(evidence),
        _ => None,
    }
}

const CLAIMS: [ClaimName; 3] = [
    ClaimName::Derivative,
    ClaimName::Adjoint,
    ClaimName::LinearMap,
];

#[test]
fn the_evidence_of_a_claim_is_that_of_its_proof() {
    let mut spec = Spec::built_in().unwrap();
    spec.laws.identities.clear();
    let of_entries = audit(&spec, &[], &options(0), |_| {}).unwrap();
    for tape in examples().into_iter().map(|(_, tape)| tape) {
        let report = audit_tape(&spec, &tape, &kernels(), &options(1));
        for name in CLAIMS {
            let claim = report.claim(name).unwrap();
            let evidence = evidence(&report, name).unwrap();
            let proof = claim.tape_proof().unwrap();
            let mut steps = 0;
            for theorem in &proof.theorems {
                steps += theorem.derivation.as_ref().map_or(0, Derivation::size);
                steps += theorem.proofs.iter().map(|p| p.steps.len()).sum::<usize>();
            }
            assert!(steps > 0);
            assert_eq!((proof.steps(), evidence.steps()), (steps, steps));
            assert!(!evidence.laws().is_empty());
            assert_eq!(evidence.rules().is_empty(), name == ClaimName::Adjoint);
            // The points are those at which the claims of the entries themselves were evaluated.
            let mut points = 0;
            for theorem in &proof.theorems {
                let mut definitions = of_entries.definitions.iter();
                let own = definitions.find(|d| d.entry.name == theorem.entry).unwrap();
                let mut claims = own.claims.iter();
                let own = claims.find(|own| own.name == name).unwrap();
                let Verdict::Proved(own) = &own.verdict else {
                    panic!("{} is not proved", theorem.entry);
                };
                points += own.points;
            }
            assert!(points > 0);
            assert_eq!(evidence.points, points);
        }
    }
}

#[test]
fn no_claim_rests_on_a_law_that_does_not_hold() {
    let right = Spec::built_in().unwrap();
    let tape = read("tape t input x : [2] let y := square x").unwrap();
    let report = audit_tape(&right, &tape, &kernels(), &options(1));
    let mut withdrawn = 0;
    for name in CLAIMS {
        for law in evidence(&report, name).unwrap().laws() {
            // The law says twice as much as before of its left side.
            let mut spec = right.clone();
            let own = spec.laws.laws.iter_mut().find(|own| own.name == law);
            let Some(own) = own else { continue };
            let two = Term::constant(Rational::from_integer(2.into()));
            // Of real numbers `•` is the product.
            own.left = Term::new(Op::Smul, vec![two, own.left.clone()]).unwrap();
            let report = audit_tape(&spec, &tape, &kernels(), &options(1));
            for name in CLAIMS {
                let rests = evidence(&report, name).is_some_and(|e| e.laws().contains(&law));
                assert!(!rests, "{name:?} rests on a false `{law}`");
            }
            withdrawn += 1;
        }
    }
    assert!(withdrawn > 5, "{withdrawn}");
}

#[test]
fn names_that_a_tape_has_taken_are_not_taken_again() {
    let names = |text: &str| TapeNames::beside(&read(text).unwrap());
    let plain = names("tape t input x : [] let y := square x");
    assert_eq!(plain.tangent("x"), "dx");
    assert_eq!(plain.cotangent(), "δ");
    assert_eq!(plain.constant("y", "c"), "y.c");
    let taken = names("tape t input x : [] input dx : [] let δ := mul x dx");
    assert_eq!(taken.tangent("x"), "ddx");
    assert_eq!(taken.cotangent(), "_δ");
}

#[test]
fn constants_are_named_by_their_step_and_scalars_are_written_out() {
    let spec = Spec::built_in().unwrap();
    let tape = read(ALL_NODES).unwrap();
    let names = TapeNames::beside(&tape);
    let prover = Prover::new(&spec.laws, Limits::default());
    let mut shown: BTreeMap<&str, String> = BTreeMap::new();
    for step in &tape.steps {
        let entry = spec.entry(&step.entry).unwrap();
        let forms = step_forms(&tape, step, entry, &names, &prover, &spec.laws);
        let value = forms.unwrap().unwrap().value;
        shown.insert(&step.name, value.given.to_string());
    }
    assert_eq!(shown["g"], "(-1 / 3) • f");
    assert_eq!(shown["j"], "j.A i + j.b");
    assert_eq!(shown["h"], "h.coeff ⊙ g");
}

/// An entry with shapes that constants alone have.
const GATED: &str = "module M namespace N
node gated (idx : Idx Γ s) (w : Vec t) (m : Mask u) (A : Vec p →L[ℝ] Vec q) : Node Γ s
  forward x    := get idx x
  jvp     x dx := get idx dx
  vjp     x δ  := single idx δ
";

fn gated() -> (Spec, Tape) {
    let mut spec = Spec::built_in().unwrap();
    let own = read_entries(&Source::new("own.spec", GATED)).unwrap();
    spec.entries.extend(own);
    let text = "tape t input x : [3]
let y := gated x [1, 2] [true] [[1, 2, 3, 4], [5, 6, 7, 8]]
let z := gated y [] [] []";
    let source = Source::new("t.tape", text);
    let tape = read_tape(&source, &spec.entries, &Files::beside(".")).unwrap();
    (spec, tape)
}

#[test]
fn a_shape_that_a_constant_alone_has_is_the_size_of_the_constant() {
    let (spec, tape) = gated();
    let entry = spec.find("gated").unwrap();
    let found = instance(entry, &tape.steps[0], &[&[3]]);
    let shapes = found
        .shapes
        .iter()
        .map(|(name, dims)| (&**name, dims.as_slice()));
    let expected: [(&str, &[usize]); 5] = [
        ("p", &[4]),
        ("q", &[2]),
        ("s", &[3]),
        ("t", &[2]),
        ("u", &[1]),
    ];
    assert_eq!(shapes.collect::<Vec<_>>(), expected);
    let prover = Prover::new(&spec.laws, Limits::default());
    for claim in [
        Obligation::Derivative,
        Obligation::Adjoint,
        Obligation::LinearMap,
    ] {
        let proof = prove_tape(&tape, &spec.entries, claim, &prover, &spec.laws).unwrap();
        assert_eq!(
            replay_tape(&proof, &tape, &spec.entries, &spec.laws),
            Ok(())
        );
    }
}

#[test]
fn a_rejection_names_the_step_and_counts_from_one() {
    let spec = Spec::built_in().unwrap();
    let tape = read("tape t input x : [2] let y := square x let z := square y").unwrap();
    let prover = Prover::new(&spec.laws, Limits::default());
    let claim = Obligation::Derivative;
    for (at, name) in [(0, "y"), (1, "z")] {
        let mut proof = prove_tape(&tape, &spec.entries, claim, &prover, &spec.laws).unwrap();
        proof.instances[at].arguments.clear();
        let rejected = replay_tape(&proof, &tape, &spec.entries, &spec.laws).unwrap_err();
        let TapeRejection::Step {
            step, name: found, ..
        } = &rejected
        else {
            panic!("{rejected}");
        };
        assert_eq!((*step, &**found), (at + 1, name));
    }
    assert!(matches!(spec.find("square").unwrap().form, Form::Node(_)));
}

#[test]
fn a_step_that_cannot_be_proved_is_named() {
    let mut right = Spec::built_in().unwrap();
    right.laws.identities.clear();
    let tape = read("tape t input x : [2] let y := scale x 3 let z := mul y x").unwrap();
    let mut named = 0;
    for law in 0..right.laws.laws.len() {
        let mut spec = right.clone();
        spec.laws.laws.remove(law);
        let prover = Prover::new(&spec.laws, Limits::default());
        let obligation = Obligation::LinearMap;
        let Err(unproved) = prove_tape(&tape, &spec.entries, obligation, &prover, &spec.laws)
        else {
            continue;
        };
        let mut only = options(0);
        only.only = vec!["scale".into(), "mul".into()];
        let own = audit(&spec, &[], &only, |_| {}).unwrap();
        let claims = own.definitions.iter().flat_map(|d| &d.claims);
        let mut claims = claims.filter(|claim| claim.name == ClaimName::LinearMap);
        if claims.any(|claim| claim.verdict.fails()) {
            // The claim about the entry itself comes first.
            continue;
        }
        let report = audit_tape(&spec, &tape, &kernels(), &options(1));
        let claim = report.claim(ClaimName::LinearMap).unwrap();
        assert!(matches!(claim.verdict, Verdict::Unknown(_)));
        let step = claim.step.unwrap();
        assert_eq!(tape.steps[step].entry, unproved.entry);
        named += 1;
    }
    assert!(named > 0);
}
