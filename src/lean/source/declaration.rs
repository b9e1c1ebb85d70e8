//! A Lean file as a list of commands: what is declared, where, and in which
//! namespace.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::lexer::{Kind, Tokens};

/// Words that begin a declaration, wherever they stand.
const DECLARATIONS: &[&str] = &[
    "def",
    "abbrev",
    "theorem",
    "lemma",
    "structure",
    "inductive",
    "axiom",
    "opaque",
    "example",
];

/// Words that begin another command, wherever they stand.
const SCOPES: &[&str] = &["namespace", "section", "end", "mutual"];

/// Words that begin a command where they are the first of their line.
const COMMANDS: &[&str] = &[
    "open",
    "set_option",
    "variable",
    "universe",
    "attribute",
    "import",
    "export",
    "notation",
    "notation3",
    "infix",
    "infixl",
    "infixr",
    "prefix",
    "postfix",
    "macro",
    "macro_rules",
    "syntax",
    "elab",
    "elab_rules",
    "declare_syntax_cat",
    "initialize",
    "builtin_initialize",
    "deriving",
    "run_cmd",
    "include",
    "omit",
    "module",
    "alias",
    "instance",
    "class",
    "simproc",
    "unif_hint",
    "add_decl_doc",
];

const MODIFIERS: &[&str] = &[
    "private",
    "public",
    "protected",
    "noncomputable",
    "unsafe",
    "partial",
    "nonrec",
    "meta",
    "scoped",
    "local",
];

/// Namespaces with longer names are not told apart further.
const NAMESPACE: usize = 512;

/// What opens a bracket, and what closes it.
const BRACKETS: &[(&str, &str)] = &[
    ("(", ")"),
    ("[", "]"),
    ("{", "}"),
    ("⟨", "⟩"),
    ("⟪", "⟫"),
    ("@[", "]"),
    ("→L[", "]"),
    ("→ₗ[", "]"),
];

/// Whether a symbol opens a bracket.
pub fn opens(symbol: &str) -> bool {
    BRACKETS.iter().any(|(open, _)| *open == symbol)
}

/// Whether a symbol closes a bracket.
pub fn closes(symbol: &str) -> bool {
    BRACKETS.iter().any(|(_, close)| *close == symbol)
}

/// A command of a file that gives something a name.
#[derive(Clone, Debug)]
pub struct Declaration {
    /// `def`, `theorem` and so on.
    pub keyword: String,
    /// The full name.
    pub name: String,
    /// The namespace that it stands in.
    pub namespace: String,
    /// All its tokens, modifiers and attributes included.
    pub all: Range<usize>,
    /// The token of the name.
    pub at: usize,
    /// The binders before the type.
    pub binders: Range<usize>,
    /// The type; empty if none is stated.
    pub result: Range<usize>,
    /// What stands after `:=`; none if it is stated otherwise or not at all.
    pub body: Option<Range<usize>>,
}

impl Declaration {
    /// The line of the name, from 1.
    pub fn line(&self, tokens: &Tokens) -> usize {
        tokens.source.line(tokens.span(self.at).start)
    }

    /// The name inside its namespace, as it is written.
    pub fn written<'a>(&self, tokens: &'a Tokens) -> &'a str {
        tokens.text(self.at)
    }
}

/// A file's declarations and the namespaces that it opens.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// In the order of the file.
    pub declarations: Vec<Declaration>,
    /// What `open` opens, anywhere in the file.
    pub opened: Vec<String>,
    /// Positions of definitions by full name; the first of each.
    names: BTreeMap<String, usize>,
    /// The last parts of those names.
    lasts: BTreeSet<String>,
}

impl Outline {
    /// Whether any definition's name ends as this one does.
    pub fn may_name(&self, name: &str) -> bool {
        self.lasts.contains(last(name))
    }

    /// The position of the definition with this full name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.names.get(name).copied()
    }
}

/// One command: its tokens, and the position of its keyword.
struct Command {
    all: Range<usize>,
    keyword: usize,
}

/// Finds the declarations of a file.
pub fn outline(tokens: &Tokens) -> Outline {
    let mut outline = Outline::default();
    // One element per open namespace or section: how much it adds to the name.
    let mut scopes: Vec<usize> = Vec::new();
    let mut namespace = String::new();
    for command in commands(tokens) {
        let next = command.keyword + 1;
        let operand = || {
            let inside = next < command.all.end && tokens.list.get(next)?.kind == Kind::Name;
            inside.then(|| tokens.text(next))
        };
        match tokens.text(command.keyword) {
            "namespace" => {
                scopes.push(namespace.len());
                if namespace.len() < NAMESPACE {
                    namespace = join(&namespace, operand().unwrap_or(""));
                }
            }
            "section" | "mutual" => scopes.push(namespace.len()),
            "end" => namespace.truncate(scopes.pop().unwrap_or(0)),
            "open" => {
                let names = (next..command.all.end).map(|at| tokens.text(at));
                let names = names.filter(|word| !matches!(*word, "scoped" | "in"));
                outline.opened.extend(names.map(str::to_string));
            }
            keyword
                if DECLARATIONS.contains(&keyword)
                    || keyword == "instance"
                    || keyword == "class" =>
            {
                let Some(name) = operand() else { continue };
                let name = match name.strip_prefix("_root_.") {
                    Some(name) => name.to_string(),
                    None => join(&namespace, name),
                };
                let at = outline.declarations.len();
                if matches!(keyword, "def" | "abbrev" | "opaque" | "axiom") {
                    outline.lasts.insert(last(&name).into());
                    outline.names.entry(name.clone()).or_insert(at);
                }
                outline
                    .declarations
                    .push(declaration(tokens, &command, keyword, name, &namespace));
            }
            _ => {}
        }
    }
    outline
}

fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn join(namespace: &str, name: &str) -> String {
    match (namespace, name) {
        ("", name) => name.into(),
        (namespace, "") => namespace.into(),
        (namespace, name) => format!("{namespace}.{name}"),
    }
}

/// Cuts the tokens where commands begin.
fn commands(tokens: &Tokens) -> Vec<Command> {
    let mut commands: Vec<Command> = Vec::new();
    let mut depth = 0_usize;
    // Where the modifiers before the next keyword begin.
    let mut modified: Option<usize> = None;
    let mut attribute = 0_usize;
    for (at, token) in tokens.list.iter().enumerate() {
        let text = tokens.text(at);
        if token.kind == Kind::Symbol {
            if text == "@[" && depth == 0 && attribute == 0 {
                modified.get_or_insert(at);
                attribute = 1;
                continue;
            }
            if attribute > 0 {
                attribute = match text {
                    _ if opens(text) => attribute + 1,
                    _ if closes(text) => attribute - 1,
                    _ => attribute,
                };
                continue;
            }
            if opens(text) {
                depth += 1;
            } else if closes(text) {
                depth = depth.saturating_sub(1);
            }
        }
        let word = token.kind == Kind::Name;
        let line = token.first || modified.is_some();
        // Brackets that do not close must not hide what follows.
        let always = DECLARATIONS.contains(&text) || SCOPES.contains(&text);
        let starts = word && (always || line && depth == 0 && COMMANDS.contains(&text));
        if starts && (attribute == 0 || token.first) {
            let start = modified.take().unwrap_or(at);
            if let Some(last) = commands.last_mut() {
                last.all.end = start;
            }
            commands.push(Command {
                all: start..tokens.list.len(),
                keyword: at,
            });
            (depth, attribute) = (0, 0);
        } else if word && MODIFIERS.contains(&text) && attribute == 0 {
            modified.get_or_insert(at);
        } else if attribute == 0 {
            modified = None;
        }
    }
    commands
}

fn declaration(
    tokens: &Tokens,
    command: &Command,
    keyword: &str,
    name: String,
    namespace: &str,
) -> Declaration {
    let (first, end) = (command.keyword + 2, command.all.end);
    let mut depth = 0_usize;
    let mut colon = None;
    let mut stop = end;
    let mut body = None;
    for at in first..end {
        let text = tokens.text(at);
        if opens(text) {
            depth += 1;
        } else if closes(text) {
            depth = depth.saturating_sub(1);
        } else if depth == 0 {
            match text {
                ":" if colon.is_none() => colon = Some(at),
                ":=" => {
                    stop = at;
                    body = Some(at + 1..end);
                    break;
                }
                "where" | "|" => {
                    stop = at;
                    break;
                }
                _ => {}
            }
        }
    }
    Declaration {
        keyword: keyword.into(),
        name,
        namespace: namespace.into(),
        all: command.all.clone(),
        at: command.keyword + 1,
        binders: first.min(stop)..colon.unwrap_or(stop),
        result: colon.map_or(stop..stop, |colon| colon + 1..stop),
        body,
    }
}
