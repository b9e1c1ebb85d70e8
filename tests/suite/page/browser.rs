//! A page in Chromium, where there is one: nothing on the console, nothing wider than a small
//! screen, links that lead somewhere, proofs that open by a key.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::PAGE;

/// A browser that does not answer for so long is taken to be stuck.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program; none, with a word about it, where there is none. With `REQUIRE_CHROMIUM=1` there
/// must be one.
fn chromium() -> Option<String> {
    let given = std::env::var("CHROMIUM").ok();
    let names = ["chromium", "chromium-browser", "google-chrome"].map(String::from);
    let mut names = given.into_iter().chain(names);
    let runs = |name: &String| {
        let version = Command::new(name).arg("--version").output();
        version.is_ok_and(|output| output.status.success())
    };
    let found = names.find(runs);
    if found.is_none() {
        let required = std::env::var_os("REQUIRE_CHROMIUM").is_some_and(|v| v == "1");
        assert!(!required, "REQUIRE_CHROMIUM=1, but there is no Chromium");
        eprintln!("the page in a browser was left out: there is no Chromium");
    }
    found
}

/// A tab of a browser, spoken to over pipes by the DevTools protocol.
struct Tab {
    browser: Child,
    to: ChildStdin,
    from: Receiver<Value>,
    session: Option<String>,
    sent: u64,
    /// What came besides answers.
    events: Vec<Value>,
    _profile: TempDir,
}

impl Tab {
    fn open(program: &str) -> Tab {
        let profile = tempfile::tempdir().unwrap();
        // The protocol wants the descriptors 3 and 4.
        let script = "exec \"$0\" --headless --no-sandbox --disable-gpu --disable-quic \
            --no-first-run --disable-background-networking --disable-component-update \
            --disable-sync --user-data-dir=\"$1\" --remote-debugging-pipe 3<&0 4>&1 >/dev/null 2>&1";
        let mut browser = Command::new("sh")
            .args(["-c", script, program])
            .arg(profile.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (send, from) = channel();
        let output = BufReader::new(browser.stdout.take().unwrap());
        std::thread::spawn(move || {
            for message in output.split(0).map_while(Result::ok) {
                let Ok(message) = serde_json::from_slice(&message) else {
                    break;
                };
                if send.send(message).is_err() {
                    break;
                }
            }
        });
        let mut tab = Tab {
            to: browser.stdin.take().unwrap(),
            browser,
            from,
            session: None,
            sent: 0,
            events: Vec::new(),
            _profile: profile,
        };
        let target = tab.ask("Target.createTarget", json!({ "url": "about:blank" }));
        let target = &target["targetId"];
        let attach = json!({ "targetId": target, "flatten": true });
        let session = tab.ask("Target.attachToTarget", attach);
        tab.session = Some(session["sessionId"].as_str().unwrap().into());
        for domain in ["Page", "Runtime", "Log"] {
            tab.ask(&format!("{domain}.enable"), json!({}));
        }
        tab
    }

    fn ask(&mut self, method: &str, parameters: Value) -> Value {
        self.sent += 1;
        let mut message = json!({ "id": self.sent, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.to.write_all(&bytes).unwrap();
        loop {
            let answer = self.next(method);
            if answer["id"] == self.sent {
                assert!(answer["error"].is_null(), "{method}: {answer}");
                return answer["result"].clone();
            }
            self.events.push(answer);
        }
    }

    fn next(&self, waiting_for: &str) -> Value {
        let next = self.from.recv_timeout(PATIENCE);
        next.unwrap_or_else(|e| panic!("{waiting_for}: {e}"))
    }

    fn load(&mut self, path: &Path) {
        self.ask(
            "Page.navigate",
            json!({ "url": format!("file://{}", path.display()) }),
        );
        let loaded = |event: &Value| event["method"] == "Page.loadEventFired";
        while !self.events.iter().any(loaded) {
            let event = self.next("the page");
            self.events.push(event);
        }
    }

    fn evaluate(&mut self, expression: &str) -> Value {
        let parameters = json!({ "expression": expression, "returnByValue": true });
        let answer = self.ask("Runtime.evaluate", parameters);
        assert!(answer["exceptionDetails"].is_null(), "{answer}");
        answer["result"]["value"].clone()
    }

    fn key(&mut self, key: &str, code: u32, text: &str) {
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" { text } else { "" };
            let key = json!({
                "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code, "text": text,
            });
            self.ask("Input.dispatchKeyEvent", key);
        }
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        let _ = self.browser.kill();
        let _ = self.browser.wait();
    }
}

#[test]
fn a_page_can_be_read_on_a_small_screen_and_by_keyboard() {
    let Some(program) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.html");
    std::fs::write(&path, &**PAGE).unwrap();
    let mut tab = Tab::open(&program);
    let screen = json!({ "width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": false });
    tab.ask("Emulation.setDeviceMetricsOverride", screen);
    tab.load(&path);
    assert_eq!(tab.evaluate("window.innerWidth"), 360);
    // With every proof open.
    tab.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
    let wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    assert_eq!(tab.evaluate(wider), 0, "the page scrolls sideways");
    tab.evaluate("document.querySelectorAll('details').forEach(d => d.open = false)");
    let lost = "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.hash.slice(1))\
        .filter(id => !document.getElementById(decodeURIComponent(id))).join()";
    assert_eq!(tab.evaluate(lost), "");
    // Formulas are shown as such.
    let high = "document.querySelector('math').getBoundingClientRect().height > 10";
    assert_eq!(tab.evaluate(high), true);
    // Enter opens a proof, and the next key leads into it.
    tab.evaluate("document.querySelector('details > summary').focus()");
    let focused = "document.activeElement.tagName";
    assert_eq!(tab.evaluate(focused), "SUMMARY");
    let open = "document.querySelector('details').open";
    assert_eq!(tab.evaluate(open), false);
    tab.key("Enter", 13, "\r");
    assert_eq!(tab.evaluate(open), true);
    tab.key("Tab", 9, "");
    let inside = "document.querySelector('details').contains(document.activeElement)";
    assert_eq!(tab.evaluate(inside), true);
    let complaints = tab.events.iter().filter(|event| {
        let method = event["method"].as_str().unwrap_or_default();
        [
            "Runtime.consoleAPICalled",
            "Runtime.exceptionThrown",
            "Log.entryAdded",
        ]
        .contains(&method)
    });
    let complaints: Vec<&Value> = complaints.collect();
    assert!(complaints.is_empty(), "{complaints:?}");
}
