//! Kernels in processes of their own: right ones pass, wrong ones are refuted, and whatever else a
//! process does is a verdict or an error.

mod examples;
#[cfg(unix)]
mod hostile;
mod protocol;
#[cfg(unix)]
mod refused;

use std::process::Command;

use torchlean_mirror::audit::Verdict;
use torchlean_mirror::audit::user_kernel::{Quantity, UserReport};

/// Python 3, where it is found. With `REQUIRE_PYTHON=1` there must be one by the name of `python3`.
fn python() -> Option<&'static str> {
    let runs = |name: &&str| {
        let version = Command::new(name).arg("--version").output().ok();
        version.is_some_and(|out| String::from_utf8_lossy(&out.stdout).starts_with("Python 3"))
    };
    let found = ["python3", "python"].into_iter().find(runs);
    let required = std::env::var_os("REQUIRE_PYTHON").is_some_and(|v| v == "1");
    let is_there = found == Some("python3");
    assert!(
        !required || is_there,
        "REQUIRE_PYTHON=1, but no python3 was found"
    );
    if found.is_none() {
        eprintln!("the check was left out: no Python 3 was found");
    }
    found
}

/// What happened where a result is refuted.
fn refuted(report: &UserReport, quantity: Quantity) -> String {
    match report.verdict(quantity) {
        Some(Verdict::Refuted(found)) => found.what.clone(),
        other => panic!("{other:?}"),
    }
}
