//! A kernel in a process of its own, in any language.

mod child;
mod exchange;
mod group;
mod protocol;

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::asked::Asked;
use super::quantity::Quantity;
use super::report::{Client, UserReport};
use super::source::Source;
use super::stated::{DefinitionError, Stated};
use crate::audit::report::{Basis, InputFile, Program};
use crate::exact::{Bf16, F16, Format, Limits};
use crate::notation::{Entry, Laws, Spec};
pub use exchange::HelloError;
use exchange::{Dialogue, ProcessResult};
pub use group::end_all;

/// A kernel in a process of its own, which answers requests on its standard input by lines on its
/// standard output.
///
/// The process says in which precision it computes and which maps it has; what it has not is `not
/// checked`. Requests hold many inputs each, and each is made twice and must give the same bits
/// again. The page [`kernel_protocol`](crate::guide::kernel_protocol) has the messages.
///
/// The process is started once, and again after it has died or was given up. On Unix it leads a
/// process group, which is killed at the end, when it does not answer in time, or by [`end_all`].
///
/// ```no_run
/// use std::time::Duration;
/// use torchlean_mirror::audit::user_kernel::Process;
///
/// let kernel = Process::new("python3", ["examples/python/mul_stdlib.py"])
///     .timeout(Duration::from_secs(10));
/// let report = kernel.against("mul")?;
/// assert!(report.passed(), "{report}");
/// # Ok::<(), torchlean_mirror::audit::user_kernel::ProcessError>(())
/// ```
pub struct Process<'k> {
    command: Vec<String>,
    timeout: Duration,
    asked: Asked,
    program: Option<Program>,
    done: Box<dyn Fn(Quantity, u64) + 'k>,
}

/// Why a kernel in a process was not audited.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProcessError {
    /// There is no definition to compare it with.
    #[error(transparent)]
    Definition(#[from] DefinitionError),
    /// The words of a command cannot be told apart.
    #[error(
        "the command `{0}` has no word, or a quotation mark or a backslash without its partner"
    )]
    Words(String),
    /// The process does not start, or does not answer the first line.
    #[error("`{command}`: {why}")]
    Hello {
        /// The command.
        command: String,
        /// What kept it from an answer.
        why: HelloError,
    },
}

/// The time in which a process must answer unless another is given.
const TIMEOUT: Duration = Duration::from_secs(60);

impl<'k> Process<'k> {
    /// The kernel that a program computes. No shell is involved.
    pub fn new(
        program: impl Into<String>,
        arguments: impl IntoIterator<Item = impl Into<String>>,
    ) -> Process<'k> {
        let arguments = arguments.into_iter().map(Into::into);
        Process {
            command: [program.into()].into_iter().chain(arguments).collect(),
            timeout: TIMEOUT,
            asked: Asked::default(),
            program: None,
            done: Box::new(|_, _| {}),
        }
    }

    /// The same from a command, whose words are told apart as a POSIX shell does it: by spaces,
    /// quotation marks and backslashes; a word that begins with `#` begins a comment. Nothing else has
    /// a meaning; `sh -c '…'` runs a shell.
    ///
    /// # Errors
    /// When there is no word, or a quotation mark is not closed.
    pub fn command(command: &str) -> Result<Process<'k>, ProcessError> {
        let mut words = shlex::split(command).into_iter().flatten();
        match words.next() {
            Some(program) => Ok(Process::new(program, words)),
            None => Err(ProcessError::Words(command.into())),
        }
    }

    /// The time in which the process must answer each line; 60 seconds unless given.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        Process { timeout, ..self }
    }

    /// The seed of all inputs; 0 unless given.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.asked.seed = seed;
        self
    }

    /// How many inputs are tried; 1,000 unless given.
    #[must_use]
    pub fn cases(mut self, cases: u64) -> Self {
        self.asked.cases = 0..cases;
        self
    }

    /// Tries one input alone: the one that a counterexample names.
    #[must_use]
    pub fn case(mut self, case: u64) -> Self {
        self.asked.cases = case..case.saturating_add(1);
        self
    }

    /// How far the search for proofs about the forms goes.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.asked.limits = limits;
        self
    }

    /// Also demands that each map of the definition is given.
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.asked.strict = true;
        self
    }

    /// Names the program that runs the audit in the report.
    #[must_use]
    pub fn program(self, program: Program) -> Self {
        Process {
            program: Some(program),
            ..self
        }
    }

    /// Calls `done` after each batch of inputs, with their number.
    #[must_use]
    pub fn progress(self, done: impl Fn(Quantity, u64) + 'k) -> Self {
        Process {
            done: Box::new(done),
            ..self
        }
    }

    /// Audits the kernel against a definition: the Lean name of an entry of `spec/`, or forms
    /// [written](super::Written) by oneself.
    ///
    /// # Errors
    /// When there is no such definition, or the process does not answer the first line.
    pub fn against(&self, definition: impl Stated) -> Result<UserReport, ProcessError> {
        let spec = Spec::built_in().map_err(DefinitionError::from)?;
        self.against_stated(definition, &spec)
    }

    /// The same where `spec` takes the place of what is built in.
    ///
    /// # Errors
    /// As for [`against`](Self::against).
    pub fn against_stated(
        &self,
        definition: impl Stated,
        spec: &Spec,
    ) -> Result<UserReport, ProcessError> {
        let entry = definition.entry(spec)?;
        let mut report = self.against_entry(&entry, &spec.laws)?;
        let file = definition.file();
        let basis = Basis {
            spec: spec.origin.clone(),
            program: self.program.clone(),
            inputs: file.iter().cloned().collect(),
        };
        report.forms = file.map(|file| file.path);
        report.basis = Some((basis, spec.pin.clone()));
        Ok(report)
    }

    /// The same against any entry, whose claims are proved from `laws`.
    ///
    /// # Errors
    /// When the process does not answer the first line.
    pub fn against_entry(&self, entry: &Entry, laws: &Laws) -> Result<UserReport, ProcessError> {
        // Before it can change them.
        let files = digests(&self.command);
        let dialogue = Dialogue::open(&self.command, self.timeout, entry).map_err(|why| {
            ProcessError::Hello {
                command: self.shown(),
                why,
            }
        })?;
        let maps = protocol::maps(entry);
        let results: Vec<ProcessResult<'_>> = dialogue.offered(maps).collect();
        let source = |quantity| {
            let mut results = results.iter();
            let found = results.find(|result| result.quantity == quantity);
            found.map(|result| result as &dyn Source)
        };
        let report = match dialogue.format {
            Format::F32 => Asked::report::<f32>,
            Format::F16 => Asked::report::<F16>,
            Format::BF16 => Asked::report::<Bf16>,
            Format::F64 => Asked::report::<f64>,
            other => {
                let why = HelloError::Precision(other.name().into());
                let command = self.shown();
                return Err(ProcessError::Hello { command, why });
            }
        };
        let client = Client {
            command: self.command.clone(),
            files,
            language: dialogue.language.clone(),
            versions: dialogue.versions.clone(),
            timeout: self.timeout,
        };
        let done = &self.done;
        Ok(UserReport {
            client: Some(client),
            ..report(&self.asked, self.shown(), entry, laws, maps, &source, done)
        })
    }

    /// The command as it is written.
    fn shown(&self) -> String {
        let words = self.command.iter().map(|word| &**word);
        // Only a word with a NUL has no such form, and no process starts by it.
        shlex::try_join(words).unwrap_or_else(|_| self.command.join(" "))
    }
}

/// The SHA-256 of the words that are files and can be read.
fn digests(command: &[String]) -> Vec<InputFile> {
    let words = command.iter().filter(|word| Path::new(word).is_file());
    let file = |path: &String| {
        let (path, sha256) = (path.clone(), digest(path).ok()?);
        Some(InputFile { path, sha256 })
    };
    words.filter_map(file).collect()
}

/// The SHA-256 of a file of any length.
fn digest(path: &str) -> io::Result<String> {
    let mut file = BufReader::new(File::open(path)?);
    let mut hash = Sha256::new();
    loop {
        let piece = file.fill_buf()?;
        if piece.is_empty() {
            break;
        }
        hash.update(piece);
        let read = piece.len();
        file.consume(read);
    }
    Ok(hash
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}
