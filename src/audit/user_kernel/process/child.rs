//! A process that answers lines with lines, within limits of time and length.

use std::collections::VecDeque;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::group;

/// The longest line that is read, in bytes.
pub const LONGEST: usize = 16 << 20;
/// What is read of a line: with its end, and one byte too many.
const READ: u64 = (16 << 20) + 2;

/// What is kept of standard error, in bytes, and how many lines of that are shown.
const KEPT: usize = 4 << 10;
const SHOWN: usize = 8;

/// How long a process may take to end that has closed its standard output or input.
const ENDING: Duration = Duration::from_millis(500);
/// How long what it wrote to standard error may take to arrive.
const ARRIVING: Duration = Duration::from_millis(100);

/// Why a process gave no line.
#[derive(Debug)]
pub enum Silence {
    /// It did not answer in this time.
    TimedOut(Duration),
    /// It ended, or closed its standard output.
    Ended(io::Result<ExitStatus>),
    /// It ended within a line, of which this many bytes came.
    Half(usize, io::Result<ExitStatus>),
    /// Its line is longer than [`LONGEST`].
    TooLong,
    /// Its standard output cannot be read.
    Unread(io::Error),
}

impl fmt::Display for Silence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = |status: &io::Result<ExitStatus>| match status {
            Ok(status) => status.to_string(),
            Err(e) => format!("no exit status: {e}"),
        };
        match self {
            Silence::TimedOut(limit) => {
                write!(
                    f,
                    "the process did not answer within {} s",
                    limit.as_secs_f64()
                )
            }
            Silence::Ended(how) => write!(f, "the process ended ({})", status(how)),
            Silence::Half(bytes, how) => write!(
                f,
                "the process ended ({}) after {bytes} bytes of a line",
                status(how)
            ),
            Silence::TooLong => write!(f, "the process wrote a line of more than {LONGEST} bytes"),
            Silence::Unread(e) => write!(f, "the standard output of the process: {e}"),
        }
    }
}

/// What the reader of standard output found.
enum Found {
    Line(Vec<u8>),
    Half(usize),
    End,
    TooLong,
    Unread(io::Error),
}

/// A process that runs. It is killed and waited for when it is dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
    lines: Receiver<Found>,
    /// Lines to its standard input, which is closed when this is dropped.
    asks: Option<Sender<Vec<u8>>>,
    errors: Arc<Mutex<VecDeque<u8>>>,
    /// Ends when standard error does.
    errors_end: Receiver<()>,
    timeout: Duration,
    ended: bool,
}

impl Running {
    /// Starts a process.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(program: &str, arguments: &[String], timeout: Duration) -> io::Result<Running> {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = group::start(&mut command)?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        // One line at a time: what nobody asked for waits in the pipe.
        let (found, lines) = sync_channel(0);
        let (asks, asked) = channel();
        let (end, errors_end) = channel();
        let errors = Arc::default();
        // Built before the threads, so that it is killed should one not start.
        let running = Running {
            child,
            lines,
            asks: Some(asks),
            errors: Arc::clone(&errors),
            errors_end,
            timeout,
            ended: false,
        };
        let (Some(stdin), Some(stdout), Some(stderr)) = pipes else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        // They end with the pipes. Nobody waits for them, since a process that left the group may
        // hold a pipe open.
        let thread = || thread::Builder::new().name("kernel process".into());
        thread().spawn(move || write_lines(stdin, &asked))?;
        thread().spawn(move || read_lines(stdout, &found))?;
        thread().spawn(move || keep_last(stderr, &errors, end))?;
        Ok(running)
    }

    /// Writes a line, and gives the next line of the process. After an error it has ended.
    ///
    /// # Errors
    /// When there is no such line in time.
    pub fn ask(&mut self, line: Vec<u8>) -> Result<Vec<u8>, Silence> {
        // What cannot be written ends the writer; the process has ended then, or will not answer.
        let _ = self.asks.as_ref().map(|asks| asks.send(line));
        let found = match self.lines.recv_timeout(self.timeout) {
            Ok(found) => found,
            Err(RecvTimeoutError::Disconnected) => Found::End,
            Err(RecvTimeoutError::Timeout) => {
                let _ = self.end(Duration::ZERO);
                return Err(Silence::TimedOut(self.timeout));
            }
        };
        let silence = match found {
            Found::Line(line) => return Ok(line),
            Found::Half(bytes) => Silence::Half(bytes, self.end(ENDING)),
            Found::End => Silence::Ended(self.end(ENDING)),
            Found::TooLong => Silence::TooLong,
            Found::Unread(e) => Silence::Unread(e),
        };
        let _ = self.end(Duration::ZERO);
        Err(silence)
    }

    /// Ends it, and gives the last lines of its standard error, without characters that a terminal
    /// acts on.
    pub fn last_errors(&mut self) -> Vec<String> {
        let _ = self.end(Duration::ZERO);
        // Its end or a timeout: in both cases what is there is what is shown.
        let _ = self.errors_end.recv_timeout(ARRIVING);
        let errors = self.errors.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes: Vec<u8> = errors.iter().copied().collect();
        let text = String::from_utf8_lossy(&bytes);
        let lines: Vec<String> = text.lines().map(printable).collect();
        let surplus = lines.len().saturating_sub(SHOWN);
        lines.into_iter().skip(surplus).collect()
    }

    /// Closes its standard input, waits for it to end, and kills it if it does not.
    pub fn end(&mut self, patience: Duration) -> io::Result<ExitStatus> {
        self.asks = None;
        if !self.ended {
            self.ended = true;
            return group::end(&mut self.child, patience);
        }
        self.child.wait()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.end(ENDING);
    }
}

/// A text in one line, without the characters that a terminal acts on.
pub fn printable(text: &str) -> String {
    let shown = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    let lines = text.trim_end().lines();
    let lines: Vec<String> = lines
        .map(|line| line.chars().map(shown).collect())
        .collect();
    lines.join(" / ")
}

fn write_lines(mut stdin: ChildStdin, lines: &Receiver<Vec<u8>>) {
    for line in lines {
        // A process that does not read is one that does not answer.
        if stdin.write_all(&line).and_then(|()| stdin.flush()).is_err() {
            return;
        }
    }
}

fn read_lines(stdout: ChildStdout, found: &SyncSender<Found>) {
    let mut stdout = BufReader::new(stdout);
    loop {
        let next = read_line(&mut stdout);
        let last = !matches!(next, Found::Line(_));
        // The receiver goes when the process is given up.
        if found.send(next).is_err() || last {
            return;
        }
    }
}

/// The next line, without its end.
fn read_line(from: &mut impl BufRead) -> Found {
    let mut line = Vec::new();
    match from.take(READ).read_until(b'\n', &mut line) {
        Err(e) => Found::Unread(e),
        Ok(0) => Found::End,
        Ok(_) => match line.strip_suffix(b"\n") {
            Some(whole) if whole.len() <= LONGEST => Found::Line(whole.to_vec()),
            None if line.len() <= LONGEST => Found::Half(line.len()),
            _ => Found::TooLong,
        },
    }
}

/// Keeps the last bytes that a process writes to standard error.
fn keep_last(mut stderr: ChildStderr, kept: &Mutex<VecDeque<u8>>, end: Sender<()>) {
    let mut buffer = [0; KEPT];
    while let Ok(count @ 1..) = stderr.read(&mut buffer) {
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend(buffer.iter().take(count));
        let surplus = kept.len().saturating_sub(KEPT);
        kept.drain(..surplus);
    }
    drop(end);
}
