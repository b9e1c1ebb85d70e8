//! What a page rests on: what was not checked, what is trusted, and where everything is from.

use super::super::audit::TRUSTED;
use super::super::document::{Document, Line};
use super::super::json::packages;
use super::super::number::grouped;
use super::super::repeat;
use crate::audit::{Basis, Options};
use crate::notation::Pin;

/// What was not checked, a line each.
pub(super) fn not_checked(document: &mut Document, lines: Vec<String>) {
    document.anchored(2, "not-checked", "What was not checked");
    if lines.is_empty() {
        document.paragraph("Every claim was checked.");
    }
    document.list(lines.into_iter().map(Line::from));
}

/// What no audit checks.
pub(super) fn trusted(document: &mut Document) {
    document.anchored(2, "trusted", "What is trusted");
    document.paragraph(format!("{TRUSTED}."));
}

/// What was read and run.
pub(super) fn provenance(document: &mut Document, basis: &Basis, pin: &Pin, options: &Options) {
    document.anchored(2, "provenance", "Provenance");
    let entry = |name: &str, value: Line| (Line::from(name), value);
    let spec = match &basis.spec.folder {
        Some(folder) => Line::from("read from ").code(folder),
        None => Line::from("as built in"),
    };
    let mut lines = vec![
        entry("mirrored", Line::code_only(&pin.repository)),
        entry(
            "revision",
            Line::code_only(&pin.revision).text(" of ").text(&pin.date),
        ),
        entry("standing", Line::from(&pin.standing)),
        entry("toolchain", Line::code_only(&pin.toolchain)),
        entry("spec/", spec.text(", SHA-256 ").code(&basis.spec.sha256)),
        entry("seed", Line::from(options.seed.to_string())),
        entry("inputs", Line::from(grouped(options.cases))),
    ];
    lines.extend(basis.inputs.iter().map(|file| {
        let digest = Line::from("SHA-256 ").code(&file.sha256);
        (Line::from("file ").code(&file.path), digest)
    }));
    if let Some(program) = &basis.program {
        let name = Line::from("torchlean-mirror ").text(&program.version);
        let features = program.machine.features.join(" ");
        lines.extend([
            entry(
                "arguments",
                Line::code_only(repeat::line(&program.arguments)),
            ),
            entry("program", name.text(", SHA-256 ").code(&program.sha256)),
            entry("target", Line::code_only(&program.machine.target)),
            entry("features of the processor", Line::code_only(features)),
        ]);
    }
    document.definitions(lines);
    if let Some(program) = &basis.program {
        let mut inside = Document::default();
        inside.list(packages(program).into_iter().map(Line::code_only));
        document.fold("Packages that the program was built from", inside);
    }
}
