//! What weakens Lean's check is found wherever it stands, and not in comments
//! and strings.

use super::{FIXTURE, findings, held};

#[test]
fn not_in_comments_and_strings() {
    let words = "sorry admit axiom opaque unsafe extern native_decide decide +native bv_decide \
                 stop apply? plausible run_tac sorryAx Lean.trustCompiler implemented_by csimp \
                 set_option debug.skipKernelTC set_option autoImplicit #exit";
    for text in [
        format!("-- {words}\n{FIXTURE}"),
        format!("/- {words} /- notation -/ -/ {FIXTURE}"),
        FIXTURE.replace("/-- A linear", &format!("/-- {words} -/\n/-- A linear")),
        FIXTURE.replacen("exact proof_of_this", &format!("exact f \"{words}\""), 1),
        FIXTURE.replacen("exact proof_of_this", &format!("exact f r#\"{words}\"#"), 1),
    ] {
        let report = held(&text);
        assert_eq!(findings(&report), [""; 0]);
        assert_ne!(report.conclusion().as_str(), "refuted");
    }
}
