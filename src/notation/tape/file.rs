//! Matrices, vectors and masks from files beside a tape.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::constant::Written;
use crate::notation::number::{NumberError, rational};
use crate::notation::source::{Span, sha256};
use crate::term::Rational;

/// Larger files are not read.
const BYTES: u64 = 64 << 20;

/// The header of a `.npy` file is no longer than this.
const HEADER: usize = 1_024;

/// Why a file beside a tape is not read: which file, where in it, and what is wrong.
#[derive(Debug, thiserror::Error)]
#[error("{path}{}: {fault}", .line.map(|line| format!(":{line}")).unwrap_or_default())]
pub(super) struct FileError {
    path: String,
    line: Option<u64>,
    fault: Fault,
}

/// What is wrong with a file.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Csv(#[from] csv::Error),
    #[error("not a file")]
    NotAFile,
    #[error("larger than {BYTES} bytes")]
    TooLarge,
    #[error("expected {expected} cells, found {found}")]
    Cells { expected: usize, found: usize },
    #[error("no cell of the first line is a number; a header is not read")]
    HeaderRow,
    #[error("cell {cell}: {why}")]
    Cell { cell: usize, why: CellError },
    #[error("no cells")]
    NoCells,
    #[error("no value")]
    NoValue,
    #[error("{0} dimensions, more than 2")]
    Rank(usize),
    #[error("no header of a .npy file")]
    NoHeader,
    #[error("the header is too long")]
    LongHeader,
    #[error("its dimensions are too large")]
    Dimensions,
    #[error("{found} bytes of data, expected {count} value{} of {item} bytes", if *.count == 1 { "" } else { "s" })]
    Length {
        found: usize,
        count: u64,
        item: usize,
    },
    #[error("value {0} is not finite")]
    NotFinite(usize),
    #[error("its type is {0}: expected f8, f4, bool or an integer")]
    Type(String),
}

impl Fault {
    fn in_file(self, path: &str) -> FileError {
        FileError {
            path: path.into(),
            line: None,
            fault: self,
        }
    }

    fn at(self, path: &str, line: Option<u64>) -> FileError {
        FileError {
            line,
            ..self.in_file(path)
        }
    }
}

/// Why a cell is not read.
#[derive(Debug, thiserror::Error)]
enum CellError {
    #[error("`{0}`: cells are separated by `,`, not `;`")]
    Separator(String),
    #[error(transparent)]
    Number(#[from] NumberError),
}

/// Where the files that a tape names are.
#[derive(Debug)]
pub struct Files {
    folder: PathBuf,
    /// The digest of each file that was read.
    read: Mutex<BTreeMap<String, String>>,
}

impl Files {
    /// Files whose paths are relative to `folder`.
    pub fn beside(folder: impl Into<PathBuf>) -> Files {
        Files {
            folder: folder.into(),
            read: Mutex::default(),
        }
    }

    /// The files that were read, as they were named, each with its SHA-256.
    pub fn digests(&self) -> BTreeMap<String, String> {
        let read = self.read.lock();
        read.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The cells of a CSV file, row by row: numbers, `true` and `false`.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(super) fn csv(&self, path: &str, span: &Span) -> Result<Written, FileError> {
        let bytes = self.bytes(path).map_err(|fault| fault.in_file(path))?;
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(bytes.as_slice());
        let mut rows = Vec::new();
        let mut cells = None;
        for record in reader.records() {
            let record = record.map_err(|e| Fault::from(e).in_file(path))?;
            let line = record.position().map(csv::Position::line);
            let columns = *cells.get_or_insert(record.len());
            if record.len() != columns {
                let fault = Fault::Cells {
                    expected: columns,
                    found: record.len(),
                };
                return Err(fault.at(path, line));
            }
            let numbers = record.iter().map(written);
            if rows.is_empty() && record.len() > 1 && numbers.clone().all(|cell| cell.is_err()) {
                return Err(Fault::HeaderRow.at(path, line));
            }
            let numbers = numbers.enumerate().map(|(cell, written)| match written {
                Ok(written) => Ok((written, span.clone())),
                Err(why) => Err(Fault::Cell {
                    cell: cell + 1,
                    why,
                }
                .at(path, line)),
            });
            rows.push((
                Written::List(numbers.collect::<Result<_, _>>()?),
                span.clone(),
            ));
        }
        if rows.is_empty() {
            return Err(Fault::NoCells.in_file(path));
        }
        Ok(Written::List(rows))
    }

    /// The numbers of a `.npy` file of at most two dimensions.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(super) fn npy(&self, path: &str, span: &Span) -> Result<Written, FileError> {
        let array = || self.array(path, span);
        array().map_err(|fault| fault.in_file(path))
    }

    fn array(&self, path: &str, span: &Span) -> Result<Written, Fault> {
        let bytes = self.bytes(path)?;
        check_header(&bytes)?;
        let header = npyz::NpyHeader::from_reader(bytes.as_slice())?;
        let shape = header.shape().to_vec();
        let order = header.order();
        let values = values(&bytes)?;
        let item = |value: &Written| match value {
            Written::Number(value) => (Written::Number(value.clone()), span.clone()),
            Written::Name(word) => (Written::Name(word.clone()), span.clone()),
            _ => (Written::List(Vec::new()), span.clone()),
        };
        let size = |dim: &u64| usize::try_from(*dim).map_err(|_| Fault::Dimensions);
        match shape.as_slice() {
            [] => {
                let value = values.into_iter().next();
                value.ok_or(Fault::NoValue)
            }
            [_] => Ok(Written::List(values.iter().map(item).collect())),
            [rows, columns] => {
                let (rows, columns) = (size(rows)?, size(columns)?);
                let place = |row: usize, column: usize| match order {
                    npyz::Order::C => row * columns + column,
                    npyz::Order::Fortran => column * rows + row,
                };
                let row = |row: usize| {
                    let cells = (0..columns).filter_map(|column| values.get(place(row, column)));
                    (Written::List(cells.map(item).collect()), span.clone())
                };
                Ok(Written::List((0..rows).map(row).collect()))
            }
            other => Err(Fault::Rank(other.len())),
        }
    }

    fn bytes(&self, path: &str) -> Result<Vec<u8>, Fault> {
        let place = self.folder.join(Path::new(path));
        // A device or a pipe may never end.
        if !std::fs::metadata(&place)?.is_file() {
            return Err(Fault::NotAFile);
        }
        let file = std::fs::File::open(&place)?;
        let mut bytes = Vec::new();
        file.take(BYTES + 1).read_to_end(&mut bytes)?;
        if u64::try_from(bytes.len()).is_ok_and(|length| length > BYTES) {
            return Err(Fault::TooLarge);
        }
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.insert(path.to_string(), sha256(&bytes));
        Ok(bytes)
    }
}

/// What the library takes on trust: that the header is short, and that its dimensions, multiplied,
/// fit the file.
fn check_header(bytes: &[u8]) -> Result<(), Fault> {
    let start = bytes.get(..HEADER.min(bytes.len())).unwrap_or(bytes);
    let end = start
        .iter()
        .position(|&byte| byte == b'\n')
        .ok_or(Fault::NoHeader)?;
    let length = match start.get(6..12) {
        Some(&[1, _, low, high, ..]) => usize::from(low) | usize::from(high) << 8,
        Some(&[_, _, low, high, 0, 0]) => usize::from(low) | usize::from(high) << 8,
        _ => return Err(Fault::NoHeader),
    };
    if length > HEADER {
        return Err(Fault::LongHeader);
    }
    let header = start.get(12..end).unwrap_or(&[]);
    let numbers = header
        .split(|byte| !byte.is_ascii_digit())
        .filter(|digits| !digits.is_empty());
    let mut product: u128 = 1;
    for digits in numbers {
        let number = digits.iter().fold(0_u128, |number, digit| {
            let digit = u128::from(digit.saturating_sub(b'0'));
            number.saturating_mul(10).saturating_add(digit)
        });
        product = product.saturating_mul(number.max(1));
    }
    if product > u128::from(BYTES) * 64 {
        return Err(Fault::Dimensions);
    }
    Ok(())
}

/// A cell of a CSV file.
fn written(text: &str) -> Result<Written, CellError> {
    match text {
        "true" | "True" | "TRUE" => Ok(Written::Name("true".into())),
        "false" | "False" | "FALSE" => Ok(Written::Name("false".into())),
        _ if text.contains(';') => Err(CellError::Separator(text.into())),
        _ => Ok(Written::Number(rational(text)?)),
    }
}

/// The values in the order of the file, exactly.
fn values(bytes: &[u8]) -> Result<Vec<Written>, Fault> {
    fn of<T: npyz::Deserialize>(
        bytes: &[u8],
        exact: impl Fn(T) -> Option<Written>,
    ) -> Option<Result<Vec<Written>, Fault>> {
        let mut data = bytes;
        let header = npyz::NpyHeader::from_reader(&mut data).ok()?;
        let (count, item) = (header.len(), size_of::<T>());
        let values = npyz::NpyFile::with_header(header, data)
            .try_data::<T>()
            .ok()?;
        let expected = usize::try_from(count).ok();
        if expected.and_then(|count| count.checked_mul(item)) != Some(data.len()) {
            let found = data.len();
            return Some(Err(Fault::Length { found, count, item }));
        }
        let exact = |(at, value): (usize, std::io::Result<T>)| {
            exact(value?).ok_or(Fault::NotFinite(at + 1))
        };
        Some(values.enumerate().map(exact).collect())
    }
    fn whole(value: impl ToString) -> Option<Written> {
        value.to_string().parse().ok().map(Written::Number)
    }
    let header = npyz::NpyHeader::from_reader(bytes)?;
    let found = header.dtype().descr();
    let other = || Err(Fault::Type(found.clone()));
    // Times are stored as integers, and the library reads them as such.
    let kind = found.chars().find(char::is_ascii_alphabetic);
    if !matches!(kind, Some('f' | 'b' | 'i' | 'u')) {
        return other();
    }
    of::<f64>(bytes, |v| Rational::from_float(v).map(Written::Number))
        .or_else(|| of::<f32>(bytes, |v| Rational::from_float(v).map(Written::Number)))
        .or_else(|| of::<bool>(bytes, |v| Some(Written::Name(v.to_string()))))
        .or_else(|| of::<i64>(bytes, whole))
        .or_else(|| of::<i32>(bytes, whole))
        .or_else(|| of::<i16>(bytes, whole))
        .or_else(|| of::<i8>(bytes, whole))
        .or_else(|| of::<u64>(bytes, whole))
        .or_else(|| of::<u32>(bytes, whole))
        .or_else(|| of::<u16>(bytes, whole))
        .or_else(|| of::<u8>(bytes, whole))
        .unwrap_or_else(other)
}
