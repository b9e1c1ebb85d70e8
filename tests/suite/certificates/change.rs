//! Texts of Lean with one thing changed.

use super::theorem::symbols;

/// The text with what stands at a place replaced.
fn replaced(text: &str, place: usize, length: usize, by: &str) -> String {
    format!("{}{by}{}", &text[..place], &text[place + length..])
}

/// Variables with their types, as their binders in `text` say.
pub fn variables(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (at, open) in text.match_indices(['(', '{']) {
        let close = if open == "(" { ')' } else { '}' };
        let inner = &text[at + 1..];
        let Some((name, rest)) = inner.split_once(" : ") else {
            continue;
        };
        if name.contains([' ', '(', '\n']) || name.is_empty() {
            continue;
        }
        let kind: String = balanced(rest, close);
        let variable = (name.to_string(), kind);
        if !found.contains(&variable) {
            found.push(variable);
        }
    }
    found
}

/// The text up to the bracket that closes what was open before it.
fn balanced(text: &str, close: char) -> String {
    let mut depth = 0_usize;
    text.chars()
        .take_while(|&c| {
            let ends = depth == 0 && c == close;
            match c {
                '(' | '{' => depth += 1,
                ')' | '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            !ends
        })
        .collect()
}

/// One argument at the start of the text.
fn argument(text: &str) -> &str {
    match text.strip_prefix('(') {
        Some(rest) => &text[..balanced(rest, ')').len() + 2],
        None => {
            let end = text.find([' ', ')', '\n', ',']).unwrap_or(text.len());
            &text[..end]
        }
    }
}

/// Every text that differs from `text` in one symbol or in the order of two
/// arguments: another operation of the same type, another variable of the same
/// type, another constant, a sign more or less.
pub fn changes(text: &str, variables: &[(String, String)]) -> Vec<String> {
    let mut found = Vec::new();
    for (at, symbol) in symbols(text) {
        let mut put = |by: &str| found.push(replaced(text, at, symbol.len(), by));
        let after = &text[at + symbol.len()..];
        match symbol {
            "M.add" => put("M.sub"),
            "M.sub" | "M.hadamard" => put("M.add"),
            _ if after.starts_with(" : ") => continue,
            _ => {}
        }
        if let Some((_, kind)) = variables.iter().find(|(name, _)| name == symbol) {
            let others = variables.iter().filter(|(name, _)| name != symbol);
            for (other, _) in others.filter(|(_, k)| k == kind && k != "M.Space") {
                put(other);
            }
            if kind.starts_with("M.V ") {
                put(&format!("(M.neg {symbol})"));
            }
        }
        if is_constant(symbol) {
            put("(M.zero M.real)");
        }
        let Some(arguments) = after.strip_prefix(' ') else {
            continue;
        };
        if symbol == "M.neg" && text[..at].ends_with('(') {
            let of = argument(arguments);
            found.push(replaced(text, at - 1, of.len() + "(M.neg )".len(), of));
        }
        if ["M.add", "M.sub", "M.hadamard", "M.inner"].contains(&symbol) {
            let first = argument(arguments);
            let second = argument(&arguments[first.len() + 1..]);
            let swapped = format!("{second} {first}");
            found.push(replaced(
                text,
                at + symbol.len() + 1,
                swapped.len(),
                &swapped,
            ));
        }
    }
    // Two equal arguments in the other order are no change.
    found.retain(|changed| changed != text);
    found
}

fn is_constant(symbol: &str) -> bool {
    symbol
        .strip_prefix("M.c")
        .map(|rest| rest.strip_prefix("neg").unwrap_or(rest))
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Every text in which one symbol that `other` knows is replaced as it says.
pub fn renamings(text: &str, other: impl Fn(&str) -> Option<String>) -> Vec<String> {
    symbols(text)
        .filter_map(|(at, symbol)| Some(replaced(text, at, symbol.len(), &other(symbol)?)))
        .collect()
}

#[test]
fn each_change_is_one() {
    let text = "Eq (M.add u (M.neg v)) (M.zero σ)";
    let variables = variables("{σ : M.Space} (u : M.V σ) (v : M.V σ) (A : M.V (M.hom σ σ))");
    assert_eq!(variables.len(), 4);
    assert_eq!(variables[3].1, "M.V (M.hom σ σ)");
    assert_eq!(
        changes(text, &variables),
        [
            "Eq (M.sub u (M.neg v)) (M.zero σ)",
            "Eq (M.add (M.neg v) u) (M.zero σ)",
            "Eq (M.add v (M.neg v)) (M.zero σ)",
            "Eq (M.add (M.neg u) (M.neg v)) (M.zero σ)",
            "Eq (M.add u v) (M.zero σ)",
            "Eq (M.add u (M.neg u)) (M.zero σ)",
            "Eq (M.add u (M.neg (M.neg v))) (M.zero σ)",
        ]
    );
    assert_eq!(
        changes("Eq (M.inner u u) M.c2", &[]),
        ["Eq (M.inner u u) (M.zero M.real)"]
    );
}
