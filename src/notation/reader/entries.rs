//! Definitions: nodes, derivatives and functions.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Parameters, Reader};
use crate::notation::declaration::{Entry, Form, NodeForm};
use crate::notation::elaborate::{Function, Scope};
use crate::notation::parser::Parsed;
use crate::notation::source::{Diagnostics, Source};
use crate::notation::syntax::Written;
use crate::term::{Name, Sort, Space, Term};

/// The context's name where a definition has no index to name it.
const CONTEXT: &str = "Γ";

/// Reads a file of definitions.
///
/// # Errors
/// Everything in the file that cannot be read, in its order.
pub fn read_entries(source: &Arc<Source>) -> Result<Vec<Entry>, Diagnostics> {
    let mut reader = Reader::new(source);
    let mut module = Name::from("");
    let mut namespace = Name::from("");
    let mut entries: Vec<Entry> = Vec::new();
    let mut functions = BTreeMap::new();
    let mut names = BTreeMap::new();
    reader.each(|reader, word| {
        let span = reader.parser.span();
        match word {
            "module" => {
                module = reader.parser.name()?.0.into();
                return Ok(());
            }
            "namespace" => {
                namespace = reader.parser.name()?.0.into();
                return Ok(());
            }
            "node" | "fderiv" | "function" => {}
            _ => return Err(reader.misplaced(word, &span)),
        }
        let (name, at) = reader.parser.name()?;
        let (parameters, form, delegation) = match word {
            "node" => reader.node(&entries)?,
            "fderiv" => reader.fderiv(&entries)?,
            _ => reader.function(&functions)?,
        };
        let name = Name::from(name);
        if let Form::Function(value) = &form {
            let function = Function {
                parameters: parameters.clone(),
                value: value.clone(),
            };
            functions.insert(name.clone(), function);
        }
        entries.push(Entry {
            module: module.clone(),
            namespace: namespace.clone(),
            name: name.clone(),
            parameters,
            form,
            delegation,
        });
        reader.once(&mut names, name, at)
    });
    reader.finish(entries)
}

impl Reader<'_> {
    /// `NAME ARGS` after `:=`: another definition with its arguments.
    #[allow(clippy::type_complexity)]
    fn delegation<'e>(
        &mut self,
        scope: &Scope<'_>,
        entries: &'e [Entry],
    ) -> Parsed<(&'e Entry, Form, String)> {
        let call = self.parser.term()?;
        let text = self.source.slice(&call.span).to_string();
        let Written::Application(function, args) = &call.kind else {
            return Err(self
                .parser
                .error(call.span, "a delegation applies a definition to arguments"));
        };
        let entry = match &function.kind {
            Written::Name(name) => entries.iter().find(|entry| *entry.name == **name),
            _ => None,
        };
        let Some(entry) = entry else {
            return Err(self.parser.error(
                function.span.clone(),
                "no definition of this name stands above",
            ));
        };
        let (mut spaces, terms) =
            scope.arguments(&entry.name, &entry.parameters, args, &call.span)?;
        if let Some(node) = entry.form.node() {
            spaces
                .entry(CONTEXT.into())
                .or_insert_with(|| node.context.clone());
        }
        let form = entry
            .form_at(&spaces, &terms)
            .map_err(|e| self.parser.error(call.span, e.to_string()))?;
        Ok((entry, form, text))
    }

    fn node(&mut self, entries: &[Entry]) -> Parsed<(Parameters, Form, Option<String>)> {
        let parameters = self.binders()?.parameters;
        self.parser.expect(":")?;
        self.parser.expect_word("Node")?;
        let context = Space::named(&self.parser.name()?.0);
        let output = Space::named(&self.parser.name()?.0);
        let functions = functions(entries);
        let scope = Scope::new(self.source, parameters.iter().cloned(), &functions);
        if self.parser.eat(":=") {
            let start = self.parser.span();
            let (_, form, text) = self.delegation(&scope, entries)?;
            return match &form {
                Form::Node(node) if node.context == context && node.output == output => {
                    Ok((parameters, form, Some(text)))
                }
                _ => Err(self.parser.error(start, "expected a node of the same type")),
            };
        }
        let at = Sort::Vec(context.clone());
        let out = Sort::Vec(output.clone());
        let forward = self.field("forward", &scope, &[("x", &at)], &out)?;
        let jvp = self.field("jvp", &scope, &[("x", &at), ("dx", &at)], &out)?;
        let vjp = self.field("vjp", &scope, &[("x", &at), ("δ", &out)], &at)?;
        let node = NodeForm {
            context,
            output,
            forward,
            jvp,
            vjp,
        };
        Ok((parameters, Form::Node(node), None))
    }

    fn fderiv(&mut self, entries: &[Entry]) -> Parsed<(Parameters, Form, Option<String>)> {
        self.parser.expect_word("of")?;
        let (of, span) = self.parser.name()?;
        let entry = entries.iter().find(|entry| *entry.name == *of);
        let Some((node_entry, Form::Node(node))) = entry.map(|entry| (entry, &entry.form)) else {
            return Err(self.parser.error(span, "no node of this name stands above"));
        };
        let parameters = node_entry.parameters.clone();
        let functions = functions(entries);
        let scope = Scope::new(self.source, parameters.iter().cloned(), &functions);
        let form = |deriv| Form::Fderiv {
            of: of.clone().into(),
            node: node.clone(),
            deriv,
        };
        if self.parser.eat(":=") {
            let start = self.parser.span();
            let (_, delegated, text) = self.delegation(&scope, entries)?;
            return match delegated {
                // The delegate must be the derivative of this very node.
                Form::Fderiv {
                    node: other, deriv, ..
                } if other == *node => Ok((parameters, form(deriv), Some(text))),
                _ => Err(self
                    .parser
                    .error(start, format!("expected the derivative of `{of}`"))),
            };
        }
        let map = Sort::Vec(Space::hom(node.context.clone(), node.output.clone()));
        let at = Sort::Vec(node.context.clone());
        let deriv = self.field("deriv", &scope, &[("x", &at)], &map)?;
        Ok((parameters, form(deriv), None))
    }

    fn function(
        &mut self,
        functions: &BTreeMap<Name, Function>,
    ) -> Parsed<(Parameters, Form, Option<String>)> {
        let parameters = self.binders()?.parameters;
        self.parser.expect(":")?;
        let sort = self.parser.sort()?;
        self.parser.expect(":=")?;
        let body = self.parser.term()?;
        let scope = Scope::new(self.source, parameters.iter().cloned(), functions);
        let value = scope.term(&body, Some(&sort))?;
        Ok((parameters, Form::Function(value), None))
    }

    /// `WORD x dx := term`, the variables in the field's fixed order and names.
    fn field(
        &mut self,
        word: &str,
        scope: &Scope<'_>,
        variables: &[(&str, &Sort)],
        sort: &Sort,
    ) -> Parsed<Term> {
        self.parser.expect_word(word)?;
        let mut scope = scope.clone();
        for (expected, variable) in variables {
            let (name, span) = self.parser.name()?;
            if name != *expected {
                return Err(self.parser.error(
                    span,
                    format!("this variable of `{word}` is called `{expected}`"),
                ));
            }
            scope = scope.with(expected, (*variable).clone());
        }
        self.parser.expect(":=")?;
        let syntax = self.parser.term()?;
        scope.term(&syntax, Some(sort))
    }
}

/// The functions among the entries, for terms to call.
fn functions(entries: &[Entry]) -> BTreeMap<Name, Function> {
    entries
        .iter()
        .filter_map(|entry| match &entry.form {
            Form::Function(value) => Some((
                entry.name.clone(),
                Function {
                    parameters: entry.parameters.clone(),
                    value: value.clone(),
                },
            )),
            _ => None,
        })
        .collect()
}
