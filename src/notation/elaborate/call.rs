//! Applications: operators, functions, linear maps and their fields.

use std::collections::BTreeMap;

use super::{Elaborated, Function, Scope, is_open};
use crate::notation::source::{Diagnostic, Span};
use crate::notation::syntax::{Syntax, Written};
use crate::term::{Axis, Dim, IndexMap, Measure, Name, Op, Sort, Space, Term};

/// Maps whose spaces only what is expected of them tells.
const TYPED: [&str; 3] = ["reshape", "takeLeft", "takeRight"];

/// Whether the name is that of a map whose spaces only what is expected of it tells.
pub(super) fn is_typed(name: &str) -> bool {
    TYPED.contains(&name)
}

impl Scope<'_> {
    pub(super) fn call(
        &self,
        name: &str,
        args: &[Syntax],
        span: &Span,
        expected: Option<&Sort>,
    ) -> Elaborated {
        if let Some(sort) = self.variables.get(name) {
            return self.apply(Term::var(name, sort.clone()), args, span);
        }
        if let Some((object, fields)) = name.split_once('.')
            && let Some(sort) = self.variables.get(object)
        {
            let (inner, last) = match fields.rsplit_once('.') {
                Some((inner, last)) => (Some(inner), last),
                None => (None, fields),
            };
            let object = Term::var(object, sort.clone());
            let object = inner
                .into_iter()
                .flat_map(|fields| fields.split('.'))
                .try_fold(object, |object, field| self.field(object, field, &[], span))?;
            return self.field(object, last, args, span);
        }
        if let Some(function) = self.functions.get(name) {
            return self.function(name, function, args, span);
        }
        match (name, expected) {
            ("id", Some(Sort::Vec(Space::Hom(from, _)))) => {
                return self.form(span, Op::Id((**from).clone()), vec![]);
            }
            ("id", _) => return Err(self.error(span, "the space of `id` is not known here")),
            ("D", _) if self.domain.is_some() => return self.derivative(args, span),
            ("append", _) => return self.append(args, span),
            ("size", _) => return self.size(args, span, |size| size),
            ("meanDenom", _) => return self.size(args, span, Dim::mean_denom),
            _ if is_typed(name) => return self.typed(name, args, span, expected),
            _ if args.is_empty() && self.has(&Measure::Dim(name.into())) => {
                return self.form(span, Op::dimension(Dim::named(name)), vec![]);
            }
            _ => {}
        }
        let unknown = || {
            let error = self.error(span, format!("unknown name `{name}`"));
            if args.is_empty() {
                return error;
            }
            // A name with arguments should have been an operator.
            let own = ["append", "size", "meanDenom"];
            let known: Vec<&str> = Op::names().chain(TYPED).chain(own).collect();
            error.with_help(format!("the operators are {}", known.join(", ")))
        };
        let op = Op::called(name).ok_or_else(unknown)?;
        let arity = op.arity();
        let (own, rest) = args
            .split_at_checked(arity)
            .ok_or_else(|| self.error(span, format!("`{name}` takes {arity} arguments")))?;
        let mut terms: Vec<Term> = Vec::new();
        for arg in own {
            let known: Vec<&Sort> = terms.iter().map(Term::sort).collect();
            let sort = is_open(arg)
                .then(|| op.argument(&known, expected))
                .flatten();
            terms.push(self.term(arg, sort.as_ref())?);
        }
        let term = self.form(span, op.clone(), terms)?;
        self.apply(term, rest, span)
    }

    fn has(&self, measure: &Measure) -> bool {
        let mut sorts = self.variables.values();
        sorts.any(|sort| sort.measures().contains(measure))
    }

    /// `size s` as a number, or what is computed from it.
    fn size(&self, args: &[Syntax], span: &Span, of: fn(Dim) -> Dim) -> Elaborated {
        if let [arg] = args
            && let Written::Name(shape) = &arg.kind
            && self.has(&Measure::Size(shape.as_str().into()))
        {
            return self.form(span, Op::dimension(of(Dim::size(shape))), vec![]);
        }
        Err(self.error(span, "the size of a shape is asked for by the shape's name"))
    }

    /// `append u v`: two tensors one after the other along their first axis.
    fn append(&self, args: &[Syntax], span: &Span) -> Elaborated {
        let [u, v] = args else {
            return Err(self.error(span, "`append` takes 2 arguments"));
        };
        let parts = [self.term(u, None)?, self.term(v, None)?];
        let axes = parts
            .each_ref()
            .map(|part| part.space().and_then(Space::axes));
        let [Some(a), Some(b)] = &axes else {
            return Err(self.error(span, "`append` takes tensors"));
        };
        let ([Axis::Dim(n), tail @ ..], [Axis::Dim(m), other @ ..]) = (&**a, &**b) else {
            return Err(self.error(span, "`append` takes tensors with a first axis"));
        };
        if tail != other {
            return Err(self.error(
                span,
                "`append` takes tensors that differ in their first axis",
            ));
        }
        let whole = Space::of_axes([&[Axis::Dim(n.plus(m))], tail].concat());
        let placed = parts.into_iter().zip([Dim::constant(0_u8), n.clone()]);
        let mut placed = placed.map(|(part, by)| {
            let from = part.space().cloned();
            let map = from.and_then(|from| IndexMap::shift(from, whole.clone(), by));
            let map = map.ok_or_else(|| self.error(span, "internal: a part does not fit"))?;
            let pull = self.form(span, Op::pull(map), vec![])?;
            let push = self.form(span, Op::Adjoint, vec![pull])?;
            self.form(span, Op::Apply, vec![push, part])
        });
        match (placed.next(), placed.next()) {
            (Some(u), Some(v)) => self.form(span, Op::Add, vec![u?, v?]),
            _ => Err(self.error(span, "internal: a part is missing")),
        }
    }

    /// `reshape u`, `takeLeft u`, `takeRight u`, and these alone as linear maps.
    fn typed(
        &self,
        name: &str,
        args: &[Syntax],
        span: &Span,
        expected: Option<&Sort>,
    ) -> Elaborated {
        let untold = || self.error(span, format!("the space of `{name}` is not known here"));
        let Some(Sort::Vec(expected)) = expected else {
            return Err(untold());
        };
        let (vector, whole, part) = match (args, expected) {
            ([], Space::Hom(whole, part)) => (None, (**whole).clone(), (**part).clone()),
            ([arg], part) => {
                let vector = self.term(arg, None)?;
                let whole = vector.space().cloned().ok_or_else(untold)?;
                (Some(vector), whole, part.clone())
            }
            _ => return Err(self.error(span, format!("`{name}` takes 1 argument"))),
        };
        let message = format!("`{name}` does not lead from {whole} to {part}");
        let map = match name {
            "reshape" => {
                let equal = |d: &Dim, e: &Dim| d == e || self.are_equal(d, e);
                IndexMap::flat(part, whole, equal)
            }
            "takeLeft" => IndexMap::shift(part, whole, Dim::constant(0_u8)),
            _ => IndexMap::last(part, whole),
        };
        let map = map.ok_or_else(|| self.error(span, message))?;
        let pull = self.form(span, Op::pull(map), vec![])?;
        match vector {
            Some(vector) => self.form(span, Op::Apply, vec![pull, vector]),
            None => Ok(pull),
        }
    }

    /// `D u` of a variable `u`, as the variable that rules call it by.
    fn derivative(&self, args: &[Syntax], span: &Span) -> Elaborated {
        let message = "`D` is applied to one variable of the rule";
        let ([arg], Some(domain)) = (args, &self.domain) else {
            return Err(self.error(span, message));
        };
        let arg = self.term(arg, None)?;
        match (arg.op(), arg.space()) {
            (Op::Var(name, _), Some(space)) => Ok(Term::var(
                &format!("D {name}"),
                Sort::Vec(Space::hom(domain.clone(), space.clone())),
            )),
            _ => Err(self.error(span, message)),
        }
    }

    /// A call of another definition, replaced by its value.
    fn function(
        &self,
        name: &str,
        function: &Function,
        args: &[Syntax],
        span: &Span,
    ) -> Elaborated {
        let (spaces, terms) = self.arguments(name, &function.parameters, args, span)?;
        function
            .value
            .substitute(&spaces, &terms)
            .map_err(|e| self.error(span, e.to_string()))
    }

    /// Arguments for parameters: what the spaces and the parameters become.
    #[allow(clippy::type_complexity)]
    pub fn arguments(
        &self,
        name: &str,
        parameters: &[(Name, Sort)],
        args: &[Syntax],
        span: &Span,
    ) -> Result<(BTreeMap<Name, Space>, BTreeMap<Name, Term>), Diagnostic> {
        if args.len() != parameters.len() {
            let count = parameters.len();
            return Err(self.error(span, format!("`{name}` takes {count} arguments")));
        }
        let mut spaces = BTreeMap::new();
        let mut terms = BTreeMap::new();
        for ((parameter, sort), arg) in parameters.iter().zip(args) {
            let term = self.term(arg, None)?;
            if !sort.unify(term.sort(), &mut spaces) {
                return Err(self.error(
                    &arg.span,
                    format!(
                        "expected {} for `{parameter}`, found {}",
                        sort.instantiate(&spaces),
                        term.sort()
                    ),
                ));
            }
            terms.insert(parameter.clone(), term);
        }
        Ok((spaces, terms))
    }

    pub(super) fn field(
        &self,
        object: Term,
        field: &str,
        args: &[Syntax],
        span: &Span,
    ) -> Elaborated {
        match (field, args) {
            ("adjoint", args) => {
                let adjoint = self.form(span, Op::Adjoint, vec![object])?;
                self.apply(adjoint, args, span)
            }
            ("comp", [inner, rest @ ..]) => {
                let inner = self.inner_map(&object, inner)?;
                let composed = self.form(span, Op::Comp, vec![object, inner])?;
                self.apply(composed, rest, span)
            }
            _ => Err(self.error(span, format!("unknown field `{field}`"))),
        }
    }

    /// An outer map whose sort shows only in what it is composed with.
    pub(super) fn outer_map(
        &self,
        outer: &Syntax,
        inner: &Syntax,
        expected: Option<&Sort>,
    ) -> Option<Term> {
        let inner = self.term(inner, None).ok()?;
        let Some(Space::Hom(_, middle)) = inner.space() else {
            return None;
        };
        let to = match expected {
            Some(Sort::Vec(Space::Hom(_, to))) => to,
            _ => middle,
        };
        let sort = Sort::Vec(Space::hom((**middle).clone(), (**to).clone()));
        self.term(outer, Some(&sort)).ok()
    }

    /// What is composed with `outer`: a bare `id` is that of its domain.
    pub(super) fn inner_map(&self, outer: &Term, inner: &Syntax) -> Elaborated {
        let domain = match (outer.space(), &inner.kind) {
            (Some(Space::Hom(from, _)), Written::Name(name)) if name == "id" => {
                Some(Sort::Vec(Space::hom((**from).clone(), (**from).clone())))
            }
            _ => None,
        };
        self.term(inner, domain.as_ref())
    }

    pub(super) fn apply(&self, function: Term, args: &[Syntax], span: &Span) -> Elaborated {
        args.iter().try_fold(function, |function, arg| {
            let expected = match function.space() {
                Some(Space::Hom(from, _)) => Some(Sort::Vec((**from).clone())),
                _ => None,
            };
            let arg = self.term(arg, expected.as_ref())?;
            self.form(span, Op::Apply, vec![function, arg])
        })
    }
}
