//! A panic of a user's kernel is a result: it is shown in the report, with its place, and not
//! printed each time that a smaller input is tried.

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    /// Where the kernel that runs on this thread panicked; none outside of kernels.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// What `kernel` gives.
///
/// # Errors
/// What it said when it panicked, and where.
pub(super) fn caught<T>(kernel: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |panicked| {
            let of_kernel = PLACE.with_borrow_mut(|place| {
                let place = place.as_mut()?;
                *place = panicked
                    .location()
                    .map(ToString::to_string)
                    .unwrap_or_default();
                Some(())
            });
            if of_kernel.is_none() {
                others(panicked);
            }
        }));
    });
    let outer = PLACE.replace(Some(String::new()));
    let result = panic::catch_unwind(AssertUnwindSafe(kernel));
    let place = PLACE.replace(outer).filter(|place| !place.is_empty());
    result.map_err(|payload| {
        let said = message(&*payload);
        place.map_or_else(|| said.to_string(), |place| format!("{said} ({place})"))
    })
}

/// What a panic said.
fn message(payload: &(dyn std::any::Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("without a message")
}
