//! Definitions: nodes, derivatives and functions.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Binders, Reader};
use crate::notation::declaration::{ComputingFunction, Entry, Form, NodeForm};
use crate::notation::elaborate::{Function, Scope};
use crate::notation::name::LeanName;
use crate::notation::parser::Parsed;
use crate::notation::source::{Diagnostics, Place, Source};
use crate::notation::syntax::{Syntax, Written};
use crate::term::{Apart, Name, Sort, SortError, Space, Term};

/// The context's name where a definition has no index to name it.
const CONTEXT: &str = "Γ";

/// Reads a file of definitions.
///
/// # Errors
/// Everything in the file that cannot be read, in its order.
pub fn read_entries(source: &Arc<Source>) -> Result<Vec<Entry>, Diagnostics> {
    let mut entries = Vec::new();
    read_module(source, &mut BTreeMap::new(), &mut entries)?;
    Ok(entries)
}

/// Reads one file of several, of which `names` are the full names that are taken, and adds its
/// definitions to those that it may name.
///
/// # Errors
/// Everything in the file that cannot be read, in its order.
pub fn read_module(
    source: &Arc<Source>,
    names: &mut BTreeMap<Name, Place>,
    entries: &mut Vec<Entry>,
) -> Result<(), Diagnostics> {
    let mut reader = Reader::new(source);
    let mut module = Name::from("");
    let mut namespace = String::new();
    reader.each(|reader, word| {
        let span = reader.parser.span();
        match word {
            "module" => {
                module = reader.parser.name()?.0.into();
                return Ok(());
            }
            "namespace" => {
                namespace = reader.parser.name()?.0;
                return Ok(());
            }
            "node" | "fderiv" | "function" => {}
            _ => return Err(reader.misplaced(word, &span)),
        }
        let (name, at) = reader.parser.name()?;
        let above = Above {
            entries,
            namespace: &namespace,
        };
        let read = match word {
            "node" => reader.node(&above)?,
            "fderiv" => reader.fderiv(&above)?,
            _ => reader.function(&above)?,
        };
        let Read {
            binders,
            conditions,
            form,
            computed,
            delegation,
        } = read;
        let name = LeanName::within(&namespace, &name);
        if let Form::Fderiv { of, .. } = &form {
            let is_first = |entry: &Entry| match &entry.form {
                Form::Fderiv { of: other, .. } => other == of,
                _ => false,
            };
            let is_first = !entries.iter().any(is_first);
            let mut nodes = entries.iter_mut();
            if let (true, Some(node)) = (is_first, nodes.find(|entry| entry.name == *of)) {
                node.conditions.clone_from(&conditions);
            }
        }
        let computed = computed.filter(|computed| *computed != form);
        let functions = match computed {
            Some(_) => computing(entries),
            None => Vec::new(),
        };
        entries.push(Entry {
            module: module.clone(),
            name: name.clone(),
            parameters: binders.parameters,
            equal: binders.equal,
            conditions,
            computed,
            functions,
            form,
            delegation,
        });
        reader.once(names, name.as_str().into(), at)
    });
    reader.finish(())
}

/// The functions among the entries that compute something else than they state.
fn computing(entries: &[Entry]) -> Vec<Arc<ComputingFunction>> {
    let function = |entry: &Entry| match (&entry.form, &entry.computed) {
        (Form::Function(stated), Some(Form::Function(computed))) => Some(ComputingFunction {
            name: entry.name.clone(),
            parameters: entry.parameters.clone(),
            stated: stated.clone(),
            computed: computed.clone(),
        }),
        _ => None,
    };
    entries.iter().filter_map(function).map(Arc::new).collect()
}

/// What a declaration says besides its name.
struct Read {
    binders: Binders,
    conditions: Vec<Apart>,
    form: Form,
    computed: Option<Form>,
    delegation: Option<String>,
}

/// Another definition at arguments.
struct Delegated {
    form: Form,
    computed: Option<Form>,
    /// The hypotheses of that definition.
    conditions: Vec<Apart>,
    text: String,
}

/// The entries above a declaration, as its namespace names them.
struct Above<'e> {
    entries: &'e [Entry],
    namespace: &'e str,
}

impl<'e> Above<'e> {
    /// The entry that `name` means here: that of the innermost namespace.
    fn find(&self, name: &str) -> Option<&'e Entry> {
        let mut namespace = self.namespace;
        loop {
            let full = LeanName::within(namespace, name);
            if let Some(entry) = self.entries.iter().find(|entry| entry.name == full) {
                return Some(entry);
            }
            if namespace.is_empty() {
                return None;
            }
            namespace = namespace.rsplit_once('.').map_or("", |(outer, _)| outer);
        }
    }

    /// The functions, for terms to call, under every name that means them here, with the values
    /// that they state or that are computed for them.
    fn functions(&self, values: Values) -> BTreeMap<Name, Function> {
        let functions = self.entries.iter().filter_map(|entry| {
            let form = match values {
                Values::Stated => &entry.form,
                Values::Computed => entry.computed.as_ref().unwrap_or(&entry.form),
            };
            match form {
                Form::Function(value) => Some((entry, value)),
                _ => None,
            }
        });
        functions
            .flat_map(|(entry, value)| {
                let function = Function {
                    parameters: entry.parameters.clone(),
                    value: value.clone(),
                };
                let full = entry.name.as_str();
                let dots = full.match_indices('.').map(|(at, _)| at + 1);
                let names = std::iter::once(0).chain(dots);
                let names = names.filter_map(|at| full.get(at..)).filter(|name| {
                    self.find(name)
                        .is_some_and(|found| found.name == entry.name)
                });
                names.map(move |name| (Name::from(name), function.clone()))
            })
            .collect()
    }
}

/// Which values of functions are meant.
#[derive(Clone, Copy)]
enum Values {
    Stated,
    Computed,
}

impl Reader<'_> {
    /// `NAME ARGS` after `:=`: another definition with its arguments.
    fn delegation(
        &mut self,
        scope: &Scope<'_>,
        above: &Above<'_>,
        output: Option<&Space>,
    ) -> Parsed<Delegated> {
        let call = self.parser.term()?;
        let text = self.source.slice(&call.span).to_string();
        let Written::Application(function, args) = &call.kind else {
            return Err(self
                .parser
                .error(call.span, "a delegation applies a definition to arguments"));
        };
        let entry = match &function.kind {
            Written::Name(name) => above.find(name),
            _ => None,
        };
        let Some(entry) = entry else {
            return Err(self.parser.error(
                function.span.clone(),
                "no definition of this name stands above",
            ));
        };
        let (mut spaces, terms) =
            scope.arguments(entry.name.short(), &entry.parameters, args, &call.span)?;
        if let Some(node) = entry.form.node() {
            spaces
                .entry(CONTEXT.into())
                .or_insert_with(|| node.context.clone());
            if let Some(output) = output {
                node.output.unify(output, &mut spaces);
            }
        }
        let unequal = entry.equal.iter().find(|(d, e)| {
            let (d, e) = (d.instantiate(&spaces), e.instantiate(&spaces));
            d != e && !scope.are_equal(&d, &e)
        });
        if let Some((d, e)) = unequal {
            let message = format!("{d} = {e} is not known");
            return Err(self.parser.error(call.span, message));
        }
        let form = entry.form_at(&spaces, &terms);
        let computed = entry.computed_at(&spaces, &terms);
        let conditions = entry.conditions_at(&spaces, &terms);
        let sorted = |e: SortError| self.parser.error(call.span.clone(), e.to_string());
        Ok(Delegated {
            form: form.map_err(sorted)?,
            computed: computed.map_err(sorted)?,
            conditions: conditions.map_err(sorted)?,
            text,
        })
    }

    fn node(&mut self, above: &Above<'_>) -> Parsed<Read> {
        let binders = self.binders()?;
        self.parser.expect(":")?;
        self.parser.expect_word("Node")?;
        let context = Space::named(&self.parser.name()?.0);
        let output = self.parser.shape()?;
        let functions = above.functions(Values::Stated);
        if self.parser.eat(":=") {
            let scope = scope_of(self.source, &binders, &functions);
            let start = self.parser.span();
            let delegated = self.delegation(&scope, above, Some(&output))?;
            return match &delegated.form {
                Form::Node(node) if node.context == context && node.output == output => Ok(Read {
                    binders,
                    conditions: Vec::new(),
                    form: delegated.form,
                    computed: delegated.computed,
                    delegation: Some(delegated.text),
                }),
                _ => Err(self.parser.error(start, "expected a node of the same type")),
            };
        }
        let at = Sort::Vec(context.clone());
        let out = Sort::Vec(output.clone());
        let (computing, source) = (above.functions(Values::Computed), self.source);
        let scopes =
            [&functions, &computing].map(|functions| scope_of(source, &binders, functions));
        let mut field =
            |word, variables: &[(&str, &Sort)], sort| self.field_in(word, &scopes, variables, sort);
        let forward = field("forward", &[("x", &at)], &out)?;
        let jvp = field("jvp", &[("x", &at), ("dx", &at)], &out)?;
        let vjp = field("vjp", &[("x", &at), ("δ", &out)], &at)?;
        let form = |forward, jvp, vjp| {
            Form::Node(NodeForm {
                context: context.clone(),
                output: output.clone(),
                forward,
                jvp,
                vjp,
            })
        };
        let (stated, computed) = (form(forward.0, jvp.0, vjp.0), form(forward.1, jvp.1, vjp.1));
        Ok(Read {
            conditions: Vec::new(),
            form: stated,
            computed: Some(computed),
            delegation: None,
            binders,
        })
    }

    fn fderiv(&mut self, above: &Above<'_>) -> Parsed<Read> {
        self.parser.expect_word("of")?;
        let (of, span) = self.parser.name()?;
        let entry = above.find(&of);
        let Some((node_entry, Form::Node(node))) = entry.map(|entry| (entry, &entry.form)) else {
            return Err(self.parser.error(span, "no node of this name stands above"));
        };
        let binders = Binders {
            parameters: node_entry.parameters.clone(),
            equal: node_entry.equal.clone(),
            ..Binders::default()
        };
        let functions = above.functions(Values::Stated);
        let scope = scope_of(self.source, &binders, &functions);
        let conditions = self.conditions(&scope, &node.context)?;
        let form = |deriv| Form::Fderiv {
            of: node_entry.name.clone(),
            node: node.clone(),
            deriv,
        };
        if self.parser.eat(":=") {
            let start = self.parser.span();
            let delegated = self.delegation(&scope, above, Some(&node.output))?;
            let is_given = |needed: &&Apart| !conditions.iter().any(|given| given.is(needed));
            if let Some(open) = delegated.conditions.iter().find(is_given) {
                return Err(self.parser.error(start, format!("`{open}` is not known")));
            }
            return match delegated.form {
                // The delegate must be the derivative of this very node.
                Form::Fderiv {
                    node: other, deriv, ..
                } if other == *node => Ok(Read {
                    binders,
                    conditions,
                    form: form(deriv),
                    computed: delegated.computed,
                    delegation: Some(delegated.text),
                }),
                _ => Err(self
                    .parser
                    .error(start, format!("expected the derivative of `{of}`"))),
            };
        }
        let map = Sort::Vec(Space::hom(node.context.clone(), node.output.clone()));
        let at = Sort::Vec(node.context.clone());
        let (computing, source) = (above.functions(Values::Computed), self.source);
        let scopes =
            [&functions, &computing].map(|functions| scope_of(source, &binders, functions));
        let (deriv, computed) = self.field_in("deriv", &scopes, &[("x", &at)], &map)?;
        Ok(Read {
            form: form(deriv),
            computed: Some(form(computed)),
            binders,
            conditions,
            delegation: None,
        })
    }

    /// `at x (hx : ∀ i, get idx x i ≠ 0)`: the hypotheses about the point; or `(hε : 0 < ε)`: those
    /// about parameters, under which the derivative is known everywhere.
    fn conditions(&mut self, scope: &Scope<'_>, context: &Space) -> Parsed<Vec<Apart>> {
        let mut scope = scope.clone();
        let at_point = self.parser.eat_word("at");
        if at_point {
            let (point, span) = self.parser.name()?;
            if point != "x" {
                return Err(self.parser.error(span, "the point is called `x`"));
            }
            scope = scope.with("x", Sort::Vec(context.clone()));
        } else if !self.parser.at_symbol("(") {
            return Ok(Vec::new());
        }
        let start = self.parser.span();
        let binders = self.binders()?;
        if binders.apart.is_empty() || !binders.parameters.is_empty() || !binders.equal.is_empty() {
            let message = "expected hypotheses: `(hx : ∀ i, get idx x i ≠ 0)`, `(hc : 0 < c)`";
            return Err(self.parser.error(start, message));
        }
        let conditions = binders.apart.iter();
        let conditions = conditions.map(|written| scope.condition(written));
        let conditions = conditions.collect::<Parsed<Vec<Apart>>>()?;
        if at_point != conditions.iter().any(|condition| condition.mentions("x")) {
            let message = "hypotheses about the point stand after `at x`, and no others do";
            return Err(self.parser.error(start, message));
        }
        Ok(conditions)
    }

    fn function(&mut self, above: &Above<'_>) -> Parsed<Read> {
        let binders = self.binders()?;
        self.parser.expect(":")?;
        let sort = self.parser.sort()?;
        self.parser.expect(":=")?;
        let body = self.parser.term()?;
        let computed = match self.parser.eat_word("computes") {
            true => self.parser.term()?,
            false => body.clone(),
        };
        let value = |functions: &BTreeMap<Name, Function>, body: &Syntax| {
            let scope = scope_of(self.source, &binders, functions);
            Ok(Form::Function(scope.term(body, Some(&sort))?))
        };
        let form = value(&above.functions(Values::Stated), &body)?;
        let computed = value(&above.functions(Values::Computed), &computed)?;
        Ok(Read {
            binders,
            conditions: Vec::new(),
            form,
            computed: Some(computed),
            delegation: None,
        })
    }

    /// `WORD x dx := term`, the variables in the field's fixed order and names; as it is stated and
    /// as it is computed, by what functions are in two scopes.
    fn field_in(
        &mut self,
        word: &str,
        scopes: &[Scope<'_>; 2],
        variables: &[(&str, &Sort)],
        sort: &Sort,
    ) -> Parsed<(Term, Term)> {
        self.parser.expect_word(word)?;
        let [mut stated, mut computed] = scopes.clone();
        for (expected, variable) in variables {
            let (name, span) = self.parser.name()?;
            if name != *expected {
                return Err(self.parser.error(
                    span,
                    format!("this variable of `{word}` is called `{expected}`"),
                ));
            }
            stated = stated.with(expected, (*variable).clone());
            computed = computed.with(expected, (*variable).clone());
        }
        self.parser.expect(":=")?;
        let syntax = self.parser.term()?;
        Ok((
            stated.term(&syntax, Some(sort))?,
            computed.term(&syntax, Some(sort))?,
        ))
    }
}

/// The scope of the parameters.
fn scope_of<'s>(
    source: &'s Arc<Source>,
    binders: &Binders,
    functions: &'s BTreeMap<Name, Function>,
) -> Scope<'s> {
    Scope::new(source, binders.parameters.iter().cloned(), functions).with_equal(&binders.equal)
}
