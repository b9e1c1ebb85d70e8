//! Counts of parts add up to the counts of the whole.

use torchlean_mirror::{
    audit::{Reference, Tally, compare, sample},
    exact::derived,
    nodes::kernels,
};

use crate::report::faulty::spec;

#[test]
fn the_tally_of_all_cases_is_that_of_each_merged() {
    let spec = spec();
    for entry in &spec.entries {
        let derivative = entry.form.node().map(|node| {
            derived(node, &entry.conditions, &spec.laws)
                .unwrap()
                .derivative
        });
        let rust = entry.rust_path();
        let kernel = kernels().into_iter().find(|k| k.path() == rust).unwrap();
        let count = |number: u64, tally: &mut Tally| {
            let case = sample(entry, 0, number);
            compare(
                entry,
                Reference::proved(derivative.as_ref()),
                &kernel,
                &case,
                tally,
            )
            .unwrap();
        };
        let (mut whole, mut parts) = (Tally::default(), Vec::new());
        for number in 0..48 {
            count(number, &mut whole);
            let mut part = Tally::default();
            count(number, &mut part);
            parts.push(part);
        }
        let sum = |field: fn(&Tally) -> u64| parts.iter().map(field).sum::<u64>();
        assert_eq!(whole.cases, 48);
        assert_eq!(whole.comparisons, sum(|t| t.comparisons));
        assert_eq!(whole.bit_exact, sum(|t| t.bit_exact));
        assert_eq!(whole.bounded, sum(|t| t.bounded));
        assert_eq!(whole.overflow, sum(|t| t.overflow));
        let judged = whole.bit_exact + whole.bounded + whole.overflow;
        assert_eq!(whole.comparisons, judged);
        assert_eq!(
            Some(&whole.worst_share),
            parts.iter().map(|t| &t.worst_share).max()
        );
        let of_quantities: u64 = whole.quantities.iter().map(|(_, all, _)| all).sum();
        let exact: u64 = whole.quantities.iter().map(|(_, _, exact)| exact).sum();
        assert_eq!((of_quantities, exact), (whole.comparisons, whole.bit_exact));
        let merged = |parts: &mut dyn Iterator<Item = &Tally>| {
            let mut all = Tally::default();
            parts.for_each(|part| all.merge(part));
            all.quantities.sort_unstable();
            all
        };
        whole.quantities.sort_unstable();
        assert_eq!(merged(&mut parts.iter()), whole, "{}", entry.name);
        assert_eq!(merged(&mut parts.iter().rev()), whole, "{}", entry.name);
    }
}
