//! Buffers, contexts and indices that are used in the wrong way.

use ndarray::{ArrayViewD, ArrayViewMutD};
use torchlean_mirror::{
    audit::{ClaimName, Verdict},
    nodes::{Arg, Built, Kernel},
    notation::{Entry, Form, Spec},
    tape::{Context, Fderiv, Idx, Node, Result, Rule, Shape, Tensor},
    term::{Sort, Space},
};

use crate::faults::harness::{
    Count, audit_of, cases, entry_is_not_blamed, kernel_of, spec_of, spec_of_kernels, values,
    verdict,
};
use crate::planted_rule::indices;

/// Small inputs in each regime, and a large one.
const CASES: u64 = 128;

/// What a node does wrong with the buffers that it is given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum State {
    /// Writes its cotangents over what is there.
    Overwrites,
    /// The same in the fused pass alone.
    OverwritesFused,
    /// Sets to zero what it does not read.
    ClearsOthers,
    /// Adds its output to what is there.
    AddsOutput,
    /// The same with the tangent.
    AddsTangent,
    /// The same in the fused pass alone.
    AddsFused,
    /// Leaves what is there and is neither 0 nor NaN.
    KeepsOutput,
    /// Where indices are equal, the first contribution alone is added.
    FirstOnly,
    /// Where indices are equal, the last contribution alone is added.
    LastOnly,
    /// Takes the memory of its inputs for row-major.
    ReadsMemory,
    /// Takes the memory of its output for row-major.
    WritesMemory,
    /// The same in the fused pass alone.
    WritesMemoryFused,
    /// Nothing: each contribution is added by itself, in the other order.
    Correct,
}

pub struct Stateful {
    inner: Node,
    /// The node over a context in which each index has a tensor of its own, and where these come
    /// from.
    apart: (Node, Vec<usize>),
    indices: Vec<usize>,
    state: State,
}

pub fn stateful(kernel: &Kernel, state: State) -> Kernel {
    let real = kernel.clone();
    Kernel::new(
        kernel.module(),
        kernel.name(),
        move |context, output, args| {
            let Built::Node(inner) = real.build(context, output, args)? else {
                return real.build(context, output, args);
            };
            let indices = indices(args);
            let own = indices.iter().map(|&at| context.shapes()[at].clone());
            let own = Context::new(own);
            let (mut args, mut position) = (args.to_vec(), 0);
            for arg in &mut args {
                if let Arg::Idx(idx) = arg {
                    *idx = Idx(position);
                    position += 1;
                }
            }
            let Built::Node(apart) = real.build(&own, output, &args)? else {
                unreachable!()
            };
            let rule = Stateful {
                inner,
                apart: (apart, indices.clone()),
                indices,
                state,
            };
            Ok(Built::Node(Node::new(
                context.clone(),
                output.clone(),
                rule,
            )))
        },
    )
}

impl Stateful {
    /// Adds the contributions of these indices, one after the other.
    fn add(
        &self,
        order: impl Iterator<Item = usize>,
        x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        let (node, from) = &self.apart;
        let x: Vec<Tensor> = from.iter().map(|&at| x[at].to_owned()).collect();
        let parts = node.vjp(&x, &delta.to_owned())?;
        for position in order {
            grads[from[position]] += &parts[position];
        }
        Ok(())
    }

    fn aliased(&self) -> bool {
        self.indices.len() > 1 && self.indices.windows(2).all(|pair| pair[0] == pair[1])
    }

    fn clear(&self, grads: &mut [ArrayViewMutD<'_, f64>], touched: bool) {
        for (at, grad) in grads.iter_mut().enumerate() {
            if self.indices.contains(&at) == touched {
                grad.fill(0.0);
            }
        }
    }
}

/// The tensor whose row-major coordinates lie where those of this one do in memory.
fn as_in_memory(tensor: &ArrayViewD<'_, f64>) -> Tensor {
    match tensor.as_slice_memory_order() {
        Some(memory) => Tensor::from_shape_vec(tensor.shape(), memory.to_vec()).unwrap(),
        None => tensor.to_owned(),
    }
}

/// Lays the coordinates of a tensor out row-major, however it lies in memory.
fn write_in_memory(tensor: &mut ArrayViewMutD<'_, f64>) {
    let row_major: Vec<f64> = tensor.iter().copied().collect();
    if let Some(memory) = tensor.as_slice_memory_order_mut() {
        memory.copy_from_slice(&row_major);
    }
}

impl Rule for Stateful {
    fn forward(&self, x: &[ArrayViewD<'_, f64>], out: &mut ArrayViewMutD<'_, f64>) -> Result<()> {
        let held = out.to_owned();
        if self.state == State::ReadsMemory {
            let read: Vec<Tensor> = x.iter().map(as_in_memory).collect();
            let read: Vec<_> = read.iter().map(|tensor| tensor.view()).collect();
            return self.inner.forward_into(&read, out);
        }
        self.inner.forward_into(x, out)?;
        match self.state {
            State::WritesMemory => write_in_memory(out),
            State::AddsOutput => *out += &held,
            State::KeepsOutput => {
                let stale = |value: &f64| *value != 0.0 && !value.is_nan();
                let pairs = out.iter_mut().zip(&held).filter(|(_, held)| stale(held));
                pairs.for_each(|(out, held)| *out = *held);
            }
            _ => {}
        }
        Ok(())
    }

    fn jvp(
        &self,
        x: &[ArrayViewD<'_, f64>],
        dx: &[ArrayViewD<'_, f64>],
        out: &mut ArrayViewMutD<'_, f64>,
    ) -> Result<()> {
        let held = out.to_owned();
        self.inner.jvp_into(x, dx, out)?;
        if self.state == State::AddsTangent {
            *out += &held;
        }
        Ok(())
    }

    fn vjp_add(
        &self,
        x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        let count = self.indices.len();
        match self.state {
            State::FirstOnly if self.aliased() => return self.add(0..1, x, delta, grads),
            State::LastOnly if self.aliased() => {
                return self.add(count - 1..count, x, delta, grads);
            }
            State::Correct => return self.add((0..count).rev(), x, delta, grads),
            State::Overwrites => self.clear(grads, true),
            State::ClearsOthers => self.clear(grads, false),
            _ => {}
        }
        self.inner.vjp_add(x, delta, grads)
    }

    fn forward_vjp_add(
        &self,
        x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        out: &mut ArrayViewMutD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        let held = out.to_owned();
        if self.state == State::OverwritesFused {
            self.clear(grads, true);
        }
        self.inner.forward_vjp_add(x, delta, out, grads)?;
        match self.state {
            State::AddsFused => *out += &held,
            State::WritesMemoryFused => write_in_memory(out),
            _ => {}
        }
        Ok(())
    }
}

fn indices_of(entry: &Entry) -> usize {
    let sorts = entry.parameters.iter();
    sorts.filter(|(_, s)| matches!(s, Sort::Idx { .. })).count()
}

/// Audits the kernels of a spec with a fault, and demands this quantity where the fault shows, and
/// nothing elsewhere.
fn demand(
    spec: &Spec,
    fault: &str,
    plant: impl Fn(&Kernel) -> Kernel,
    quantity: impl Fn(&Entry) -> Option<&'static str>,
    count: &mut Count,
) {
    let kernels: Vec<Kernel> = spec.entries.iter().map(|e| plant(&kernel_of(e))).collect();
    for definition in &audit_of(spec, &kernels, CASES).definitions {
        let entry = &definition.entry;
        let fault = format!("{fault} in {}", entry.name);
        entry_is_not_blamed(definition, &fault);
        match (verdict(definition, ClaimName::Kernel), quantity(entry)) {
            (Verdict::Refuted(found), Some(quantity)) => {
                assert_eq!(found.quantity, quantity, "{fault}");
                count.add("refuted");
                count.shown_by(found);
            }
            (verdict, None) => {
                assert!(!verdict.fails(), "{fault}: {verdict:?}");
                count.add("equivalent");
            }
            (verdict, Some(_)) => panic!("{fault}: {verdict:?}"),
        }
    }
}

#[test]
fn buffers_used_in_the_wrong_way_are_refuted() {
    let mut count = Count::default();
    let states = [
        (State::Overwrites, "vjp_add"),
        (State::OverwritesFused, "forward_vjp_add, cotangents"),
        (State::ClearsOthers, "vjp_add"),
        (State::AddsOutput, "forward_into"),
        (State::KeepsOutput, "forward_into"),
        (State::AddsTangent, "jvp_into"),
        (State::AddsFused, "forward_vjp_add, output"),
        (State::FirstOnly, "vjp"),
        (State::LastOnly, "vjp"),
    ];
    for (state, quantity) in states {
        let expected = |entry: &Entry| {
            let needs_two = matches!(state, State::FirstOnly | State::LastOnly);
            let applies = !needs_two || indices_of(entry) > 1;
            (entry.form.kind() == "node" && applies).then_some(quantity)
        };
        let name = format!("{state:?}");
        demand(
            &spec_of("node"),
            &name,
            |kernel| stateful(kernel, state),
            expected,
            &mut count,
        );
    }
    count.print("faults in the use of buffers");
}

#[test]
fn tensors_taken_for_row_major_are_refuted() {
    let mut count = Count::default();
    // A scalar lies in memory as it lies; sums of its inputs do not tell their order.
    let mut spec = spec_of("node");
    let several = |entry: &Entry| match &entry.form {
        Form::Node(node) => node.output != Space::Real,
        _ => false,
    };
    spec.entries.retain(several);
    for (state, quantity) in [
        (State::ReadsMemory, "forward_into, strided"),
        (State::WritesMemory, "forward_into, strided"),
        (State::WritesMemoryFused, "forward_vjp_add, output, strided"),
    ] {
        let plant = |kernel: &Kernel| stateful(kernel, state);
        let name = format!("{state:?}");
        demand(&spec, &name, plant, |_| Some(quantity), &mut count);
    }
    assert!(count.of("refuted") > 0);
    count.print("tensors taken for row-major");
}

#[test]
fn contributions_added_one_by_one_are_accepted() {
    let mut count = Count::default();
    let plant = |kernel: &Kernel| stateful(kernel, State::Correct);
    demand(&spec_of("node"), "no fault", plant, |_| None, &mut count);
}

/// The kernel that is built for another context or output.
fn elsewhere(
    kernel: &Kernel,
    other: fn(&Context, &Shape) -> (Context, Shape),
    only_declared: bool,
) -> Kernel {
    let real = kernel.clone();
    Kernel::new(
        kernel.module(),
        kernel.name(),
        move |context, output, args| {
            let (wrong_context, wrong_output) = other(context, output);
            Ok(match real.build(context, output, args)? {
                Built::Node(node) if only_declared => {
                    let rule = Forwarded(node);
                    Built::Node(Node::new(wrong_context, wrong_output, rule))
                }
                Built::Fderiv(fderiv) if only_declared => {
                    let context = context.clone();
                    let deriv =
                        move |x: &[Tensor]| fderiv.deriv(x.get(..context.len()).unwrap_or(x));
                    Built::Fderiv(Fderiv::new(wrong_context, wrong_output, deriv))
                }
                Built::Vector(vector) => {
                    let size = wrong_output.size();
                    Built::Vector(vector.iter().copied().cycle().take(size).collect())
                }
                built => built,
            })
        },
    )
}

struct Forwarded(Node);

impl Rule for Forwarded {
    fn forward(&self, x: &[ArrayViewD<'_, f64>], out: &mut ArrayViewMutD<'_, f64>) -> Result<()> {
        self.0.forward_into(x, out)
    }

    fn jvp(
        &self,
        x: &[ArrayViewD<'_, f64>],
        dx: &[ArrayViewD<'_, f64>],
        out: &mut ArrayViewMutD<'_, f64>,
    ) -> Result<()> {
        self.0.jvp_into(x, dx, out)
    }

    fn vjp_add(
        &self,
        x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        self.0.vjp_add(x, delta, grads)
    }
}

#[test]
fn wrong_shapes_and_numbers_of_tensors_are_refuted() {
    let (all, mut count) = (spec_of_kernels(), Count::default());
    demand(
        &all,
        "a result with one more dimension",
        |kernel| {
            elsewhere(
                kernel,
                |context, output| {
                    let dims = [output.dims(), &[2][..]].concat();
                    (context.clone(), Shape::new(dims))
                },
                true,
            )
        },
        |_| Some("construction"),
        &mut count,
    );
    demand(
        &all,
        "one more tensor in the context",
        |kernel| {
            elsewhere(
                kernel,
                |context, output| {
                    let one_more = context.shapes().iter().cloned().chain([Shape::scalar()]);
                    (Context::new(one_more), output.clone())
                },
                true,
            )
        },
        |entry| match entry.form {
            Form::Node(_) => Some("forward"),
            Form::Fderiv { .. } => Some("deriv"),
            Form::Function(_) => None,
        },
        &mut count,
    );
    demand(
        &all,
        "one tensor less in the context",
        |kernel| {
            elsewhere(
                kernel,
                |context, output| {
                    let all = context.shapes().iter().cloned();
                    let less = all.take(context.len().saturating_sub(1));
                    (Context::new(less), output.clone())
                },
                true,
            )
        },
        |entry| match entry.form {
            Form::Node(_) => Some("forward"),
            Form::Fderiv { .. } => Some("deriv"),
            Form::Function(_) => None,
        },
        &mut count,
    );
    count.print("faults in shapes");
}

#[test]
fn a_kernel_of_another_kind_is_refuted() {
    let (all, mut count) = (spec_of_kernels(), Count::default());
    let other = |kernel: &Kernel| {
        let name = kernel.name();
        let kind = |name: &str| {
            let mut entries = all.entries.iter();
            entries.find(|e| e.rust() == name).unwrap().form.kind()
        };
        // A result of another kind, whatever it holds.
        let wrong = match kind(name) {
            "function" => |context: &Context, output: &Shape, _: &[Arg]| {
                let deriv = |_: &[Tensor]| Ok(torchlean_mirror::tape::LinearMap::identity(0));
                Ok(Built::Fderiv(Fderiv::new(
                    context.clone(),
                    output.clone(),
                    deriv,
                )))
            },
            _ => |_: &Context, output: &Shape, _: &[Arg]| {
                Ok(Built::Vector(vec![0.0; output.size()].into()))
            },
        };
        Kernel::new(kernel.module(), name, wrong)
    };
    demand(
        &all,
        "another kind",
        other,
        |_| Some("construction"),
        &mut count,
    );
    count.print("kernels of another kind");
}

#[test]
fn a_derivative_at_another_point_is_refuted() {
    let mut count = Count::default();
    let plant = |kernel: &Kernel| {
        let real = kernel.clone();
        Kernel::new(
            kernel.module(),
            kernel.name(),
            move |context, output, args| {
                Ok(match real.build(context, output, args)? {
                    Built::Fderiv(inner) => {
                        let deriv = move |x: &[Tensor]| {
                            let zeros: Vec<Tensor> =
                                x.iter().map(|t| Tensor::zeros(t.raw_dim())).collect();
                            inner.deriv(&zeros)
                        };
                        Built::Fderiv(Fderiv::new(context.clone(), output.clone(), deriv))
                    }
                    built => built,
                })
            },
        )
    };
    let expected = |entry: &Entry| {
        let shows = cases(entry, 200).iter().any(|case| {
            let mut at_zero = case.clone();
            at_zero.x.fill(0.0);
            values(case, entry).jvp != values(&at_zero, entry).jvp
        });
        (entry.form.kind() == "fderiv" && shows).then_some("deriv x dx")
    };
    let all = spec_of_kernels();
    demand(&all, "the derivative at 0", plant, expected, &mut count);
    assert!(count.of("refuted") > 0 && count.of("equivalent") > 0);
    count.print("derivatives at another point");
}
