//! What the README shows of it: the example, which is a test of its own, and the
//! message of a wrong kernel.

use torchlean_mirror::{assert_mirrors, audit::own::OwnKernel};

use crate::wrong::message;

const README: &str = include_str!("../../README.md");
const EXAMPLE: &str = include_str!("readme.rs");

#[test]
fn the_readme_shows_the_test_that_is_run() {
    assert!(README.contains(&format!("```rust,ignore\n{EXAMPLE}```\n")));
    assert!(EXAMPLE.lines().count() < 30);
}

#[test]
fn the_readme_shows_the_message_of_a_wrong_kernel() {
    let text = message(|| {
        let kernel = OwnKernel::<f32>::new("my_mul").vjp(|at| {
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
    assert!(
        README.contains(&format!("```text\n{text}\n```\n")),
        "{text}"
    );
}
