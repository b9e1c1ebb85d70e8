//! What is said to the process of a kernel and what it answers: at its start, and for each batch of
//! inputs.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use super::child::{Running, Silence, printable};
use super::protocol::{
    About, Answer, Asks, Input, NotNumbers, PROTOCOL, Request, Said, Says, Task, decode,
};
use crate::audit::case::Case;
use crate::audit::comparison::{Cause, Failure};
use crate::audit::user_kernel::quantity::Quantity;
use crate::audit::user_kernel::source::{Source, Tensors, Wanted};
use crate::exact::Format;
use crate::notation::Entry;
use crate::tape::Shape;

/// How many inputs a request has at the most: a process or a graphics card is called once for all.
const BATCH: usize = 64;

/// The most characters that are shown of what a process says.
const SHOWN: usize = 1_000;

/// Why a process did not say what it computes.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HelloError {
    /// It does not start.
    #[error("the process does not start: {0}")]
    Start(io::Error),
    /// It gave no line in time.
    #[error("{0}")]
    Late(String),
    /// It gave no line that can be read.
    #[error("{0}")]
    Answer(String),
    /// It says that it has no kernel of the definition.
    #[error("the process answered: {0}")]
    Refused(String),
    /// It speaks another protocol.
    #[error("the process speaks version {0} of the protocol, and the audit version {PROTOCOL}")]
    Protocol(u64),
    /// It computes in a format that is not known.
    #[error("`{0}` is not a precision; there are {known}", known = Format::ALL.map(Format::name).join(", "))]
    Precision(String),
    /// It has a map that is not known.
    #[error("`{0}` is not a map; there are forward, jvp, vjp")]
    Map(String),
    /// It says something else than when it was started first.
    #[error("started again, the process says other maps or another precision than before")]
    Changed,
    /// A word of the request cannot be written.
    #[error("internal error: {0}")]
    Unwritable(#[from] serde_json::Error),
}

/// Why a request has no answer.
enum Broken {
    /// None came in time.
    Late(String),
    /// It ended, or said what cannot be read.
    Lost(String),
    /// It says that it cannot answer.
    Refused(String),
}

impl Broken {
    fn failure(self, quantity: &'static str) -> Failure {
        match self {
            Broken::Late(why) => Failure::of(quantity, Cause::TimedOut(why)),
            Broken::Lost(why) => Failure::of(quantity, Cause::Broken(why)),
            Broken::Refused(why) => Failure::no_result(quantity, &why),
        }
    }
}

/// What a process says instead of a result.
fn gave_error(why: &str) -> String {
    format!("the kernel gave an error: {}", excerpt(why))
}

/// The beginning of what a process says.
fn excerpt(text: &str) -> String {
    let start: String = text.chars().take(SHOWN).collect();
    printable(&start)
}

/// A process that has said what it computes.
pub struct Dialogue<'a> {
    command: &'a [String],
    timeout: Duration,
    entry: &'a Entry,
    /// None after it was given up; it is started again when it is needed.
    running: RefCell<Option<Running>>,
    /// How many requests it was asked since it was started.
    asked: Cell<u64>,
    pub format: Format,
    pub language: String,
    pub versions: BTreeMap<String, String>,
    maps: Vec<Quantity>,
}

impl<'a> Dialogue<'a> {
    /// Starts a process, and asks it what it computes.
    ///
    /// # Errors
    /// When it does not start, or gives no answer that can be used.
    pub fn open(
        command: &'a [String],
        timeout: Duration,
        entry: &'a Entry,
    ) -> Result<Dialogue<'a>, HelloError> {
        let (running, about) = greet(command, timeout, entry)?;
        let mut formats = Format::ALL.into_iter();
        let format = formats.find(|format| format.name() == about.precision);
        let maps = about.maps.iter().map(|name| named(name));
        Ok(Dialogue {
            command,
            timeout,
            entry,
            running: RefCell::new(Some(running)),
            asked: Cell::new(0),
            format: format.ok_or_else(|| HelloError::Precision(excerpt(&about.precision)))?,
            maps: maps.collect::<Result<_, HelloError>>()?,
            language: excerpt(&about.language),
            versions: (about.versions.iter())
                .map(|(name, version)| (excerpt(name), excerpt(version)))
                .collect(),
        })
    }

    /// The maps that it has among those that can be asked for.
    pub fn offered(&self, maps: &'a [Quantity]) -> impl Iterator<Item = ProcessResult<'_>> {
        let offered = maps.iter().filter(|map| self.maps.contains(map));
        offered.map(|&quantity| ProcessResult {
            dialogue: self,
            quantity,
        })
    }

    /// The answer to one request: the results at some inputs, or why there is none at one.
    fn exchange(
        &self,
        quantity: Quantity,
        inputs: &[Input],
    ) -> Result<Vec<Result<Tensors, Failure>>, Broken> {
        let mut slot = self.running.borrow_mut();
        let mut running = match slot.take() {
            Some(running) => running,
            None => {
                self.asked.set(0);
                self.again().map_err(|e| match e {
                    HelloError::Late(why) => Broken::Late(why),
                    other => Broken::Lost(other.to_string()),
                })?
            }
        };
        let id = self.asked.get() + 1;
        self.asked.set(id);
        let request = Request {
            id,
            map: quantity.as_str(),
            inputs,
        };
        let said = say(&mut running, &Asks::Request(request)).map_err(|e| match e {
            NoAnswer::Unwritable(e) => Broken::Lost(e.to_string()),
            NoAnswer::Late(why) => Broken::Late(why),
            NoAnswer::Unusable(why) => Broken::Lost(why),
        })?;
        let answer = match said {
            Says::Answer(answer) => answer,
            Says::Hello(_) => {
                let why = "the process answered a request with a hello";
                return Err(Broken::Lost(ended(&mut running, &why)));
            }
            Says::Error(why) => {
                *slot = Some(running);
                return Err(Broken::Refused(gave_error(&why)));
            }
        };
        let (given, found, wanted) = (answer.id, answer.results.len(), inputs.len());
        if given != id {
            let why = format!("the process answered request {given} after request {id}");
            return Err(Broken::Lost(ended(&mut running, &why)));
        }
        if found != wanted {
            let why = format!("the process gave {found} results for {wanted} inputs");
            return Err(Broken::Lost(ended(&mut running, &why)));
        }
        *slot = Some(running);
        Ok(self.read(quantity, answer))
    }

    /// The process, started once more.
    fn again(&self) -> Result<Running, HelloError> {
        let (running, about) = greet(self.command, self.timeout, self.entry)?;
        let maps = about.maps.iter().map(|name| named(name));
        let maps = maps.collect::<Result<Vec<_>, HelloError>>()?;
        if maps != self.maps || about.precision != self.format.name() {
            return Err(HelloError::Changed);
        }
        Ok(running)
    }

    /// The numbers of an answer.
    fn read(&self, quantity: Quantity, answer: Answer) -> Vec<Result<Tensors, Failure>> {
        let name = quantity.as_str();
        let wrong = |why: NotNumbers| Failure::no_result(name, &why);
        let tensor = |text: &String| decode(text, self.format).map_err(wrong);
        let result = |said| match (said, quantity.of_context()) {
            (Said::Output(text), false) => Ok(vec![tensor(&text)?]),
            (Said::Context(texts), true) => texts.iter().map(tensor).collect(),
            (Said::Failed(failed), _) => Err(Failure::no_result(name, &gave_error(&failed.error))),
            (Said::Output(_), true) => {
                let why = "one tensor, where there must be a list of one for each of the context";
                Err(Failure::no_result(name, &why))
            }
            (Said::Context(_), false) => {
                let why = "a list of tensors, where there must be one tensor";
                Err(Failure::no_result(name, &why))
            }
        };
        answer.results.into_iter().map(result).collect()
    }
}

/// The map of a name.
fn named(name: &str) -> Result<Quantity, HelloError> {
    let mut maps = [Quantity::Forward, Quantity::Jvp, Quantity::Vjp].into_iter();
    let found = maps.find(|map| map.as_str() == name);
    found.ok_or_else(|| HelloError::Map(excerpt(name)))
}

/// Starts a process, and hears what it says of itself.
fn greet(
    command: &[String],
    timeout: Duration,
    entry: &Entry,
) -> Result<(Running, About), HelloError> {
    let (program, arguments) = command.split_first().ok_or_else(|| {
        let why = io::Error::new(io::ErrorKind::InvalidInput, "there is no program");
        HelloError::Start(why)
    })?;
    let mut running = Running::start(program, arguments, timeout).map_err(HelloError::Start)?;
    let said = say(&mut running, &Asks::Hello(Task::of(entry))).map_err(|e| match e {
        NoAnswer::Unwritable(e) => HelloError::Unwritable(e),
        NoAnswer::Late(why) => HelloError::Late(why),
        NoAnswer::Unusable(why) => HelloError::Answer(why),
    })?;
    match said {
        Says::Hello(about) if about.protocol == PROTOCOL => Ok((running, about)),
        Says::Hello(about) => Err(HelloError::Protocol(about.protocol)),
        Says::Error(why) => Err(HelloError::Refused(excerpt(&why))),
        Says::Answer(_) => {
            let why = "the process answered the hello with results";
            Err(HelloError::Answer(ended(&mut running, &why)))
        }
    }
}

/// Why what was said has no answer.
enum NoAnswer {
    Unwritable(serde_json::Error),
    Late(String),
    Unusable(String),
}

/// Says something to a process, and hears its answer.
fn say(running: &mut Running, what: &Asks<'_>) -> Result<Says, NoAnswer> {
    let mut line = serde_json::to_vec(what).map_err(NoAnswer::Unwritable)?;
    line.push(b'\n');
    let line = running.ask(line).map_err(|e| {
        let why = ended(running, &e);
        match e {
            Silence::TimedOut(_) => NoAnswer::Late(why),
            _ => NoAnswer::Unusable(why),
        }
    })?;
    let text = std::str::from_utf8(&line).map_err(|e| {
        let byte = e.valid_up_to() + 1;
        let why = format!("the process wrote a line that is not UTF-8 from byte {byte}");
        NoAnswer::Unusable(ended(running, &why))
    })?;
    serde_json::from_str(text).map_err(|e| {
        let said = excerpt(text);
        let why = format!("the process wrote `{said}`, which is not a message: {e}");
        NoAnswer::Unusable(ended(running, &why))
    })
}

/// Why a process is given up, with what it wrote to standard error.
fn ended(running: &mut Running, why: &impl ToString) -> String {
    let errors = running.last_errors();
    if errors.is_empty() {
        return why.to_string();
    }
    let (why, errors) = (why.to_string(), errors.join(" / "));
    format!("{why}; its standard error ends with: {errors}")
}

/// One result of a kernel in a process.
pub struct ProcessResult<'a> {
    dialogue: &'a Dialogue<'a>,
    pub quantity: Quantity,
}

impl Source for ProcessResult<'_> {
    fn batch(&self) -> usize {
        BATCH
    }

    fn results(&self, entry: &Entry, cases: &[Case]) -> Vec<Result<Tensors, Failure>> {
        let input = |case| Input::of(entry, case, self.quantity, self.dialogue.format);
        let inputs = match cases.iter().map(input).collect::<Result<Vec<_>, _>>() {
            Ok(inputs) => inputs,
            Err(reason) => return vec![Err(Failure::no_reference(reason))],
        };
        let name = self.quantity.as_str();
        let broken = match self.twice(entry, cases, &inputs) {
            Ok(results) => return results,
            Err(broken) => broken,
        };
        if cases.len() == 1 {
            return vec![Err(broken.failure(name))];
        }
        // Which of them is to blame is seen when each is asked for alone.
        let mut results = Vec::new();
        for (case, input) in cases.iter().zip(&inputs) {
            let (case, input) = (std::slice::from_ref(case), std::slice::from_ref(input));
            match self.twice(entry, case, input) {
                Ok(result) => results.extend(result),
                Err(broken) => results.push(Err(broken.failure(name))),
            }
            if results.last().is_some_and(Result::is_err) {
                return results;
            }
        }
        let (Broken::Late(why) | Broken::Lost(why) | Broken::Refused(why)) = broken;
        let why = format!(
            "{why}; each of the {} inputs alone is answered",
            cases.len()
        );
        vec![Err(Failure::of(name, Cause::Unsteady(why)))]
    }
}

impl ProcessResult<'_> {
    /// The results at some inputs, of two requests that must agree.
    fn twice(
        &self,
        entry: &Entry,
        cases: &[Case],
        inputs: &[Input],
    ) -> Result<Vec<Result<Tensors, Failure>>, Broken> {
        let first = self.dialogue.exchange(self.quantity, inputs)?;
        let second = self.dialogue.exchange(self.quantity, inputs)?;
        let both = cases.iter().zip(first.into_iter().zip(second));
        let result = |(case, (first, second)): (&Case, (Result<Tensors, Failure>, _))| {
            let shapes: Vec<Shape> = if self.quantity.of_context() {
                case.blocks()
            } else {
                vec![case.output(entry).map_err(Failure::no_reference)?]
            };
            let wanted = Wanted {
                quantity: self.quantity,
                format: self.dialogue.format,
                shapes: &shapes,
            };
            wanted.steady(first?, second, "")
        };
        Ok(both.map(result).collect())
    }
}
