//! How many threads a large operation is divided among.

use std::{cell::Cell, num::NonZeroUsize, sync::OnceLock, thread};

thread_local! {
    static LIMIT: Cell<Option<NonZeroUsize>> = const { Cell::new(None) };
}

/// Runs `body`, in which the operations that this thread calls use at most `count` threads, itself
/// among them.
///
/// Without it they use as many as [`available_parallelism`](thread::available_parallelism) says.
/// Only large products of matrices are divided, and the number of threads never changes a bit of a
/// result. One thread allocates nothing where a function says so; starting more of them allocates.
///
/// ```
/// use std::num::NonZeroUsize;
/// use torchlean_mirror::{nodes::matrix::matmul, tape::{Context, Idx, Shape, Tensor, with_threads}};
///
/// let context = Context::new([[300, 300], [300, 300]].map(Shape::from));
/// let product = matmul(&context, Idx(0), Idx(1))?;
/// let x = [0.5, 0.1].map(|value| Tensor::from_elem(vec![300, 300], value));
/// let alone = with_threads(NonZeroUsize::MIN, || product.forward(&x))?;
/// assert_eq!(alone, product.forward(&x)?);
/// # Ok::<(), torchlean_mirror::tape::Error>(())
/// ```
pub fn with_threads<T>(count: NonZeroUsize, body: impl FnOnce() -> T) -> T {
    struct Restored(Option<NonZeroUsize>);
    impl Drop for Restored {
        fn drop(&mut self) {
            LIMIT.set(self.0);
        }
    }
    let _restored = Restored(LIMIT.replace(Some(count)));
    body()
}

/// How many threads to divide `work` among, so that each has `least` of it or more.
pub(crate) fn threads(work: usize, least: usize) -> usize {
    let most = work / least.max(1);
    if most < 2 {
        return 1;
    }
    most.min(LIMIT.get().unwrap_or_else(available).get())
}

/// What the system says, which takes it longer than many a product.
fn available() -> NonZeroUsize {
    static AVAILABLE: OnceLock<NonZeroUsize> = OnceLock::new();
    *AVAILABLE.get_or_init(|| thread::available_parallelism().unwrap_or(NonZeroUsize::MIN))
}
