//! A Lean file as a list of commands, and a command that declares something cut
//! into its name, its binders, its type and its body.

use std::ops::Range;

use super::lexer::{Kind, Tokens, closes, opens};

/// Words that begin a declaration, wherever they stand.
const DECLARATIONS: &[&str] = &[
    "def",
    "abbrev",
    "theorem",
    "lemma",
    "structure",
    "inductive",
    "coinductive",
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
    "run_elab",
    "run_meta",
    "include",
    "omit",
    "module",
    "prelude",
    "alias",
    "instance",
    "class",
    "simproc",
    "unif_hint",
    "add_decl_doc",
    "binder_predicate",
    "recall",
    "register_error_explanation",
    "register_tactic_tag",
    "recommended_spelling",
    "tactic_extension",
    "variable?",
    "irreducible_def",
    "seal",
    "unseal",
    "dsimproc",
    "simproc_decl",
    "dsimproc_decl",
    "builtin_simproc",
    "builtin_dsimproc",
    "register_simp_attr",
    "register_label_attr",
    "register_option",
    "register_builtin_option",
    "initialize_simps_projections",
    "notation_class",
    "mk_iff_of_inductive_prop",
    "compile_inductive",
    "compile_def",
    "suppress_compilation",
    "unsuppress_compilation",
    "library_note",
    "proof_wanted",
    "assert_not_exists",
    "assert_not_imported",
    "assert_exists",
    "add_aesop_rules",
    "erase_aesop_rules",
    "declare_aesop_rule_sets",
    "declare_simp_like_tactic",
    "declare_config_elab",
    "declare_command_config_elab",
    "extend_docs",
    "grind_pattern",
    "init_quot",
    "set_premise_selector",
    "set_library_suggestions",
    "whatsnew",
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

/// One command: its tokens, and the position of its keyword.
#[derive(Clone, Debug)]
pub struct Command {
    /// All its tokens, modifiers and attributes included.
    pub all: Range<usize>,
    /// The position of the keyword.
    pub keyword: usize,
    /// Whether its brackets close.
    pub balanced: bool,
}

impl Command {
    /// What follows the keyword.
    pub fn rest(&self) -> Range<usize> {
        self.keyword + 1..self.all.end
    }

    /// The attributes and modifiers before the keyword.
    pub fn before(&self) -> Range<usize> {
        self.all.start..self.keyword
    }
}

/// Whether a word begins a command that is known only at the beginning of a line.
pub fn begins_line(word: &str) -> bool {
    COMMANDS.contains(&word)
}

/// Whether a keyword declares something.
pub fn declares(keyword: &str) -> bool {
    DECLARATIONS.contains(&keyword) || matches!(keyword, "instance" | "class")
}

/// Whether a word is a modifier of declarations.
pub fn modifies(word: &str) -> bool {
    MODIFIERS.contains(&word)
}

/// Cuts the tokens where commands begin. What stands before the first belongs
/// to none.
pub fn commands(tokens: &Tokens) -> Vec<Command> {
    let mut commands: Vec<Command> = Vec::new();
    let (mut depth, mut balanced) = (0_usize, true);
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
                balanced &= depth > 0;
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
                last.balanced = balanced && depth == 0;
            }
            commands.push(Command {
                all: start..tokens.list.len(),
                keyword: at,
                balanced: attribute == 0,
            });
            (depth, attribute, balanced) = (0, 0, attribute == 0);
        } else if word && modifies(text) && attribute == 0 {
            modified.get_or_insert(at);
        } else if attribute == 0 {
            modified = None;
        }
    }
    if let Some(last) = commands.last_mut() {
        last.balanced = balanced && depth == 0 && attribute == 0;
    }
    commands
}

/// A command of a file that gives something a name.
#[derive(Clone, Debug)]
pub struct Declaration {
    /// `def`, `theorem` and so on.
    pub keyword: String,
    /// The full name.
    pub name: String,
    /// The namespace that its body sees.
    pub namespace: String,
    /// Whether only more than the last part of its name names it.
    pub protected: bool,
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
    /// The last of what is open here, in [`super::Outline`].
    pub opened: Option<usize>,
    /// The last `variable` command that holds here, in [`super::Outline`].
    pub variables: Option<usize>,
}

impl Declaration {
    /// Cuts a command with a name. Full name, namespace and what holds there
    /// are left to the caller.
    pub(super) fn cut(tokens: &Tokens, command: &Command) -> Declaration {
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
            keyword: tokens.text(command.keyword).into(),
            name: String::new(),
            namespace: String::new(),
            protected: command.before().any(|at| tokens.text(at) == "protected"),
            all: command.all.clone(),
            at: command.keyword + 1,
            binders: first.min(stop)..colon.unwrap_or(stop),
            result: colon.map_or(stop..stop, |colon| colon + 1..stop),
            body,
            opened: None,
            variables: None,
        }
    }

    /// The line of the name, from 1.
    pub fn line(&self, tokens: &Tokens) -> usize {
        tokens.source.line(tokens.span(self.at).start)
    }

    /// Whether it states a proposition with a proof, and no data.
    pub fn is_proof(&self) -> bool {
        matches!(self.keyword.as_str(), "theorem" | "lemma" | "example")
    }
}
