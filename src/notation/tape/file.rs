//! Matrices, vectors and masks from files beside a tape.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::constant::Written;
use crate::notation::number::rational;
use crate::notation::source::Span;
use crate::term::Rational;

/// Larger files are not read.
const BYTES: u64 = 64 << 20;

/// The header of a `.npy` file is no longer than this.
const HEADER: usize = 1_024;

/// Where the files that a tape names are.
#[derive(Clone, Debug)]
pub struct Files {
    folder: PathBuf,
}

impl Files {
    /// Files whose paths are relative to `folder`.
    pub fn beside(folder: impl Into<PathBuf>) -> Files {
        Files {
            folder: folder.into(),
        }
    }

    /// The cells of a CSV file, row by row: numbers, `true` and `false`.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(super) fn csv(&self, path: &str, span: &Span) -> Result<Written, String> {
        let bytes = self.bytes(path)?;
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(bytes.as_slice());
        let mut rows = Vec::new();
        let mut cells = None;
        for record in reader.records() {
            let record = record.map_err(|e| format!("{path}: {e}"))?;
            let line = record.position().map_or(0, csv::Position::line);
            let columns = *cells.get_or_insert(record.len());
            if record.len() != columns {
                let found = record.len();
                return Err(format!(
                    "{path}:{line}: expected {columns} cells, found {found}"
                ));
            }
            let numbers = record.iter().map(written);
            if rows.is_empty() && record.len() > 1 && numbers.clone().all(|cell| cell.is_err()) {
                let message = "no cell of the first line is a number; a header is not read";
                return Err(format!("{path}:{line}: {message}"));
            }
            let numbers = numbers.enumerate().map(|(cell, written)| match written {
                Ok(written) => Ok((written, span.clone())),
                Err(why) => Err(format!("{path}:{line}: cell {}: {why}", cell + 1)),
            });
            rows.push((
                Written::List(numbers.collect::<Result<_, _>>()?),
                span.clone(),
            ));
        }
        if rows.is_empty() {
            return Err(format!("{path}: no cells"));
        }
        Ok(Written::List(rows))
    }

    /// The numbers of a `.npy` file of at most two dimensions.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(super) fn npy(&self, path: &str, span: &Span) -> Result<Written, String> {
        let bytes = self.bytes(path)?;
        check_header(&bytes).map_err(|why| format!("{path}: {why}"))?;
        let failed = |e: &dyn std::fmt::Display| format!("{path}: {e}");
        let header = npyz::NpyHeader::from_reader(bytes.as_slice()).map_err(|e| failed(&e))?;
        let shape = header.shape().to_vec();
        let order = header.order();
        let values = values(&bytes).map_err(|e| failed(&e))?;
        let item = |value: &Written| match value {
            Written::Number(value) => (Written::Number(value.clone()), span.clone()),
            Written::Name(word) => (Written::Name(word.clone()), span.clone()),
            _ => (Written::List(Vec::new()), span.clone()),
        };
        let size = |dim: &u64| usize::try_from(*dim).map_err(|e| failed(&e));
        match shape.as_slice() {
            [] => {
                let value = values.into_iter().next();
                value.ok_or_else(|| format!("{path}: no value"))
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
            other => Err(format!("{path}: {} dimensions, more than 2", other.len())),
        }
    }

    fn bytes(&self, path: &str) -> Result<Vec<u8>, String> {
        let place = self.folder.join(Path::new(path));
        let failed = |e: std::io::Error| format!("{path}: {e}");
        // A device or a pipe may never end.
        let metadata = std::fs::metadata(&place).map_err(failed)?;
        if !metadata.is_file() {
            return Err(format!("{path}: not a file"));
        }
        let file = std::fs::File::open(&place).map_err(failed)?;
        let mut bytes = Vec::new();
        file.take(BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
        if u64::try_from(bytes.len()).is_ok_and(|length| length <= BYTES) {
            Ok(bytes)
        } else {
            Err(format!("{path}: larger than {BYTES} bytes"))
        }
    }
}

/// What the library takes on trust: that the header is short, and that its dimensions, multiplied,
/// fit the file.
fn check_header(bytes: &[u8]) -> Result<(), &'static str> {
    let start = bytes.get(..HEADER.min(bytes.len())).unwrap_or(bytes);
    let end = start
        .iter()
        .position(|&byte| byte == b'\n')
        .ok_or("no header of a .npy file")?;
    let length = match start.get(6..12) {
        Some(&[1, _, low, high, ..]) => usize::from(low) | usize::from(high) << 8,
        Some(&[_, _, low, high, 0, 0]) => usize::from(low) | usize::from(high) << 8,
        _ => return Err("no header of a .npy file"),
    };
    if length > HEADER {
        return Err("the header is too long");
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
        return Err("its dimensions are too large");
    }
    Ok(())
}

/// A cell of a CSV file.
fn written(text: &str) -> Result<Written, String> {
    match text {
        "true" | "True" | "TRUE" => Ok(Written::Name("true".into())),
        "false" | "False" | "FALSE" => Ok(Written::Name("false".into())),
        _ if text.contains(';') => Err(format!("`{text}`: cells are separated by `,`, not `;`")),
        _ => rational(text).map(Written::Number),
    }
}

/// The values in the order of the file, exactly.
fn values(bytes: &[u8]) -> Result<Vec<Written>, String> {
    fn of<T: npyz::Deserialize>(
        bytes: &[u8],
        exact: impl Fn(T) -> Option<Written>,
    ) -> Option<Result<Vec<Written>, String>> {
        let mut data = bytes;
        let header = npyz::NpyHeader::from_reader(&mut data).ok()?;
        let (count, item) = (header.len(), size_of::<T>());
        let values = npyz::NpyFile::with_header(header, data)
            .try_data::<T>()
            .ok()?;
        let expected = usize::try_from(count).ok();
        if expected.and_then(|count| count.checked_mul(item)) != Some(data.len()) {
            let found = data.len();
            let values = if count == 1 { "value" } else { "values" };
            let why = format!("{found} bytes of data, expected {count} {values} of {item} bytes");
            return Some(Err(why));
        }
        let exact = |(at, value): (usize, std::io::Result<T>)| {
            let value = value.map_err(|e| e.to_string())?;
            exact(value).ok_or_else(|| format!("value {} is not finite", at + 1))
        };
        Some(values.enumerate().map(exact).collect())
    }
    fn whole(value: impl ToString) -> Option<Written> {
        value.to_string().parse().ok().map(Written::Number)
    }
    let header = npyz::NpyHeader::from_reader(bytes).map_err(|e| e.to_string())?;
    let found = header.dtype().descr();
    let other = || {
        Err(format!(
            "its type is {found}: expected f8, f4, bool or an integer"
        ))
    };
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
