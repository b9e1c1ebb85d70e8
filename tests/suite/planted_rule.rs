//! Kernels that compute by the real ones and then get one thing wrong.

use std::sync::Arc;

use ndarray::{Array2, ArrayViewD, ArrayViewMutD};
use torchlean_mirror::{
    nodes::{Arg, Built, Kernel},
    tape::{Context, Fderiv, LinearMap, Node, Result, Rule, Shape},
};

/// What a kernel computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Forward,
    Jvp,
    /// What `vjp` returns and `vjp_add` adds.
    Vjp,
    FusedOutput,
    FusedCotangents,
    /// The output of the map that `deriv` gives.
    Tangent,
    /// The input of that map.
    Cotangent,
    /// The entries of that map.
    Matrix,
    Value,
}

impl Part {
    pub const ALL: [Part; 9] = [
        Part::Forward,
        Part::Jvp,
        Part::Vjp,
        Part::FusedOutput,
        Part::FusedCotangents,
        Part::Tangent,
        Part::Cotangent,
        Part::Matrix,
        Part::Value,
    ];

    /// What the report may call the wrong result.
    pub fn quantities(self) -> &'static [&'static str] {
        match self {
            Part::Forward => &["forward"],
            Part::Jvp => &["jvp"],
            Part::Vjp => &["vjp"],
            Part::FusedOutput => &["forward_vjp_add, output"],
            Part::FusedCotangents => &["forward_vjp_add, cotangents"],
            Part::Tangent | Part::Cotangent | Part::Matrix => {
                &["deriv x dx", "(deriv x)† δ", "to_matrix"]
            }
            Part::Value => &["value"],
        }
    }

    pub fn kind(self) -> &'static str {
        match self {
            Part::Tangent | Part::Cotangent | Part::Matrix => "fderiv",
            Part::Value => "function",
            _ => "node",
        }
    }
}

/// Where coordinates stand: the tensors that they are cut into, and where the indices point if
/// these are the tensors of the context.
#[derive(Clone, Debug)]
pub struct Site {
    pub blocks: Vec<Shape>,
    pub indices: Vec<usize>,
    pub of_context: bool,
}

impl Site {
    /// Where the coordinates of each block begin.
    pub fn starts(&self) -> Vec<usize> {
        let sizes = self.blocks.iter().map(Shape::size);
        sizes
            .scan(0, |start, size| {
                *start += size;
                Some(*start - size)
            })
            .collect()
    }

    pub fn aliased(&self) -> bool {
        self.indices.len() > 1 && self.indices.windows(2).all(|pair| pair[0] == pair[1])
    }
}

/// Changes coordinates, or refuses them.
pub type Change = Arc<dyn Fn(&Site, &mut Vec<f64>) -> Result<()> + Send + Sync>;

pub fn indices(args: &[Arg]) -> Vec<usize> {
    args.iter()
        .filter_map(|arg| match arg {
            Arg::Idx(idx) => Some(idx.0),
            _ => None,
        })
        .collect()
}

/// The kernel with one part changed.
pub fn changed(kernel: &Kernel, part: Part, change: Change) -> Kernel {
    let real = kernel.clone();
    Kernel::new(
        kernel.module(),
        kernel.name(),
        move |context, output, args| {
            let site = |of_context| Site {
                blocks: if of_context {
                    context.shapes().to_vec()
                } else {
                    vec![output.clone()]
                },
                indices: indices(args),
                of_context,
            };
            Ok(match real.build(context, output, args)? {
                Built::Node(inner) if part.kind() == "node" => {
                    let rule = Changed {
                        inner,
                        output: site(false),
                        context: site(true),
                        part,
                        change: change.clone(),
                    };
                    Built::Node(Node::new(context.clone(), output.clone(), rule))
                }
                Built::Fderiv(inner) if part.kind() == "fderiv" => {
                    let (tangent, cotangent) = (site(false), site(true));
                    let change = change.clone();
                    let deriv = move |x: &[_]| {
                        let map = inner.deriv(x)?;
                        match part {
                            Part::Tangent => match matrix(&tangent, map.rows(), &change)? {
                                Some(after) => LinearMap::compose(after, map),
                                None => Ok(map),
                            },
                            Part::Cotangent => match matrix(&cotangent, map.cols(), &change)? {
                                Some(before) => LinearMap::compose(map, before.adjoint()),
                                None => Ok(map),
                            },
                            _ => {
                                let entries = map.to_matrix()?;
                                let site = Site {
                                    blocks: vec![Shape::new(entries.shape())],
                                    ..tangent.clone()
                                };
                                let old: Vec<f64> = entries.iter().copied().collect();
                                let mut flat = old.clone();
                                change(&site, &mut flat)?;
                                // A matrix can overflow where the map does not.
                                let same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits();
                                if flat.iter().zip(&old).all(same) {
                                    return Ok(map);
                                }
                                let entries = Array2::from_shape_vec(entries.dim(), flat).unwrap();
                                Ok(LinearMap::dense(entries))
                            }
                        }
                    };
                    Built::Fderiv(Fderiv::new(context.clone(), output.clone(), deriv))
                }
                Built::Vector(vector) if part == Part::Value => {
                    let mut flat = vector.to_vec();
                    change(&site(false), &mut flat)?;
                    Built::Vector(flat.into())
                }
                built => built,
            })
        },
    )
}

/// The matrix of a linear change; none if it changes nothing, as multiplying by the matrix could:
/// it makes `0 · ∞` of an overflow.
fn matrix(site: &Site, size: usize, change: &Change) -> Result<Option<LinearMap>> {
    let mut matrix = Array2::zeros((size, size));
    for position in 0..size {
        let mut unit = vec![0.0; size];
        unit[position] = 1.0;
        change(site, &mut unit)?;
        matrix.column_mut(position).assign(&ndarray::arr1(&unit));
    }
    Ok((matrix != Array2::<f64>::eye(size)).then(|| LinearMap::dense(matrix)))
}

struct Changed {
    inner: Node,
    output: Site,
    context: Site,
    part: Part,
    change: Change,
}

impl Changed {
    fn on_output(&self, out: &mut ArrayViewMutD<'_, f64>) -> Result<()> {
        let mut flat = out.iter().copied().collect();
        (self.change)(&self.output, &mut flat)?;
        out.iter_mut().zip(flat).for_each(|(o, v)| *o = v);
        Ok(())
    }

    fn add_changed(
        &self,
        x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        let mut flat = contribution(&self.inner, x, delta)?;
        (self.change)(&self.context, &mut flat)?;
        let all = grads.iter_mut().flat_map(|grad| grad.iter_mut());
        all.zip(flat).for_each(|(grad, v)| *grad += v);
        Ok(())
    }
}

/// What a node adds to cotangents, block after block.
pub fn contribution(
    node: &Node,
    x: &[ArrayViewD<'_, f64>],
    delta: &ArrayViewD<'_, f64>,
) -> Result<Vec<f64>> {
    let x: Vec<_> = x.iter().map(|view| view.to_owned()).collect();
    let blocks = node.vjp(&x, &delta.to_owned())?;
    Ok(blocks.iter().flatten().copied().collect())
}

impl Rule for Changed {
    fn forward(&self, x: &[ArrayViewD<'_, f64>], out: &mut ArrayViewMutD<'_, f64>) -> Result<()> {
        self.inner.forward_into(x, out)?;
        match self.part {
            Part::Forward => self.on_output(out),
            _ => Ok(()),
        }
    }

    fn jvp(
        &self,
        x: &[ArrayViewD<'_, f64>],
        dx: &[ArrayViewD<'_, f64>],
        out: &mut ArrayViewMutD<'_, f64>,
    ) -> Result<()> {
        self.inner.jvp_into(x, dx, out)?;
        match self.part {
            Part::Jvp => self.on_output(out),
            _ => Ok(()),
        }
    }

    fn vjp_add(
        &self,
        x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        match self.part {
            Part::Vjp => self.add_changed(x, delta, grads),
            _ => self.inner.vjp_add(x, delta, grads),
        }
    }

    fn forward_vjp_add(
        &self,
        x: &[ArrayViewD<'_, f64>],
        delta: &ArrayViewD<'_, f64>,
        out: &mut ArrayViewMutD<'_, f64>,
        grads: &mut [ArrayViewMutD<'_, f64>],
    ) -> Result<()> {
        match self.part {
            Part::FusedCotangents => {
                self.inner.forward_into(x, out)?;
                self.add_changed(x, delta, grads)
            }
            part => {
                self.inner.forward_vjp_add(x, delta, out, grads)?;
                match part {
                    Part::FusedOutput => self.on_output(out),
                    _ => Ok(()),
                }
            }
        }
    }
}

/// The kernel with its arguments changed before it sees them.
pub fn with_arguments(kernel: &Kernel, change: fn(&Context, &mut Vec<Arg>)) -> Kernel {
    let real = kernel.clone();
    Kernel::new(
        kernel.module(),
        kernel.name(),
        move |context, output, args| {
            let mut args = args.to_vec();
            change(context, &mut args);
            real.build(context, output, &args)
        },
    )
}
