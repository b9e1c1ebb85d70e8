//! What Lean said of the certificates, and what they leave out, for a terminal.

use crate::audit::{Certificates, LeanCheck};
use crate::certificate::{Checked, Theorem};

/// Each file with the number of its theorems that Lean accepted, and Lean's words where it did
/// not; then each claim that no theorem states. Nothing if Lean was not asked and all are stated.
pub fn render(certificates: &Certificates, lean: &LeanCheck) -> String {
    let mut text = match lean {
        LeanCheck::Checked(checked) => answer(certificates, checked),
        LeanCheck::NotAsked => String::new(),
        LeanCheck::NotChecked(why) => format!("{why}\n"),
    };
    let omitted = &certificates.omitted;
    for claim in omitted {
        let (name, verdict) = (&claim.theorem.name, claim.verdict.as_str());
        text.push_str(&format!("{name} is not stated: its claim is {verdict}\n"));
    }
    if !omitted.is_empty() {
        let files = certificates.files.iter();
        let stated: usize = files.map(|file| file.theorems.len()).sum();
        let all = stated + omitted.len();
        text.push_str(&format!("{stated} of {all} theorems are stated\n"));
    }
    text
}

/// Each file with the number of its theorems that Lean accepted.
fn answer(certificates: &Certificates, checked: &Checked) -> String {
    let mut text = format!("{}\n", checked.version);
    for file in &checked.trusted {
        let (path, sha256) = (file.path.display(), &file.sha256);
        text.push_str(&format!("{path}: SHA-256 {sha256}\n"));
    }
    text.push_str(
        "A false theorem and one that rests on an axiom were rejected, as they must be.\n",
    );
    for file in &certificates.files {
        let here = |theorem: &&Theorem| theorem.file == file.module;
        let accepted = checked.accepted.iter().filter(here).count();
        let omitted = certificates.omitted.iter().map(|claim| &claim.theorem);
        let all = file.theorems.len() + omitted.filter(here).count();
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
                "{}.lean: {accepted} of {all} theorems accepted, without axioms\n",
                file.module,
            )),
        }
        let said = checked.rejected.iter().find(|(theorem, _)| here(&theorem));
        if let Some((_, said)) = said {
            text.push_str(said);
        }
    }
    for name in checked.without_proof() {
        text.push_str(&format!("{name} has no proof\n"));
    }
    let assumed: Vec<&String> = certificates.files.iter().flat_map(|f| &f.assumed).collect();
    if assumed.is_empty() && checked.without_proof().next().is_none() {
        text.push_str("No law is assumed: each is a theorem about the numbers of any field.\n");
    }
    for name in assumed {
        text.push_str(&format!("{name} is assumed\n"));
    }
    text.push_str("To repeat it: `certify --out DIR`, then in DIR, with `LEAN_PATH=.`:\n");
    for file in &certificates.files {
        let module = &file.module;
        text.push_str(&format!("  lean -o {module}.olean {module}.lean\n"));
    }
    text
}
