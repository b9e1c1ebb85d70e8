//! Whatever a file holds, the answer is a verdict or a diagnostic.

use std::ops::Range;
use std::time::{Duration, Instant};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::read::read;
use super::{ALONE, ARITHMETIC, FIXTURE, FIXTURES, Fixture, MODULE, SHAPE, extent};
use torchlean_mirror::lean::{Checkout, Module};

/// Pieces that mutations put in.
const PIECES: &[&str] = &[
    "(",
    ")",
    "{",
    "}",
    "⟨",
    "⟩",
    "[",
    "→L[",
    ":=",
    "fun ",
    "by ",
    "let x := ",
    "/-",
    "-/",
    "--",
    "\"",
    "\n",
    "\r\n",
    "\t",
    " ",
    "def ",
    "end ",
    "namespace A ",
    ".",
    "«",
    "'",
    "∀ ",
    ",",
    "-",
    "if ",
    "<| ",
    "|> ",
    "⁻¹",
    "exact ",
    "\u{0}",
    "𝕜",
    "?_",
    "@[",
    "0",
];

fn mutated(text: &str, random: &mut ChaCha8Rng) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..random.random_range(1..4) {
        let at = random.random_range(0..=bytes.len());
        let to = random.random_range(at..=bytes.len().min(at + 20));
        match random.random_range(0..5) {
            0 => drop(bytes.drain(at..to)),
            1 => bytes.truncate(at),
            2 if at < bytes.len() => bytes[at] = random.random_range(0..=255),
            3 => {
                let piece = bytes[at..to].to_vec();
                let there = random.random_range(0..=bytes.len());
                bytes.splice(there..there, piece);
            }
            _ => {
                let piece = PIECES[random.random_range(0..PIECES.len())];
                bytes.splice(at..at, piece.bytes());
            }
        }
    }
    bytes
}

#[test]
fn mutations_are_read_or_refused() {
    mutations(0..20_000);
}

#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn many_more_mutations_are_read_or_refused() {
    mutations(20_000..100_000);
}

fn mutations(seeds: Range<u64>) {
    let all = usize::try_from(seeds.end - seeds.start).unwrap();
    let part = |fixture: &Fixture, name: &str| {
        let inner = if *fixture == SHAPE { ".ShapeOps" } else { "" };
        let text = &fixture.text[fixture.extent(name)];
        format!("namespace Proofs.Autograd.TapeNodes{inner}\n{text}")
    };
    let of = |fixture: &Fixture| {
        let names = fixture.names().into_iter();
        names.map(|name| part(fixture, name)).collect::<Vec<_>>()
    };
    let parts: Vec<String> = FIXTURES.iter().flat_map(of).collect();
    let text = seeds
        .into_par_iter()
        .filter(|seed| {
            let mut random = ChaCha8Rng::seed_from_u64(*seed);
            let part = &parts[random.random_range(0..parts.len())];
            read(&mutated(part, &mut random))
        })
        .count();
    assert!(2 * text > all, "{text} of {all}");
}

#[test]
fn a_file_may_end_anywhere() {
    let head = "namespace Proofs.Autograd.TapeNodes\n";
    for name in ARITHMETIC.names() {
        let text = format!("{head}{}", &FIXTURE[extent(name)]);
        (0..text.len()).into_par_iter().for_each(|end| {
            read(&text.as_bytes()[..end]);
        });
    }
    (0..FIXTURE.len())
        .into_par_iter()
        .step_by(29)
        .for_each(|end| {
            read(&FIXTURE.as_bytes()[..end]);
        });
}

#[test]
#[ignore = "takes long: the host's CI runs it, with --ignored"]
fn long_and_deep_files_end() {
    let body = |text: &str| {
        FIXTURE.replacen(
            "k • CtxVec.get (Γ := Γ) (s := s) j u)",
            &format!("{text})"),
            1,
        )
    };
    let many = 100_000;
    let begun = Instant::now();
    for text in [
        body(&"(".repeat(many)),
        body(&"⟨".repeat(many)),
        body(&"{ a := ".repeat(many)),
        body(&"fun x => ".repeat(many)),
        body(&"by exact ".repeat(many)),
        body(&"let x := 0; ".repeat(many)),
        body(&"let x := ".repeat(many)),
        body(&"f <| ".repeat(many)),
        body(&"-".repeat(many)),
        body(&"if ".repeat(many)),
        body(&format!("u{}", "⁻¹".repeat(many))),
        body(&format!("u{}", " + u".repeat(many))),
        body(&format!("u{}", " u".repeat(many))),
        body(&format!("u{}", ".a".repeat(many))),
        body(&"(x : ".repeat(many)),
        body(&"fun (x : ".repeat(many)),
        body(&format!("CtxVec.get {}", "(Γ := Γ) ".repeat(many))),
        body(&format!(
            "{{ {} }}",
            (0..many)
                .map(|n| format!("a{n} := 0, "))
                .collect::<String>()
        )),
        FIXTURE.replacen(
            "classical\n",
            &format!(
                "classical\n{}",
                "    have h : 1 = 1 := rfl\n".repeat(many / 2)
            ),
            1,
        ),
        FIXTURE.replacen(
            "def square {",
            &format!("def square ({} : 1 = 1) {{", "_ ".repeat(many)),
            1,
        ),
        format!("variable (zz : ℝ)\n{}", body(&"fun ".repeat(many))),
        format!("{FIXTURE}{}", "/-".repeat(many)),
        format!("{FIXTURE}{}", "\"".repeat(many)),
        format!("{FIXTURE}{}", "'".repeat(many)),
        format!("{FIXTURE}{}", "r#".repeat(many)),
        "namespace A ".repeat(many),
        "section ".repeat(many),
        "open A\n".repeat(many),
        "@[".repeat(many),
        "private ".repeat(many),
        "def f := f ".repeat(many),
        "def f : ∀ ".repeat(many),
    ] {
        read(text.as_bytes());
    }
    assert!(
        begun.elapsed() < Duration::from_secs(120),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn a_local_that_doubles_is_refused() {
    let mut doubled = String::from("let v0 := k • CtxVec.get (Γ := Γ) (s := s) j u\n");
    for n in 0..60 {
        doubled += &format!("      let v{} := v{n} + v{n}\n", n + 1);
    }
    let text = FIXTURE.replacen(
        "k • CtxVec.get (Γ := Γ) (s := s) j u)",
        &format!("{doubled}      v60)"),
        1,
    );
    assert!(read(text.as_bytes()));
}

#[test]
fn bytes_that_are_no_text_are_shown() {
    let mut bytes = FIXTURE.as_bytes().to_vec();
    bytes[300] = 0xff;
    let errors = Module::read(MODULE, "fixture.lean", &bytes).unwrap_err();
    assert!(errors.0[0].render().contains("this byte is not UTF-8"));
    let long = vec![b' '; 100 << 20];
    let errors = Module::read(MODULE, "fixture.lean", &long).unwrap_err();
    assert!(errors.to_string().contains("at most 16777216 are read"));
}

#[cfg(unix)]
#[test]
fn a_file_without_end_is_refused() {
    let errors = Checkout::read(&ALONE, std::path::Path::new("/dev/zero")).unwrap_err();
    assert!(errors.to_string().contains("at most 16777216 are read"));
}
