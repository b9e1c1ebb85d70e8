//! A filed report, done again: the same, or told apart from one that was tampered with.

use std::path::Path;

use torchlean_mirror::report::filed::{ChangeKind, Filed, NotFiled};

use super::{PAGE, out, run, written};

fn file(name: &str, text: &str) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().into()
}

/// The text with the first occurrence of a part replaced, which must be there.
fn tampered(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

#[test]
fn a_page_and_a_report_are_the_same_again() {
    for (name, text) in [("filed.html", &**PAGE), ("filed.json", &written("json"))] {
        let output = run(&["verify-report", &file(name, text)]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let same = "verdicts: the same\ndigests: the same\nthe rest: the same\n";
        assert_eq!(out(&output), same);
    }
}

#[test]
fn each_tampering_is_told_apart() {
    let page = &**PAGE;
    let number = page.split("\"comparisons\": ").nth(1).unwrap();
    let number = number.split(',').next().unwrap();
    let digest = page.split("\"sha256\": \"").nth(1).unwrap();
    let digest = &digest[..64];
    let data = page.find("<script").unwrap();
    for (from, to, kind, place) in [
        // In the data.
        (
            "\"verdict\": \"bounded\"",
            "\"verdict\": \"bit-exact\"",
            ChangeKind::Verdict,
            "definitions/Proofs.Autograd.TapeNodes.mul/claims/kernel/verdict",
        ),
        (
            &*format!("\"comparisons\": {number}"),
            "\"comparisons\": 999999",
            ChangeKind::Other,
            "definitions/Proofs.Autograd.TapeNodes.mul/claims/kernel/comparisons",
        ),
        (
            &*format!("\"sha256\": \"{digest}"),
            &*format!("\"sha256\": \"{}", "0".repeat(64)),
            ChangeKind::Digest,
            "basis/spec/sha256",
        ),
        // In what is read.
        ("\">passed<", "\">refuted<", ChangeKind::Other, "line "),
        (digest, &"0".repeat(64), ChangeKind::Other, "line "),
        ("proved (", "proved (1", ChangeKind::Other, "line "),
        ("<td>", "<td hidden>", ChangeKind::Other, "line "),
    ] {
        let (seen, held) = page.split_at(data);
        let text = match from.starts_with("\"verdict\"") || from.contains("\": ") {
            true => format!("{seen}{}", tampered(held, from, to)),
            false => format!("{}{held}", tampered(seen, from, to)),
        };
        let comparison = Filed::read(&text).unwrap().compare(page).unwrap();
        assert!(!comparison.same(), "{from}");
        let first = &comparison.differences[0];
        assert_eq!(first.kind, kind, "{comparison}");
        assert!(first.place.starts_with(place), "{comparison}");
    }
}

#[test]
fn the_program_says_what_was_tampered_with() {
    let text = tampered(
        &PAGE,
        "\"verdict\": \"bounded\"",
        "\"verdict\": \"bit-exact\"",
    );
    let output = run(&["verify-report", &file("tampered.html", &text)]);
    assert_eq!(output.status.code(), Some(1));
    let said = out(&output);
    assert!(
        said.starts_with("verdicts: 1 difference\ndigests: the same\n"),
        "{said}"
    );
    assert!(
        said.contains("kernel/verdict: filed \"bit-exact\", now \"bounded\"\n"),
        "{said}"
    );
}

#[test]
fn what_is_no_report_ends_in_2() {
    let page = &**PAGE;
    let twice = page.replace(
        "</body>",
        "<script type=\"application/json\" id=\"report\">{}</script></body>",
    );
    let other = tampered(page, "\"argv\": [", "\"argv\": [\"table\", ");
    let kernel = tampered(page, "\"audit\",", "\"audit\", \"--kernel=rm\",");
    let markdown = tampered(page, "\"html\"\n", "\"markdown\"\n");
    for (name, text) in [
        ("text.html", "Verdict: passed"),
        ("empty.html", ""),
        ("broken.json", "{"),
        ("twice.html", &twice),
        ("schema.json", "{\"schema\": {}}"),
        ("argv.html", &other),
        ("markdown.html", &markdown),
        ("kernel.html", &kernel),
    ] {
        let output = run(&["verify-report", &file(name, text)]);
        assert_eq!(output.status.code(), Some(2), "{name}: {output:?}");
        assert!(output.stdout.is_empty());
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            said.contains("--run-kernel"),
            name == "kernel.html",
            "{said}"
        );
    }
    assert!(matches!(
        Filed::read("{\"schema\": 2}"),
        Err(NotFiled::NoArguments)
    ));
    let output = run(&["verify-report", "nowhere.html"]);
    assert_eq!(output.status.code(), Some(2));
}
