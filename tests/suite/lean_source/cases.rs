//! The files of `cases/`: edits of the fixture, or whole sources, each with what must be
//! found.
//!
//! A file has lines that begin with `%`, then cases, each behind a line `===`. A case may
//! have such lines of its own, which take the place of the file's. They are:
//!
//! - `%% …`: a comment;
//! - `% fixture: NAME`: the text that is edited, `arithmetic` if not told;
//! - `% definition: NAME`: edits are made in this definition, not anywhere in the file;
//! - `% replace: TEXT`, `% before: TEXT`, `% after: TEXT`: a case is the text that takes the
//!   place of this one, or that stands in the lines before or after it; `\n` is a line
//!   break. Several of them make one case each;
//! - `% expect: …`: what must be found, see [`Expected`]; several must all be.
//!
//! A case with a line `--->` has the text to replace before it; a line `+++` begins another
//! edit of the same case. With `% source` the case is the whole source.

use std::fs;
use std::ops::Range;
use std::path::Path;

use rayon::prelude::*;
use torchlean_mirror::audit::{Report, Verdict};
use torchlean_mirror::lean::Module;

use super::{
    ARITHMETIC, BATCHED, ELEMENTWISE, FIXTURES, Fixture, MATRIX, MSE, NLL, PIECEWISE, REDUCTIONS,
    SHAPE, findings,
};

/// What must be found of a case.
#[derive(Clone, Debug)]
enum Expected {
    /// `NAME, NAME VERDICT` or `all VERDICT`, where `unproved` is unknown or refuted, and
    /// `rests` is proved, or unknown since it rests on another.
    Verdict(Vec<String>, String),
    /// `refuted at FIELD`: the definition, at this field and in its own lines; the others
    /// rest, unless it is refuted at its signature.
    RefutedAt(String),
    /// `nothing proved`: the file is not read, or no definition is proved and there is a
    /// finding.
    NothingProved,
    /// `no findings`.
    NoFindings,
    /// `found TEXT`: a finding with this text in the edited lines.
    Found(String),
    /// `finding TEXT`: a finding with this text.
    Finding(String),
    /// `fails`: a claim about a text fails, or there is a finding.
    Fails,
    /// `why TEXT`: the definition is unknown, and the reason has this text.
    Why(String),
}

impl Expected {
    fn read(text: &str) -> Expected {
        let verdicts = ["proved", "unknown", "refuted", "unproved", "rests"];
        let (rest, last) = text.rsplit_once(' ').unwrap_or(("", text));
        match text.split_once(' ') {
            _ if text == "nothing proved" => Expected::NothingProved,
            _ if text == "no findings" => Expected::NoFindings,
            _ if text == "fails" => Expected::Fails,
            Some(("found", what)) => Expected::Found(what.into()),
            Some(("finding", what)) => Expected::Finding(what.into()),
            Some(("why", what)) => Expected::Why(what.into()),
            _ if text.starts_with("refuted at ") => Expected::RefutedAt(last.into()),
            _ if verdicts.contains(&last) => {
                let names = rest.split(", ").map(String::from).collect();
                Expected::Verdict(names, last.into())
            }
            _ => panic!("`{text}` is not an expectation"),
        }
    }
}

/// A source with what must be found of it.
struct Case {
    /// Where it stands.
    place: String,
    fixture: &'static Fixture,
    text: String,
    definition: Option<String>,
    /// The lines that the edits have changed.
    lines: Vec<Range<usize>>,
    expected: Vec<Expected>,
}

/// The lines of a file or a case that begin with `%`.
#[derive(Clone, Default)]
struct Head {
    fixture: Option<&'static Fixture>,
    definition: Option<String>,
    /// Text to replace, with what stands before and after a case in its place.
    edits: Vec<(String, String, String)>,
    expected: Vec<Expected>,
    source: bool,
}

impl Head {
    fn read<'t>(lines: &mut std::iter::Peekable<impl Iterator<Item = &'t str>>) -> Head {
        let mut head = Head::default();
        while let Some(line) = lines.next_if(|line| line.starts_with('%')) {
            if line.starts_with("%%") {
                continue;
            }
            if line == "% source" {
                head.source = true;
                continue;
            }
            let (key, value) = line[2..]
                .split_once(": ")
                .unwrap_or_else(|| panic!("{line}"));
            let value = value.replace("\\n", "\n");
            let edit = match key {
                "definition" => {
                    head.definition = Some(value);
                    continue;
                }
                "fixture" => {
                    head.fixture = Some(match value.as_str() {
                        "arithmetic" => &ARITHMETIC,
                        "shape" => &SHAPE,
                        "matrix" => &MATRIX,
                        "reductions" => &REDUCTIONS,
                        "piecewise" => &PIECEWISE,
                        "elementwise" => &ELEMENTWISE,
                        "batched" => &BATCHED,
                        "mse" => &MSE,
                        "nll" => &NLL,
                        other => panic!("no fixture {other}"),
                    });
                    continue;
                }
                "expect" => {
                    head.expected.push(Expected::read(&value));
                    continue;
                }
                "replace" => (value, String::new(), String::new()),
                "before" => (value.clone(), String::new(), format!("\n{value}")),
                "after" => (value.clone(), format!("{value}\n"), String::new()),
                other => panic!("`% {other}`"),
            };
            head.edits.push(edit);
        }
        head
    }

    /// What a case says, and else its file.
    fn or(self, file: &Head) -> Head {
        Head {
            fixture: self.fixture.or(file.fixture),
            definition: self.definition.or(file.definition.clone()),
            edits: [self.edits, file.edits.clone()]
                .into_iter()
                .find(|edits| !edits.is_empty())
                .unwrap_or_default(),
            expected: [self.expected, file.expected.clone()]
                .into_iter()
                .find(|expected| !expected.is_empty())
                .unwrap_or_default(),
            source: self.source || file.source,
        }
    }
}

/// The fixture with one edit more: its text, and the lines that the edit has changed.
fn edited(
    fixture: &Fixture,
    text: &str,
    definition: Option<&str>,
    from: &str,
    to: &str,
) -> (String, Range<usize>) {
    let begin = definition.map_or(0, |name| {
        let head = format!("\ndef {name} ");
        // An edit may replace the blank line before it.
        text.find(&head)
            .unwrap_or_else(|| panic!("no definition {name}"))
    });
    let at = text[begin..]
        .find(from)
        .unwrap_or_else(|| panic!("no `{from}`"))
        + begin;
    if definition.is_some_and(|name| text == fixture.text && at >= fixture.extent(name).end) {
        panic!("`{from}` is not in {definition:?}");
    }
    let line = text[..at].matches('\n').count() + 1;
    let lines = line..line + to.matches('\n').count() + 1;
    let text = format!("{}{to}{}", &text[..at], &text[at + from.len()..]);
    (text, lines)
}

/// The cases of a file.
fn cases(name: &str, file: &str) -> Vec<Case> {
    let mut parts = file.split("\n===\n");
    let head = Head::read(&mut parts.next().unwrap().lines().peekable());
    let mut cases = Vec::new();
    let mut line = file.split("\n===\n").next().unwrap().matches('\n').count() + 3;
    for part in parts {
        let place = format!("{name}:{line}");
        line += part.matches('\n').count() + 2;
        let mut lines = part.lines().peekable();
        let head = Head::read(&mut lines).or(&head);
        let body: Vec<&str> = lines.collect();
        let body = body.join("\n");
        let definition = head.definition.as_deref();
        let fixture = head.fixture.unwrap_or(&ARITHMETIC);
        let case = |text: String, lines: Vec<Range<usize>>| Case {
            place: place.clone(),
            fixture,
            text,
            definition: head.definition.clone(),
            lines,
            expected: head.expected.clone(),
        };
        if head.source {
            let all = 1..body.matches('\n').count() + 2;
            cases.push(case(body, vec![all]));
        } else if body.contains("\n--->") {
            let (mut text, mut lines) = (fixture.text.to_string(), Vec::new());
            for edit in body.split("\n+++\n") {
                let (from, to) = edit
                    .split_once("\n--->")
                    .unwrap_or_else(|| panic!("{place}"));
                let to = to.strip_prefix('\n').unwrap_or(to);
                let (with, changed) = edited(fixture, &text, definition, from, to);
                text = with;
                lines.push(changed);
            }
            cases.push(case(text, lines));
        } else {
            assert!(!head.edits.is_empty(), "{place}: nothing to edit");
            for (from, before, after) in &head.edits {
                let to = format!("{before}{body}{after}");
                let (text, lines) = edited(fixture, fixture.text, definition, from, &to);
                cases.push(case(text, vec![lines]));
            }
        }
    }
    assert!(!cases.is_empty(), "{name} has no cases");
    cases
}

/// All cases, file by file.
fn all() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/lean_source/cases");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|f| f.unwrap().path())
        .collect();
    files.sort();
    let read = |file: &std::path::PathBuf| {
        let name = file.file_name().unwrap().to_str().unwrap();
        assert!(name.ends_with(".txt"), "{name}");
        cases(name, &fs::read_to_string(file).unwrap())
    };
    files.iter().flat_map(read).collect()
}

fn verdict_is(
    fixture: &Fixture,
    report: &Report,
    name: &str,
    expected: &str,
) -> Result<(), String> {
    let verdict = fixture.text_of(report, name);
    let same = match verdict {
        Verdict::Proved(_) => matches!(expected, "proved" | "rests"),
        Verdict::Unknown(why) => match expected {
            "rests" => why.to_string().contains("it rests on `"),
            _ => matches!(expected, "unknown" | "unproved"),
        },
        Verdict::Refuted(_) => matches!(expected, "refuted" | "unproved"),
        _ => false,
    };
    let why = match verdict {
        Verdict::Unknown(why) => why.to_string(),
        Verdict::Refuted(found) => format!("{}: {}", found.quantity, found.what),
        _ => String::new(),
    };
    same.then_some(())
        .ok_or_else(|| format!("{name} is {} and not {expected}: {why}", verdict.as_str()))
}

/// How what is found differs from what is expected.
fn wrong(case: &Case, report: Option<&Report>, expected: &Expected) -> Result<(), String> {
    let Some(report) = report else {
        return match expected {
            Expected::NothingProved => Ok(()),
            _ => Err("the file is not read".into()),
        };
    };
    let found = findings(report);
    let fixture = case.fixture;
    let all = fixture.names().into_iter().map(String::from);
    let is = |names: Vec<String>, expected: &str| {
        let mut names = names.iter();
        names.try_for_each(|name| verdict_is(fixture, report, name, expected))
    };
    let when = |right: bool| {
        right
            .then_some(())
            .ok_or_else(|| format!("{expected:?}: {found:?}"))
    };
    match expected {
        Expected::Verdict(names, verdict) if names == &["all"] => is(all.collect(), verdict),
        Expected::Verdict(names, verdict) => is(names.clone(), verdict),
        Expected::NothingProved => {
            when(!found.is_empty())?;
            is(all.collect(), "unproved")
        }
        Expected::NoFindings => when(found.is_empty()),
        Expected::Fails => when(!found.is_empty() || is(all.collect(), "proved").is_err()),
        Expected::Finding(text) => when(found.iter().any(|finding| finding.contains(text))),
        Expected::Found(text) => when(found.iter().any(|finding| {
            let line = finding.split(':').nth(1).and_then(|line| line.parse().ok());
            let edited = line.is_some_and(|line| case.lines.iter().any(|l| l.contains(&line)));
            edited && finding.contains(text)
        })),
        Expected::Why(text) => {
            let name = case.definition.as_deref().unwrap();
            let why = match fixture.text_of(report, name) {
                Verdict::Unknown(why) => why.to_string(),
                other => other.as_str().to_string(),
            };
            why.contains(text).then_some(()).ok_or(why)
        }
        Expected::RefutedAt(field) => {
            let name = case.definition.as_deref().unwrap();
            let Verdict::Refuted(found) = fixture.text_of(report, name) else {
                return verdict_is(fixture, report, name, "refuted");
            };
            let place = found
                .quantity
                .strip_prefix(&format!("{field} at fixture.lean:"));
            let line = place.and_then(|place| place.split(':').next()?.parse().ok());
            let extent = fixture.extent(name);
            let first = fixture.text[..extent.start].lines().count() + 1;
            let lines = first..=first + fixture.text[extent].lines().count() + 1;
            if !line.is_some_and(|line: usize| lines.contains(&line)) {
                return Err(found.quantity.clone());
            }
            if field == "signature" {
                return Ok(());
            }
            let others = all.filter(|other| other != name);
            is(others.collect(), "rests")
        }
    }
}

/// What is wrong with a case.
fn faults(case: &Case) -> Vec<String> {
    let module = case.fixture.module;
    let read = Module::read(module, "fixture.lean", case.text.as_bytes()).is_ok();
    let report = read.then(|| case.fixture.held(&case.text));
    let wrong = |expected| wrong(case, report.as_ref(), expected).err();
    let faults = case.expected.iter().filter_map(wrong);
    faults
        .map(|fault| format!("{}: {fault}", case.place))
        .collect()
}

#[test]
fn every_case_has_its_verdict() {
    let cases = all();
    let faults: Vec<String> = cases.par_iter().flat_map_iter(faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    println!("{} cases", cases.len());
}

#[test]
fn every_case_has_an_effect() {
    let unedited: Vec<Report> = FIXTURES.iter().map(|f| f.held(f.text)).collect();
    for mut case in all() {
        let fixtures = FIXTURES.iter().zip(&unedited);
        let mut own = fixtures.filter(|(fixture, _)| *fixture == case.fixture);
        let (_, unedited) = own.next().unwrap();
        assert!(
            !case.expected.is_empty(),
            "{}: nothing is expected",
            case.place
        );
        assert_ne!(
            case.text, case.fixture.text,
            "{}: it changes nothing",
            case.place
        );
        let good = |expected: &Expected| {
            matches!(expected, Expected::NoFindings)
                || matches!(expected, Expected::Verdict(_, v) if matches!(v.as_str(), "proved" | "rests"))
        };
        // What shows a fault must not be shown by the fixture as it is.
        case.expected.retain(|expected| !good(expected));
        let expected = case.expected.iter();
        for expected in expected {
            let shown = wrong(&case, Some(unedited), expected).is_ok();
            assert!(!shown, "{}: {expected:?} of the fixture itself", case.place);
        }
    }
}

#[test]
fn every_definition_has_its_changes() {
    let changes = |expected: &Expected, name: &str| match expected {
        Expected::RefutedAt(_) => true,
        Expected::Verdict(names, verdict) => {
            let changed = matches!(verdict.as_str(), "refuted" | "unproved");
            changed && names.iter().any(|other| other == name)
        }
        _ => false,
    };
    let cases = all();
    for fixture in &FIXTURES {
        for name in fixture.names() {
            let own = cases.iter().filter(|case| {
                let mut expected = case.expected.iter();
                case.fixture == fixture
                    && case.definition.as_deref() == Some(name)
                    && expected.any(|expected| changes(expected, name))
            });
            let count = own.count();
            assert!(count >= 4, "{}: {name}: {count} changes", fixture.module);
        }
    }
}

#[test]
fn a_wrong_expectation_is_a_fault() {
    let file = |expected: &str| {
        format!("% replace: k • C\n% definition: scaleFderiv\n% expect: {expected}\n===\n(-k) • C")
    };
    let of = |expected: &str| faults(&cases("test.txt", &file(expected))[0]);
    assert_eq!(of("refuted at deriv"), [""; 0]);
    for wrong in [
        "scaleFderiv proved",
        "scaleFderiv unknown",
        "all proved",
        "refuted at jvp",
        "nothing proved",
        "found sorry",
        "finding sorry",
        "why it rests",
    ] {
        assert!(
            of(wrong)[0].starts_with("test.txt:5: "),
            "{wrong}: {:?}",
            of(wrong)
        );
    }
    let sorry = "% replace: exact proof_of_this\n% expect: no findings\n===\nsorry";
    assert!(!faults(&cases("test.txt", sorry)[0]).is_empty());
}
