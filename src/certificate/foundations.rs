//! The laws as theorems, from the axioms of a field with a total inverse.
//!
//! What the operations are, and the proofs, are written by hand in the Lean files of the folder of
//! this name. To them comes what depends on the laws and on the certificates: each law as `spec/`
//! states it, by the theorem of its name, and the instance of the structure that all of them make.
//! A law without a theorem, or one that says something else than its theorem, makes Lean reject
//! the file.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::File;
use super::notation::{IN_FOUNDATIONS, constant, equation, nonzero};
use super::structure::{
    ARITHMETIC, Arithmetic, Needs, STRUCTURE, SYMMETRY, arithmetic_name, derivative_variable,
    fact_type, law_type, nonzero_name, operation_type, operations, rule_field, rule_type, symmetry,
};
use crate::notation::{DerivativeRule, Fact, Law, Laws};
use crate::term::{Op, Rational, Term, rows};

/// The name of the file.
pub const FOUNDATIONS: &str = "Foundations";

/// The theorem that all of it makes: an instance of the structure of the laws.
pub const INSTANCE: &str = "instance_of_laws";

/// What else is proved there, about the axioms of a field and about derivatives.
const OWN: [&str; 2] = ["Three.field", "Field.HasD.unique"];

/// By this line a file asks Lean for the axioms that a theorem rests on.
pub const QUESTION: &str = "#print axioms ";

/// The definitions, which are to be reviewed, and the proofs, which Lean checks.
const WRITTEN: [&str; 9] = [
    include_str!("foundations/definitions.lean"),
    include_str!("foundations/algebra.lean"),
    include_str!("foundations/linear.lean"),
    include_str!("foundations/derivatives.lean"),
    include_str!("foundations/functions.lean"),
    include_str!("foundations/choices.lean"),
    include_str!("foundations/inverses.lean"),
    include_str!("foundations/order.lean"),
    include_str!("foundations/arithmetic.lean"),
];

/// The largest number that Lean counts up to, one by one, to compare constants.
const LARGEST: u32 = 512;

/// What is defined about a field `K`: `K.add`.
static DEFINED: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let lines = WRITTEN.iter().flat_map(|text| text.lines());
    let names = lines.filter_map(|line| {
        let line = line.strip_prefix("noncomputable ").unwrap_or(line);
        let (name, rest) = line.strip_prefix("def ")?.split_once(' ')?;
        (rest.starts_with("(K : Field)") || rest.starts_with("(_ : Field)")).then_some(name)
    });
    names.collect()
});

/// Whether an operation is defined from a field; constants are.
pub fn defines(operation: &str) -> bool {
    let is_constant = || {
        let digits = operation.strip_prefix('c');
        let digits = digits.map(|rest| rest.strip_prefix("neg").unwrap_or(rest));
        digits.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    DEFINED.contains(operation) || is_constant()
}

/// The theorem of a law, or of a rule of differentiation by the name of its field.
pub fn law_theorem(field: &str) -> String {
    format!("{FOUNDATIONS}.{field}")
}

/// Whether more than one law rests on a theorem: on one of arithmetic or about the axioms of a
/// field, and on the instance where each law has a proof.
pub fn is_ground(theorem: &str, all_proved: bool) -> bool {
    let own = OWN.map(law_theorem);
    own.iter().any(|own| own == theorem)
        || theorem.starts_with(&law_theorem(ARITHMETIC))
        || theorem == law_theorem(SYMMETRY)
        || all_proved && theorem == law_theorem(INSTANCE)
}

/// The file: the definitions, the proofs, the laws as theorems, and the instance that they make.
pub fn file(laws: &Laws, needs: &Needs) -> File {
    let mut stated = Stated::default();
    for value in &needs.constants {
        stated.constant(value);
    }
    for (field, _, at_real) in operations().filter(|(field, _, _)| !defines(field)) {
        let row = rows().find(|(_, row)| row.field == field);
        if let Some((_, row)) = row {
            stated.assume(field, &operation_type(row.sorts, IN_FOUNDATIONS), at_real);
        }
    }
    for (number, line) in needs.arithmetic.iter().enumerate() {
        stated.arithmetic(&arithmetic_name(number), line);
    }
    let proof = format!("fun u v h => K.{SYMMETRY} u v h");
    stated.prove(SYMMETRY, &symmetry(IN_FOUNDATIONS), &proof);
    for value in &needs.nonzero {
        let of = nonzero(value, IN_FOUNDATIONS);
        stated.assume(&nonzero_name(value), &of, "norm_num");
    }
    for law in &laws.laws {
        stated.law(law);
    }
    for fact in &laws.facts {
        stated.fact(fact);
    }
    for rule in &laws.derivatives {
        stated.rule(rule);
    }
    let instance = stated.instance(needs);
    let mut text = format!("import {STRUCTURE}\n\n");
    text.push_str(&WRITTEN.join("\n"));
    text.push_str(&format!(
        "\n/-!\n# The laws of `spec/laws.spec`\n\nEach as it is stated there, by the theorem of its \
         name.\n-/\n\n-- Constants are compared by counting.\nset_option maxRecDepth 10000\n\n\
         namespace {FOUNDATIONS}\n\nnamespace Field\n\n{}end Field\n\n{}{instance}\n\
         end {FOUNDATIONS}\n\n",
        stated.constants, stated.theorems
    ));
    let own = OWN.into_iter().chain([INSTANCE]).map(String::from);
    let names = stated.proved.into_iter().chain(own);
    let theorems: Vec<String> = names.map(|name| law_theorem(&name)).collect();
    for theorem in &theorems {
        text.push_str(&format!("{QUESTION}{theorem}\n"));
    }
    File {
        module: FOUNDATIONS.into(),
        text,
        theorems,
        assumed: stated.assumed,
    }
}

/// What is stated in one certificate.
#[derive(Default)]
struct Stated {
    constants: String,
    theorems: String,
    /// The fields that are theorems.
    proved: Vec<String>,
    /// The fields that are hypotheses, as text and by name.
    hypotheses: String,
    assumed: Vec<String>,
}

impl Stated {
    fn constant(&mut self, value: &Rational) {
        self.constants.push_str(&format!(
            "noncomputable def {} (K : Field) : K.V K.real := {}\n\n",
            constant(value),
            number(value)
        ));
    }

    fn assume(&mut self, field: &str, of: &str, at_real: &str) {
        let line = format!("  {field} : {of}  -- {at_real}\n");
        self.hypotheses.push_str(&line);
        self.assumed.push(field.into());
    }

    fn prove(&mut self, field: &str, of: &str, proof: &str) {
        let theorem = format!("theorem {field} (K : Field) :\n    {of} :=\n  {proof}\n\n");
        self.theorems.push_str(&theorem);
        self.proved.push(field.into());
    }

    fn arithmetic(&mut self, field: &str, line: &Arithmetic) {
        let of = equation(&line.left, &line.right, IN_FOUNDATIONS);
        match counted(&line.left).zip(counted(&line.right)) {
            Some((left, right)) if left.fits(&right) => {
                let (left, right) = (left.proof, right.proof);
                let proof = format!("K.difference_eq {left} {right} (Eq.refl _)");
                self.prove(field, &of, &proof);
            }
            _ => self.assume(field, &of, "norm_num"),
        }
    }

    fn law(&mut self, law: &Law) {
        let of = law_type(law, IN_FOUNDATIONS);
        if law.assumed {
            return self.assume(&law.name, &of, &law.lemma.name);
        }
        let variables = law.variables.iter().map(|(name, _)| name.to_string());
        let guards = (1..=law.apart.len()).map(|number| format!("h{number}"));
        let proof = applied(&law.name, variables.chain(guards).collect());
        self.prove(&law.name, &of, &proof);
    }

    fn fact(&mut self, fact: &Fact) {
        let of = fact_type(fact, IN_FOUNDATIONS);
        if fact.assumed {
            return self.assume(&fact.name, &of, &fact.lemma.name);
        }
        let variables = fact.variables.iter().map(|(name, _)| name.to_string());
        let guards = (1..=fact.guards.len()).map(|number| format!("h{number}"));
        let proof = applied(&fact.name, variables.chain(guards).collect());
        self.prove(&fact.name, &of, &proof);
    }

    fn rule(&mut self, rule: &DerivativeRule) {
        let (field, of) = (rule_field(rule), rule_type(rule, IN_FOUNDATIONS));
        if rule.assumed {
            return self.assume(&field, &of, &rule.lemma.name);
        }
        let differentiated = rule.differentiated();
        let variables = rule.variables.iter().map(|(name, _)| name);
        let constants = variables.filter(|name| !differentiated.contains(name));
        let derivatives = differentiated.iter().map(|name| derivative_variable(name));
        let hypotheses = 1..=differentiated.len() + rule.apart.len();
        let hypotheses = ["x".to_string()]
            .into_iter()
            .chain(hypotheses.map(|number| format!("h{number}")));
        let arguments = constants.chain(&differentiated).map(ToString::to_string);
        let arguments = arguments.chain(derivatives).chain(hypotheses);
        let proof = applied(&field, arguments.collect());
        self.prove(&field, &of, &proof);
    }

    /// The instance, and the structure of its hypotheses if there are any.
    fn instance(&self, needs: &Needs) -> String {
        let mut text = String::new();
        let mut given = String::new();
        if !self.assumed.is_empty() {
            text.push_str(&format!(
                "/-- What is assumed besides the axioms of a field. -/\n\
                 structure Assumed (K : Field) where\n{}\n",
                self.hypotheses
            ));
            given.push_str(" (A : Assumed K)");
        }
        let described = if self.assumed.is_empty() {
            "The laws hold for the numbers of any field, and so do the theorems of the other files."
        } else {
            "What is assumed and the axioms of a field imply the laws."
        };
        text.push_str(&format!(
            "/-- {described} -/\nnoncomputable def {INSTANCE} (K : Field){given} : \
             {STRUCTURE} where\n"
        ));
        let constants = needs.constants.iter().map(constant);
        let fields = operations().map(|(field, _, _)| field.to_string());
        for field in fields.chain(constants).filter(|field| defines(field)) {
            text.push_str(&format!("  {field} := K.{field}\n"));
        }
        for field in &self.assumed {
            text.push_str(&format!("  {field} := A.{field}\n"));
        }
        for field in &self.proved {
            text.push_str(&format!("  {field} := {FOUNDATIONS}.{field} K\n"));
        }
        text
    }
}

/// The theorem of this name at these arguments.
fn applied(name: &str, arguments: Vec<String>) -> String {
    if arguments.is_empty() {
        return format!("K.{name}");
    }
    let arguments = arguments.join(" ");
    format!("fun {arguments} => K.{name} {arguments}")
}

/// A natural number in Lean, as short as its binary digits.
fn numeral(value: &BigUint) -> String {
    let two = BigUint::from(2_u8);
    if value.is_zero() {
        return "Dim.zero".into();
    }
    if *value <= two || value.is_odd() {
        return format!("(Dim.succ {})", numeral(&(value - BigUint::one())));
    }
    format!("(Dim.mul {} {})", numeral(&(value / &two)), numeral(&two))
}

/// A rational as a number of the field.
fn number(value: &Rational) -> String {
    let mut text = format!("K.nat {}", numeral(value.numer().magnitude()));
    if !value.denom().is_one() {
        let denominator = numeral(value.denom().magnitude());
        text = format!("K.smul (E := K.real) ({text}) (K.inv (K.nat {denominator}))");
    }
    if value.is_negative() {
        text = format!("K.neg (E := K.real) ({text})");
    }
    text
}

/// A closed scalar as a difference of two natural numbers, and the proof that it is.
struct Counted {
    positive: BigInt,
    negative: BigInt,
    proof: String,
}

impl Counted {
    /// Whether both are small enough to be compared.
    fn fits(&self, other: &Counted) -> bool {
        let sizes = [
            &self.positive + &other.negative,
            &other.positive + &self.negative,
        ];
        sizes
            .iter()
            .all(|size| size.to_u32().is_some_and(|size| size <= LARGEST))
    }
}

/// None if it is not made of integers.
fn counted(term: &Term) -> Option<Counted> {
    let args = term
        .args()
        .iter()
        .map(counted)
        .collect::<Option<Vec<_>>>()?;
    let name = match (term.op(), args.as_slice()) {
        (Op::Const(value), []) if value.denom().is_one() => return Some(integer(value.numer())),
        (Op::Add, [_, _]) => "add",
        (Op::Sub, [_, _]) => "sub",
        (Op::Neg, [_]) => "neg",
        (Op::Smul, [_, _]) => "mul",
        _ => return None,
    };
    let (positive, negative) = match (term.op(), args.as_slice()) {
        (Op::Add, [x, y]) => (&x.positive + &y.positive, &x.negative + &y.negative),
        (Op::Sub, [x, y]) => (&x.positive + &y.negative, &x.negative + &y.positive),
        (Op::Neg, [x]) => (x.negative.clone(), x.positive.clone()),
        (Op::Smul, [x, y]) => (
            &x.positive * &y.positive + &x.negative * &y.negative,
            &x.positive * &y.negative + &x.negative * &y.positive,
        ),
        _ => return None,
    };
    let proofs = args.iter().map(|arg| format!(" {}", arg.proof));
    Some(Counted {
        positive,
        negative,
        proof: format!("(K.difference_{name}{})", proofs.collect::<String>()),
    })
}

fn integer(value: &BigInt) -> Counted {
    let size = value.magnitude();
    if value.is_zero() {
        return Counted {
            positive: BigInt::zero(),
            negative: BigInt::zero(),
            proof: "K.difference_zero".into(),
        };
    }
    let proof = format!("(K.difference_nat {})", numeral(size));
    if value.is_negative() {
        return Counted {
            positive: BigInt::zero(),
            negative: -value,
            proof: format!("(K.difference_neg {proof})"),
        };
    }
    Counted {
        positive: value.clone(),
        negative: BigInt::zero(),
        proof,
    }
}
