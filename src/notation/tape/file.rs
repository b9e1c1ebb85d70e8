//! Matrices, vectors and masks from files beside a tape.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::constant::{Written, rational};
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
            .trim(csv::Trim::All)
            .from_reader(bytes.as_slice());
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|e| format!("{path}: {e}"))?;
            let line = record.position().map_or(0, csv::Position::line);
            let mut row = Vec::new();
            for (cell, text) in record.iter().enumerate() {
                let written = match text {
                    "true" | "false" => Written::Name(text.into()),
                    _ => Written::Number(
                        rational(text)
                            .map_err(|why| format!("{path}:{line}: cell {}: {why}", cell + 1))?,
                    ),
                };
                row.push((written, span.clone()));
            }
            rows.push((Written::List(row), span.clone()));
        }
        Ok(Written::List(rows))
    }

    /// The numbers of a `.npy` file of one or two dimensions.
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
            other => Err(format!("{path}: {} dimensions, not 1 or 2", other.len())),
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

/// The values in the order of the file, exactly.
fn values(bytes: &[u8]) -> Result<Vec<Written>, String> {
    fn of<T: npyz::Deserialize>(
        bytes: &[u8],
        exact: impl Fn(T) -> Option<Written>,
    ) -> Option<Result<Vec<Written>, String>> {
        let file = npyz::NpyFile::new(bytes).ok()?;
        let count = file.header().len();
        let data = file.try_data::<T>().ok()?;
        let values: Result<Vec<Written>, String> = data
            .map(|value| {
                let value = value.map_err(|e| e.to_string())?;
                exact(value).ok_or_else(|| "a value is not finite".into())
            })
            .collect();
        Some(values.and_then(|values| {
            if u64::try_from(values.len()).is_ok_and(|found| found == count) {
                Ok(values)
            } else {
                Err(format!("{} values instead of {count}", values.len()))
            }
        }))
    }
    fn whole(value: impl ToString) -> Option<Written> {
        value.to_string().parse().ok().map(Written::Number)
    }
    of::<f64>(bytes, |v| Rational::from_float(v).map(Written::Number))
        .or_else(|| of::<f32>(bytes, |v| Rational::from_float(v).map(Written::Number)))
        .or_else(|| of::<bool>(bytes, |v| Some(Written::Name(v.to_string()))))
        .or_else(|| of::<i64>(bytes, whole))
        .or_else(|| of::<i32>(bytes, whole))
        .or_else(|| of::<u8>(bytes, whole))
        .unwrap_or_else(|| Err("its type is none of f8, f4, i8, i4, u1 and bool".into()))
}
