//! The audit of a kernel of the user as text, and the assertion that it passes.

use std::fmt;

use super::audit;
use super::document::terminal;
use crate::audit::user_kernel::{DefinitionError, UserReport};

/// The whole report: the forms, then each result.
pub fn render(report: &UserReport) -> String {
    terminal::render(&audit::user_kernel(report), None)
}

impl fmt::Display for UserReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&render(self))
    }
}

/// What kept a kernel from passing, as the message of a panic.
pub struct Refusal(String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What [`assert_mirrors`](crate::assert_mirrors) decides by.
///
/// # Errors
/// When the kernel was not audited, or does not pass, with the counterexample.
pub fn passed(report: Result<UserReport, DefinitionError>) -> Result<(), Refusal> {
    match report {
        Ok(report) if report.passed() => Ok(()),
        Ok(report) => Err(Refusal(terminal::render(&audit::refusal(&report), None))),
        Err(e) => Err(Refusal(format!("no audit: {e}"))),
    }
}

/// Asserts that a kernel of the user mirrors a definition.
///
/// Takes an [`UserKernel`](crate::audit::user_kernel::UserKernel) and what it is held
/// [against](crate::audit::user_kernel::UserKernel::against). Panics with the located
/// counterexample unless the report [passes](crate::audit::user_kernel::UserReport::passed).
#[macro_export]
macro_rules! assert_mirrors {
    ($kernel:expr, $definition:expr $(,)?) => {
        if let ::core::result::Result::Err(refusal) =
            $crate::report::user_kernel::passed($kernel.against($definition))
        {
            ::core::panic!("{refusal}");
        }
    };
}
