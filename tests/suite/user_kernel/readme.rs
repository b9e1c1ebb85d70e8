use torchlean_mirror::{assert_mirrors, audit::user_kernel::UserKernel};

fn my_mul(a: &[f32], b: &[f32]) -> Vec<f32> {
    a.iter().zip(b).map(|(a, b)| a * b).collect()
}

#[test]
fn my_mul_mirrors_lean() {
    let kernel = UserKernel::<f32>::new("my_mul")
        .forward(|at| Ok(my_mul(at.x("a")?, at.x("b")?)))
        .jvp(|at| {
            let left = my_mul(at.x("a")?, at.dx("b")?);
            let right = my_mul(at.x("b")?, at.dx("a")?);
            Ok(left.iter().zip(right).map(|(l, r)| l + r).collect())
        })
        .vjp(|at| {
            let mut grads = at.zeros();
            for (index, other) in [("a", "b"), ("b", "a")] {
                // Both indices may point at one tensor, so each adds.
                let into = grads[at.index(index)?].iter_mut();
                let grad = my_mul(at.delta(), at.x(other)?);
                into.zip(grad).for_each(|(g, d)| *g += d);
            }
            Ok(grads)
        });
    assert_mirrors!(kernel, "mul");
}
