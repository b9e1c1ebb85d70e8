//! Searches for a point at which an equation or a derivative fails.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use num_rational::BigRational as Q;
use num_traits::Zero;
use torchlean_mirror::notation::{DerivativeRule, Identity, Law};
use torchlean_mirror::term::{Apart, Name, Sort, Space, Term};

use crate::laws::naive::{Value, World, product};

/// Points per choice of spaces, more where there are few choices; the first
/// has 0 everywhere.
const DRAWS: usize = 8;
const POINTS: usize = 400;
/// Choices of spaces per equation; all of them where there are fewer.
const CHOICES: usize = 600;

pub fn ratio(numerator: i64, denominator: i64) -> Q {
    Q::new(numerator.into(), denominator.into())
}

/// A small generator of its own, so that a failure repeats.
pub struct Draw(u64);

impl Draw {
    pub fn new(seed: u64) -> Draw {
        Draw(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from((self.0 >> 33) % n as u64).unwrap()
    }

    fn number(&mut self) -> Q {
        // 0 often: that is where total arithmetic bites.
        let numbers = [
            (0, 1),
            (0, 1),
            (1, 1),
            (-1, 1),
            (2, 1),
            (-3, 1),
            (1, 2),
            (-5, 7),
            (11, 3),
        ];
        let (a, b) = numbers[self.below(numbers.len())];
        ratio(a, b)
    }

    pub fn numbers(&mut self, count: usize) -> Vec<Q> {
        (0..count).map(|_| self.number()).collect()
    }
}

/// What a space's name may stand for: `ℝ`, vectors, contexts, linear maps.
fn candidates() -> (BTreeMap<Name, Vec<usize>>, Vec<Space>) {
    let blocks: BTreeMap<Name, Vec<usize>> = [
        ("n0", vec![0]),
        ("n1", vec![1]),
        ("n2", vec![2]),
        ("n3", vec![3]),
        ("none", vec![]),
        ("some", vec![2, 0, 3, 2, 1]),
        ("empty", vec![0, 0]),
    ]
    .map(|(name, blocks)| (name.into(), blocks))
    .into();
    let n = Space::named;
    let mut spaces = vec![Space::Real];
    spaces.extend(blocks.keys().map(|name| n(name)));
    spaces.push(Space::hom(n("n2"), n("n3")));
    spaces.push(Space::hom(n("n0"), n("n2")));
    spaces.push(Space::hom(Space::Real, n("n2")));
    spaces.push(Space::hom(Space::hom(n("n2"), Space::Real), n("n2")));
    (blocks, spaces)
}

/// Every choice of spaces for the names, or a sample of them.
fn choices(names: &[Name], spaces: &[Space], draw: &mut Draw) -> Vec<BTreeMap<Name, Space>> {
    let total = spaces.len().pow(u32::try_from(names.len()).unwrap());
    let pick = |mut number: usize| {
        let mut choice = BTreeMap::new();
        for name in names {
            choice.insert(name.clone(), spaces[number % spaces.len()].clone());
            number /= spaces.len();
        }
        choice
    };
    if total <= CHOICES {
        (0..total).map(pick).collect()
    } else {
        (0..CHOICES).map(|_| pick(draw.below(total))).collect()
    }
}

/// Values for variables; none where no index of that type exists.
fn world(
    blocks: &BTreeMap<Name, Vec<usize>>,
    variables: &[(Name, Sort)],
    draw: &mut Draw,
    zero: bool,
) -> Option<World> {
    let mut world = World {
        blocks: blocks.clone(),
        values: BTreeMap::new(),
    };
    for (name, sort) in variables {
        let value = match sort {
            Sort::Vec(space) => {
                let count = world.dimension(space);
                Value::Coordinates(if zero {
                    vec![Q::zero(); count]
                } else {
                    draw.numbers(count)
                })
            }
            // Of these there is no law.
            Sort::CanBroadcastTo { .. } | Sort::Rank(_) => panic!("{sort}"),
            Sort::Mask(space) => Value::Mask(
                (0..world.dimension(space))
                    .map(|_| draw.below(2) == 0)
                    .collect(),
            ),
            Sort::Idx {
                context: Space::Named(context),
                shape: shape @ Space::Named(_),
            } => {
                let size = world.dimension(shape);
                let fitting: Vec<usize> = (0..blocks[context].len())
                    .filter(|&at| blocks[context][at] == size)
                    .collect();
                let count = fitting.len().max(1);
                Value::Position(*fitting.get(draw.below(count))?)
            }
            Sort::Idx { .. } => return None,
        };
        world.values.insert(name.clone(), value);
    }
    Some(world)
}

/// What a search met.
#[derive(Default)]
pub struct Search {
    /// Points at which both sides were compared.
    pub points: usize,
    /// Choices of spaces with at least one of them.
    pub spaces: usize,
    /// The first point at which the sides differ.
    pub failure: Option<String>,
}

/// The names of all spaces in the terms and their variables.
fn names(variables: &[(Name, Sort)], terms: &[&Term]) -> Vec<Name> {
    fn walk(term: &Term, names: &mut Vec<Name>) {
        names.extend(term.sort().names());
        term.args().iter().for_each(|arg| walk(arg, names));
    }
    let mut names: Vec<Name> = variables
        .iter()
        .flat_map(|(_, sort)| sort.names())
        .collect();
    terms.iter().for_each(|term| walk(term, &mut names));
    names.sort();
    names.dedup();
    names
}

fn instantiated(variables: &[(Name, Sort)], spaces: &BTreeMap<Name, Space>) -> Vec<(Name, Sort)> {
    variables
        .iter()
        .map(|(name, sort)| (name.clone(), sort.instantiate(spaces)))
        .collect()
}

/// Runs `compare` in many worlds over terms whose spaces are chosen.
fn search(
    variables: &[(Name, Sort)],
    terms: &[&Term],
    compare: impl Fn(&[Term], &[(Name, Sort)], &mut World, &mut Draw) -> Option<bool>,
) -> Search {
    let (blocks, spaces) = candidates();
    let names = names(variables, terms);
    let mut draw = Draw::new(7);
    let mut search = Search::default();
    let none = BTreeMap::new();
    let choices = choices(&names, &spaces, &mut draw);
    let draws = DRAWS.max(POINTS / choices.len());
    for choice in choices {
        // Where an operator needs coordinates and gets none, there is no instance.
        let Ok(terms) = terms
            .iter()
            .map(|term| term.substitute(&choice, &none))
            .collect::<Result<Vec<_>, _>>()
        else {
            continue;
        };
        let variables = instantiated(variables, &choice);
        let before = search.points;
        for number in 0..draws {
            let Some(mut world) = world(&blocks, &variables, &mut draw, number == 0) else {
                break;
            };
            match compare(&terms, &variables, &mut world, &mut draw) {
                None => {}
                Some(true) => search.points += 1,
                Some(false) => {
                    search.failure = Some(format!("{choice:?} {:?}", world.values));
                    return search;
                }
            }
        }
        search.spaces += usize::from(search.points > before);
    }
    search
}

/// Whether each guard holds, its spaces as the variables have them.
fn holds(world: &World, apart: &[[Term; 2]]) -> bool {
    apart.iter().all(|[left, right]| {
        let (left, right) = (world.value(left), world.value(right));
        left.iter().zip(&right).all(|(a, b)| a != b)
    })
}

/// Compares the two sides wherever the guards hold, or, with `broken`, only
/// where one of them does not.
pub fn equation(
    variables: &[(Name, Sort)],
    left: &Term,
    right: &Term,
    apart: &[Apart],
    broken: bool,
) -> Search {
    let guards = apart.iter().flat_map(Apart::sides);
    let terms: Vec<&Term> = [left, right].into_iter().chain(guards).collect();
    search(variables, &terms, |terms, _, world, _| {
        let guards = terms[2..].chunks_exact(2);
        let guards: Vec<[Term; 2]> = guards
            .map(|pair| [pair[0].clone(), pair[1].clone()])
            .collect();
        (holds(world, &guards) != broken).then(|| world.value(&terms[0]) == world.value(&terms[1]))
    })
}

pub fn law(law: &Law, broken: bool) -> Search {
    equation(&law.variables, &law.left, &law.right, &law.apart, broken)
}

/// `(F(x + h·v) − F(x − h·v)) / 2h = derivative · v`: exact for polynomials of
/// degree at most 2, whatever the step.
fn central(at: &dyn Fn(&[Q]) -> Vec<Q>, derivative: &[Q], v: &[Q], x: &[Q]) -> bool {
    central_within(at, derivative, v, x, &ratio(1, 1))
}

/// The same with steps of no more than `most`.
fn central_within(
    at: &dyn Fn(&[Q]) -> Vec<Q>,
    derivative: &[Q],
    v: &[Q],
    x: &[Q],
    most: &Q,
) -> bool {
    [ratio(1, 1), ratio(2, 3)].iter().all(|part| {
        let h = &(part * most);
        let moved = |sign: i64| {
            let step = ratio(sign, 1) * h;
            let x: Vec<Q> = x.iter().zip(v).map(|(x, v)| x + &step * v).collect();
            at(&x)
        };
        let (ahead, behind) = (moved(1), moved(-1));
        let twice = h + h;
        let slope: Vec<Q> = ahead
            .iter()
            .zip(&behind)
            .map(|(a, b)| (a - b) / &twice)
            .collect();
        slope == product(derivative, v, ahead.len(), v.len(), 1)
    })
}

/// Checks a rule with affine functions of the point for what it differentiates,
/// and constants for the rest.
pub fn rule(rule: &DerivativeRule) -> Search {
    let differentiated = rule.differentiated();
    let guards = rule.apart.iter().flat_map(Apart::sides);
    let terms: Vec<&Term> = [&rule.pattern, &rule.derivative]
        .into_iter()
        .chain(guards)
        .collect();
    search(&rule.variables, &terms, |terms, variables, world, draw| {
        let Some(Space::Hom(domain, _)) = terms[1].space() else {
            panic!("a derivative is a linear map");
        };
        let n = world.dimension(domain);
        let (x, v) = (draw.numbers(n), draw.numbers(n));
        // u(x) = offset + slope·x
        let affine: Vec<(Name, Vec<Q>, Vec<Q>)> = variables
            .iter()
            .filter(|(name, _)| differentiated.contains(name))
            .map(|(name, sort)| {
                let Sort::Vec(space) = sort else {
                    panic!("only vectors are differentiated")
                };
                let m = world.dimension(space);
                (name.clone(), draw.numbers(m), draw.numbers(m * n))
            })
            .collect();
        let set = |world: &mut World, x: &[Q]| {
            world
                .values
                .insert("x".into(), Value::Coordinates(x.to_vec()));
            for (name, offset, slope) in &affine {
                let moved = product(slope, x, offset.len(), n, 1);
                let u = offset.iter().zip(moved).map(|(a, b)| a + b).collect();
                world.values.insert(name.clone(), Value::Coordinates(u));
                world
                    .values
                    .insert(rule.derivative_of(name), Value::Coordinates(slope.clone()));
            }
        };
        set(world, &x);
        let derivative = world.value(&terms[1]);
        let at = |x: &[Q]| {
            let mut world = world.clone();
            set(&mut world, x);
            world.value(&terms[0])
        };
        // The differences of the sides of the guards, whose signs say which branch it is.
        let signs = |x: &[Q]| -> Vec<Ordering> {
            let mut world = world.clone();
            set(&mut world, x);
            let guards = terms[2..].chunks_exact(2);
            let pairs = guards.flat_map(|pair| {
                let (left, right) = (world.value(&pair[0]), world.value(&pair[1]));
                left.into_iter().zip(right).collect::<Vec<_>>()
            });
            pairs.map(|(left, right)| left.cmp(&right)).collect()
        };
        let here = signs(&x);
        if here.contains(&Ordering::Equal) {
            return None;
        }
        let mut most = ratio(1, 1);
        let moved = |step: &Q| -> Vec<Q> { x.iter().zip(&v).map(|(x, v)| x + step * v).collect() };
        while signs(&moved(&most)) != here || signs(&moved(&-&most)) != here {
            most /= ratio(2, 1);
        }
        Some(central_within(&at, &derivative, &v, &x, &most))
    })
}

/// Checks an identity, by differences if it states a derivative.
pub fn identity(identity: &Identity) -> Search {
    let mut variables = identity.left.variables();
    for (name, sort) in identity.right.variables() {
        if !variables.iter().any(|(n, _)| *n == name) {
            variables.push((name, sort));
        }
    }
    if identity.point.is_none() {
        return equation(
            &variables,
            &identity.left,
            &identity.right,
            &identity.apart,
            false,
        );
    }
    search(
        &variables,
        &[&identity.left, &identity.right],
        |terms, _, world, draw| {
            let point: Name = "x".into();
            let Some(Value::Coordinates(x)) = world.values.get(&point).cloned() else {
                panic!("an identity about a derivative has a point");
            };
            let v = draw.numbers(x.len());
            let at = |x: &[Q]| {
                let mut world = world.clone();
                world
                    .values
                    .insert(point.clone(), Value::Coordinates(x.to_vec()));
                world.value(&terms[0])
            };
            Some(central(&at, &world.value(&terms[1]), &v, &x))
        },
    )
}
