//! A proof that rests on an unchecked law.

use super::{LeanCheck, Options, Verdict, audit, rule_name, withdraw};
use crate::spec::Spec;

#[test]
fn a_proof_from_a_law_that_was_evaluated_nowhere_is_withdrawn() {
    let spec = Spec::built_in().unwrap();
    let options = Options {
        cases: 0,
        ..Options::default()
    };
    let report = audit(&spec, &[], &options, |_| {});
    assert_eq!(report.lean, LeanCheck::NotAsked);
    let mut withdrawn = 0;
    for claim in report.definitions.iter().flat_map(|d| &d.claims) {
        let Verdict::Proved(evidence) = &claim.verdict else {
            continue;
        };
        let rules = evidence.rules();
        let rules = rules.iter().map(|rule| rule_name(rule));
        for name in evidence.laws().into_iter().chain(rules) {
            let mut laws = report.laws.clone();
            let law = laws.iter_mut().find(|(law, _)| *law == name).unwrap();
            law.1 = Verdict::NotChecked("no point satisfies the hypotheses".into());
            let mut verdict = claim.verdict.clone();
            withdraw(&mut verdict, &report.laws);
            assert!(matches!(verdict, Verdict::Proved(_)));
            withdraw(&mut verdict, &laws);
            assert!(matches!(verdict, Verdict::Unknown(_)), "{name}");
            withdrawn += 1;
        }
    }
    assert!(withdrawn > 100, "{withdrawn}");
}
