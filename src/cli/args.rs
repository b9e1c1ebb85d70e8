//! The command line: commands, their options, and what each accepts.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use torchlean_mirror::audit::Options;
use torchlean_mirror::report::table;
use torchlean_mirror::tape::Shape;

/// An audited Rust mirror of TorchLean's differentiable tape nodes.
///
/// Exit code 0: nothing is refuted or unknown. 1: something is. 2: arguments or
/// input that cannot be read, or something that was asked for and not done.
#[derive(Parser)]
#[command(name = "torchlean-mirror", version = VERSION, styles = STYLES)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    /// Entries and laws from this folder instead of those that were built in.
    #[arg(long, global = true, value_name = "DIR")]
    pub spec: Option<PathBuf>,
}

/// The version, with the commit where the build was given it.
pub const VERSION: &str = match option_env!("TORCHLEAN_MIRROR_VERSION") {
    Some(version) => version,
    None => env!("CARGO_PKG_VERSION"),
};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

#[derive(Subcommand)]
pub enum Command {
    /// All claims of all definitions.
    Audit(AuditArgs),
    /// One definition: its forms, its claims, and each proof line by line.
    Explain {
        /// The Lean or Rust name.
        name: String,
    },
    /// Does the audit of a report in HTML or JSON again: exit code 1 if the report says
    /// something else, 2 if it cannot be read as a report.
    VerifyReport(VerifyArgs),
    /// Derivative tables.
    Table(TableArgs),
    /// Lean certificates of all proofs.
    Certify(CertifyArgs),
    /// The nodes and derivative certificates of a TorchLean checkout, mirrored or not.
    Inventory {
        /// The checkout, or one file of it.
        #[arg(long, value_name = "PATH")]
        lean: PathBuf,
    },
    /// Renews the digests of the mirrored Lean text and the inventory of
    /// definitions, shows what changed, and looks for the lemmas that the laws cite:
    /// exit code 1 if one is not declared where spec/lemmas.toml says.
    Pin(PinArgs),
    /// Writes proofs-map.md.
    Map(MapArgs),
    /// Prints shell completions.
    #[command(hide = true)]
    Completions {
        /// The shell to complete for.
        shell: Shell,
    },
    /// Prints the manual page, in roff.
    #[command(hide = true)]
    Man,
}

#[derive(Args)]
pub struct AuditArgs {
    /// How the report is written.
    #[arg(long, value_enum, default_value_t = Format::Terminal)]
    pub format: Format,
    /// The file that the report is written to; standard output if there is none.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Only this definition, by its Lean or Rust name; may be repeated.
    #[arg(long = "node", value_name = "NAME")]
    pub nodes: Vec<String>,
    /// A whole tape instead of the definitions.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["nodes", "lean", "sensitivity"])]
    pub tape: Option<PathBuf>,
    /// A kernel in any language instead of those of this crate: a command that answers requests
    /// on its standard input; with one --node, or --forms.
    #[arg(long, value_name = "COMMAND",
          conflicts_with_all = ["tape", "lean", "sensitivity", "certify"])]
    pub kernel: Option<String>,
    /// With --kernel, forms of your own in the notation of spec/; the last definition is meant.
    #[arg(
        long,
        value_name = "FILE",
        requires = "kernel",
        conflicts_with = "nodes"
    )]
    pub forms: Option<PathBuf>,
    /// With --kernel, the seconds in which it must answer each request.
    #[arg(long, value_name = "SECONDS", requires = "kernel", default_value = "60",
          allow_hyphen_values = true, value_parser = seconds)]
    pub timeout: Duration,
    /// The seed of all inputs.
    #[arg(long, value_name = "N", default_value_t = Options::default().seed,
          allow_hyphen_values = true, value_parser = whole)]
    pub seed: u64,
    /// Inputs per definition.
    #[arg(long, value_name = "N", default_value_t = Options::default().cases,
          allow_hyphen_values = true, value_parser = whole)]
    pub cases: u64,
    /// Compare the entries of spec/ with this TorchLean checkout, or one file of it.
    #[arg(long, value_name = "PATH")]
    pub lean: Option<PathBuf>,
    /// Also measure the smallest error that is refuted, by injecting errors.
    #[arg(long, alias = "floor")]
    pub sensitivity: bool,
    /// Have Lean's kernel check the proofs too.
    #[arg(long)]
    pub certify: bool,
    /// The Lean to run; else that of the variable LEAN, else `lean` on PATH.
    #[arg(long, value_name = "PATH", requires = "certify")]
    pub lean_bin: Option<PathBuf>,
}

#[derive(Args)]
pub struct VerifyArgs {
    /// The report. Paths in its arguments are read from the current folder.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The Lean to run if the report is of an audit with --certify; that which the report names is
    /// not run.
    #[arg(long, value_name = "PATH")]
    pub lean_bin: Option<PathBuf>,
    /// Run the command of a kernel that the report names.
    #[arg(long)]
    pub run_kernel: bool,
}

#[derive(Args)]
pub struct TableArgs {
    /// How the tables are written: by default for a terminal where standard output is one, else
    /// as Markdown.
    #[arg(long, value_enum)]
    pub format: Option<table::Format>,
    /// LaTeX to be read by `\input`, without a preamble.
    #[arg(long)]
    pub fragment: bool,
    /// Only this definition, by its Lean or Rust name; may be repeated.
    #[arg(long = "node", value_name = "NAME")]
    pub nodes: Vec<String>,
    /// Only the definitions of this Lean module, by its name or the end of it; may be repeated.
    #[arg(long = "module", value_name = "NAME")]
    pub modules: Vec<String>,
    /// Also show each Jacobian at this shape, such as 2 or 2,3 or scalar.
    #[arg(long)]
    pub shape: Option<Shape>,
    /// Compare the entries of spec/ with this TorchLean checkout, or one file of it.
    #[arg(long, value_name = "PATH")]
    pub lean: Option<PathBuf>,
    /// The steps of this tape instead.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["shape", "nodes", "modules", "lean"])]
    pub tape: Option<PathBuf>,
}

#[derive(Args)]
pub struct MapArgs {
    /// Compare instead: exit code 1 and a diff if the file is not current.
    #[arg(long, conflicts_with_all = ["lean", "certify"])]
    pub check: bool,
    /// Compare the entries with this TorchLean checkout first, and record what is proved.
    #[arg(long, value_name = "PATH")]
    pub lean: Option<PathBuf>,
    /// Have Lean's kernel check the proofs first, and record its answer.
    #[arg(long)]
    pub certify: bool,
    /// The Lean to run; else that of the variable LEAN, else `lean` on PATH.
    #[arg(long, value_name = "PATH", requires = "certify")]
    pub lean_bin: Option<PathBuf>,
}

#[derive(Args)]
#[group(required = true, multiple = true)]
pub struct PinArgs {
    /// A checkout of TorchLean, or one file of it, of which no lemma is looked for.
    #[arg(long, value_name = "PATH")]
    pub lean: Option<PathBuf>,
    /// A checkout of Mathlib, of which only the lemmas are looked for.
    #[arg(long, value_name = "PATH")]
    pub mathlib: Option<PathBuf>,
}

#[derive(Args)]
pub struct CertifyArgs {
    /// The folder to write them to.
    #[arg(long, value_name = "DIR", required_unless_present = "check")]
    pub out: Option<PathBuf>,
    /// Run Lean on them: exit code 1 if it rejects any, 2 if there is no Lean.
    #[arg(long)]
    pub check: bool,
    /// The Lean to run; else that of the variable LEAN, else `lean` on PATH.
    #[arg(long, value_name = "PATH", requires = "check")]
    pub lean_bin: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Terminal,
    Markdown,
    Json,
    /// One self-contained page.
    Html,
    /// What fails, for tools that show findings beside the code.
    Sarif,
    /// A test case for each claim, for servers that run tests.
    Junit,
}

/// A number that cannot be a seed or a count.
#[derive(Debug, thiserror::Error)]
#[error("expected a whole number from 0 to {}", u64::MAX)]
struct NotWhole;

/// A text that is not a time to wait.
#[derive(Debug, thiserror::Error)]
#[error("expected a number of seconds above 0, such as 60 or 0.5")]
struct NotSeconds;

fn seconds(text: &str) -> Result<Duration, NotSeconds> {
    let seconds: f64 = text.parse().map_err(|_| NotSeconds)?;
    let time = Duration::try_from_secs_f64(seconds).map_err(|_| NotSeconds)?;
    Some(time).filter(|time| !time.is_zero()).ok_or(NotSeconds)
}

fn whole(text: &str) -> Result<u64, NotWhole> {
    text.parse().map_err(|_| NotWhole)
}
