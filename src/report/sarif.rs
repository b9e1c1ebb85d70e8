//! What fails, as SARIF 2.1.0 for tools that show findings beside the code: one result for each
//! claim that is refuted or unknown, and for each finding.

use serde::Serialize;

use super::problem::{Kind, Problem, problems, problems_of_kernel, problems_of_tape};
use super::user_kernel::basis;
use crate::audit::user_kernel::UserReport;
use crate::audit::{Basis, Report, TapeReport};
use crate::notation::{Pin, Spec};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    invocations: [Invocation; 1],
    results: Vec<Row>,
    /// Columns are not given, so that this says no more than it must.
    column_kind: &'static str,
    properties: Properties,
}

#[derive(Serialize)]
struct Properties {
    verdict: &'static str,
    repository: String,
    revision: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    arguments: Vec<String>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: String,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Text,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    physical_location: Option<PhysicalLocation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: String,
}

/// What fails in the audit of definitions. `spec` is what it was done with.
///
/// # Errors
/// Never for a report; the JSON library's own error otherwise.
pub fn definitions(report: &Report, spec: &Spec) -> Result<String, serde_json::Error> {
    let verdict = report.conclusion().as_str();
    log(&problems(report, spec), &report.basis, &report.pin, verdict)
}

/// What fails in the audit of a tape that was read from `file`.
///
/// # Errors
/// Never for a report; the JSON library's own error otherwise.
pub fn tape(report: &TapeReport, file: &str, spec: &Spec) -> Result<String, serde_json::Error> {
    let verdict = report.conclusion().as_str();
    let problems = problems_of_tape(report, file, spec);
    log(&problems, &report.basis, &report.pin, verdict)
}

/// What fails in the audit of a kernel of the user. `spec` is what it was done with.
///
/// # Errors
/// Never for a report; the JSON library's own error otherwise.
pub fn user_kernel(report: &UserReport, spec: &Spec) -> Result<String, serde_json::Error> {
    let verdict = report.conclusion().as_str();
    let problems = problems_of_kernel(report, spec);
    log(&problems, &basis(report, spec), &spec.pin, verdict)
}

fn log(
    problems: &[Problem],
    basis: &Basis,
    pin: &Pin,
    verdict: &'static str,
) -> Result<String, serde_json::Error> {
    let program = basis.program.as_ref();
    let version = program.map_or(env!("CARGO_PKG_VERSION"), |program| &program.version);
    let rule = |kind: Kind| Rule {
        id: kind.id(),
        short_description: Text {
            text: kind.sentence().into(),
        },
    };
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "torchlean-mirror",
                    version: version.into(),
                    rules: Kind::ALL.map(rule).into(),
                },
            },
            invocations: [Invocation {
                execution_successful: true,
                arguments: program.map_or_else(Vec::new, |program| program.arguments.clone()),
            }],
            results: problems.iter().map(row).collect(),
            column_kind: "unicodeCodePoints",
            properties: Properties {
                verdict,
                repository: pin.repository.clone(),
                revision: pin.revision.clone(),
            },
        }],
    };
    serde_json::to_string_pretty(&log).map(|text| text + "\n")
}

fn row(problem: &Problem) -> Row {
    let physical = problem.place.as_ref().map(|place| PhysicalLocation {
        artifact_location: ArtifactLocation {
            uri: uri(&place.file),
        },
        region: Region {
            start_line: place.line,
        },
    });
    let logical = problem.about.iter().map(|name| LogicalLocation {
        fully_qualified_name: name.clone(),
    });
    let location = Location {
        physical_location: physical,
        logical_locations: logical.collect(),
    };
    let empty = location.physical_location.is_none() && location.logical_locations.is_empty();
    Row {
        rule_id: problem.kind.id(),
        rule_index: match problem.kind {
            Kind::Refuted => 0,
            Kind::Unknown => 1,
            Kind::Finding => 2,
        },
        level: match problem.kind {
            Kind::Refuted | Kind::Unknown => "error",
            Kind::Finding => "warning",
        },
        message: Text {
            text: problem.long.clone(),
        },
        locations: if empty { Vec::new() } else { vec![location] },
    }
}

/// A path as a relative reference, in which other bytes than those of plain names are escaped.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
                uri.push(byte.into());
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
