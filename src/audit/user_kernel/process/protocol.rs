//! The messages between the audit and the process of a kernel: one JSON object a line.
//!
//! The page [`kernel_protocol`](crate::guide::kernel_protocol) describes them, and the JSON Schema
//! beside it has every key.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::audit::case::Case;
use crate::audit::reason::Reason;
use crate::audit::user_kernel::quantity::Quantity;
use crate::exact::Format;
use crate::notation::{Entry, Form};
use crate::tape::Shape;
use crate::term::{Argument, Map, Sort, Space};

/// The version of the protocol.
pub const PROTOCOL: u64 = 1;

/// What the audit says.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Asks<'a> {
    /// First of all.
    Hello(Task<'a>),
    /// For a result at some inputs.
    Request(Request<'a>),
}

/// What is to be computed.
#[derive(Serialize)]
pub struct Task<'a> {
    protocol: u64,
    /// The full Lean name.
    definition: &'a str,
    /// Its last component.
    name: &'a str,
    /// `node`, `fderiv` or `function`.
    kind: &'static str,
    /// What can be asked for.
    maps: Vec<&'static str>,
    parameters: Vec<Parameter<'a>>,
    /// The formats that the kernel may have.
    precisions: [&'static str; Format::ALL.len()],
}

#[derive(Serialize)]
struct Parameter<'a> {
    name: &'a str,
    /// The key of its values in requests.
    kind: &'static str,
}

/// A question: one map at some inputs.
#[derive(Serialize)]
pub struct Request<'a> {
    pub id: u64,
    pub map: &'static str,
    pub inputs: &'a [Input],
}

/// An input. Of the tangent and the cotangent there is what the map reads.
#[derive(Serialize)]
pub struct Input {
    /// The dimensions of the shapes and dimensions that the definition names.
    shapes: BTreeMap<String, Vec<usize>>,
    /// The shapes of the tensors of the context.
    context: Vec<Vec<usize>>,
    /// The shape of the result.
    output: Vec<usize>,
    parameters: BTreeMap<String, Value>,
    x: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dx: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delta: Option<String>,
}

/// The value of a parameter.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Value {
    /// A position in the context.
    Index(usize),
    Scalar(String),
    Vector(String),
    Mask(Vec<bool>),
    /// A step for each axis of the result, by the names of Lean's constructors.
    Broadcast(Vec<&'static str>),
    /// The number of an axis, the first being 0.
    Axis(usize),
    Map {
        rows: usize,
        columns: usize,
        /// Row by row.
        entries: String,
    },
}

/// What the process says.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Says {
    /// The answer to the first line.
    Hello(About),
    /// The answer to a request.
    Answer(Answer),
    /// The answer to anything that cannot be done.
    Error(String),
}

/// What a process says of itself.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    pub protocol: u64,
    pub language: String,
    #[serde(default)]
    pub versions: BTreeMap<String, String>,
    pub maps: Vec<String>,
    pub precision: String,
}

/// The results of a request, one for each of its inputs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub id: u64,
    pub results: Vec<Said>,
}

/// A result at one input.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Said {
    /// The coordinates of the output.
    Output(String),
    /// Those of each tensor of the context.
    Context(Vec<String>),
    /// Why there is none.
    Failed(Failed),
}

/// Why there is no result.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failed {
    pub error: String,
}

/// What can be asked of a kernel of a definition.
pub fn maps(entry: &Entry) -> &'static [Quantity] {
    match entry.form {
        Form::Node(_) => &[Quantity::Forward, Quantity::Jvp, Quantity::Vjp],
        Form::Fderiv { .. } => &[Quantity::Jvp, Quantity::Vjp],
        Form::Function(_) => &[Quantity::Forward],
    }
}

impl<'a> Task<'a> {
    /// The definition as it is told to the process.
    pub fn of(entry: &'a Entry) -> Task<'a> {
        let parameter = |(name, sort): &'a (crate::term::Name, Sort)| Parameter {
            name,
            kind: match sort {
                Sort::Idx { .. } => "index",
                Sort::Mask(_) => "mask",
                Sort::Vec(Space::Real) => "scalar",
                Sort::Vec(Space::Hom(..)) => "map",
                Sort::Vec(_) => "vector",
                Sort::CanBroadcastTo { .. } => "broadcast",
                Sort::Rank(_) => "axis",
            },
        };
        Task {
            protocol: PROTOCOL,
            definition: entry.name.as_str(),
            name: entry.name.short(),
            kind: entry.form.kind(),
            maps: maps(entry).iter().map(|map| map.as_str()).collect(),
            parameters: entry.parameters.iter().map(parameter).collect(),
            precisions: Format::ALL.map(Format::name),
        }
    }
}

impl Input {
    /// A case as the process gets it for one of the maps.
    ///
    /// # Errors
    /// When the case is one of another definition.
    pub fn of(entry: &Entry, case: &Case, map: Quantity, format: Format) -> Result<Input, Reason> {
        let shapes = case.blocks();
        let (tangent, cotangent) = (map.reads("dx"), map.reads("δ"));
        let parameters = case.arguments.iter().map(|(name, argument)| {
            let value = value(argument, format)?;
            Ok((name.to_string(), value))
        });
        Ok(Input {
            shapes: (case.shapes.iter())
                .map(|(name, shape)| (name.to_string(), shape.dims().to_vec()))
                .collect(),
            context: shapes.iter().map(|shape| shape.dims().to_vec()).collect(),
            output: case.output(entry)?.dims().to_vec(),
            parameters: parameters.collect::<Result<_, Reason>>()?,
            x: tensors(&shapes, &case.x, format),
            dx: tangent.then(|| tensors(&shapes, &case.dx, format)),
            delta: cotangent.then(|| encode(&case.delta, format)),
        })
    }
}

fn value(argument: &Argument<f64>, format: Format) -> Result<Value, Reason> {
    Ok(match argument {
        Argument::Index(position) => Value::Index(*position),
        Argument::Scalar(value) => Value::Scalar(encode(&[*value], format)),
        Argument::Vector(values) => Value::Vector(encode(values, format)),
        Argument::Mask(mask) => Value::Mask(mask.clone()),
        Argument::Map(Map::Dense(matrix)) => Value::Map {
            rows: matrix.rows.len(),
            columns: matrix.columns,
            entries: encode(&matrix.rows.concat(), format),
        },
        Argument::Broadcast(way) => {
            Value::Broadcast(way.steps().iter().map(|step| step.lean()).collect())
        }
        Argument::Rank(axis) => Value::Axis(*axis),
        Argument::Map(_) => {
            return Err(Reason::Internal("a linear map is not sampled as a matrix"));
        }
    })
}

/// Flat coordinates of a context, tensor by tensor.
fn tensors(shapes: &[Shape], values: &[f64], format: Format) -> Vec<String> {
    let mut rest = values.iter().copied();
    let mut tensor = |shape: &Shape| {
        let block: Vec<f64> = rest.by_ref().take(shape.size()).collect();
        encode(&block, format)
    };
    shapes.iter().map(&mut tensor).collect()
}

/// Numbers as the hexadecimal digits of their bits, one after the other.
pub fn encode(values: &[f64], format: Format) -> String {
    let digits = format.digits();
    let bits = values.iter().map(|&value| format.to_bits(value));
    bits.map(|bits| format!("{bits:0digits$x}")).collect()
}

/// A text that is not numbers of a format.
#[derive(Debug, thiserror::Error)]
pub enum NotNumbers {
    /// It has another character.
    #[error("a tensor with {0:?}, which is not a hexadecimal digit")]
    Digit(char),
    /// It ends within a number.
    #[error("a tensor of {digits} hexadecimal digits, where a number of {format} has {each}")]
    Length {
        digits: usize,
        format: &'static str,
        each: usize,
    },
}

/// The numbers of a text that [`encode`] has written, or one with capital letters.
///
/// # Errors
/// When it is not such a text.
pub fn decode(text: &str, format: Format) -> Result<Vec<f64>, NotNumbers> {
    let each = format.digits();
    let mut values = Vec::with_capacity(text.len() / each);
    let (mut bits, mut digits) = (0_u64, 0_usize);
    for digit in text.chars() {
        let value = digit.to_digit(16).ok_or(NotNumbers::Digit(digit))?;
        bits = bits << 4 | u64::from(value);
        digits += 1;
        if digits.is_multiple_of(each) {
            values.push(format.from_bits(bits));
            bits = 0;
        }
    }
    if !digits.is_multiple_of(each) {
        let format = format.name();
        return Err(NotNumbers::Length {
            digits,
            format,
            each,
        });
    }
    Ok(values)
}
