//! Faults that show in large tensors, high ranks and long contexts alone.

use std::sync::{Arc, LazyLock};

use torchlean_mirror::{
    audit::{ClaimName, Options, Verdict, audit},
    nodes::{Kernel, kernels},
};

use crate::faults::harness::{spec, verdict};
use crate::planted_rule::{Change, Part, Site, changed};

/// Which coordinate of a result is one ulp too large.
type Where = fn(&Site, usize) -> Option<usize>;

const FAULTS: [(&str, Part, Where); 8] = [
    ("from coordinate 64 on", Part::Forward, |_, size| {
        (size > 64).then_some(64)
    }),
    (
        "in the tail of a loop of eight",
        Part::Forward,
        |_, size| (size > 8 && size % 8 == 7).then_some(size.wrapping_sub(1)),
    ),
    ("after a block of 256", Part::Vjp, |_, size| {
        (size > 256).then_some(256)
    }),
    ("after a block of 1,024", Part::Forward, |_, size| {
        (size > 1_024).then_some(1_024)
    }),
    ("of rank 4 and more", Part::Forward, |site, size| {
        let ranks = site.blocks.iter().map(|block| block.dims().len());
        (size > 0 && ranks.max() > Some(3)).then_some(0)
    }),
    ("of rank 6", Part::FusedOutput, |site, size| {
        let ranks = site.blocks.iter().map(|block| block.dims().len());
        (size > 0 && ranks.max() > Some(5)).then_some(0)
    }),
    ("of nine tensors and more", Part::Vjp, |site, size| {
        (size > 0 && site.blocks.len() > 8).then_some(0)
    }),
    (
        "of one large tensor twice",
        Part::FusedOutput,
        |site, size| (site.aliased() && size > 64).then_some(size.wrapping_sub(1)),
    ),
];

/// The verdict on `mul` with a fault, after so many inputs.
fn judged(part: Part, place: Where, cases: u64) -> Verdict {
    let spec = spec();
    let up: Change = Arc::new(move |site, values| {
        if let Some(at) = place(site, values.len())
            && let Some(value) = values.get_mut(at)
        {
            *value = value.next_up();
        }
        Ok(())
    });
    let plant = |kernel: Kernel| match kernel.name() {
        "mul" => changed(&kernel, part, up.clone()),
        _ => kernel,
    };
    let kernels: Vec<Kernel> = kernels().into_iter().map(plant).collect();
    let options = Options {
        cases,
        only: vec!["mul".into()],
        ..Options::default()
    };
    let report = audit(&spec, &kernels, &options, |_| {}).unwrap();
    verdict(&report.definitions[0], ClaimName::Kernel).clone()
}

/// The verdicts of the default audit.
static FOUND: LazyLock<[Verdict; 8]> =
    LazyLock::new(|| FAULTS.map(|(_, part, place)| judged(part, place, Options::default().cases)));

#[test]
fn the_default_audit_refutes_them() {
    for ((what, part, place), found) in FAULTS.into_iter().zip(&*FOUND) {
        assert!(matches!(found, Verdict::Refuted(_)), "{what}: {found:?}");
        // Small inputs alone do not show it.
        let found = judged(part, place, 100);
        let passes = matches!(found, Verdict::BitExact(_) | Verdict::Bounded(_));
        assert!(passes, "{what}: {found:?}");
    }
}

#[test]
fn their_counterexamples_have_few_numbers_that_are_not_zero() {
    for ((what, ..), found) in FAULTS.into_iter().zip(&*FOUND) {
        let Verdict::Refuted(found) = found else {
            panic!("{what} is not refuted");
        };
        for (name, value) in &found.inputs {
            let numbers = value.split([' ', ',', '[', ']']);
            let other = numbers.filter_map(|number| number.parse::<f64>().ok());
            let other = other.filter(|number| *number != 0.0).count();
            let vectors = ["x", "dx", "δ", "held"];
            assert!(
                !vectors.contains(&&**name) || other <= 2,
                "{what}: {name} {value}"
            );
        }
    }
}
