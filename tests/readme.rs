//! The README shows what the program prints: each of its commands is run and compared, and the tests are counted.
#![cfg(feature = "exact")]

use std::fs::read_to_string;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The commands that the README shows with their output, and the output.
fn shown(readme: &str) -> Vec<(String, String)> {
    readme
        .split("```console\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .filter_map(|block| {
            let (command, output) = block.split_once('\n').unwrap_or((block, ""));
            let args = command.strip_prefix("$ cargo run --release --features exact -- ")?;
            Some((args.to_string(), output.to_string()))
        })
        .collect()
}

/// The blocks whose output differs from what the program prints.
fn stale(readme: &str) -> Vec<String> {
    shown(readme)
        .into_iter()
        .filter(|(args, output)| {
            let run = Command::new(env!("CARGO_BIN_EXE_torchlean-mirror"))
                .args(args.split(' '))
                .output()
                .expect("the program runs");
            String::from_utf8_lossy(&run.stdout) != *output
        })
        .map(|(args, _)| args)
        .collect()
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    let readme = include_str!("../README.md");
    assert!(shown(readme).len() >= 2, "the README shows commands");
    assert_eq!(stale(readme), Vec::<String>::new());
}

#[test]
fn a_stale_block_is_found() {
    let readme = "```console\n$ cargo run --release --features exact -- explain scale\nother\n```";
    assert_eq!(stale(readme), ["explain scale"]);
}

/// What a test run prints for the files of `tests/`, by the tests that they hold.
fn gist(tests: &Path) -> String {
    let mut files = entries(tests);
    files.sort();
    files
        .iter()
        .map(|file| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let main = if file.is_dir() { "/main.rs" } else { "" };
            let count = count(file);
            format!("     Running tests/{name}{main}\ntest result: ok. {count} passed; 0 failed\n")
        })
        .collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = folder.read_dir().expect("the folder is read");
    entries
        .map(|entry| entry.expect("an entry").path())
        .collect()
}

fn count(place: &Path) -> usize {
    if place.is_dir() {
        return entries(place).iter().map(|place| count(place)).sum();
    }
    let text = read_to_string(place).unwrap_or_default();
    text.lines().filter(|line| line.trim() == "#[test]").count()
}

#[test]
fn the_gist_of_the_tests_is_current() {
    let readme = include_str!("../README.md");
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let block = format!("$ cargo test --features exact\n{}```", gist(&tests));
    assert!(readme.contains(&block), "{block}");
}
