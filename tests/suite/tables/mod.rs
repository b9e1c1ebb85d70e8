//! The derivative tables, in all their formats.

mod faults;
mod formats;
mod forms;
mod jacobians;
mod texts;

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};

use torchlean_mirror::audit::{Audit, Definition, Options, Report};
use torchlean_mirror::exact::{Part, PartForm};
use torchlean_mirror::nodes::kernels;
use torchlean_mirror::notation::{Source, Spec};
use torchlean_mirror::report::table::{DefinitionTables, Format, LawRow};
use torchlean_mirror::tape::Shape;

const DEFINITIONS: &str = include_str!("../../../spec/arithmetic.spec");
const LAWS: &str = include_str!("../../../spec/laws.spec");
const PIN: &str = include_str!("../../../spec/torchlean.toml");

fn spec(definitions: &str, laws: &str) -> Spec {
    Spec::read(
        &Source::new("pin", PIN),
        &Source::new("laws", laws),
        &[Source::new("definitions", definitions)],
    )
    .unwrap()
}

fn built_in() -> Spec {
    Spec::built_in().unwrap()
}

/// The tables of everything that is built in, which are made once for each shape.
fn of_built_in(shape: Option<&'static str>) -> &'static Tabled {
    type Made = BTreeMap<Option<&'static str>, &'static OnceLock<Tabled>>;
    static MADE: Mutex<Made> = Mutex::new(BTreeMap::new());
    let place = {
        let mut made = MADE.lock().unwrap();
        *made
            .entry(shape)
            .or_insert_with(|| Box::leak(Box::default()))
    };
    place.get_or_init(|| Tabled::of(built_in(), shape))
}

/// What tables show.
struct Tabled {
    spec: Spec,
    report: Report,
}

impl Tabled {
    fn of(spec: Spec, shape: Option<&str>) -> Tabled {
        let shape = shape.map(|text| text.parse::<Shape>().unwrap());
        let kernels = kernels();
        let options = Options {
            cases: 0,
            ..Options::default()
        };
        let mut audit = Audit::of(&spec, &kernels).options(options).forms();
        if let Some(shape) = &shape {
            audit = audit.jacobians(shape).unwrap();
        }
        let report = audit.run(|_| ()).unwrap();
        Tabled { spec, report }
    }

    fn tables(&self) -> DefinitionTables<'_> {
        DefinitionTables {
            report: &self.report,
            laws: &self.spec.laws,
        }
    }

    fn render(&self, format: Format) -> String {
        format.render(&self.tables(), None).unwrap()
    }

    fn laws(&self) -> Vec<LawRow> {
        self.tables().named_laws()
    }

    fn definition(&self, lean: &str) -> &Definition {
        let mut all = self.report.definitions.iter();
        all.find(|d| d.entry.name.short() == lean).unwrap()
    }

    fn form(&self, lean: &str, part: Part) -> &PartForm {
        let mut forms = self.definition(lean).forms.iter();
        forms.find(|form| form.part == part).unwrap()
    }

    fn forms(&self) -> impl Iterator<Item = &PartForm> {
        self.report.definitions.iter().flat_map(|d| &d.forms)
    }
}

/// The text with a part replaced that occurs in it.
fn edited(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "`{from}` is not in the text");
    text.replace(from, to)
}

/// The text without the declaration of two lines that begins so.
fn without(text: &str, declaration: &str) -> String {
    let start = text.find(declaration).unwrap();
    let end = text[start..]
        .match_indices('\n')
        .nth(1)
        .map_or(text.len(), |(at, _)| start + at + 1);
    format!("{}{}", &text[..start], &text[end..])
}
