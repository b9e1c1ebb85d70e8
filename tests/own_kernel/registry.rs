//! Right kernels, for every entry of `spec/`.

use torchlean_mirror::{
    audit::{
        Verdict,
        own::{Float, OwnReport, Quantity},
    },
    exact::Number,
    report::own::render,
    spec::{Entry, Form, Spec},
};

use crate::forms::{Plain, kernel};

/// All six results are compared and right, or all that a function has.
fn passes(report: &OwnReport) {
    assert!(report.holds(), "{}", render(report));
    for (quantity, verdict) in &report.results {
        let function = matches!(report.entry.form, Form::Function(_));
        let tally = match verdict {
            Verdict::BitExact(tally) | Verdict::Bounded(tally) => tally,
            Verdict::NotChecked(_) if function && *quantity != Quantity::Forward => continue,
            other => panic!("{other:?}"),
        };
        assert_eq!(tally.cases, 200, "{}", render(report));
        assert!(tally.comparisons > 200, "{}", render(report));
    }
}

fn in_precision<F: Float>(entry: &Entry, spec: &Spec)
where
    Plain<F>: Number,
{
    let kernel = kernel::<F>(entry);
    passes(&kernel.against_entry(entry, &spec.laws));
    passes(&kernel.against(&*entry.name).unwrap());
}

#[test]
fn the_forms_of_every_entry_pass_in_f64_and_f32() {
    let spec = Spec::built_in().unwrap();
    for entry in &spec.entries {
        in_precision::<f64>(entry, &spec);
        in_precision::<f32>(entry, &spec);
    }
}
