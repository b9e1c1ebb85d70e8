//! Facts: how they are read, that false ones are refuted, what rests on one, and that the replay takes no other evidence for a guard.

mod claims;
mod forms;
mod points;
mod read;
mod replayed;
mod shown;

use torchlean_mirror::audit::{Options, Report, audit};
use torchlean_mirror::notation::{Laws, Source, Spec, read_laws};

const LAWS: &str = include_str!("../../../spec/laws.spec");
const PIN: &str = include_str!("../../../spec/torchlean.toml");

fn laws(text: &str) -> Laws {
    read_laws(&Source::new("laws.spec", text)).unwrap()
}

/// The laws without the facts of these names.
fn without(names: &[&str]) -> Laws {
    let mut laws = laws(LAWS);
    let before = laws.facts.len();
    laws.facts.retain(|fact| !names.contains(&&*fact.name));
    assert_eq!(laws.facts.len() + names.len(), before);
    laws
}

/// The audit of laws and of their identities alone.
fn audited(laws: Laws) -> Report {
    let pin = Source::new("torchlean.toml", PIN);
    let mut spec = Spec::read(&pin, &Source::new("laws.spec", LAWS), &[]).unwrap();
    spec.laws = laws;
    let options = Options {
        cases: 0,
        ..Options::default()
    };
    audit(&spec, &[], &options, |_| {}).unwrap()
}
