//! The program: arguments in, exit code out.

use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

use torchlean_mirror::audit::{Options, Report, audit, audit_tape, floors, hold_text};
use torchlean_mirror::exact::{Limits, Prover};
use torchlean_mirror::nodes::kernels;
use torchlean_mirror::notation::{Diagnostics, Files, Source, Spec, Tape, read_tape};
use torchlean_mirror::report::{
    self, certificate, explain, inventory, json, map, markdown, table, tape::table::TapeTable,
    terminal,
};
use torchlean_mirror::tape::Shape;
use torchlean_mirror::{
    certificate as certificates,
    lean::{self, pin},
};

/// An audited Rust mirror of TorchLean's differentiable tape nodes.
///
/// Exit code 0: nothing is refuted or unknown. 1: something is. 2: input or
/// arguments that cannot be read.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// All claims of all definitions.
    Audit(AuditArgs),
    /// One definition: its forms, its claims, and each proof line by line.
    Explain {
        /// The Lean or Rust name.
        name: String,
    },
    /// Derivative tables.
    Table {
        /// How the tables are written.
        #[arg(long, value_enum, default_value_t = table::Format::Markdown)]
        format: table::Format,
        /// Also show each Jacobian at this shape, such as 2 or 2,3 or scalar.
        #[arg(long)]
        shape: Option<Shape>,
        /// The steps of this tape instead, as Markdown, CSV or JSON.
        #[arg(long, value_name = "FILE", conflicts_with = "shape")]
        tape: Option<PathBuf>,
    },
    /// Lean certificates of all proofs.
    Certify {
        /// The folder to write them to.
        #[arg(long, value_name = "DIR", required_unless_present = "check")]
        out: Option<PathBuf>,
        /// Run Lean on them: exit code 1 if it rejects any, 2 if there is no Lean.
        #[arg(long)]
        check: bool,
        /// The Lean to run; else that of the variable LEAN, else `lean` on PATH.
        #[arg(long, value_name = "PATH")]
        lean_bin: Option<PathBuf>,
    },
    /// The nodes and derivative certificates of a TorchLean checkout, mirrored or not.
    Inventory {
        /// The checkout, or one file of it.
        #[arg(long, value_name = "PATH")]
        lean: PathBuf,
    },
    /// Renews the digests of the mirrored Lean text and the list of what is not
    /// mirrored, and shows what changed.
    Pin {
        /// The checkout, or one file of it.
        #[arg(long, value_name = "PATH")]
        lean: PathBuf,
    },
    /// Writes proofs-map.md.
    Map {
        /// Compare instead: exit code 1 and a diff if the file is not current.
        #[arg(long)]
        check: bool,
    },
}

#[derive(Args)]
struct AuditArgs {
    /// How the report is written.
    #[arg(long, value_enum, default_value_t = Format::Terminal)]
    format: Format,
    /// Only this definition, by its Lean or Rust name; may be repeated.
    #[arg(long = "node", value_name = "NAME")]
    nodes: Vec<String>,
    /// A whole tape instead of the definitions.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["nodes", "lean", "floor"])]
    tape: Option<PathBuf>,
    /// The seed of all inputs.
    #[arg(long, default_value_t = Options::default().seed)]
    seed: u64,
    /// Inputs per definition.
    #[arg(long, default_value_t = Options::default().cases)]
    cases: u64,
    /// Hold the entries of spec/ against this TorchLean checkout, or one file of it.
    #[arg(long, value_name = "PATH")]
    lean: Option<PathBuf>,
    /// Also measure the smallest error that is refuted, by injection.
    #[arg(long)]
    floor: bool,
    /// Have Lean's kernel check the proofs too.
    #[arg(long)]
    certify: bool,
    /// The Lean to run; else that of the variable LEAN, else `lean` on PATH.
    #[arg(long, value_name = "PATH", requires = "certify")]
    lean_bin: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Terminal,
    Markdown,
    Json,
}

/// Input or arguments that cannot be read.
struct Unreadable(String);

type Done = Result<ExitCode, Unreadable>;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli.command) {
        Ok(code) => code,
        Err(Unreadable(message)) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn run(command: Command) -> Done {
    let spec = Spec::built_in().map_err(|errors| unreadable(&errors))?;
    match command {
        Command::Audit(AuditArgs {
            tape: Some(file),
            format,
            seed,
            cases,
            certify,
            lean_bin,
            ..
        }) => {
            let tape = tape(&spec, &file)?;
            let options = Options {
                seed,
                cases,
                only: Vec::new(),
            };
            let mut report = audit_tape(&spec, &tape, &kernels(), &options);
            if certify {
                certificates::certify_tape(&spec, &mut report, lean_bin.as_deref());
            }
            let file = file.display().to_string();
            let text = match format {
                Format::Terminal => report::tape::terminal::render(&report, &file),
                Format::Markdown => report::tape::markdown::render(&report, &file),
                Format::Json => report::tape::json::render(&report, &file)
                    .map_err(|e| Unreadable(e.to_string()))?,
            };
            print(&text)?;
            Ok(code(!report.fails()))
        }
        Command::Audit(args) => {
            let options = Options {
                seed: args.seed,
                cases: args.cases,
                only: names(&spec, &args.nodes)?,
            };
            let modules = args.lean.as_deref().map(|place| modules(&spec, place));
            let mut report = with_progress(&spec, &options);
            if let Some(modules) = modules {
                hold_text(&spec, &mut report, &modules?);
            }
            if args.floor {
                report.floors = floors(&spec, &kernels(), &options);
            }
            if args.certify {
                certificates::certify(&spec, &mut report, args.lean_bin.as_deref());
            }
            let text = match args.format {
                Format::Terminal => terminal::render(&report),
                Format::Markdown => markdown::render(&report),
                Format::Json => json::render(&report).map_err(|e| Unreadable(e.to_string()))?,
            };
            print(&text)?;
            Ok(code(!report.fails()))
        }
        Command::Explain { name } => {
            let options = Options {
                only: names(&spec, &[name])?,
                ..Options::default()
            };
            let report = with_progress(&spec, &options);
            let prover = Prover::new(&spec.laws, Limits::default());
            for definition in &report.definitions {
                print(&explain::render(definition, &spec.laws, &prover, &options))?;
            }
            Ok(code(!report.fails()))
        }
        Command::Table {
            format,
            tape: Some(file),
            ..
        } => {
            let tape = tape(&spec, &file)?;
            let prover = Prover::new(&spec.laws, Limits::default());
            let unreadable = |e: String| Unreadable(format!("error: {e}"));
            let table = TapeTable::build(&spec, &tape, &prover).map_err(unreadable)?;
            let text = match format {
                table::Format::Markdown => Ok(table.markdown()),
                table::Format::Csv => table.csv(),
                table::Format::Json => table.json(),
                _ => Err("the table of a tape comes as markdown, csv or json".into()),
            };
            print(&text.map_err(unreadable)?)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Table { format, shape, .. } => {
            let prover = Prover::new(&spec.laws, Limits::default());
            let table = table::Table::build(&spec, &prover, shape.as_ref())
                .map_err(|e| Unreadable(format!("error: {e}")))?;
            print(
                &format
                    .render(&table)
                    .map_err(|e| Unreadable(e.to_string()))?,
            )?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Certify {
            out,
            check,
            lean_bin,
        } => certify(&spec, out.as_deref(), check.then_some(lean_bin.as_deref())),
        Command::Inventory { lean: place } => {
            let listings = lean::inventory(&spec, &place);
            let listings = listings.map_err(|e| Unreadable(e.to_string()))?;
            print(&inventory::render(&listings))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Pin { lean: place } => pin_to(&spec, &place),
        Command::Map { check } => {
            let options = Options::default();
            let mut report = with_progress(&spec, &options);
            report.floors = floors(&spec, &kernels(), &options);
            let prover = Prover::new(&spec.laws, Limits::default());
            write_map(&map::render(&spec, &report, &prover), check)
        }
    }
}

/// The tape in a file.
fn tape(spec: &Spec, file: &Path) -> Result<Tape, Unreadable> {
    /// Longer texts are not read.
    const BYTES: u64 = 16 << 20;
    let name = file.display().to_string();
    let failed = |e: &dyn ToString| Unreadable(format!("error: {name}: {}", e.to_string()));
    let mut text = String::new();
    let opened = std::fs::File::open(file).map_err(|e| failed(&e))?;
    let mut limited = opened.take(BYTES + 1);
    limited.read_to_string(&mut text).map_err(|e| failed(&e))?;
    if u64::try_from(text.len()).is_ok_and(|length| length > BYTES) {
        return Err(failed(&format!("larger than {BYTES} bytes")));
    }
    let files = Files::beside(file.parent().unwrap_or(Path::new("")));
    read_tape(&Source::new(name, text), &spec.entries, &files).map_err(|e| unreadable(&e))
}

/// Errors with their places.
fn unreadable(errors: &Diagnostics) -> Unreadable {
    let rendered: Vec<String> = errors.0.iter().map(|e| e.render()).collect();
    Unreadable(rendered.join("\n"))
}

/// The mirrored modules of a checkout, or of one file.
fn modules(spec: &Spec, place: &Path) -> Result<Vec<lean::Module>, Unreadable> {
    lean::modules(spec, place).map_err(|e| Unreadable(e.to_string()))
}

/// Renews what `spec/` keeps of a source; of one file, the digests alone.
fn pin_to(spec: &Spec, place: &Path) -> Done {
    let write = |file: &str, text: String| {
        std::fs::write(file, text).map_err(|e| Unreadable(format!("{file}: {e}")))
    };
    let found = pin::digests(spec, &modules(spec, place)?);
    let listings = if place.is_dir() {
        let listings = lean::inventory(spec, place);
        Some(listings.map_err(|e| Unreadable(e.to_string()))?)
    } else {
        None
    };
    for change in pin::changes(&spec.digests, &found) {
        print(&format!("{change}\n"))?;
    }
    write(pin::DIGESTS, pin::render(&found))?;
    if let Some(listings) = listings {
        let found = pin::not_mirrored(&listings);
        let (old, new) = (pin::names(&spec.not_mirrored), pin::names(&found));
        for change in pin::changes(&old, &new) {
            print(&format!("not mirrored: {change}\n"))?;
        }
        write(pin::INVENTORY, pin::render_inventory(&found))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes the certificates, and checks them with the Lean that is given or found.
fn certify(spec: &Spec, out: Option<&Path>, check: Option<Option<&Path>>) -> Done {
    let unreadable = |e: &dyn ToString| Unreadable(format!("error: {}", e.to_string()));
    let options = Options {
        cases: 0,
        ..Options::default()
    };
    let report = with_progress(spec, &options);
    let files = certificates::certificates(spec, &report).map_err(|e| unreadable(&e))?;
    let temporary = tempfile::tempdir().map_err(|e| unreadable(&e))?;
    let folder = out.unwrap_or(temporary.path());
    certificates::write(&files, folder).map_err(|e| unreadable(&e))?;
    let Some(given) = check else {
        return Ok(ExitCode::SUCCESS);
    };
    let program = certificates::find(given).map_err(|e| unreadable(&e))?;
    let checked = certificates::check(&program, &files, folder).map_err(|e| unreadable(&e))?;
    print(&certificate::render(&files, &checked))?;
    Ok(code(checked.passed()))
}

fn write_map(expected: &str, check: bool) -> Done {
    let path = Path::new(map::PATH);
    let failed = |e: std::io::Error| Unreadable(format!("{}: {e}", map::PATH));
    if !check {
        std::fs::write(path, expected).map_err(failed)?;
        return Ok(ExitCode::SUCCESS);
    }
    let found = std::fs::read_to_string(path).map_err(failed)?;
    match map::difference(&found, expected) {
        None => Ok(ExitCode::SUCCESS),
        Some(difference) => {
            print(&difference)?;
            eprintln!(
                "{} is not current; mend it with: {}",
                map::PATH,
                map::COMMAND
            );
            Ok(ExitCode::from(1))
        }
    }
}

fn code(passed: bool) -> ExitCode {
    ExitCode::from(u8::from(!passed))
}

/// Writes to standard output; a reader that has gone away is no error.
fn print(text: &str) -> Result<(), Unreadable> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => Err(Unreadable(e.to_string())),
        _ => Ok(()),
    }
}

/// An audit with a progress bar on a terminal and none in a pipe.
fn with_progress(spec: &Spec, options: &Options) -> Report {
    let count = if options.only.is_empty() {
        spec.entries.len()
    } else {
        options.only.len()
    };
    let bar = if std::io::stderr().is_terminal() {
        ProgressBar::new(u64::try_from(count).unwrap_or(0))
    } else {
        ProgressBar::hidden()
    };
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    let report = audit(spec, &kernels(), options, |entry| {
        bar.set_message(entry.name.to_string());
        bar.inc(1);
    });
    bar.finish_and_clear();
    report
}

/// The Lean names of definitions that were asked for by Lean or Rust name.
fn names(spec: &Spec, wanted: &[String]) -> Result<Vec<String>, Unreadable> {
    wanted
        .iter()
        .map(|name| {
            let entry = spec
                .entries
                .iter()
                .find(|entry| *entry.name == **name || entry.rust() == *name);
            entry.map(|entry| entry.name.to_string()).ok_or_else(|| {
                let nearest = spec.entries.iter().max_by(|a, b| {
                    let near = |other: &str| strsim::jaro_winkler(name, other);
                    near(&a.name).total_cmp(&near(&b.name))
                });
                let hint = nearest.map_or_else(String::new, |entry| {
                    format!("; did you mean `{}`?", entry.name)
                });
                Unreadable(format!("error: no definition is called `{name}`{hint}"))
            })
        })
        .collect()
}
