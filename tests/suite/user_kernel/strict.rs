//! A strict audit demands each map; any audit withdraws what rests on a law that does not hold.

use torchlean_mirror::audit::Verdict;
use torchlean_mirror::audit::user_kernel::{Quantity, UserKernel};
use torchlean_mirror::notation::{Form, Spec};
use torchlean_mirror::term::{Op, Term};

fn forward_alone() -> UserKernel<'static, f64> {
    UserKernel::new("scaled").cases(50).forward(|at| {
        let factor = at.scalar("c")?;
        Ok(at.x("idx")?.iter().map(|x| factor * x).collect())
    })
}

#[test]
fn a_strict_audit_demands_each_map() {
    let loose = forward_alone().against("scale").unwrap();
    assert!(loose.passed(), "{loose}");
    assert!(
        loose
            .to_string()
            .contains("those not given were not checked"),
        "{loose}"
    );
    let strict = forward_alone().strict().against("scale").unwrap();
    assert!(!strict.passed());
    assert_eq!(strict.not_compared(), [Quantity::Jvp, Quantity::Vjp]);
    assert!(
        strict.to_string().contains("not compared: jvp, vjp;"),
        "{strict}"
    );
    let complete = forward_alone()
        .strict()
        .jvp(|at| {
            let factor = at.scalar("c")?;
            Ok(at.dx("idx")?.iter().map(|dx| factor * dx).collect())
        })
        .vjp_add(|at, grads| {
            let factor = at.scalar("c")?;
            let into = grads[at.index("idx")?].iter_mut();
            into.zip(at.delta())
                .for_each(|(grad, delta)| *grad += factor * delta);
            Ok(())
        });
    let complete = complete.against("scale").unwrap();
    assert!(complete.passed(), "{complete}");
}

#[test]
fn what_rests_on_a_false_rule_is_not_proved() {
    let mut spec = Spec::built_in().unwrap();
    let mut entry = spec.find("scale").unwrap().clone();
    let proved = forward_alone().against_entry(&entry, &spec.laws);
    let Verdict::Proved(evidence) = &proved.claims[0].verdict else {
        panic!("{proved}");
    };
    let used = evidence.rules();
    let half = |term: &Term| {
        let half = Term::constant("1/2".parse().unwrap());
        Term::new(Op::Smul, vec![half, term.clone()]).unwrap()
    };
    // The rule of a multiple gives half of it, and the forms agree with that.
    let mut rules = spec.laws.derivatives.iter_mut();
    let rule = rules.find(|rule| used.contains(&rule.name) && *rule.pattern.op() == Op::Smul);
    let rule = rule.unwrap();
    rule.derivative = half(&rule.derivative);
    let Form::Node(node) = &mut entry.form else {
        panic!("{entry:?}");
    };
    node.jvp = half(&node.jvp);
    node.vjp = half(&node.vjp);
    let report = forward_alone().against_entry(&entry, &spec.laws);
    let Verdict::Unknown(why) = &report.claims[0].verdict else {
        panic!("{report}");
    };
    assert_eq!(why.code(), "rests-on-law", "{why}");
    assert!(!report.passed(), "{report}");
}
