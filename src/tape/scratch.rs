//! Buffers that are kept between calls.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Buffers of one length, kept between calls so that a call allocates nothing.
///
/// The lock is held only to take a buffer and to give it back: threads never wait for each other's
/// arithmetic. One buffer is reserved at the start, and one more for each further simultaneous call.
pub(crate) struct Scratch {
    len: usize,
    free: Mutex<Vec<Vec<f64>>>,
}

impl Scratch {
    /// Reserves a buffer of `len` numbers where there is memory for it, without touching it.
    pub(crate) fn new(len: usize) -> Self {
        let mut buffer = Vec::new();
        let reserved = buffer.try_reserve_exact(len).is_ok();
        let free = if reserved { vec![buffer] } else { Vec::new() };
        Self {
            len,
            free: Mutex::new(free),
        }
    }

    /// Whether there was memory for the buffer.
    pub(crate) fn is_reserved(&self) -> bool {
        !self.lock().is_empty()
    }

    /// Runs `body` with a buffer of the scratch's length that holds anything.
    pub(crate) fn with<T>(&self, body: impl FnOnce(&mut [f64]) -> T) -> T {
        let taken = self.lock().pop();
        let mut buffer = taken.unwrap_or_default();
        buffer.resize(self.len, 0.0);
        let result = body(&mut buffer);
        self.lock().push(buffer);
        result
    }

    // No arithmetic happens under the lock, so even a poisoned list is a whole list.
    fn lock(&self) -> MutexGuard<'_, Vec<Vec<f64>>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Scratch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scratch")
            .field("len", &self.len)
            .finish_non_exhaustive()
    }
}
