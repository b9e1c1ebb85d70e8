//! The README shows what the program prints: each of its commands is run and compared.

use std::process::Command;

use torchlean_mirror::notation::{DefinitionKind, Spec};

const README: &str = include_str!("../../README.md");

/// The commands that a text shows with their output, and the output.
fn shown(text: &str) -> Vec<(String, String)> {
    text.split("```console\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .filter_map(|block| {
            let (command, output) = block.split_once('\n').unwrap_or((block, ""));
            let args = command.strip_prefix("$ cargo run --release --features exact -- ")?;
            Some((args.to_string(), output.to_string()))
        })
        .collect()
}

/// Whether a text shows an output, where a line `…` stands for any lines of it.
fn shows(shown: &str, output: &str) -> bool {
    let mut parts = shown.split("…\n");
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = output.strip_prefix(first) else {
        return false;
    };
    let mut ends = rest.is_empty();
    for part in parts {
        // A part begins where a line begins.
        let found = rest.match_indices(part).find(|(at, _)| {
            let before = rest[..*at].chars().next_back();
            before.is_none_or(|c| c == '\n')
        });
        let Some((at, _)) = found else {
            return false;
        };
        rest = &rest[at + part.len()..];
        ends = rest.is_empty() || part.is_empty();
    }
    ends
}

/// The blocks whose output differs from what the program prints.
fn stale(text: &str) -> Vec<String> {
    shown(text)
        .into_iter()
        .filter(|(args, output)| {
            let run = Command::new(env!("CARGO_BIN_EXE_torchlean-mirror"))
                .args(args.split(' '))
                .output()
                .expect("the program runs");
            !shows(output, &String::from_utf8_lossy(&run.stdout))
        })
        .map(|(args, _)| args)
        .collect()
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    assert!(!shown(README).is_empty(), "the README shows a command");
    assert_eq!(stale(README), Vec::<String>::new());
}

#[test]
fn a_stale_block_is_found() {
    let readme = "```console\n$ cargo run --release --features exact -- explain scale\nother\n```";
    assert_eq!(stale(readme), ["explain scale"]);
}

#[test]
fn only_marked_lines_are_left_out() {
    let output = "title\na 1\nb 2\nc 3\nend\n";
    for shown in [
        output,
        "title\n…\nend\n",
        "title\na 1\n…\nc 3\nend\n",
        "title\n…\n",
    ] {
        assert!(shows(shown, output), "{shown}");
    }
    for shown in [
        "title\nend\n",
        "title\n…\nb 3\n…\nend\n",
        "title\n…\nc 3\n…\nb 2\n…\nend\n",
        "title\n…\nb 2\n",
        "title\n…\n 2\n…\nend\n",
        "title\n",
    ] {
        assert!(!shows(shown, output), "{shown}");
    }
}

#[test]
fn the_status_is_counted() {
    let spec = Spec::built_in().unwrap();
    let counts = |kind| {
        let inventory = &spec.inventory;
        inventory.counts(kind, "NN.Proofs.Autograd.Tape.Nodes")
    };
    let (mirrored, all) = counts(DefinitionKind::Node);
    let (certificates, _) = counts(DefinitionKind::Fderiv);
    let status =
        format!("{mirrored} of {all} nodes, with their {certificates} derivative certificates");
    assert!(README.contains(&status), "{status}");
    let definitions = format!("these {} definitions", spec.entries.len());
    assert!(README.contains(&definitions), "{definitions}");
}

#[test]
fn the_links_of_the_documents_lead_somewhere() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for document in [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "CHANGELOG.md",
    ] {
        let text = std::fs::read_to_string(root.join(document)).unwrap();
        for (at, _) in text.match_indices("](") {
            let rest = &text[at + 2..];
            let target = &rest[..rest.find(')').unwrap()];
            let outside = target.starts_with("https://");
            assert!(
                outside || root.join(target).exists(),
                "{document}: {target}"
            );
        }
    }
}
