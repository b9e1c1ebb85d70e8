//! The laws as a Lean structure: sorts, operations, and one field per law.

use std::collections::BTreeSet;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::ToPrimitive;

use super::notation::{
    IN_STRUCTURE, Prefix, apart, binders, constant, equation, nonzero, renamed, sort, space, spaces,
};
use crate::notation::{DerivativeRule, Fact, Law, Laws, Lemma};
use crate::term::{Name, Op, Rational, Signature, Sort, Term, rows};

/// The name of the structure and of its file.
pub const STRUCTURE: &str = "Laws";

/// The sorts: field, type, and what it is at ℝ.
const SORTS: [(&str, &str, &str); 7] = [
    ("Space", "Type", "the real vector spaces that occur"),
    ("real", "Space", "ℝ"),
    ("hom", "Space → Space → Space", "E →L[ℝ] F"),
    ("V", "Space → Type", "the vectors of a space"),
    ("Idx", "Space → Space → Type", "Idx Γ s"),
    ("Mask", "Space → Type", "Fin s.size → Bool"),
    (
        "CanBroadcastTo",
        "Space → Space → Type",
        "Shape.CanBroadcastTo s t",
    ),
];

/// What conditions and differentiation are: field, type, and what it is at ℝ.
const RELATIONS: [(&str, &str, &str); 2] = [
    (
        "Apart",
        "{E : Space} → V E → V E → Prop",
        "fun u v => ∀ i, u i ≠ v i",
    ),
    (
        "HasD",
        "{E F : Space} → (V E → V F) → (V E → V (hom E F)) → V E → Prop",
        "fun f L x => HasFDerivAt f (L x) x",
    ),
];

/// That the order of the sides of a condition does not matter.
pub const SYMMETRY: &str = "apart_symm";

/// What it says.
pub fn symmetry(prefix: Prefix) -> String {
    let [space, v, apart] = ["Space", "V", "Apart"].map(|name| prefix.of(name));
    format!("∀ {{E : {space}}} (u v : {v} E), {apart} u v → {apart} v u")
}

/// The sorts and operations of the structure in order: field, type, and what it is at ℝ.
pub fn operations() -> impl Iterator<Item = (&'static str, String, &'static str)> {
    let written = |(field, of, at_real): (_, &str, _)| (field, of.to_string(), at_real);
    let operators = rows().map(|(_, row)| {
        let of = operation_type(row.sorts, IN_STRUCTURE);
        (row.field, of, row.at_real)
    });
    let sorts = SORTS.into_iter().map(written);
    sorts.chain(operators).chain(RELATIONS.map(written))
}

/// The type of an operation: the spaces that its arguments tell are implicit.
pub fn operation_type(sorts: Signature, prefix: Prefix) -> String {
    let sorts = sorts.generic();
    let mut names: Vec<Name> = Vec::new();
    for name in sorts.iter().flat_map(Sort::names) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let arrows: Vec<String> = sorts.iter().map(|of| sort(of, prefix)).collect();
    let (names, arrows) = (names.join(" "), arrows.join(" → "));
    let spaces = prefix.of("Space");
    match sorts.as_slice() {
        _ if names.is_empty() => arrows,
        [_] => format!("({names} : {spaces}) → {arrows}"),
        _ => format!("{{{names} : {spaces}}} → {arrows}"),
    }
}

/// A line of arithmetic on constants that some proof uses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arithmetic {
    /// A closed scalar term.
    pub left: Term,
    /// An equal one.
    pub right: Term,
}

/// What the theorems need besides the laws: constants, and arithmetic on them.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    /// The constants, without 0.
    pub constants: BTreeSet<Rational>,
    /// The lines of arithmetic, in order of their number.
    pub arithmetic: Vec<Arithmetic>,
    /// The constants that some proof needs not to be 0.
    pub nonzero: BTreeSet<Rational>,
}

impl Needs {
    /// Notes the constants of a term.
    pub fn term(&mut self, term: &Term) {
        if let Op::Const(value) = term.op()
            && *value != Rational::default()
        {
            self.constants.insert(value.clone());
        }
        for arg in term.args() {
            self.term(arg);
        }
    }

    /// The field for `scalar ≠ 0`, which is noted; none if the scalar is not
    /// a constant, or is 0 in the model, where numbers count modulo three.
    pub fn nonzero(&mut self, scalar: &Term) -> Option<String> {
        let Op::Const(value) = scalar.op() else {
            return None;
        };
        if residue(value) == 0 {
            return None;
        }
        self.term(scalar);
        self.nonzero.insert(value.clone());
        Some(nonzero_name(value))
    }

    /// The field for a line of arithmetic, which is noted if it is new.
    pub fn arithmetic(&mut self, left: &Term, right: &Term) -> String {
        let line = Arithmetic {
            left: left.clone(),
            right: right.clone(),
        };
        self.term(left);
        self.term(right);
        let known = self.arithmetic.iter().position(|l| *l == line);
        let number = known.unwrap_or_else(|| {
            self.arithmetic.push(line);
            self.arithmetic.len() - 1
        });
        arithmetic_name(number)
    }
}

/// What the fields of lines of arithmetic begin with.
pub const ARITHMETIC: &str = "arithmetic_";

/// The field of the line of arithmetic with this number.
pub fn arithmetic_name(number: usize) -> String {
    format!("{ARITHMETIC}{}", number + 1)
}

/// The field for a constant that is not 0.
pub fn nonzero_name(value: &Rational) -> String {
    format!("{}_ne_zero", constant(value))
}

/// The file of the structure.
pub fn render(laws: &Laws, needs: &Needs) -> String {
    let mut text = format!(
        "/-!\n# The laws that the certificates rest on\n\n\
         A structure whose fields are the operations and the laws; every theorem of the\n\
         other files holds in each of its instances. After each field stands what it is\n\
         at ℝ: an operation of Lean, Mathlib or TorchLean, or the lemma that proves it.\n-/\n\n\
         structure {STRUCTURE} where\n"
    );
    for (field, kind, at_real) in operations() {
        text.push_str(&format!("  {field} : {kind}  -- {at_real}\n"));
    }
    text.push_str(&format!(
        "  {SYMMETRY} : {}\n    -- Mathlib Ne.symm\n",
        symmetry(IN_STRUCTURE)
    ));
    for value in &needs.constants {
        text.push_str(&format!("  {} : V real  -- {value}\n", constant(value)));
    }
    for (number, line) in needs.arithmetic.iter().enumerate() {
        text.push_str(&format!(
            "  {} : {}  -- norm_num\n",
            arithmetic_name(number),
            equation(&line.left, &line.right, IN_STRUCTURE)
        ));
    }
    for value in &needs.nonzero {
        text.push_str(&format!(
            "  {} : {}  -- norm_num\n",
            nonzero_name(value),
            nonzero(value, IN_STRUCTURE)
        ));
    }
    for law in &laws.laws {
        text.push_str(&field(&law.name, &law_type(law, IN_STRUCTURE), &law.lemma));
    }
    for fact in &laws.facts {
        let of = fact_type(fact, IN_STRUCTURE);
        text.push_str(&field(&fact.name, &of, &fact.lemma));
    }
    for rule in &laws.derivatives {
        text.push_str(&field(
            &rule_field(rule),
            &rule_type(rule, IN_STRUCTURE),
            &rule.lemma,
        ));
    }
    text
}

fn field(name: &str, statement: &str, lemma: &Lemma) -> String {
    format!(
        "  {name} : {statement}\n    -- {} {}\n",
        lemma.library, lemma.name
    )
}

/// What a law says, for all its spaces and variables.
pub fn law_type(law: &Law, prefix: Prefix) -> String {
    let sorts = law.variables.iter().map(|(_, sort)| sort);
    let implicit = spaces(sorts.chain([law.left.sort()]), prefix);
    let explicit = binders(&law.variables, prefix);
    let guards = law.apart.iter();
    let guards = guards.map(|guard| format!("{} → ", apart(guard, prefix, &str::to_string)));
    let guards: String = guards.collect();
    format!(
        "∀{implicit}{explicit}, {guards}{}",
        equation(&law.left, &law.right, prefix)
    )
}

/// What a fact says, for all its spaces and variables.
pub fn fact_type(fact: &Fact, prefix: Prefix) -> String {
    let sorts = fact.variables.iter().map(|(_, sort)| sort);
    let guards = fact.guards.iter();
    let guards = guards.map(|guard| format!("{} → ", apart(guard, prefix, &str::to_string)));
    format!(
        "∀{}{}, {}{}",
        spaces(sorts.chain([fact.apart.left.sort()]), prefix),
        binders(&fact.variables, prefix),
        guards.collect::<String>(),
        apart(&fact.apart, prefix, &str::to_string)
    )
}

/// The field of a rule of differentiation.
pub fn rule_field(rule: &DerivativeRule) -> String {
    format!("derivative_{}", rule.name)
}

/// The variable of `HasD`'s second argument that stands for the derivative of
/// what `variable` stands for.
pub fn derivative_variable(variable: &str) -> String {
    format!("D{variable}")
}

/// What a rule of differentiation says at a point: hypotheses about what it
/// differentiates, its guards, and the derivative.
pub fn rule_type(rule: &DerivativeRule, prefix: Prefix) -> String {
    let variables = rule.variables.iter().map(|(name, sort)| (name, sort));
    let domain = Sort::Vec(rule.domain.clone());
    let sorts = variables.clone().map(|(_, sort)| sort);
    let implicit = spaces([&domain].into_iter().chain(sorts), prefix);
    let e = space(&rule.domain, prefix);
    let differentiated = rule.differentiated();
    let guards = rule.apart.iter();
    let guards = guards.map(|guard| format!("{} → ", apart(guard, prefix, &at_point(rule))));
    let guards: String = guards.collect();
    let (v, hom, has_d) = (prefix.of("V"), prefix.of("hom"), prefix.of("HasD"));
    let mut constants = String::new();
    let mut functions = String::new();
    let mut derivatives = String::new();
    let mut hypotheses = String::new();
    for (name, of) in variables {
        match of {
            Sort::Vec(to) if differentiated.contains(name) => {
                let (d, to) = (derivative_variable(name), space(to, prefix));
                functions.push_str(&format!(" ({name} : {v} {e} → {v} {to})"));
                derivatives.push_str(&format!(" ({d} : {v} {e} → {v} ({hom} {e} {to}))"));
                hypotheses.push_str(&format!("{has_d} {name} {d} x → "));
            }
            _ => constants.push_str(&format!(" ({name} : {})", sort(of, prefix))),
        }
    }
    format!(
        "∀{implicit}{constants}{functions}{derivatives} (x : {v} {e}), {hypotheses}{guards}{has_d} (fun ({} : {v} {e}) => {}) (fun {} => {}) x",
        if depends(&rule.pattern, rule) {
            "x"
        } else {
            "_"
        },
        renamed(&rule.pattern, prefix, &at_point(rule)),
        if depends(&rule.derivative, rule) {
            "x"
        } else {
            "_"
        },
        renamed(&rule.derivative, prefix, &at_point(rule))
    )
}

fn depends(term: &Term, rule: &DerivativeRule) -> bool {
    rule.differentiated()
        .iter()
        .any(|v| term.mentions(v) || term.mentions(&rule.derivative_of(v)))
        || term.mentions("x")
}

/// The names in a rule's sides, with `u x` for what is differentiated.
fn at_point(rule: &DerivativeRule) -> impl Fn(&str) -> String {
    let differentiated = rule.differentiated();
    move |variable: &str| {
        let derivative = differentiated
            .iter()
            .find(|u| *rule.derivative_of(u) == *variable);
        match derivative {
            Some(u) => format!("({} x)", derivative_variable(u)),
            None if differentiated.iter().any(|u| **u == *variable) => format!("({variable} x)"),
            None => variable.to_string(),
        }
    }
}

/// What a rational is modulo three, with `1/3 = 0`.
pub fn residue(value: &Rational) -> u8 {
    let three = BigInt::from(3_u8);
    // 1 and 2 are their own inverses.
    let product = value.numer() * value.denom();
    product.mod_floor(&three).to_u8().unwrap_or_default()
}
