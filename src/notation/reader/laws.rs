//! Laws, facts, rules of differentiation and identities.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Reader;
use crate::notation::declaration::{DerivativeRule, Fact, Identity, Law, Laws, Lemma};
use crate::notation::elaborate::Scope;
use crate::notation::parser::Parsed;
use crate::notation::source::{Diagnostics, Place, Source};
use crate::notation::syntax::WrittenCondition;
use crate::term::{Apart, Name, Op, Rational, Sort, Space, Term};

/// The point that derivative rules differentiate at.
const POINT: &str = "x";

/// Reads a file of laws, facts, derivative rules and identities.
///
/// # Errors
/// Everything in the file that cannot be read, in its order.
pub fn read_laws(source: &Arc<Source>) -> Result<Laws, Diagnostics> {
    let mut reader = Reader::new(source);
    let mut laws = Laws::default();
    let mut names: BTreeMap<Name, Place> = BTreeMap::new();
    reader.each(|reader, word| {
        let span = reader.parser.span();
        let name = match word {
            "law" => {
                let law = reader.law()?;
                let name = law.name.clone();
                laws.laws.push(law);
                name
            }
            "fact" => {
                let fact = reader.fact()?;
                let name = fact.name.clone();
                laws.facts.push(fact);
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
    laws.places = names;
    reader.finish(laws)
}

/// Whether it is the number 0.
fn is_zero(term: &Term) -> bool {
    matches!(term.op(), Op::Const(value) if *value == Rational::default())
}

impl Reader<'_> {
    /// Whether it is said that no theorem proves it.
    fn assumed(&mut self) -> bool {
        self.parser.eat_word("assumed")
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

    /// The hypotheses of a law or a fact: each side of one is a variable or 0.
    fn guards(&self, scope: &Scope<'_>, written: &[WrittenCondition]) -> Parsed<Vec<Apart>> {
        let guard = |written: &WrittenCondition| {
            let guard = scope.condition(written)?;
            let is_plain =
                |side: &Term| matches!(side.op(), Op::Var(..) | Op::Zero(_)) || is_zero(side);
            let fits = match guard.order() {
                Some(sides) => sides.into_iter().all(is_plain),
                None => guard.sides().into_iter().all(is_plain) && !is_zero(&guard.left),
            };
            if fits {
                return Ok(guard);
            }
            let span = written.left.span.clone();
            Err(self.parser.error(span, "a hypothesis is about variables"))
        };
        written.iter().map(guard).collect()
    }

    fn law(&mut self) -> Parsed<Law> {
        let (name, span) = self.parser.name()?;
        let binders = self.binders()?;
        self.parser.expect(":")?;
        let left = self.parser.term()?;
        self.parser.expect("=")?;
        let right = self.parser.term()?;
        let assumed = self.assumed();
        let lemma = self.lemma()?;
        let functions = BTreeMap::new();
        let scope = Scope::new(self.source, binders.parameters.iter().cloned(), &functions);
        let (left, right) = scope.alike(&left, &right, None)?;
        let apart = self.guards(&scope, &binders.apart)?;
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
            apart,
            left,
            right,
            assumed,
            lemma,
        })
    }

    fn fact(&mut self) -> Parsed<Fact> {
        let (name, span) = self.parser.name()?;
        let binders = self.binders()?;
        self.parser.expect(":")?;
        let written = self.condition()?;
        let assumed = self.assumed();
        let lemma = self.lemma()?;
        let functions = BTreeMap::new();
        let scope = Scope::new(self.source, binders.parameters.iter().cloned(), &functions);
        let apart = scope.condition(&written)?;
        let guards = self.guards(&scope, &binders.apart)?;
        // What a guard is matched with says what each stands for.
        let mut variables = binders.parameters.iter();
        if let Some((variable, _)) = variables.find(|(name, _)| !apart.left.mentions(name)) {
            let message = format!("`{variable}` does not occur on the left side");
            return Err(self.parser.error(span, message));
        }
        Ok(Fact {
            name: name.into(),
            variables: binders.parameters,
            guards,
            apart,
            assumed,
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
        let apart = self.guards(&scope, &binders.apart)?;
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
            apart,
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
        let assumed = self.assumed();
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
        let apart = self.guards(&scope, &binders.apart)?;
        Ok(DerivativeRule {
            name: name.into(),
            variables: binders.parameters,
            apart,
            domain,
            pattern,
            derivative,
            assumed,
            lemma,
        })
    }
}
