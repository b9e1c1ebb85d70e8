//! Terms that end by themselves, with what is attached to them.

use std::collections::BTreeSet;

use super::lexer::Kind;
use super::parser::{DEPTH, Parsed, Parser, RESERVED, written};
use super::syntax::{Binder, Syntax, Written};

impl Parser<'_> {
    /// An atom with what is attached to it, or nothing if no atom comes next.
    pub(super) fn postfix(&mut self) -> Parsed<Option<Syntax>> {
        let Some(mut atom) = self.atom()? else {
            return Ok(None);
        };
        for _ in 0..DEPTH {
            let start = atom.span.start;
            // A space before the dot would make it something else.
            let attached = self.span().start == atom.span.end;
            if self.text() == "⁻¹" {
                self.at += 1;
                atom = written(Written::Inverse(atom), start..self.before());
            } else if self.text() == "." && attached {
                self.at += 1;
                let field = self.text().to_string();
                if !matches!(self.kind(), Some(Kind::Name | Kind::Number)) {
                    return Err(self.unexpected("a field"));
                }
                self.at += 1;
                atom = written(Written::Field(atom, field), start..self.before());
            } else {
                return Ok(Some(atom));
            }
        }
        Err(self.unexpected("fewer fields"))
    }

    pub(super) fn atom(&mut self) -> Parsed<Option<Syntax>> {
        let start = self.span().start;
        let text = self.text();
        let kind = match (self.kind(), text) {
            (None | Some(Kind::Text), _) => return Ok(None),
            (Some(Kind::Number), digits) => {
                self.at += 1;
                Written::Number(digits.into())
            }
            (_, "_" | "?_") => {
                self.at += 1;
                Written::Hole
            }
            (_, "fun" | "λ") => {
                self.at += 1;
                self.nested(Self::lambda)?
            }
            (_, "by") => {
                self.at += 1;
                let from = self.at;
                self.pass(self.here(), false)?;
                Written::By(from..self.at)
            }
            (Some(Kind::Name), name) if !RESERVED.contains(&name) => {
                self.at += 1;
                Written::Name(name.into())
            }
            (_, "(") => {
                self.at += 1;
                let inner = self.with_column(None, Self::term)?;
                let kind = if self.eat(":") {
                    Written::Ascription(inner, self.data_sort()?)
                } else {
                    inner.kind.as_ref().clone()
                };
                self.expect(")")?;
                kind
            }
            (_, "⟨") => {
                self.at += 1;
                let mut parts = vec![self.with_column(None, Self::term)?];
                while self.eat(",") {
                    parts.push(self.with_column(None, Self::term)?);
                }
                self.expect("⟩")?;
                Written::Anonymous(parts)
            }
            (_, "{") => {
                self.at += 1;
                self.nested(Self::instance)?
            }
            _ => return Ok(None),
        };
        Ok(Some(written(kind, start..self.before())))
    }

    /// What follows `fun`.
    pub(super) fn lambda(&mut self) -> Parsed<Written> {
        let mut binders = Vec::new();
        loop {
            match self.text() {
                "=>" | "↦" => break,
                ":" => {
                    self.at += 1;
                    let sort = self.data_sort()?;
                    for binder in &mut binders {
                        let binder: &mut Binder = binder;
                        binder.sort.get_or_insert_with(|| sort.clone());
                    }
                }
                "(" | "{" => binders.extend(self.binders_of_data()?),
                _ => {
                    let (name, span) = self.name()?;
                    binders.push(Binder {
                        name,
                        span,
                        explicit: true,
                        sort: None,
                    });
                }
            }
        }
        self.at += 1;
        let body = self.term()?;
        Ok(Written::Lambda(binders, body))
    }

    /// What follows `{` of a structure instance.
    pub(super) fn instance(&mut self) -> Parsed<Written> {
        let column = self.here();
        let fields = self.with_column(column, |parser| {
            let mut fields: Vec<(String, Syntax)> = Vec::new();
            let mut names = BTreeSet::new();
            while parser.text() != "}" {
                let (name, span) = parser.name()?;
                if !names.insert(name.clone()) {
                    return Err(parser.error(span, format!("`{name}` is given twice")));
                }
                let binders = parser.binders_of_field()?;
                let value = if parser.eat(":=") {
                    parser.term()?
                } else if matches!(parser.text(), "," | "}") {
                    written(Written::Name(name.clone()), span.clone())
                } else {
                    return Err(parser.unexpected("`:=`"));
                };
                let value = if binders.is_empty() {
                    value
                } else {
                    let whole = span.start..value.span.end;
                    written(Written::Lambda(binders, value), whole)
                };
                fields.push((name, value));
                parser.eat(",");
            }
            Ok(fields)
        })?;
        self.expect("}")?;
        Ok(Written::Instance(fields))
    }

    pub(super) fn binders_of_field(&mut self) -> Parsed<Vec<Binder>> {
        let mut binders = self.binders_of_data()?;
        while self.kind() == Some(Kind::Name) {
            let (name, span) = self.name()?;
            binders.push(Binder {
                name,
                span,
                explicit: true,
                sort: None,
            });
        }
        Ok(binders)
    }
}
