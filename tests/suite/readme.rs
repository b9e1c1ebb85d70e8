//! The README shows what the program prints: each of its commands is run and compared, and the tests are counted.

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
    let readme = include_str!("../../README.md");
    assert!(shown(readme).len() >= 2, "the README shows commands");
    assert_eq!(stale(readme), Vec::<String>::new());
}

#[test]
fn a_stale_block_is_found() {
    let readme = "```console\n$ cargo run --release --features exact -- explain scale\nother\n```";
    assert_eq!(stale(readme), ["explain scale"]);
}
