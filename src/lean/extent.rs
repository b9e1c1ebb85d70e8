//! How far a name, a number, a string or a comment reaches, as Lean has it.

/// Lean's `isIdFirst`, and the opening of a name in quotes. Other letters belong
/// to no name: Lean ends a name before them, whatever they are elsewhere.
pub fn starts_name(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '_' | '«') || is_letter_like(c)
}

/// Lean's `isIdRest`.
fn continues_name(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '_' | '\'' | '!' | '?')
        || is_letter_like(c)
        || matches!(c, '\u{2080}'..='\u{2089}' | '\u{2090}'..='\u{209c}' | '\u{1d62}'..='\u{1d6a}' | '\u{2c7c}')
}

/// Lean's `isLetterLike`: Latin, Greek without `λ`, `Π` and `Σ`, Coptic, and the
/// letters of mathematics.
fn is_letter_like(c: char) -> bool {
    match c {
        'λ' | 'Π' | 'Σ' | '×' | '÷' => false,
        '\u{c0}'..='\u{17f}' | '\u{391}'..='\u{3a9}' | '\u{3b1}'..='\u{3fb}' => true,
        _ => {
            matches!(c, '\u{1f00}'..='\u{1ffe}' | '\u{2100}'..='\u{214f}' | '\u{1d49c}'..='\u{1d59f}')
        }
    }
}

/// The length of the name at the start of `rest`, dots included.
pub fn name_length(rest: &str) -> usize {
    let mut end = 0;
    loop {
        let part = rest.get(end..).unwrap_or("");
        end += if part.starts_with('«') {
            part.find('»').map_or(part.len(), |at| at + '»'.len_utf8())
        } else {
            part.find(|c: char| !continues_name(c))
                .unwrap_or(part.len())
        };
        let after = rest.get(end..).unwrap_or("");
        match after.strip_prefix('.') {
            Some(next) if next.starts_with(starts_name) => end += 1,
            _ => return end,
        }
    }
}

/// The length of the block comment at the start of `rest`; comments nest. Like
/// Lean, passes over the character after `/-`: it neither opens nor closes.
pub fn comment_length(rest: &str) -> Option<usize> {
    let first = rest.get(2..)?.chars().next()?;
    let mut begin = 2 + first.len_utf8();
    if documents(rest) {
        // `/--` is a token, and what follows a token may be a comment.
        begin = rest.len() - after_space(rest.get(begin..)?)?.len();
    }
    let mut depth = 1_usize;
    let mut bytes = rest.bytes().enumerate().skip(begin).peekable();
    while let Some((at, byte)) = bytes.next() {
        match (byte, bytes.peek()) {
            (b'/', Some((_, b'-'))) => {
                depth += 1;
                bytes.next();
            }
            (b'-', Some((_, b'/'))) => {
                depth -= 1;
                bytes.next();
                if depth == 0 {
                    return Some(at + 2);
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether a comment documents what follows it, or the module.
pub fn documents(rest: &str) -> bool {
    rest.starts_with("/--") || rest.starts_with("/-!")
}

/// What follows space and comments; none if one of them does not end.
fn after_space(mut rest: &str) -> Option<&str> {
    loop {
        rest = rest.trim_start_matches([' ', '\r', '\n']);
        if rest.starts_with("--") {
            rest = rest.get(rest.find('\n')?..)?;
        } else if rest.starts_with("/-") && !documents(rest) {
            rest = rest.get(comment_length(rest)?..)?;
        } else {
            return Some(rest);
        }
    }
}

/// The length of the string at the start of `rest`.
pub fn string_length(rest: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The length of the raw string `r"…"` or `r#"…"#` at the start of `rest`; none
/// if no raw string starts here, and all of `rest` if it does not end.
pub fn raw_length(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('r')?;
    let hashes = after.bytes().take_while(|b| *b == b'#').count();
    let body = after.get(hashes..)?.strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    let length = body.find(&close).map_or(body.len(), |at| at + close.len());
    Some(2 + hashes + length)
}

/// The length of the character literal at the start of `rest`, if one stands there.
pub fn character_length(rest: &str) -> Option<usize> {
    let mut chars = rest.char_indices().skip(1);
    let (_, first) = chars.next()?;
    if first == '\\' {
        return rest
            .get(2..)?
            .char_indices()
            .skip(1)
            .take(8)
            .find(|(_, c)| *c == '\'')
            .map(|(at, _)| at + 3);
    }
    match chars.next() {
        Some((at, '\'')) => Some(at + 1),
        _ => None,
    }
}

/// The length of the number at the start of `rest`. A letter that does not
/// belong to it begins another token.
pub fn number_length(rest: &str) -> usize {
    let run = |text: &str, digit: fn(&u8) -> bool| text.bytes().take_while(digit).count();
    let in_base = |digit: fn(&u8) -> bool| match run(rest.get(2..).unwrap_or(""), digit) {
        0 => None,
        digits => Some(2 + digits),
    };
    let based = match rest.get(..2) {
        Some("0x" | "0X") => in_base(u8::is_ascii_hexdigit),
        Some("0b" | "0B") => in_base(|b| matches!(b, b'0' | b'1')),
        Some("0o" | "0O") => in_base(|b| (b'0'..=b'7').contains(b)),
        _ => None,
    };
    if let Some(length) = based {
        return length;
    }
    let digits = |from: usize| run(rest.get(from..).unwrap_or(""), u8::is_ascii_digit);
    let mut length = digits(0);
    if rest.get(length..).is_some_and(|r| r.starts_with('.')) && digits(length + 1) > 0 {
        length += 1 + digits(length + 1);
    }
    let after = rest.get(length..).unwrap_or("");
    if let Some(exponent) = after.strip_prefix(['e', 'E']) {
        let sign = usize::from(exponent.starts_with(['+', '-']));
        let power = digits(length + 1 + sign);
        if power > 0 {
            length += 1 + sign + power;
        }
    }
    length
}
