//! Files of `spec/` to declarations.
//!
//! A declaration that cannot be read is reported and passed over, so that one
//! run shows all that is wrong with a file.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::declaration::{DerivativeRule, Entry, Form, Identity, Law, Laws, Lemma, NodeForm};
use super::elaborate::{Function, Scope};
use super::lexer::Kind;
use super::parser::{Parsed, Parser};
use super::source::{Diagnostic, Diagnostics, Source, Span};
use super::syntax::{Syntax, Written};
use crate::term::{Name, Op, Sort, Space, Term};

const DECLARATIONS: &[&str] = &[
    "module",
    "namespace",
    "node",
    "fderiv",
    "function",
    "law",
    "identity",
    "derivative",
];

/// The context's name where a definition has no index to name it.
const CONTEXT: &str = "Γ";

/// The point that derivative rules differentiate at.
const POINT: &str = "x";

type Parameters = Vec<(Name, Sort)>;

/// Binders: parameters, and the scalars that a hypothesis says are not zero.
#[derive(Default)]
struct Binders {
    parameters: Parameters,
    nonzero: Vec<Syntax>,
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    parser: Parser,
    errors: Vec<Diagnostic>,
}

/// Reads a file of laws, derivative rules and identities.
///
/// # Errors
/// Everything in the file that cannot be read, in its order.
pub fn read_laws(source: &Arc<Source>) -> Result<Laws, Diagnostics> {
    let mut reader = Reader::new(source);
    let mut laws = Laws::default();
    let mut names: BTreeMap<Name, ()> = BTreeMap::new();
    reader.each(|reader, word| {
        let span = reader.parser.span();
        let name = match word {
            "law" => {
                let law = reader.law()?;
                let name = law.name.clone();
                laws.laws.push(law);
                name
            }
            "identity" => {
                let identity = reader.identity()?;
                let name = identity.name.clone();
                laws.identities.push(identity);
                name
            }
            "derivative" => {
                let rule = reader.derivative()?;
                let name = Name::from(format!("derivative {}", rule.name));
                laws.derivatives.push(rule);
                name
            }
            _ => return Err(reader.misplaced(word, &span)),
        };
        reader.once(&mut names, name, span)
    });
    reader.finish(laws)
}

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

/// Reads one term over the given variables.
///
/// # Errors
/// Where the text is no term, or has another sort than expected.
pub fn read_term(
    source: &Arc<Source>,
    variables: &[(Name, Sort)],
    expected: Option<&Sort>,
) -> Result<Term, Diagnostics> {
    let mut reader = Reader::new(source);
    let functions = BTreeMap::new();
    let read = |reader: &mut Reader<'_>| {
        let syntax = reader.parser.term()?;
        if *reader.parser.peek() != Kind::End {
            return Err(reader.parser.unexpected("the end of the term"));
        }
        Scope::new(source, variables.iter().cloned(), &functions).term(&syntax, expected)
    };
    match read(&mut reader) {
        Ok(term) => reader.finish(term),
        Err(error) => {
            reader.errors.push(error);
            Err(Diagnostics(reader.errors))
        }
    }
}

impl<'a> Reader<'a> {
    fn new(source: &'a Arc<Source>) -> Reader<'a> {
        let mut errors = Vec::new();
        let parser = Parser::new(source, &mut errors);
        Reader {
            source,
            parser,
            errors,
        }
    }

    fn finish<T>(mut self, value: T) -> Result<T, Diagnostics> {
        if self.errors.is_empty() {
            Ok(value)
        } else {
            self.errors.sort_by_key(Diagnostic::position);
            Err(Diagnostics(self.errors))
        }
    }

    /// Calls `read` after the first word of each declaration.
    fn each(&mut self, mut read: impl FnMut(&mut Reader<'a>, &str) -> Parsed<()>) {
        while *self.parser.peek() != Kind::End {
            let result = match self.parser.peek().clone() {
                Kind::Name(word) if DECLARATIONS.contains(&&*word) => {
                    self.parser.advance();
                    read(self, &word)
                }
                _ => Err(self.parser.unexpected("a declaration")),
            };
            if let Err(error) = result {
                self.errors.push(error);
                self.recover();
            }
        }
    }

    /// Passes tokens up to the next declaration.
    fn recover(&mut self) {
        loop {
            match self.parser.peek() {
                Kind::End => return,
                Kind::Name(word) if DECLARATIONS.contains(&&**word) => return,
                _ => self.parser.advance(),
            }
        }
    }

    fn misplaced(&self, word: &str, span: &Span) -> Diagnostic {
        self.parser.error(
            span.clone(),
            format!("`{word}` is not declared in this file"),
        )
    }

    fn once(&mut self, names: &mut BTreeMap<Name, ()>, name: Name, span: Span) -> Parsed<()> {
        match names.insert(name.clone(), ()) {
            None => Ok(()),
            Some(()) => Err(self
                .parser
                .error(span, format!("`{name}` is declared twice"))),
        }
    }

    fn binders(&mut self) -> Parsed<Binders> {
        let mut binders = Binders::default();
        while self.parser.eat("(") {
            let mut names = vec![self.parser.name()?];
            while !self.parser.at_symbol(":") {
                names.push(self.parser.name()?);
            }
            self.parser.expect(":")?;
            if self.parser.at_sort() {
                let sort = self.parser.sort()?;
                for (name, span) in names {
                    if binders.parameters.iter().any(|(n, _)| **n == *name) {
                        return Err(self.parser.error(span, format!("`{name}` is bound twice")));
                    }
                    binders.parameters.push((name.into(), sort.clone()));
                }
            } else {
                let scalar = self.parser.term()?;
                self.parser.expect("≠")?;
                let zero = self.parser.term()?;
                if !matches!(&zero.kind, Written::Number(digits) if digits == "0") {
                    return Err(self.parser.error(zero.span, "a hypothesis is `… ≠ 0`"));
                }
                binders.nonzero.push(scalar);
            }
            self.parser.expect(")")?;
        }
        Ok(binders)
    }

    /// `from LIBRARY LEMMA`.
    fn lemma(&mut self) -> Parsed<Lemma> {
        if !self.parser.eat_word("from") {
            return Err(self
                .parser
                .unexpected("`from`")
                .with_help("name the lemma that this stands for: `from LIBRARY LEMMA`"));
        }
        let library = self.parser.name()?.0;
        let name = self.parser.name()?.0;
        Ok(Lemma { library, name })
    }

    fn nonzero(&self, scope: &Scope<'_>, scalars: &[Syntax]) -> Parsed<Vec<Term>> {
        scalars
            .iter()
            .map(|scalar| {
                let term = scope.term(scalar, Some(&Sort::REAL))?;
                match term.op() {
                    Op::Var(..) => Ok(term),
                    _ => Err(self
                        .parser
                        .error(scalar.span.clone(), "a hypothesis is about a variable")),
                }
            })
            .collect()
    }

    fn law(&mut self) -> Parsed<Law> {
        let (name, span) = self.parser.name()?;
        let binders = self.binders()?;
        self.parser.expect(":")?;
        let left = self.parser.term()?;
        self.parser.expect("=")?;
        let right = self.parser.term()?;
        let lemma = self.lemma()?;
        let functions = BTreeMap::new();
        let scope = Scope::new(self.source, binders.parameters.iter().cloned(), &functions);
        let (left, right) = scope.alike(&left, &right, None)?;
        let nonzero = self.nonzero(&scope, &binders.nonzero)?;
        if let Some((variable, _)) = binders
            .parameters
            .iter()
            .find(|(variable, _)| !left.mentions(variable))
        {
            return Err(self.parser.error(
                span,
                format!("`{variable}` does not occur on the left side"),
            ));
        }
        Ok(Law {
            name: name.into(),
            variables: binders.parameters,
            nonzero,
            left,
            right,
            lemma,
        })
    }

    fn identity(&mut self) -> Parsed<Identity> {
        let (name, span) = self.parser.name()?;
        let binders = self.binders()?;
        self.parser.expect(":")?;
        let differentiated = self.parser.eat_word("D");
        let left = self.parser.term()?;
        self.parser.expect("=")?;
        let right = self.parser.term()?;
        let functions = BTreeMap::new();
        let scope = Scope::new(self.source, binders.parameters.iter().cloned(), &functions);
        let nonzero = self.nonzero(&scope, &binders.nonzero)?;
        let (left, right, point) = if differentiated {
            let point = binders.parameters.iter().find(|(n, _)| &**n == POINT);
            let Some((_, Sort::Vec(domain))) = point else {
                return Err(self
                    .parser
                    .error(span, format!("a derivative needs the point `{POINT}`")));
            };
            let left = scope.term(&left, None)?;
            let Some(space) = left.space() else {
                return Err(self.parser.error(span, "only vectors have a derivative"));
            };
            let map = Sort::Vec(Space::hom(domain.clone(), space.clone()));
            let right = scope.term(&right, Some(&map))?;
            (left, right, Some(domain.clone()))
        } else {
            let (left, right) = scope.alike(&left, &right, None)?;
            (left, right, None)
        };
        Ok(Identity {
            name: name.into(),
            nonzero,
            left,
            right,
            point,
        })
    }

    fn derivative(&mut self) -> Parsed<DerivativeRule> {
        let (name, span) = self.parser.name()?;
        let binders = self.binders()?;
        self.parser.expect(":")?;
        self.parser.expect_word("D")?;
        let pattern = self.parser.term()?;
        self.parser.expect("=")?;
        let derivative = self.parser.term()?;
        let lemma = self.lemma()?;
        let functions = BTreeMap::new();
        let domain = Space::named("domain");
        let scope = Scope::new(self.source, binders.parameters.iter().cloned(), &functions)
            .with_derivatives(domain.clone())
            .with(POINT, Sort::Vec(domain.clone()));
        let pattern = scope.term(&pattern, None)?;
        let Some(space) = pattern.space() else {
            return Err(self.parser.error(span, "only vectors have a derivative"));
        };
        let expected = Sort::Vec(Space::hom(domain.clone(), space.clone()));
        let derivative = scope.term(&derivative, Some(&expected))?;
        Ok(DerivativeRule {
            name: name.into(),
            variables: binders.parameters,
            domain,
            pattern,
            derivative,
            lemma,
        })
    }

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
