//! Mutations of the real files: anything may be wrong, nothing may panic.

use torchlean_mirror::notation::{Diagnostics, Source, read_entries, read_laws};

const FILES: [&str; 2] = [
    include_str!("../../../spec/laws.spec"),
    include_str!("../../../spec/arithmetic.spec"),
];

/// Reads a text as both kinds of file, and shows what is wrong; whether it was
/// accepted by either.
fn read(text: &str, render: bool) -> bool {
    let source = Source::new("mutated", text);
    let show = |errors: &Diagnostics| {
        assert!(!errors.0.is_empty());
        for error in &errors.0 {
            let (line, column) = error.position();
            assert!(line >= 1 && column >= 1);
            // Lines end where the text says.
            let lines = text.split('\n').count();
            assert!(line <= lines, "line {line} of {lines}");
            let length = text
                .split('\n')
                .nth(line - 1)
                .map_or(0, |l| l.chars().count());
            assert!(column <= length + 1, "column {column} of {length}");
            assert!(!error.to_string().is_empty());
        }
        if render {
            errors
                .0
                .iter()
                .take(3)
                .for_each(|error| assert!(!error.render().is_empty()));
        }
    };
    let laws = read_laws(&source);
    let entries = read_entries(&source);
    laws.iter().for_each(|laws| {
        for law in &laws.laws {
            assert_eq!(law.left.sort(), law.right.sort());
        }
    });
    let errors = [laws.as_ref().err(), entries.as_ref().err()];
    errors.into_iter().flatten().for_each(show);
    laws.is_ok() || entries.is_ok()
}

struct Draw(u64);

impl Draw {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % n.max(1) as u64).unwrap()
    }
}

/// One declaration with its neighbours: a short text, so that many fit in.
fn excerpt<'a>(file: &'a str, draw: &mut Draw) -> &'a str {
    let lines: Vec<usize> = std::iter::once(0)
        .chain(file.match_indices('\n').map(|(at, _)| at + 1))
        .collect();
    let from = draw.below(lines.len() - 1);
    let to = (from + 1 + draw.below(8)).min(lines.len() - 1);
    &file[lines[from]..lines[to]]
}

#[test]
fn truncated_files_never_panic() {
    for file in FILES {
        let mut cuts = 0;
        for (at, _) in file.char_indices() {
            // A prefix from the start of one of the last declarations: the rest
            // was read before.
            let start = file[..at]
                .rmatch_indices("\n\n")
                .nth(1)
                .map_or(0, |(at, _)| at);
            read(&file[start..at], at % 16 == 0);
            cuts += 1;
        }
        assert!(cuts > 2_000);
        for (at, _) in file.char_indices().step_by(211) {
            read(&file[..at], true);
            read(&file[at..], true);
        }
    }
}

#[test]
fn mutated_files_never_panic() {
    const ALPHABET: [&str; 24] = [
        "(",
        ")",
        "⟪",
        "⟫",
        ":",
        ":=",
        "=",
        "=>",
        "→L[ℝ]",
        "ℝ",
        "•",
        "⊙",
        "⁻¹",
        "-",
        "--",
        ".",
        "0",
        "\u{0}",
        "\u{feff}",
        "\r\n",
        "\t",
        "𝕊",
        "'",
        "₀",
    ];
    let mut draw = Draw(1);
    let (mut tried, mut accepted) = (0, 0);
    for round in 0..24_000 {
        let file = FILES[round % 2];
        let text = excerpt(file, &mut draw).to_string();
        let mutated = if round % 3 == 0 {
            // Bytes: whatever is no UTF-8 then is replaced, as a reader would.
            let mut bytes = text.into_bytes();
            for _ in 0..=draw.below(3) {
                let at = draw.below(bytes.len());
                match draw.below(3) {
                    0 if !bytes.is_empty() => drop(bytes.remove(at)),
                    1 => bytes.insert(at, u8::try_from(draw.below(256)).unwrap()),
                    _ => bytes
                        .iter_mut()
                        .skip(at)
                        .take(1)
                        .for_each(|b| *b = u8::try_from(draw.below(256)).unwrap()),
                }
            }
            String::from_utf8_lossy(&bytes).into_owned()
        } else {
            // Tokens: moved from elsewhere, doubled, left out.
            let mut tokens: Vec<&str> = text.split_inclusive([' ', '\n', '(', ')']).collect();
            let donor: Vec<&str> = FILES[draw.below(2)]
                .split_inclusive([' ', '\n', '(', ')'])
                .collect();
            for _ in 0..=draw.below(3) {
                let at = draw.below(tokens.len());
                match draw.below(5) {
                    0 if !tokens.is_empty() => drop(tokens.remove(at)),
                    1 => tokens.insert(at, donor[draw.below(donor.len())]),
                    2 => tokens.insert(at, ALPHABET[draw.below(ALPHABET.len())]),
                    3 if !tokens.is_empty() => {
                        let other = draw.below(tokens.len());
                        tokens.swap(at, other);
                    }
                    _ => tokens
                        .iter_mut()
                        .skip(at)
                        .take(1)
                        .for_each(|t| *t = donor[draw.below(donor.len())]),
                }
            }
            tokens.concat()
        };
        accepted += usize::from(read(&mutated, round % 8 == 0));
        tried += 1;
    }
    assert!(
        tried >= 20_000 && accepted > 0 && accepted < tried / 2,
        "{accepted} of {tried}"
    );
}
