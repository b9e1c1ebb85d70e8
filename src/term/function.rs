//! The functions of the reals, with what is known of each: names, domain, and values that are
//! rational.

use num_bigint::{BigInt, Sign};
use num_traits::Zero;

use super::rational::Rational;

/// A function ℝ → ℝ, total as in Lean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Function {
    /// `eˣ`.
    Exp,
    /// `eˣ − 1`.
    ExpM1,
    /// `log |x|`, and 0 at 0.
    Log,
    /// `log |1 + x|`, and 0 at −1.
    Log1p,
    /// `√x`, and 0 for negative numbers.
    Sqrt,
    /// `(eˣ − e⁻ˣ) / 2`.
    Sinh,
    /// `(eˣ + e⁻ˣ) / 2`.
    Cosh,
    /// `(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)`.
    Tanh,
    /// `(1 + e⁻ˣ)⁻¹`, the logistic function.
    Sigmoid,
    /// `log (1 + eˣ)`.
    Softplus,
}

/// Where a function is what its name says; elsewhere it has the value that Lean's total
/// functions give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// All reals.
    Reals,
    /// The reals above a number.
    Above(i64),
    /// A number and the reals above it.
    From(i64),
}

impl Domain {
    /// Whether it has this number.
    pub fn contains(self, x: &Rational) -> bool {
        let whole = |n: i64| Rational::from_integer(n.into());
        match self {
            Domain::Reals => true,
            Domain::Above(end) => *x > whole(end),
            Domain::From(end) => *x >= whole(end),
        }
    }
}

/// How a function changes, outside its domain too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Growth {
    /// It nowhere falls.
    Rising,
    /// It falls up to this number and rises from it; the graph is symmetric.
    Even(i64),
    /// It is unbounded at this number, rises after it, and the graph is symmetric.
    Pole(i64),
}

/// Where the values of a function go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// To a whole number.
    Whole(i64),
    /// Above all numbers.
    Above,
    /// Below all numbers.
    Below,
}

/// What is known of a function.
#[derive(Clone, Copy, Debug)]
pub struct FunctionFacts {
    /// Its name, as forms write it.
    pub name: &'static str,
    /// Its name in Mathlib, if it has one.
    pub lean: Option<&'static str>,
    /// What it is, in Lean's total functions.
    pub definition: &'static str,
    /// Where it is what its name says.
    pub domain: Domain,
    /// How it changes.
    pub growth: Growth,
    /// Its limits at −∞ and at ∞.
    pub limits: [Limit; 2],
    /// The whole numbers at which its value is rational, with the value as a fraction. It has no
    /// other rational value at a rational number, save that roots of squares are rational, and
    /// those of negative numbers 0.
    ///
    /// By the theorem of Lindemann and Weierstrass (A. Baker, *Transcendental Number Theory*,
    /// theorem 1.4), powers of e with different algebraic exponents are linearly independent over
    /// the algebraic numbers. So `e^x` is transcendental for rational `x ≠ 0`, and with it all of
    /// which `e^x` is an algebraic function: `eˣ − 1`, sinh, cosh, tanh, sigmoid. If `log x = a`
    /// were rational and not 0, `x = e^a` would be transcendental; if softplus gave `x` the
    /// rational `a`, `e^a = e^0 + e^x` would be a relation that is forbidden, as `a` is neither 0
    /// nor `x`, and for `x = 0` it would say that `e^a` is 2.
    pub rational: &'static [(i64, (i64, i64))],
}

impl Function {
    /// All functions.
    pub const ALL: [Function; 10] = [
        Function::Exp,
        Function::ExpM1,
        Function::Log,
        Function::Log1p,
        Function::Sqrt,
        Function::Sinh,
        Function::Cosh,
        Function::Tanh,
        Function::Sigmoid,
        Function::Softplus,
    ];

    /// What is known of it.
    pub const fn facts(self) -> FunctionFacts {
        const ONE: (i64, i64) = (1, 1);
        const ZERO: (i64, i64) = (0, 1);
        let everywhere = FunctionFacts {
            name: "",
            lean: None,
            definition: "",
            domain: Domain::Reals,
            growth: Growth::Rising,
            limits: [Limit::Below, Limit::Above],
            rational: &[(0, ZERO)],
        };
        match self {
            Function::Exp => FunctionFacts {
                name: "exp",
                lean: Some("Real.exp"),
                definition: "exp x",
                limits: [Limit::Whole(0), Limit::Above],
                rational: &[(0, ONE)],
                ..everywhere
            },
            Function::ExpM1 => FunctionFacts {
                name: "expm1",
                definition: "exp x - 1",
                limits: [Limit::Whole(-1), Limit::Above],
                ..everywhere
            },
            Function::Log => FunctionFacts {
                name: "log",
                lean: Some("Real.log"),
                definition: "log x",
                domain: Domain::Above(0),
                growth: Growth::Pole(0),
                limits: [Limit::Above, Limit::Above],
                rational: &[(-1, ZERO), (0, ZERO), (1, ZERO)],
            },
            Function::Log1p => FunctionFacts {
                name: "log1p",
                definition: "log (1 + x)",
                domain: Domain::Above(-1),
                growth: Growth::Pole(-1),
                limits: [Limit::Above, Limit::Above],
                rational: &[(-2, ZERO), (-1, ZERO), (0, ZERO)],
                ..everywhere
            },
            Function::Sqrt => FunctionFacts {
                name: "sqrt",
                lean: Some("Real.sqrt"),
                definition: "sqrt x",
                domain: Domain::From(0),
                limits: [Limit::Whole(0), Limit::Above],
                rational: &[],
                ..everywhere
            },
            Function::Sinh => FunctionFacts {
                name: "sinh",
                lean: Some("Real.sinh"),
                definition: "(exp x - exp (-x)) / 2",
                ..everywhere
            },
            Function::Cosh => FunctionFacts {
                name: "cosh",
                lean: Some("Real.cosh"),
                definition: "(exp x + exp (-x)) / 2",
                growth: Growth::Even(0),
                limits: [Limit::Above, Limit::Above],
                rational: &[(0, ONE)],
                ..everywhere
            },
            Function::Tanh => FunctionFacts {
                name: "tanh",
                lean: Some("Real.tanh"),
                definition: "sinh x / cosh x",
                limits: [Limit::Whole(-1), Limit::Whole(1)],
                ..everywhere
            },
            Function::Sigmoid => FunctionFacts {
                name: "sigmoid",
                lean: Some("Real.sigmoid"),
                definition: "(1 + exp (-x))⁻¹",
                limits: [Limit::Whole(0), Limit::Whole(1)],
                rational: &[(0, (1, 2))],
                ..everywhere
            },
            Function::Softplus => FunctionFacts {
                name: "softplus",
                definition: "log (1 + exp x)",
                limits: [Limit::Whole(0), Limit::Above],
                rational: &[],
                ..everywhere
            },
        }
    }

    /// The value at a rational number, if it is rational; none says that it is not.
    pub fn rational_value(self, x: &Rational) -> Option<Rational> {
        if self == Function::Sqrt {
            return rational_root(x);
        }
        self.listed_value(|at| *x == Rational::from_integer(at.into()))
    }

    /// The value at the whole number that is meant, if the table has one.
    pub(crate) fn listed_value(self, is_meant: impl Fn(i64) -> bool) -> Option<Rational> {
        let mut known = self.facts().rational.iter();
        let (_, (numerator, denominator)) = known.find(|(at, _)| is_meant(*at))?;
        Some(Rational::new((*numerator).into(), (*denominator).into()))
    }
}

/// The root, if it is rational; 0 of a negative number. A fraction in lowest terms is a square if
/// its numerator and its denominator are.
fn rational_root(x: &Rational) -> Option<Rational> {
    if x.numer().sign() != Sign::Plus {
        return Some(Rational::zero());
    }
    let root = |n: &BigInt| {
        let root = n.sqrt();
        (&root * &root == *n).then_some(root)
    };
    // Already in lowest terms.
    Some(Rational::new_raw(root(x.numer())?, root(x.denom())?))
}
