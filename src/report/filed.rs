//! Reports that were filed, and how they differ from the same audit done again.
//!
//! A report in HTML or JSON holds the arguments of its audit. Everything in it but the machine
//! depends on them, so that the same audit for the same machine gives the same bytes.

use std::fmt;

use serde_json::Value;

use crate::audit::Machine;

/// What stands before the JSON of a page.
const BEGIN: &str = r#"<script type="application/json" id="report">"#;
/// What stands behind it.
const END: &str = "</script>";
/// How much is shown of a text that differs, in characters.
const SHOWN: usize = 60;

/// The format of a filed report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FiledFormat {
    /// A page.
    Html,
    /// The report for programs.
    Json,
}

/// A report that was filed.
#[derive(Clone, Debug)]
pub struct Filed {
    /// Its format.
    pub format: FiledFormat,
    /// The arguments of the program that wrote it.
    pub arguments: Vec<String>,
    /// What that program ran on.
    pub machine: Machine,
    text: String,
    json: Value,
}

/// Why a text is not a report that can be done again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotFiled {
    /// It is neither JSON nor a page with one block of it.
    #[error("not a report in HTML or JSON")]
    NoReport,
    /// Its JSON cannot be read.
    #[error("the report cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// It is of another version of the format.
    #[error("a report of schema {0}, where this program writes schema {1}")]
    Schema(Value, Value),
    /// It does not say how it was made.
    #[error("the report does not name the arguments of the program that wrote it")]
    NoArguments,
}

impl Filed {
    /// Reads a report.
    ///
    /// # Errors
    /// When the text is none, or does not say how it was made.
    pub fn read(text: &str) -> Result<Filed, NotFiled> {
        let (format, json) = data(text)?;
        if !json.get("schema").is_some_and(Value::is_u64) {
            return Err(NotFiled::NoReport);
        }
        let program = json
            .pointer("/basis/program")
            .ok_or(NotFiled::NoArguments)?;
        let part = |name: &str| program.get(name).cloned().ok_or(NotFiled::NoArguments);
        Ok(Filed {
            format,
            arguments: serde_json::from_value(part("argv")?)?,
            machine: serde_json::from_value(part("machine")?)?,
            text: text.into(),
            json,
        })
    }

    /// How it differs from the report that the same audit gives `again`, for the same machine.
    ///
    /// # Errors
    /// When that text is not a report of the same format.
    pub fn compare(&self, again: &str) -> Result<Comparison, NotFiled> {
        let (format, json) = data(again)?;
        if format != self.format {
            return Err(NotFiled::NoReport);
        }
        if self.json.get("schema") != json.get("schema") {
            let schema = |json: &Value| json.get("schema").cloned().unwrap_or_default();
            return Err(NotFiled::Schema(schema(&self.json), schema(&json)));
        }
        let mut differences = Vec::new();
        values(&self.json, &json, "", &mut differences);
        if differences.is_empty() {
            differences.extend(texts(&self.text, again));
        }
        Ok(Comparison { differences })
    }
}

/// The JSON of a report.
fn data(text: &str) -> Result<(FiledFormat, Value), NotFiled> {
    if text.trim_start().starts_with('{') {
        return Ok((FiledFormat::Json, serde_json::from_str(text)?));
    }
    let mut blocks = text.split(BEGIN).skip(1);
    match (blocks.next(), blocks.next()) {
        (Some(block), None) => {
            let (block, _) = block.split_once(END).ok_or(NotFiled::NoReport)?;
            Ok((FiledFormat::Html, serde_json::from_str(block)?))
        }
        _ => Err(NotFiled::NoReport),
    }
}

/// How a filed report differs from one of the same audit done again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// What differs, in the order of the report.
    pub differences: Vec<Change>,
}

/// What a filed report says, and what the audit gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it is.
    pub kind: ChangeKind,
    /// Where: the keys of the JSON, with definitions, claims and laws by name.
    pub place: String,
    /// What the filed report says; none if it says nothing there.
    pub filed: Option<String>,
    /// What the audit gives; none if it gives nothing there.
    pub again: Option<String>,
}

/// What differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// A verdict.
    Verdict,
    /// A digest of something that was read or run.
    Digest,
    /// Anything else, such as a count or a word of the page.
    Other,
}

impl ChangeKind {
    /// All of them, with their names in reports.
    const NAMED: [(ChangeKind, &'static str); 3] = [
        (ChangeKind::Verdict, "verdicts"),
        (ChangeKind::Digest, "digests"),
        (ChangeKind::Other, "the rest"),
    ];

    fn of(place: &str) -> ChangeKind {
        let last = place.rsplit('/').next();
        match last {
            Some("verdict") => ChangeKind::Verdict,
            Some("sha256") => ChangeKind::Digest,
            _ if place.starts_with("source/read/files/") => ChangeKind::Digest,
            _ => ChangeKind::Other,
        }
    }
}

impl Comparison {
    /// Whether nothing differs.
    pub fn same(&self) -> bool {
        self.differences.is_empty()
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (kind, name) in ChangeKind::NAMED {
            let of_kind = self.differences.iter().filter(|d| d.kind == kind);
            match of_kind.count() {
                0 => writeln!(f, "{name}: the same")?,
                1 => writeln!(f, "{name}: 1 difference")?,
                many => writeln!(f, "{name}: {many} differences")?,
            }
        }
        for change in &self.differences {
            let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".into());
            let (filed, again) = (shown(&change.filed), shown(&change.again));
            writeln!(f, "{}: filed {filed}, now {again}", change.place)?;
        }
        Ok(())
    }
}

/// The names by which the items of a list are known.
const NAMES: [&str; 7] = [
    "lean", "claim", "law", "identity", "quantity", "path", "name",
];

fn values(filed: &Value, again: &Value, place: &str, found: &mut Vec<Change>) {
    let below = |key: &str| match place {
        "" => key.to_string(),
        place => format!("{place}/{key}"),
    };
    match (filed, again) {
        (Value::Object(one), Value::Object(two)) => {
            for (key, value) in one {
                values(
                    value,
                    two.get(key).unwrap_or(&Value::Null),
                    &below(key),
                    found,
                );
            }
            for (key, value) in two.iter().filter(|(key, _)| !one.contains_key(*key)) {
                values(&Value::Null, value, &below(key), found);
            }
        }
        (Value::Array(one), Value::Array(two)) => {
            for at in 0..one.len().max(two.len()) {
                let (one, two) = (one.get(at), two.get(at));
                let item = one.or(two).unwrap_or(&Value::Null);
                let names = NAMES.iter().find_map(|name| item.get(name)?.as_str());
                let key = names.map_or_else(|| at.to_string(), str::to_string);
                let [one, two] = [one, two].map(|item| item.unwrap_or(&Value::Null));
                values(one, two, &below(&key), found);
            }
        }
        _ if filed == again => {}
        _ => {
            let shown = |value: &Value| (!value.is_null()).then(|| cut(&value.to_string()));
            found.push(Change {
                kind: ChangeKind::of(place),
                place: place.into(),
                filed: shown(filed),
                again: shown(again),
            });
        }
    }
}

/// The first line of two texts that differs.
fn texts(filed: &str, again: &str) -> Option<Change> {
    if filed == again {
        return None;
    }
    let (one, two): (Vec<&str>, Vec<&str>) = (lines(filed), lines(again));
    let at = one.iter().zip(&two).take_while(|(a, b)| a == b).count();
    let (one, two) = (one.get(at).copied(), two.get(at).copied());
    // Of a long line what follows the first difference.
    let same = match (one, two) {
        (Some(one), Some(two)) => {
            let pairs = one.chars().zip(two.chars());
            pairs.take_while(|(a, b)| a == b).count()
        }
        _ => 0,
    };
    let shown = |line: Option<&str>| {
        let rest = |line: &str| {
            let rest = line.chars().skip(same.saturating_sub(SHOWN / 2));
            rest.collect::<String>()
        };
        line.map(|line| cut(&format!("{:?}", rest(line))))
    };
    Some(Change {
        kind: ChangeKind::Other,
        place: format!("line {}", at + 1),
        filed: shown(one),
        again: shown(two),
    })
}

fn lines(text: &str) -> Vec<&str> {
    text.split('\n').collect()
}

fn cut(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}
