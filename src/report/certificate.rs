//! What Lean said of the certificates, for a terminal.

use crate::certificate::{Checked, File, Theorem};

/// Each file with the number of its theorems that Lean accepted, and Lean's
/// words where it did not.
pub fn render(files: &[File], checked: &Checked) -> String {
    let mut text = format!("{}\n", checked.version);
    for file in &checked.trusted {
        let (path, sha256) = (file.path.display(), &file.sha256);
        text.push_str(&format!("{path}: SHA-256 {sha256}\n"));
    }
    text.push_str(
        "A false theorem and one that rests on an axiom were rejected, as they must be.\n",
    );
    for file in files {
        let here = |theorem: &&Theorem| theorem.file == file.module;
        let accepted = checked.accepted.iter().filter(here).count();
        let broken = checked
            .broken
            .iter()
            .find(|(module, _)| *module == file.module);
        match broken {
            Some((_, said)) => text.push_str(&format!("{}.lean: rejected\n{said}", file.module)),
            None if file.theorems.is_empty() => {
                text.push_str(&format!("{}.lean: accepted\n", file.module));
            }
            None => text.push_str(&format!(
                "{}.lean: {accepted} of {} theorems accepted, without axioms\n",
                file.module,
                file.theorems.len()
            )),
        }
        let said = checked.rejected.iter().find(|(theorem, _)| here(&theorem));
        if let Some((_, said)) = said {
            text.push_str(said);
        }
    }
    text.push_str("To repeat it: `certify --out DIR`, then in DIR, with `LEAN_PATH=.`:\n");
    for file in files {
        let module = &file.module;
        text.push_str(&format!("  lean -o {module}.olean {module}.lean\n"));
    }
    text
}
