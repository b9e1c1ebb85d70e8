//! `variable` commands: what they put before the binders of a declaration.

use std::collections::BTreeSet;

use super::declaration::Declaration;
use super::lexer::Kind;
use super::meaning::{Read, Reader};
use super::parser::Parser;
use super::syntax::Binder;
use super::value::{Scope, Type};

/// More commands, or more variables of one, are not read.
const MOST: usize = 64;

/// Words after which names are bound.
const BINDING: &[&str] = &[
    "fun", "λ", "∀", "∃", "∑", "∏", "let", "have", "intro", "rintro", "obtain", "rcases", "with",
    "ext", "funext", "set", "|",
];

impl Reader<'_> {
    /// All binders of a declaration: the variables that it mentions, then its own.
    pub(super) fn binders(&self, declaration: &Declaration) -> Read<Vec<Binder>> {
        let mut parser = Parser::new(self.tokens, &declaration.binders);
        let own = parser.binders()?;
        if !parser.done() {
            return Err(parser.unexpected("a binder"));
        }
        let mut binders = self.variables(declaration, &own)?;
        binders.extend(own);
        let mut names = BTreeSet::new();
        for binder in &binders {
            if binder.name != "_" && !names.insert(binder.name.as_str()) {
                let message = format!("`{}` is bound a second time", binder.name);
                return Err(self.error(&binder.span, message));
            }
        }
        Ok(binders)
    }

    /// The variables that a declaration mentions, and those that they mention.
    fn variables(&self, declaration: &Declaration, own: &[Binder]) -> Read<Vec<Binder>> {
        let commands = self.outline.variables(declaration).take(MOST + 1);
        let commands: Vec<_> = commands.cloned().collect();
        if commands.is_empty() {
            return Ok(Vec::new());
        }
        let mut all = Vec::new();
        for range in commands.iter().rev() {
            let mut parser = Parser::new(self.tokens, range);
            let binders = parser.binders()?;
            if !parser.done() {
                return Err(parser.unexpected("a binder"));
            }
            all.extend(binders);
            if commands.len() > MOST || all.len() > MOST {
                let at = self.tokens.span(range.start);
                return Err(self.unread(&at, &format!("more than {MOST} variables")));
            }
        }
        let own: BTreeSet<&str> = own.iter().map(|binder| binder.name.as_str()).collect();
        let mut wanted = Vec::new();
        let mut mentioned = self.mentioned(declaration);
        for binder in all.into_iter().rev() {
            let Some(sort) = &binder.sort else {
                return Err(self.unread(&binder.span, "a variable without a type"));
            };
            if !mentioned.contains(binder.name.as_str()) && !own.contains(binder.name.as_str()) {
                // A tactic such as `assumption` takes a hypothesis without naming it.
                let data = matches!(
                    self.sort(sort, &Scope::default()),
                    Ok(Type::Sort(_) | Type::Number | Type::Shape | Type::Context)
                );
                let mut all = declaration.all.clone();
                let tactics = all.find(|at| self.tokens.text(*at) == "by");
                if let Some(at) = tactics.filter(|_| binder.explicit && !data) {
                    let what = format!("a tactic that may use the variable `{}`", binder.name);
                    return Err(self.unread(&self.tokens.span(at), &what));
                }
                continue;
            }
            // Whether Lean takes the variable then depends on what each mention means.
            let again = self.bound(declaration, &binder.name);
            if let Some(at) = again.filter(|_| binder.explicit) {
                let message = format!("`{}` is a variable and is bound here again", binder.name);
                return Err(self.error(&self.tokens.span(at), message));
            }
            let inside = |at: usize| {
                let span = self.tokens.span(at);
                sort.span.start <= span.start && span.end <= sort.span.end
            };
            for range in &commands {
                mentioned.extend(
                    range
                        .clone()
                        .filter(|at| inside(*at))
                        .map(|at| self.head(at)),
                );
            }
            wanted.push(binder);
        }
        wanted.reverse();
        Ok(wanted)
    }

    fn head(&self, at: usize) -> &str {
        self.tokens.text(at).split('.').next().unwrap_or("")
    }

    /// The first parts of all names after that of a declaration; too many
    /// rather than too few.
    fn mentioned(&self, declaration: &Declaration) -> BTreeSet<&str> {
        let name = |at: &usize| self.tokens.list.get(*at).map(|t| t.kind) == Some(Kind::Name);
        let names = (declaration.at + 1..declaration.all.end).filter(name);
        let before = |at: usize| self.tokens.text(at - 1);
        // `(name := …)`, `.name`, `` `name `` are no variables.
        let argument = |at: usize| {
            self.tokens.text(at + 1) == ":=" && matches!(before(at), "(" | "{" | "," | "with")
        };
        let other = |at: usize| argument(at) || matches!(before(at), "." | "`");
        let mentions = names.filter(|at| !other(*at));
        mentions.map(|at| self.head(at)).collect()
    }

    /// Where a declaration may bind a name for itself.
    fn bound(&self, declaration: &Declaration, name: &str) -> Option<usize> {
        let named = |at: usize| self.tokens.list.get(at).map(|t| t.kind) == Some(Kind::Name);
        let mut binding = false;
        for at in declaration.at + 1..declaration.all.end {
            let text = self.tokens.text(at);
            if BINDING.contains(&text) {
                binding = true;
            } else if matches!(text, "(" | "{" | "⟨" | "[") {
                let colon = (at + 1..declaration.all.end).find(|at| !named(*at));
                binding = colon.is_some_and(|at| matches!(self.tokens.text(at), ":" | "," | "⟩"));
            } else if !named(at) && text != "," {
                binding = false;
            } else if binding && text == name {
                return Some(at);
            }
        }
        None
    }
}
