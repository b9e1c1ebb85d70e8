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

/// The spec without identities: no table shows one, and each costs a search.
fn spec(definitions: &str, laws: &str) -> Spec {
    let mut spec = Spec::read(
        &Source::new("pin", PIN),
        &Source::new("laws", laws),
        &[Source::new("definitions", definitions)],
    )
    .unwrap();
    spec.laws.identities.clear();
    spec
}

fn built_in() -> Spec {
    Spec::built_in().unwrap()
}

/// The tables of everything that is built in, which are made once for each shape.
pub fn of_built_in(shape: Option<&'static str>) -> &'static Tabled {
    type Made = BTreeMap<Option<&'static str>, &'static OnceLock<Tabled>>;
    static MADE: Mutex<Made> = Mutex::new(BTreeMap::new());
    let place = {
        let mut made = MADE.lock().unwrap();
        *made
            .entry(shape)
            .or_insert_with(|| Box::leak(Box::default()))
    };
    place.get_or_init(|| match shape {
        None => Tabled::of(built_in(), None),
        Some(shape) => {
            let (spec, mut report) = (built_in(), of_built_in(None).report.clone());
            let with_matrices = matrices(&shape.parse().unwrap());
            for (definition, with) in report.definitions.iter_mut().zip(with_matrices.definitions) {
                definition.jacobians = with.jacobians;
            }
            report.shape = with_matrices.shape;
            Tabled { spec, report }
        }
    })
}

/// A report with the matrices of everything that is built in. They rest on the rules of
/// differentiation alone: without other laws no proof is searched for.
fn matrices(shape: &Shape) -> Report {
    let mut spec = built_in();
    spec.laws.laws.clear();
    spec.laws.identities.clear();
    let audit = Audit::of(&spec, &[]).options(without_kernels());
    audit.jacobians(shape).unwrap().run(|_| ()).unwrap()
}

fn without_kernels() -> Options {
    Options {
        cases: 0,
        ..Options::default()
    }
}

/// What tables show.
pub struct Tabled {
    pub spec: Spec,
    pub report: Report,
}

impl Tabled {
    fn of(spec: Spec, shape: Option<&str>) -> Tabled {
        let shape = shape.map(|text| text.parse::<Shape>().unwrap());
        let kernels = kernels();
        let mut audit = Audit::of(&spec, &kernels)
            .options(without_kernels())
            .forms();
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
