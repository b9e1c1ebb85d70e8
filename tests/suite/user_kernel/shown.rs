//! What the README shows of it: the example, which is a test of its own, and the
//! message of a wrong kernel.

use torchlean_mirror::{
    assert_mirrors,
    audit::{
        Verdict,
        user_kernel::{Quantity, UserKernel, Written},
    },
    report::user_kernel::{passed, render},
};

use crate::user_kernel::wrong::message;

#[allow(dead_code, reason = "its `main` prints what is asserted here")]
#[path = "../../../examples/audit_your_kernel.rs"]
mod example;

const README: &str = include_str!("../../../README.md");
const GUIDE: &str = include_str!("../../../src/guide/user_kernels.md");
const EXAMPLE: &str = include_str!("readme.rs");

#[test]
fn the_readme_shows_the_test_that_is_run() {
    assert!(README.contains(&format!("```rust,ignore\n{EXAMPLE}```\n")));
    assert!(EXAMPLE.lines().count() < 30);
}

#[test]
fn the_readme_shows_the_message_of_a_wrong_kernel() {
    let text = message(|| {
        let kernel = UserKernel::<f32>::new("my_mul").vjp(|at| {
            let mut grads = at.zeros();
            for (index, other) in [("a", "b"), ("b", "a")] {
                let pairs = at.delta().iter().zip(at.x(other)?);
                let into = grads[at.index(index)?].iter_mut();
                into.zip(pairs)
                    .for_each(|(g, (d, x))| *g += 1.0005 * (d * x));
            }
            Ok(grads)
        });
        assert_mirrors!(kernel, "mul");
    });
    assert!(README.contains(&format!("```text\n{text}```\n")), "{text}");
}

#[test]
fn the_example_refutes_what_finite_differences_let_through() {
    let against = |c: f64| {
        assert!(example::finite_differences_agree(c));
        let kernel = example::kernel("of the example", c);
        kernel.against(Written(example::FORMS)).unwrap()
    };
    let right = against(example::RIGHT);
    assert!(right.passed() && right.forms_proved(), "{}", render(&right));
    let typed = against(example::TYPED);
    assert!(typed.forms_proved() && typed.blames_kernel());
    let Some(Verdict::Refuted(found)) = typed.verdict(Quantity::Vjp) else {
        panic!("{}", render(&typed));
    };
    assert!(found.inputs.contains(&("x".into(), "[1.0]".into())));
    let text = passed(&typed).unwrap_err().to_string();
    let error = text.lines().find(|line| line.contains("error ")).unwrap();
    let error = error.trim_start().trim_start_matches("error").trim();
    assert!(
        GUIDE.contains(&format!("with an error of {error} at `x = 1`")),
        "{error}"
    );
    // A gradient that is more wrong is seen by both.
    assert!(!example::finite_differences_agree(0.044));
}
