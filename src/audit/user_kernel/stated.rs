//! The definition that a kernel of the user is compared with.

use crate::audit::report::InputFile;
use crate::notation::{Diagnostics, Entry, FindError, Source, Spec, read_entries, sha256};

/// Where a definition is stated: by its name in `spec/`, as [`Spec::find`] reads it, or in a text of
/// one's own.
pub trait Stated {
    /// The entry, where `spec` is what the crate has built in.
    ///
    /// # Errors
    /// When there is none, or its text cannot be read.
    fn entry(&self, spec: &Spec) -> Result<Entry, DefinitionError>;

    /// The file in which it is written, if it is a file of one's own.
    fn file(&self) -> Option<InputFile> {
        None
    }
}

/// Forms in the notation of `spec/`. Of several definitions the last one is
/// meant; it may name those before it.
///
/// The point is called `x`, the tangent `dx`, the cotangent `δ`. `forward` is
/// made of `get a x`, `+`, `-`, `c • u`, `u ⊙ v`, and `A u` with a parameter `A`.
/// A mask stands in a coefficient: `(fun i => if m i then c else 0) ⊙ get a x`.
/// The result is a tensor `Vec s`, never a number in `ℝ`. Nothing differentiates
/// `⟪u, v⟫`, `u⁻¹` or an `if` where they depend on `x`.
///
/// ```
/// use torchlean_mirror::audit::user_kernel::{UserKernel, Written};
///
/// let text = "
/// node half (a : Idx Γ s) : Node Γ s
///   forward x    := 2⁻¹ • get a x
///   jvp     x dx := 2⁻¹ • get a dx
///   vjp     x δ  := single a (2⁻¹ • δ)
/// ";
/// let halves = UserKernel::<f64>::new("halves")
///     .forward(|at| Ok(at.x("a")?.iter().map(|a| a / 2.0).collect()));
/// let report = halves.against(Written(text))?;
/// assert!(report.passed());
/// # Ok::<(), torchlean_mirror::audit::user_kernel::DefinitionError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Written<'a>(pub &'a str);

/// The same in a file of one's own, whose errors are shown with its name.
#[derive(Clone, Copy, Debug)]
pub struct WrittenFile<'a> {
    /// The path.
    pub path: &'a str,
    /// The text.
    pub text: &'a str,
}

/// There is no definition to compare a kernel with.
#[derive(Clone, Debug, thiserror::Error)]
pub enum DefinitionError {
    /// A name that does not mean exactly one entry of `spec/`.
    #[error(transparent)]
    Name(#[from] FindError),
    /// A text without a definition.
    #[error("the text defines nothing")]
    Empty,
    /// A text that cannot be read.
    #[error("{}", .0.0.iter().map(|found| found.render()).collect::<Vec<_>>().join("\n"))]
    Unreadable(#[from] Diagnostics),
}

impl Stated for &str {
    fn entry(&self, spec: &Spec) -> Result<Entry, DefinitionError> {
        Ok(spec.find(self)?.clone())
    }
}

impl Stated for Written<'_> {
    fn entry(&self, _spec: &Spec) -> Result<Entry, DefinitionError> {
        last_entry("forms", self.0)
    }
}

impl Stated for WrittenFile<'_> {
    fn entry(&self, _spec: &Spec) -> Result<Entry, DefinitionError> {
        last_entry(self.path, self.text)
    }

    fn file(&self) -> Option<InputFile> {
        Some(InputFile {
            path: self.path.into(),
            sha256: sha256(self.text.as_bytes()),
        })
    }
}

fn last_entry(name: &str, text: &str) -> Result<Entry, DefinitionError> {
    let entries = read_entries(&Source::new(name, text))?;
    entries.into_iter().last().ok_or(DefinitionError::Empty)
}
