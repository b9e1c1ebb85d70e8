//! Kernels without a map to hold them against, and results of another shape.

use ndarray::{ArrayD, ArrayViewD, ArrayViewMutD};
use torchlean_mirror::{
    audit::{ClaimName, Report, SourceReport, Verdict, sample},
    exact::Exact,
    lean::Finding,
    nodes::{Built, Kernel, kernels},
    tape::{Context, Error, Node, Result, Rule, Shape},
    term::{Argument, Map, Matrix},
};

use crate::report::faulty::{options, run, spec};

fn verdict<'r>(report: &'r Report, entry: &str, name: ClaimName) -> &'r Verdict {
    let definition = report
        .definitions
        .iter()
        .find(|d| d.entry.name.short() == entry);
    let mut claims = definition.unwrap().claims.iter();
    &claims.find(|claim| claim.name == name).unwrap().verdict
}

#[test]
fn a_kernel_whose_node_has_no_derivative_is_unknown() {
    let mut spec = spec();
    spec.laws.derivatives.clear();
    let report = run(&spec, &kernels(), &options(4, 0));
    assert!(report.fails());
    for entry in &spec.entries {
        let kernel = verdict(&report, entry.name.short(), ClaimName::Kernel);
        match kernel {
            Verdict::Unknown(why) => {
                assert_eq!(why.code(), "no-derived-map");
            }
            _ => assert!(entry.form.node().is_none(), "{}", entry.name),
        }
    }
}

/// The same coordinates in tensors whose dimensions stand in the reverse order.
struct Reversed(Node);

impl Reversed {
    fn reverse(&self, right: &ArrayD<f64>, out: &mut ArrayViewMutD<'_, f64>) {
        out.iter_mut().zip(right).for_each(|(to, from)| *to = *from);
    }
}

impl Rule for Reversed {
    fn forward(&self, x: &[ArrayViewD<'_, f64>], out: &mut ArrayViewMutD<'_, f64>) -> Result<()> {
        let mut right = ArrayD::zeros(self.0.output().dims());
        self.0.forward_into(x, &mut right.view_mut())?;
        self.reverse(&right, out);
        Ok(())
    }

    fn jvp(
        &self,
        x: &[ArrayViewD<'_, f64>],
        dx: &[ArrayViewD<'_, f64>],
        out: &mut ArrayViewMutD<'_, f64>,
    ) -> Result<()> {
        let mut right = ArrayD::zeros(self.0.output().dims());
        self.0.jvp_into(x, dx, &mut right.view_mut())?;
        self.reverse(&right, out);
        Ok(())
    }

    fn vjp_add(
        &self,
        x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        let mut right = ArrayD::zeros(self.0.output().dims());
        self.reverse(&delta.to_owned(), &mut right.view_mut());
        self.0.vjp_add(x, &right.view(), grads)
    }
}

#[test]
fn a_result_of_another_shape_with_the_same_coordinates_is_refuted() {
    let spec = spec();
    for name in ["scale", "square"] {
        let right = kernels().into_iter().find(|k| k.name() == name).unwrap();
        let module = right.module();
        let reversed = Kernel::new(module, name, move |context: &Context, output, args| {
            let Built::Node(node) = right.build(context, output, args)? else {
                unreachable!()
            };
            let dims: Vec<usize> = node.output().dims().iter().rev().copied().collect();
            let rule = Reversed(node);
            Ok(Built::Node(Node::new(
                context.clone(),
                Shape::new(dims),
                rule,
            )))
        });
        let report = run(&spec, &[reversed], &options(64, 0));
        let Verdict::Refuted(found) = verdict(&report, name, ClaimName::Kernel) else {
            panic!("a transposed result passes");
        };
        assert!(found.what.contains("shape ["), "{}", found.what);
    }
}

#[test]
fn a_finding_in_the_source_alone_makes_a_report_fail() {
    let mut report = run(&spec(), &kernels(), &options(8, 0));
    assert!(!report.fails());
    report.source = Some(SourceReport::default());
    assert!(!report.fails());
    let found = vec![Finding {
        file: "Arithmetic.lean".into(),
        line: 1,
        what: "`sorry`".into(),
    }];
    for (findings, unpinned) in [(found.clone(), Vec::new()), (Vec::new(), found)] {
        report.source = Some(SourceReport {
            findings,
            unpinned,
            ..SourceReport::default()
        });
        assert!(report.fails());
    }
}

#[test]
fn a_matrix_with_uneven_rows_is_an_error() {
    let spec = spec();
    let mut case = sample(spec.find("affine").unwrap(), 0, 0);
    for (_, argument) in &mut case.arguments {
        if let Argument::Map(map) = argument {
            let rows = vec![vec![1.0, 2.0, 3.0], vec![4.0, 5.0]];
            *map = Map::Dense(Matrix { columns: 3, rows });
        }
    }
    let Err(Error::Length {
        expected, found, ..
    }) = case.kernel_arguments()
    else {
        panic!("five numbers are no matrix");
    };
    assert_eq!((expected, found), (6, 5));
}

#[test]
fn a_number_that_is_not_finite_has_an_error_with_its_place() {
    let spec = spec();
    for number in 0..64 {
        let case = sample(spec.find("affine").unwrap(), 0, number);
        for place in 0..40 {
            let mut wrong = case.clone();
            let map = wrong.arguments.iter_mut().find_map(|(name, argument)| {
                let map = matches!(argument, Argument::Map(_));
                let entry = argument.numbers_mut().into_iter().nth(place);
                Some((name, entry.filter(|_| map)?))
            });
            let Some((name, entry)) = map else { break };
            let name = name.to_string();
            *entry = f64::NEG_INFINITY;
            let error = wrong.point::<Exact>(spec.find("affine").unwrap(), |value| value);
            let Err(Error::NotFinite {
                argument, position, ..
            }) = error
            else {
                panic!("{wrong:?}");
            };
            assert_eq!((argument, position), (name, place));
        }
    }
}
