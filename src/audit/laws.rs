//! The laws themselves, at exact rational points.
//!
//! A proof is worth what its laws are worth. Here each law is evaluated on both
//! sides over ℚ, in every kind of space, with zeros and poles; each rule of
//! differentiation is compared with a central difference, which is exact for
//! operators that are at most quadratic in the point, on the side of a kink where the point is.
//! Functions of the reals have no rational values, and no difference of inverses is exact: there
//! the sides are enclosed, and a central difference is one of the derivatives between its ends. What
//! does not overlap is refuted; what does is not confirmed.
//!
//! Half of the points are made of small fractions, which hit zeros and
//! coincidences. The others are made of integers from a range of 2⁴¹:
//! two sides that are different polynomials of degree `d` in the scalars agree
//! at such a point with a probability of at most `d / 2⁴¹` (Schwartz–Zippel).

mod facts;

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::case::{describe, list};
use super::reason::Reason;
use super::sample::fingerprint;
use super::verdict::{Counterexample, Verdict};
use crate::exact::{Ball, Exact, Format, NoValue, Number, Point, Results};
use crate::notation::{DerivativeRule, Fact, Law};
use crate::term::{Apart, Argument, Map, Matrix, Name, Op, Sort, SortError, Space, Term, natural};

/// Points per law.
const POINTS: u64 = 96;

/// The most coordinates of a space.
const MOST_COORDINATES: usize = 6;

/// The blocks of a context that an index can point at.
const BLOCKS: usize = 6;

/// How often a step is halved at most: values are integers or quarters below 2⁹⁰.
const HALVINGS: i64 = 128;

/// How often the step is halved in all where a difference is enclosed.
const CLOSE: i64 = 48;

/// Half the range of integers from which large scalars are drawn.
const INTEGERS: i64 = 1 << 40;

/// Whether a law holds at points. They are the same each time, so its verdict is remembered.
pub fn law(law: &Law, seed: u64) -> Verdict {
    static KNOWN: LazyLock<Results<(Law, u64), Verdict>> = LazyLock::new(Results::default);
    let find = || at_points(&law.name, seed, |sampler| sampler.law(law));
    KNOWN.of(&(law.clone(), seed), find)
}

/// Whether a rule of differentiation holds at points; it is remembered too.
pub fn rule(rule: &DerivativeRule, seed: u64) -> Verdict {
    static KNOWN: LazyLock<Results<(DerivativeRule, u64), Verdict>> =
        LazyLock::new(Results::default);
    let find = || at_points(&rule.name, seed, |sampler| sampler.rule(rule));
    KNOWN.of(&(rule.clone(), seed), find)
}

/// Whether a fact holds at points; it is remembered too.
pub fn fact(fact: &Fact, seed: u64) -> Verdict {
    static KNOWN: LazyLock<Results<(Fact, u64), Verdict>> = LazyLock::new(Results::default);
    let find = || at_points(&fact.name, seed, |sampler| sampler.fact(fact));
    KNOWN.of(&(fact.clone(), seed), find)
}

/// What the sides are at a point.
enum Compared {
    /// A hypothesis does not hold, there is no coordinate, or a value is too large.
    Nothing,
    /// They are what they should be: of a law equal, of a fact not.
    Exact,
    /// Their enclosures are: of a law they overlap, of a fact they do not.
    Enclosed,
    /// Enclosures do not tell whether they are what they should be.
    Undecided,
    /// They are not.
    Failing(Failing),
}

fn at_points(
    name: &str,
    seed: u64,
    at: impl Fn(&mut Sampler) -> Result<Compared, NoValue>,
) -> Verdict {
    let (mut exact, mut enclosed, mut undecided) = (0, 0, false);
    for number in 0..POINTS {
        match at(&mut Sampler::new(name, seed, number)) {
            Ok(Compared::Exact) => exact += 1,
            Ok(Compared::Enclosed) => enclosed += 1,
            Ok(Compared::Nothing) => {}
            Ok(Compared::Undecided) => undecided = true,
            Ok(Compared::Failing(found)) => return found.refute(number),
            Err(e) => return Verdict::Unknown(e.into()),
        }
    }
    match (exact, enclosed) {
        _ if undecided => Verdict::Unknown(Reason::MayMeet),
        (0, 0) => Verdict::NotChecked(Reason::NoPoint),
        (_, 0) => Verdict::Exact(exact),
        (..) => Verdict::Enclosed(exact + enclosed),
    }
}

/// Two sides that are not what they should be, and where.
struct Failing {
    claim: String,
    what: String,
    variables: BTreeMap<Name, Argument<Exact>>,
}

impl Failing {
    fn refute(self, case: u64) -> Verdict {
        let inputs = self
            .variables
            .iter()
            .map(|(name, value)| (name.to_string(), describe(value, &rational)))
            .collect();
        Verdict::Refuted(Box::new(Counterexample {
            quantity: self.claim,
            difference: None,
            what: self.what,
            inputs,
            case,
        }))
    }
}

fn rational(value: &Exact) -> String {
    value.to_rational().to_string()
}

fn near(value: &Ball) -> String {
    format!("≈ {:?}", Format::F64.round(&value.centre()))
}

struct Sampler {
    random: ChaCha8Rng,
    /// Whether scalars come from a large range.
    large: bool,
    point: Point<Exact>,
}

impl Sampler {
    fn new(name: &str, seed: u64, number: u64) -> Sampler {
        let mut key = [0_u8; 32];
        let streams = [seed, number, fingerprint(name)];
        for (bytes, stream) in key.chunks_exact_mut(8).zip(streams) {
            bytes.copy_from_slice(&stream.to_le_bytes());
        }
        Sampler {
            random: ChaCha8Rng::from_seed(key),
            large: number % 2 == 1,
            point: Point::default(),
        }
    }

    /// Gives variables values.
    fn draw(
        &mut self,
        variables: &[(Name, Sort)],
        spaces: &BTreeMap<Name, Space>,
    ) -> Result<(), NoValue> {
        for (name, sort) in variables {
            let value = self.value(&sort.instantiate(spaces))?;
            self.point.variables.insert(name.clone(), value);
        }
        Ok(())
    }

    /// Gives variables that must be greater than 0 such values.
    fn make_positive(&mut self, guards: &[Apart]) {
        for positive in guards.iter().filter_map(Apart::positive) {
            if let Op::Var(name, _) = positive.op()
                && let Some(value) = self.point.variables.get_mut(name)
            {
                for number in value.numbers_mut() {
                    *number = number.abs();
                }
            }
        }
    }

    /// Whether all guards hold at the point.
    fn admits(&self, guards: &[Apart], spaces: &BTreeMap<Name, Space>) -> Result<bool, NoValue> {
        let instance =
            |guard: &Apart| guard.try_map(|side| side.substitute(spaces, &BTreeMap::new()));
        let guards = guards.iter().map(instance);
        let guards = guards.collect::<Result<Vec<Apart>, SortError>>()?;
        self.point.admits(&guards)
    }

    fn law(&mut self, law: &Law) -> Result<Compared, NoValue> {
        let spaces = self.spaces(&law.variables, &law.left);
        self.draw(&law.variables, &spaces)?;
        self.make_positive(&law.apart);
        if !self.admits(&law.apart, &spaces)? {
            return Ok(Compared::Nothing);
        }
        let instance = |side: &Term| {
            side.substitute(&spaces, &BTreeMap::new())
                .map_err(NoValue::Sort)
        };
        let (left, right) = (instance(&law.left)?, instance(&law.right)?);
        let equation = format!("{} = {}", law.left, law.right);
        let exact = |side| coordinates(&self.point, side);
        match (exact(&left), exact(&right)) {
            (Err(NoValue::Function(_)), _) | (_, Err(NoValue::Function(_))) => {}
            (left, right) => return Ok(self.compared(equation, left?, right?)),
        }
        let point = enclosed(&self.point);
        let ball = |side| coordinates(&point, side);
        self.overlapping(equation, ball(&left), ball(&right))
    }

    /// Which side of each guard is greater, coordinate by coordinate.
    fn orders(&self, rule: &DerivativeRule) -> Result<Vec<Ordering>, NoValue> {
        let mut orders = Vec::new();
        for guard in &rule.apart {
            let (left, right) = (
                coordinates(&self.point, &guard.left)?,
                coordinates(&self.point, &guard.right)?,
            );
            orders.extend(left.iter().zip(&right).map(|(left, right)| left.cmp(right)));
        }
        Ok(orders)
    }

    fn compared(&self, equation: String, left: Vec<Exact>, right: Vec<Exact>) -> Compared {
        if left != right {
            return self.differing(equation, list(&left, &rational), list(&right, &rational));
        }
        match left.is_empty() {
            true => Compared::Nothing,
            false => Compared::Exact,
        }
    }

    /// The same of enclosures.
    fn overlapping(
        &self,
        equation: String,
        left: Result<Vec<Ball>, NoValue>,
        right: Result<Vec<Ball>, NoValue>,
    ) -> Result<Compared, NoValue> {
        let (left, right) = match (left, right) {
            // Too large for a ball.
            (Err(NoValue::Function(_)), _) | (_, Err(NoValue::Function(_))) => {
                return Ok(Compared::Nothing);
            }
            (left, right) => (left?, right?),
        };
        if !left.iter().zip(&right).all(|(a, b)| a.overlaps(b)) {
            return Ok(self.differing(equation, list(&left, &near), list(&right, &near)));
        }
        Ok(match left.is_empty() {
            true => Compared::Nothing,
            false => Compared::Enclosed,
        })
    }

    fn differing(&self, equation: String, left: String, right: String) -> Compared {
        self.failing(equation, format!("{left} is not {right}"))
    }

    fn failing(&self, claim: String, what: String) -> Compared {
        Compared::Failing(Failing {
            claim,
            what,
            variables: self.point.variables.clone(),
        })
    }

    fn rule(&mut self, rule: &DerivativeRule) -> Result<Compared, NoValue> {
        let domain = Space::named("domain");
        let mut variables = rule.variables.clone();
        variables.push(("x".into(), Sort::Vec(domain.clone())));
        self.spaces(&variables, &rule.pattern);
        let size = self.random.random_range(1..=4);
        if let Space::Named(name) = &domain {
            self.point.spaces.insert(name.clone(), vec![size]);
        }
        let x = self.vector(size);
        let direction = self.vector(size);
        // Each differentiated variable is an affine function of the point.
        let differentiated = rule.differentiated();
        let mut affine: Vec<(Name, Map<Exact>, Vec<Exact>)> = Vec::new();
        for (name, sort) in &rule.variables {
            let value = self.value(sort)?;
            if let (true, Argument::Vector(offset)) = (differentiated.contains(name), &value) {
                let slope = Map::Dense(self.matrix(size, offset.len()));
                let derivative = rule.derivative_of(name);
                let slope_value = Argument::Map(slope.clone());
                self.point.variables.insert(derivative, slope_value);
                affine.push((name.clone(), slope, offset.clone()));
            }
            self.point.variables.insert(name.clone(), value);
        }
        let moved = |step: &Exact| -> Vec<Exact> {
            let pairs = x.iter().zip(&direction);
            pairs.map(|(x, v)| x.add(&step.mul(v))).collect()
        };
        let at = |sampler: &mut Sampler, place: Vec<Exact>| {
            for (name, slope, offset) in &affine {
                let image = slope.apply(&place).ok_or(NoValue::Range)?;
                let value = image.iter().zip(offset).map(|(a, b)| a.add(b)).collect();
                let value = Argument::Vector(value);
                sampler.point.variables.insert(name.clone(), value);
            }
            let x = Argument::Vector(place);
            sampler.point.variables.insert("x".into(), x);
            Ok::<_, NoValue>((sampler.point.clone(), sampler.orders(rule)?))
        };
        let (_, orders) = at(self, x.clone())?;
        if orders.contains(&Ordering::Equal) {
            return Ok(Compared::Nothing);
        }
        // Affine functions keep their order near the point: there the rule is about one branch.
        let mut halvings = 2;
        let (mut step, mut after, mut before) = loop {
            let step = Exact::short(1, -halvings);
            let (after, order_after) = at(self, moved(&step))?;
            let (before, order_before) = at(self, moved(&step.neg()))?;
            if order_after == orders && order_before == orders {
                break (step, after, before);
            }
            if halvings > HALVINGS {
                return Ok(Compared::Nothing);
            }
            halvings += 1;
        };
        let equation = format!("D ({}) = {}", rule.pattern, rule.derivative);
        if rule.pattern.has_functions() || rule.pattern.has(&Op::Inv) {
            step = Exact::short(1, -halvings.max(CLOSE));
            (after, _) = at(self, moved(&step))?;
            (before, _) = at(self, moved(&step.neg()))?;
            at(self, x)?;
            let [after, before] = [after, before].map(|point| enclosed(&point));
            let direction = direction.into_iter().map(Ball::from).collect();
            let left = slope(&after, &before, &step, &rule.pattern);
            let right = between(&after, &before).apply(&rule.derivative, direction, false);
            return self.overlapping(equation, left, right);
        }
        at(self, x)?;
        let left = slope(&after, &before, &step, &rule.pattern)?;
        let right = self.point.apply(&rule.derivative, direction, false)?;
        Ok(self.compared(equation, left, right))
    }

    /// Gives every named space a size, and those that may be any space a kind.
    fn spaces(&mut self, variables: &[(Name, Sort)], side: &Term) -> BTreeMap<Name, Space> {
        let mut kinds = BTreeMap::new();
        let sorts = variables.iter().map(|(_, sort)| sort);
        let names: Vec<Name> = sorts
            .clone()
            .chain([side.sort()])
            .flat_map(Sort::names)
            .collect();
        for name in &names {
            let size = self.random.random_range(0..=MOST_COORDINATES);
            self.point.spaces.insert(name.clone(), vec![size]);
        }
        for (_, sort) in variables {
            if let Sort::Idx {
                context: Space::Named(context),
                shape: Space::Named(shape),
            } = sort
            {
                let size = self.point.spaces.get(shape).map_or(0, |b| b.iter().sum());
                let other = self.random.random_range(0..3);
                let blocks = [other, size].repeat(BLOCKS);
                self.point.spaces.insert(context.clone(), blocks);
            }
        }
        // Only where a law treats a space as a module can it be any module.
        let maps = sorts
            .clone()
            .any(|s| matches!(s, Sort::Vec(Space::Hom(..))));
        let modules = side.only_module_operators();
        for name in names {
            if modules && !maps && !kinds.contains_key(&name) {
                let kind = match self.random.random_range(0..3) {
                    0 => Space::Real,
                    1 => {
                        for (end, size) in [("from", 2), ("to", 3)] {
                            self.point.spaces.insert(end.into(), vec![size]);
                        }
                        Space::hom(Space::named("from"), Space::named("to"))
                    }
                    _ => Space::Named(name.clone()),
                };
                kinds.insert(name, kind);
            }
        }
        kinds
    }

    fn value(&mut self, sort: &Sort) -> Result<Argument<Exact>, NoValue> {
        let size = |point: &Point<Exact>, space: &Space| point.size(space).ok_or(NoValue::Range);
        Ok(match sort {
            Sort::Vec(Space::Real) => Argument::Scalar(self.number()),
            Sort::Vec(Space::Hom(from, to)) => {
                let (columns, rows) = (size(&self.point, from)?, size(&self.point, to)?);
                Argument::Map(Map::Dense(self.matrix(columns, rows)))
            }
            Sort::Vec(space) => {
                let size = size(&self.point, space)?;
                Argument::Vector(self.vector(size))
            }
            // The blocks at odd positions have the shape. Half of the time few of them are
            // pointed at, so that indices coincide.
            Sort::Idx { .. } => {
                let many = self.random.random_bool(0.5);
                let blocks = if many { BLOCKS } else { 2 };
                Argument::Index(1 + 2 * self.random.random_range(0..blocks))
            }
            Sort::Mask(space) => {
                let size = size(&self.point, space)?;
                Argument::Mask((0..size).map(|_| self.random.random_bool(0.5)).collect())
            }
            // Of these there is no law.
            Sort::CanBroadcastTo { .. } | Sort::Rank(_) => return Err(NoValue::Range),
        })
    }

    fn vector(&mut self, size: usize) -> Vec<Exact> {
        (0..size).map(|_| self.number()).collect()
    }

    fn matrix(&mut self, columns: usize, rows: usize) -> Matrix<Exact> {
        Matrix {
            columns,
            rows: (0..rows).map(|_| self.vector(columns)).collect(),
        }
    }

    /// Small fractions, 0 among them often, or numbers from a large range.
    fn number(&mut self) -> Exact {
        let random: &mut dyn Rng = &mut self.random;
        // Dyadic numbers, for which sums and products need no common divisors.
        if self.large {
            let value = random.random_range(-INTEGERS..INTEGERS);
            return Exact::short(value.into(), 0);
        }
        let numerator = random.random_range(-3..=3_i128);
        Exact::short(numerator, -random.random_range(0..=2_i64))
    }
}

/// A vector's coordinates; of a linear map, its matrix.
fn coordinates<N: Number>(point: &Point<N>, term: &Term) -> Result<Vec<N>, NoValue> {
    let Some(Space::Hom(from, _)) = term.space() else {
        return point.vector(term);
    };
    let size = point.size(from).ok_or(NoValue::Range)?;
    let mut entries = Vec::new();
    for column in 0..size {
        let mut unit = vec![N::zero(); size];
        if let Some(coordinate) = unit.get_mut(column) {
            *coordinate = N::constant(&natural(1));
        }
        entries.extend(point.apply(term, unit, false)?);
    }
    Ok(entries)
}

/// The difference of the values on both sides of a point, by twice the step.
fn slope<N: Number + From<Exact>>(
    after: &Point<N>,
    before: &Point<N>,
    step: &Exact,
    of: &Term,
) -> Result<Vec<N>, NoValue> {
    let (after, before) = (after.vector(of)?, before.vector(of)?);
    let halved = N::from(step.add(step).inverse()?);
    let difference = after.iter().zip(&before);
    Ok(difference
        .map(|(a, b)| halved.mul(&a.add(&b.neg())))
        .collect())
}

/// The same point in balls.
fn enclosed(point: &Point<Exact>) -> Point<Ball> {
    let variables = point.variables.iter();
    let variables = variables.map(|(name, value)| {
        let value = value.convert(|value| Ball::from(value.clone()));
        (name.clone(), value)
    });
    Point {
        spaces: point.spaces.clone(),
        variables: variables.collect(),
        ..Point::default()
    }
    .refined(1)
    .into_owned()
}

/// All points between two, which differ in vectors alone.
fn between(after: &Point<Ball>, before: &Point<Ball>) -> Point<Ball> {
    let mut point = after.clone();
    for (name, value) in &mut point.variables {
        if let (Argument::Vector(values), Some(Argument::Vector(others))) =
            (value, before.variables.get(name))
        {
            for (value, other) in values.iter_mut().zip(others) {
                *value = value.hull(other);
            }
        }
    }
    point
}
