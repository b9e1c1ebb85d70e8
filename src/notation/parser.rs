//! Tokens to written terms, by precedence climbing with Lean's strengths.

use std::sync::Arc;

use super::lexer::{Kind, Token, lex};
use super::source::{Diagnostic, Source, Span};
use super::syntax::{Syntax, Written};
use crate::term::{Axis, Dim, Sort, Space};

/// Deeper nesting is an error, so that no text can exhaust the stack.
const DEPTH: usize = 128;

/// Symbol, strength, and the least strength of the left and right operand.
pub(crate) const INFIX: &[(&str, u8, u8, u8)] = &[
    (">", 50, 51, 51),
    ("<", 50, 51, 51),
    ("+", 65, 65, 66),
    ("-", 65, 65, 66),
    ("*", 70, 70, 71),
    ("/", 70, 70, 71),
    ("⊙", 70, 70, 71),
    ("•", 73, 74, 73),
    ("∘L", 80, 81, 80),
];
pub(crate) const NEGATION: u8 = 75;
/// What stands under `∑ k,`.
const SUMMAND: u8 = 67;

/// Words that end a term.
const KEYWORDS: &[&str] = &[
    "then",
    "else",
    "module",
    "namespace",
    "node",
    "fderiv",
    "function",
    "law",
    "fact",
    "identity",
    "derivative",
    "forward",
    "jvp",
    "vjp",
    "deriv",
    "computes",
    "from",
    "assumed",
    "of",
];

/// A place in a list of tokens.
pub struct Parser {
    source: Arc<Source>,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    /// Whether a declaration is one line, which ends where its last token does.
    by_line: bool,
}

/// A term or declaration that cannot be read.
pub type Parsed<T> = Result<T, Diagnostic>;

impl Parser {
    /// Lexes a source; characters that belong to no token go to `errors`.
    pub fn new(source: &Arc<Source>, errors: &mut Vec<Diagnostic>) -> Parser {
        Parser {
            tokens: lex(source, errors),
            source: source.clone(),
            at: 0,
            depth: 0,
            by_line: false,
        }
    }

    /// For texts of one declaration per line: what is missing is missing at the end of its line.
    pub fn by_line(mut self) -> Parser {
        self.by_line = true;
        self
    }

    /// The next token.
    pub fn peek(&self) -> &Kind {
        self.tokens.get(self.at).map_or(&Kind::End, |t| &t.kind)
    }

    /// Where the next token stands.
    pub fn span(&self) -> Span {
        let end = self.source.text().len();
        self.tokens
            .get(self.at)
            .map_or(end..end, |t| t.span.clone())
    }

    /// Where the token before the next one ends.
    pub fn before(&self) -> usize {
        let before = self.at.checked_sub(1);
        before
            .and_then(|at| self.tokens.get(at))
            .map_or(0, |t| t.span.end)
    }

    /// Passes the next token.
    pub fn advance(&mut self) {
        self.at = (self.at + 1).min(self.tokens.len().saturating_sub(1));
    }

    /// Whether the next token is this symbol.
    pub fn at_symbol(&self, symbol: &str) -> bool {
        matches!(self.peek(), Kind::Symbol(s) if *s == symbol)
    }

    /// Whether the next token is this word.
    pub fn at_word(&self, word: &str) -> bool {
        matches!(self.peek(), Kind::Name(n) if n == word)
    }

    /// Passes the symbol if it is next.
    pub fn eat(&mut self, symbol: &str) -> bool {
        let found = self.at_symbol(symbol);
        if found {
            self.advance();
        }
        found
    }

    /// Passes the word if it is next.
    pub fn eat_word(&mut self, word: &str) -> bool {
        let found = self.at_word(word);
        if found {
            self.advance();
        }
        found
    }

    /// Passes the symbol, which must be next.
    pub fn expect(&mut self, symbol: &str) -> Parsed<()> {
        if self.eat(symbol) {
            Ok(())
        } else {
            Err(self.unexpected(&format!("`{symbol}`")))
        }
    }

    /// Passes the word, which must be next.
    pub fn expect_word(&mut self, word: &str) -> Parsed<()> {
        if self.eat_word(word) {
            Ok(())
        } else {
            Err(self.unexpected(&format!("`{word}`")))
        }
    }

    /// Passes a name, which must be next.
    pub fn name(&mut self) -> Parsed<(String, Span)> {
        let span = self.span();
        match self.peek() {
            Kind::Name(name) if !KEYWORDS.contains(&name.as_str()) => {
                let name = name.clone();
                self.advance();
                Ok((name, span))
            }
            _ => Err(self.unexpected("a name")),
        }
    }

    /// The message that something else was expected here.
    pub fn unexpected(&self, expected: &str) -> Diagnostic {
        let (before, next) = (self.before(), self.span().start);
        let between = self.source.slice(&(before..next));
        if self.by_line && before > 0 && between.contains('\n') {
            let message = format!("expected {expected}, found the end of the line");
            return self.error(before..before, message);
        }
        let found = match self.peek() {
            Kind::Name(name) => format!("`{name}`"),
            Kind::Number(digits) => format!("`{digits}`"),
            Kind::Symbol(symbol) => format!("`{symbol}`"),
            Kind::Text(text) => format!("`\"{text}\"`"),
            Kind::End => "the end of the text".into(),
        };
        self.error(self.span(), format!("expected {expected}, found {found}"))
    }

    /// A message about a span of this source.
    pub fn error(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(&self.source, span, message)
    }

    /// `Idx Γ s`, `Mask s`, `CanBroadcastTo s t`, `Rank p`, `ℝ`, `Vec s`, `Vec s →L[ℝ] Vec t`.
    pub fn sort(&mut self) -> Parsed<Sort> {
        if self.eat_word("Idx") {
            let context = Space::named(&self.name()?.0);
            let shape = self.shape()?;
            return Ok(Sort::Idx { context, shape });
        }
        if self.eat_word("Mask") {
            return self.shape().map(Sort::Mask);
        }
        if self.eat_word("CanBroadcastTo") {
            let (from, to) = (self.shape()?, self.shape()?);
            return Ok(Sort::CanBroadcastTo { from, to });
        }
        if self.eat_word("Rank") {
            return Ok(Sort::Rank(self.name()?.0.into()));
        }
        self.space().map(Sort::Vec)
    }

    /// Whether a type comes next.
    pub fn at_sort(&self) -> bool {
        self.at_symbol("ℝ")
            || ["Idx", "Mask", "Vec", "CtxVec", "CanBroadcastTo", "Rank"]
                .iter()
                .any(|w| self.at_word(w))
    }

    fn space(&mut self) -> Parsed<Space> {
        let from = if self.eat("ℝ") {
            Space::Real
        } else if self.eat_word("Vec") || self.eat_word("CtxVec") {
            self.shape()?
        } else {
            return Err(self.unexpected("a type"));
        };
        if self.eat("→L[ℝ]") {
            let to = self.nested(Parser::space)?;
            Ok(Space::hom(from, to))
        } else {
            Ok(from)
        }
    }

    /// A name, or axes in brackets: `s`, `[m, n]`, `[n, ..s]`, `[]`.
    pub fn shape(&mut self) -> Parsed<Space> {
        if !self.eat("[") {
            return self.name().map(|(name, _)| Space::named(&name));
        }
        let mut axes = Vec::new();
        while !self.eat("]") {
            if !axes.is_empty() {
                self.expect(",")?;
            }
            axes.push(if self.eat("..") {
                Axis::Shape(self.name()?.0.into())
            } else {
                Axis::Dim(self.dimension()?)
            });
        }
        Ok(Space::of_axes(axes))
    }

    /// A sum of products of names, numbers and `size s`.
    pub fn dimension(&mut self) -> Parsed<Dim> {
        let mut sum = self.product_of_dimensions()?;
        while self.eat("+") {
            sum = sum.plus(&self.product_of_dimensions()?);
        }
        Ok(sum)
    }

    fn product_of_dimensions(&mut self) -> Parsed<Dim> {
        let mut product = self.single_dimension()?;
        while self.eat("*") {
            product = product.times(&self.single_dimension()?);
        }
        Ok(product)
    }

    fn single_dimension(&mut self) -> Parsed<Dim> {
        if let Kind::Number(digits) = self.peek()
            && let Ok(value) = digits.parse::<u64>()
        {
            self.advance();
            return Ok(Dim::constant(value));
        }
        if self.eat_word("size") {
            return self.name().map(|(name, _)| Dim::size(&name));
        }
        match self.peek() {
            Kind::Name(_) => self.name().map(|(name, _)| Dim::named(&name)),
            _ => Err(self.unexpected("a dimension")),
        }
    }

    /// A term.
    pub fn term(&mut self) -> Parsed<Syntax> {
        self.binary(0)
    }

    /// A term of parts: chains of operators build deep terms without nesting.
    fn built(&self, kind: Written, span: Span) -> Parsed<Syntax> {
        let term = Syntax::new(kind, span);
        if term.height > DEPTH {
            return Err(self.too_deep());
        }
        Ok(term)
    }

    fn too_deep(&self) -> Diagnostic {
        let message = format!("terms may not nest deeper than {DEPTH}");
        self.error(self.span(), message)
    }

    fn nested<T>(&mut self, parse: impl FnOnce(&mut Parser) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= DEPTH {
            return Err(self.too_deep());
        }
        self.depth += 1;
        let result = parse(self);
        self.depth -= 1;
        result
    }

    fn binary(&mut self, least: u8) -> Parsed<Syntax> {
        self.nested(|parser| {
            let mut left = parser.prefix()?;
            let mut strength = u8::MAX;
            loop {
                let Kind::Symbol(symbol) = *parser.peek() else {
                    return Ok(left);
                };
                let Some(&(_, level, least_left, least_right)) =
                    INFIX.iter().find(|(s, ..)| *s == symbol)
                else {
                    return Ok(left);
                };
                if level < least || strength < least_left {
                    return Ok(left);
                }
                parser.advance();
                let right = parser.binary(least_right)?;
                let span = left.span.start..right.span.end;
                let kind = Written::Infix(symbol, Box::new(left), Box::new(right));
                left = parser.built(kind, span)?;
                strength = level;
            }
        })
    }

    fn prefix(&mut self) -> Parsed<Syntax> {
        let start = self.span().start;
        if self.eat("-") {
            let operand = self.binary(NEGATION)?;
            let span = start..operand.span.end;
            return self.built(Written::Negation(Box::new(operand)), span);
        }
        if self.eat_word("fun") {
            let mut names = vec![self.name()?.0];
            while !self.at_symbol("=>") {
                names.push(self.name()?.0);
            }
            self.expect("=>")?;
            let body = self.term()?;
            let span = start..body.span.end;
            return self.built(Written::Lambda(names, Box::new(body)), span);
        }
        if self.eat("∑") {
            let (index, _) = self.name()?;
            self.expect(",")?;
            let body = self.binary(SUMMAND)?;
            let span = start..body.span.end;
            return self.built(Written::Sum(index, Box::new(body)), span);
        }
        if self.eat_word("if") {
            let condition = self.term()?;
            self.expect_word("then")?;
            let yes = self.term()?;
            self.expect_word("else")?;
            let no = self.term()?;
            let span = start..no.span.end;
            let kind = Written::If(Box::new(condition), Box::new(yes), Box::new(no));
            return self.built(kind, span);
        }
        self.application()
    }

    fn application(&mut self) -> Parsed<Syntax> {
        let function = self.postfix()?.ok_or_else(|| self.unexpected("a term"))?;
        let mut args = Vec::new();
        while let Some(arg) = self.postfix()? {
            args.push(arg);
        }
        let Some(last) = args.last() else {
            return Ok(function);
        };
        let span = function.span.start..last.span.end;
        self.built(Written::Application(Box::new(function), args), span)
    }

    /// An atom with what is attached to it, or nothing if no atom comes next.
    fn postfix(&mut self) -> Parsed<Option<Syntax>> {
        let Some(mut atom) = self.atom()? else {
            return Ok(None);
        };
        loop {
            let start = atom.span.start;
            if self.at_symbol("⁻¹") {
                let span = start..self.span().end;
                self.advance();
                atom = self.built(Written::Inverse(Box::new(atom)), span)?;
            } else if self.at_symbol(".") {
                self.advance();
                let (fields, at) = self.name()?;
                for field in fields.split('.') {
                    let field = Written::Field(Box::new(atom), field.into());
                    atom = self.built(field, start..at.end)?;
                }
            } else {
                return Ok(Some(atom));
            }
        }
    }

    fn atom(&mut self) -> Parsed<Option<Syntax>> {
        let span = self.span();
        let kind = match self.peek().clone() {
            Kind::Name(name) if name != "fun" && name != "if" && !KEYWORDS.contains(&&*name) => {
                self.advance();
                Written::Name(name)
            }
            Kind::Number(digits) => {
                self.advance();
                Written::Number(digits)
            }
            Kind::Symbol("(") => {
                self.advance();
                let inner = self.term()?;
                let kind = if self.eat(":") {
                    let sort = self.sort()?;
                    Written::Ascription(Box::new(inner), sort)
                } else {
                    inner.kind
                };
                let end = self.span().end;
                self.expect(")")?;
                return self.built(kind, span.start..end).map(Some);
            }
            Kind::Symbol("⟪") => {
                self.advance();
                let left = self.term()?;
                self.expect(",")?;
                let right = self.term()?;
                let end = self.span().end;
                self.expect("⟫")?;
                let kind = Written::Inner(Box::new(left), Box::new(right));
                return self.built(kind, span.start..end).map(Some);
            }
            _ => return Ok(None),
        };
        self.built(kind, span).map(Some)
    }
}
