//! Audits of right tapes.

use torchlean_mirror::audit::{ClaimName, Options, Verdict, audit_tape};
use torchlean_mirror::nodes::kernels;
use torchlean_mirror::spec::Spec;

use super::examples;

#[test]
fn every_example_passes() {
    let spec = Spec::built_in().unwrap();
    let options = Options {
        cases: 200,
        ..Options::default()
    };
    for (name, tape) in examples() {
        let start = std::time::Instant::now();
        let report = audit_tape(&spec, &tape, &kernels(), &options);
        println!(
            "{name} {:?} {:?}",
            start.elapsed(),
            report.claim(ClaimName::Kernel)
        );
        assert_eq!(report.word(), "passed", "{name}: {:?}", report.claims);
        let claim = report.claim(ClaimName::Kernel).unwrap();
        assert!(matches!(claim.verdict, Verdict::Bounded(_)), "{name}");
    }
}
