//! What a Lean file declares, in which namespace, and what is open there; and
//! every command that leaves in doubt what the text after it means.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::combinator::{is_part, opens_nothing};
use super::command::{Command, Declaration, commands, declares};
use super::doubt::{Doubt, reserved, unknown_attribute};
use super::lexer::{Kind, Tokens};
use super::words::{CONTINUES, SCOPED, TACTICS};

/// Namespaces with longer names are not told apart further.
const NAMESPACE: usize = 512;

/// A file's declarations, and what holds where.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// In the order of the file.
    pub declarations: Vec<Declaration>,
    /// In the order of the file.
    pub doubts: Vec<Doubt>,
    /// Commands that the reader does not know, each with the namespace that it stands in.
    pub(super) others: Vec<(String, Command)>,
    /// Opened namespaces, each with the one that was opened before it.
    pub(super) opened: Vec<(String, Option<usize>)>,
    /// The binders of `variable` commands, each with the one before it.
    pub(super) variables: Vec<(Range<usize>, Option<usize>)>,
    /// Positions of declarations by full name; the first of each.
    pub(super) names: BTreeMap<String, usize>,
    /// Names that are declared more than once.
    pub(super) twice: BTreeSet<String>,
    /// The last parts of all names.
    pub(super) lasts: BTreeSet<String>,
}

impl Outline {
    /// Whether any declaration's name ends as this one does.
    pub fn may_name(&self, name: &str) -> bool {
        self.lasts.contains(last(name))
    }

    /// The position of the declaration with this full name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.names.get(name).copied()
    }

    /// Whether a full name is declared more than once.
    pub fn is_twice(&self, name: &str) -> bool {
        self.twice.contains(name)
    }

    /// The first doubt at or before the end of a declaration.
    pub fn doubt(&self, declaration: &Declaration) -> Option<&Doubt> {
        let first = self.doubts.first();
        first.filter(|doubt| doubt.at < declaration.all.end)
    }

    /// What is open at a declaration, the last first.
    pub(super) fn opened<'a>(
        &'a self,
        declaration: &Declaration,
    ) -> impl Iterator<Item = &'a str> + Clone {
        chain(&self.opened, declaration.opened).map(String::as_str)
    }

    /// The binders of the `variable` commands that hold at a declaration, the
    /// last first.
    pub(super) fn variables<'a>(
        &'a self,
        declaration: &Declaration,
    ) -> impl Iterator<Item = &'a Range<usize>> + Clone {
        chain(&self.variables, declaration.variables)
    }
}

fn chain<T>(links: &[(T, Option<usize>)], last: Option<usize>) -> impl Iterator<Item = &T> + Clone {
    let link = move |at: usize| links.get(at);
    std::iter::successors(last.and_then(link), move |(_, outer)| outer.and_then(link))
        .map(|(value, _)| value)
}

pub(super) fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// What a namespace or section hides when it ends.
struct Scope {
    /// The last part of a namespace's name, or the name of a section.
    name: String,
    /// The length of the namespace outside.
    outside: usize,
    opened: Option<usize>,
    variables: Option<usize>,
}

/// Finds the declarations of a file.
pub fn outline(tokens: &Tokens) -> Outline {
    let mut building = Building {
        tokens,
        outline: Outline::default(),
        scopes: Vec::new(),
        namespace: String::new(),
        opened: None,
        variables: None,
        once: None,
    };
    let commands = commands(tokens);
    for (at, shown) in reserved(tokens, &commands) {
        building.doubt(at, format!("`{shown}` can change what the text means"));
    }
    let first = commands.first().map_or(tokens.list.len(), |c| c.all.start);
    if first > 0 {
        building.doubt(0, "this is not a command that the reader knows");
    }
    for command in &commands {
        building.command(command);
    }
    let doubts = &mut building.outline.doubts;
    doubts.sort_by_key(|doubt| doubt.at);
    doubts.dedup_by_key(|doubt| doubt.at);
    building.outline
}

struct Building<'a> {
    tokens: &'a Tokens,
    outline: Outline,
    scopes: Vec<Scope>,
    namespace: String,
    opened: Option<usize>,
    variables: Option<usize>,
    /// What was open before an `open … in`, which holds for one command.
    once: Option<Option<usize>>,
}

impl<'a> Building<'a> {
    fn doubt(&mut self, at: usize, what: impl Into<String>) {
        let what = what.into();
        self.outline.doubts.push(Doubt { at, what });
    }

    fn is_name(&self, at: usize) -> bool {
        let token = self.tokens.list.get(at);
        token.is_some_and(|token| token.kind == Kind::Name)
    }

    /// Whether a token is a name and no `in`, after which anything may stand.
    fn names(&self, at: usize) -> bool {
        self.is_name(at) && self.tokens.text(at) != "in"
    }

    /// The name after a keyword; nothing else may follow.
    fn operand(&mut self, command: &Command) -> Option<&'a str> {
        let mut rest = command.rest();
        let name = (!rest.is_empty() && self.is_name(rest.start)).then_some(rest.start);
        rest.start += usize::from(name.is_some());
        if !rest.is_empty() {
            let keyword = self.tokens.text(command.keyword);
            self.doubt(rest.start, format!("this does not belong to a `{keyword}`"));
        }
        name.map(|at| self.tokens.text(at))
    }

    fn command(&mut self, command: &Command) {
        let tokens = self.tokens;
        let rest = command.rest();
        let keyword = tokens.text(command.keyword);
        if !command.balanced {
            self.doubt(command.keyword, "a bracket of this command does not close");
        }
        let hides = |at: &usize| matches!(tokens.text(*at), "partial" | "unsafe" | "meta");
        if let Some(at) = command.before().find(hides) {
            let what = format!("`{}` hides a body from Lean's kernel", tokens.text(at));
            self.doubt(at, what);
        }
        if let Some((at, word)) = unknown_attribute(tokens, command.before()) {
            self.doubt(at, format!("`@[{word}]` can change what the text means"));
        }
        let fields = matches!(
            keyword,
            "structure" | "inductive" | "coinductive" | "class" | "instance"
        );
        if let Some(at) = self.stray(command).filter(|_| !fields) {
            let what = format!("`{}` stands where a command would", tokens.text(at));
            self.doubt(at, format!("{what} and is none that the reader knows"));
        }
        let once = self.once.take();
        match keyword {
            "namespace" => match self.operand(command) {
                Some(name) => name.split('.').for_each(|part| self.enter(part, true)),
                None => self.doubt(command.keyword, "`namespace` without a name"),
            },
            "section" | "mutual" => {
                let name = self.operand(command);
                self.enter(name.unwrap_or(""), false);
            }
            "end" => self.end(command),
            "open" => self.open(command),
            "variable" => {
                if rest.clone().any(|at| tokens.text(at) == "in") {
                    self.doubt(command.keyword, "`variable … in` is not read");
                }
                self.outline.variables.push((rest, self.variables));
                self.variables = Some(self.outline.variables.len() - 1);
            }
            "module" if rest.is_empty() => {}
            "import" | "universe" if rest.clone().all(|at| self.names(at)) => {}
            "set_option" => self.one_command(command, 2),
            "attribute" => self.attribute(command),
            _ if fields => {
                let what = format!("`{keyword}` can change what the text means");
                self.doubt(command.keyword, what);
                self.declare(command);
            }
            _ if declares(keyword) => self.declare(command),
            _ if command.is_query(tokens) => {}
            _ => {
                let what = format!("`{}` can change what the text means", command.word(tokens));
                self.doubt(command.keyword, what);
                let other = (self.namespace.clone(), command.clone());
                self.outline.others.push(other);
            }
        }
        // What is open for one command is open behind each `in` before it too.
        let more = command
            .rest()
            .last()
            .is_some_and(|at| tokens.text(at) == "in");
        match once {
            Some(opened) if more => self.once = Some(opened),
            Some(opened) => self.opened = opened,
            None => {}
        }
    }

    fn enter(&mut self, name: &str, namespace: bool) {
        self.scopes.push(Scope {
            name: name.into(),
            outside: self.namespace.len(),
            opened: self.opened,
            variables: self.variables,
        });
        if namespace && self.namespace.len() < NAMESPACE {
            self.namespace = join(&self.namespace, name);
        }
    }

    /// `end`, `end Name`, `end Outer.Inner`.
    fn end(&mut self, command: &Command) {
        let name = self.operand(command);
        for part in name.unwrap_or("").rsplit('.') {
            match self.scopes.pop() {
                Some(scope) => {
                    if scope.name != part {
                        let what = format!("this ends `{}` by another name", scope.name);
                        self.doubt(command.keyword, what);
                    }
                    self.namespace.truncate(scope.outside);
                    self.opened = scope.opened;
                    self.variables = scope.variables;
                }
                None => self.doubt(command.keyword, "there is nothing that this ends"),
            }
        }
    }

    fn open(&mut self, command: &Command) {
        let before = self.opened;
        let mut rest = command.rest();
        if rest.clone().any(|at| self.tokens.text(at) == "in") {
            self.once = Some(before);
        }
        let scoped = self.tokens.text(rest.start) == "scoped";
        if scoped {
            rest.start += 1;
        }
        for at in rest {
            let name = self.tokens.text(at);
            if name == "in" {
                return self.after_in(command, at);
            }
            let own = !scoped && self.is_own(name);
            if !self.is_name(at) || !own && !opens_nothing(name, scoped) {
                self.doubt(at, format!("`open … {name}` can change what names mean"));
            }
            if !scoped {
                self.outline.opened.push((name.into(), self.opened));
                self.opened = Some(self.outline.opened.len() - 1);
            }
        }
    }

    /// Whether a namespace is one that this file has filled inside its own, so that its names
    /// are seen here. One of a library may have the same name if it is a common one.
    fn is_own(&self, name: &str) -> bool {
        let common = |part: &str| is_part(part) || SCOPED.contains(part);
        if self.namespace.is_empty() || name.split('.').any(common) {
            return false;
        }
        let mut declared = self.outline.declarations.iter();
        let full = join(&self.namespace, name);
        let outer = self.namespace.rsplit_once('.');
        let beside = outer.map(|(outer, _)| join(outer, name));
        declared.any(|d| d.namespace == full || beside.as_ref() == Some(&d.namespace))
    }

    /// So many words, and perhaps `in`.
    fn one_command(&mut self, command: &Command, words: usize) {
        let at = command.rest().start + words;
        if at < command.all.end {
            if self.tokens.text(at) == "in" {
                self.after_in(command, at);
            } else {
                self.doubt(at, "this is not a command that the reader knows");
            }
        }
    }

    /// What follows `in` must be the next command, or belong to the proof that
    /// the option is set in.
    fn after_in(&mut self, command: &Command, at: usize) {
        let token = self.tokens.list.get(command.keyword);
        let inside = token.is_some_and(|token| token.column > 0)
            && (!self.is_name(at + 1) || TACTICS.contains(self.tokens.text(at + 1)));
        if at + 1 < command.all.end && !inside {
            self.doubt(at + 1, "this is not a command that the reader knows");
        }
    }

    /// `attribute [names] names`.
    fn attribute(&mut self, command: &Command) {
        let rest = command.rest();
        let close = rest.clone().find(|at| self.tokens.text(*at) == "]");
        let list = rest.start..close.map_or(rest.end, |at| at + 1);
        if let Some((at, word)) = unknown_attribute(self.tokens, list.clone()) {
            let what = format!("`attribute [{word}]` can change what the text means");
            self.doubt(at, what);
        }
        if let Some(at) = (list.end..rest.end).find(|at| !self.names(*at)) {
            self.doubt(at, "this does not belong to an `attribute`");
        }
    }

    /// A token in a command that stands where another would, and is none that
    /// the reader knows: the text from there on may be anything.
    fn stray(&self, command: &Command) -> Option<usize> {
        command.rest().find(|at| {
            let text = self.tokens.text(*at);
            self.tokens.list.get(*at).is_some_and(|token| {
                let begins = token.first && token.column == 0;
                let word = text == "#" || self.is_name(*at) && !CONTINUES.contains(text);
                token.documented || text == "@[" || begins && word
            })
        })
    }

    fn declare(&mut self, command: &Command) {
        let tokens = self.tokens;
        let at = command.keyword + 1;
        let name = (at < command.all.end && self.is_name(at)).then(|| tokens.text(at));
        let Some(written) = name else {
            if !matches!(tokens.text(command.keyword), "example" | "instance") {
                self.doubt(command.keyword, "a declaration without a name");
            }
            return;
        };
        let rooted = written.strip_prefix("_root_.");
        let name = full(&self.namespace, written);
        let position = self.outline.declarations.len();
        if self.outline.names.contains_key(&name) {
            let what = format!("`{name}` is stated a second time");
            self.doubt(at, what);
            self.outline.twice.insert(name.clone());
        }
        self.outline.lasts.insert(last(&name).into());
        self.outline.names.entry(name.clone()).or_insert(position);
        let namespace = match (rooted, written.rsplit_once('.')) {
            (None, Some((inner, _))) => join(&self.namespace, inner),
            _ => self.namespace.clone(),
        };
        let cut = Declaration::cut(tokens, command);
        // Where it does not give the fields of a structure, it gives names to others:
        // those of a theorem begin with the name of the theorem.
        let mut behind = cut.result.end + 1..cut.all.end;
        let theirs = cut.is_proof() && !is_part(last(&name));
        if let Some(at) = behind.find(|at| tokens.text(*at) == "where")
            && !(theirs && behind.all(|at| !tokens.text(at).starts_with("_root_")))
        {
            self.doubt(at, "`where` can change what names mean");
        }
        self.outline.declarations.push(Declaration {
            name,
            namespace,
            opened: self.opened,
            variables: self.variables,
            ..cut
        });
    }
}

/// The full name of what a file declares in a namespace.
pub(super) fn full(namespace: &str, written: &str) -> String {
    match written.strip_prefix("_root_.") {
        Some(name) => name.into(),
        None => join(namespace, written),
    }
}

fn join(namespace: &str, name: &str) -> String {
    match (namespace, name) {
        ("", name) => name.into(),
        (namespace, "") => namespace.into(),
        (namespace, name) => format!("{namespace}.{name}"),
    }
}
