//! A model of the laws, so that no contradiction can hide among them.
//!
//! Every space is the field of three elements, every index is one of three, and a
//! linear map is multiplication by an element. There 0 ≠ 1 and 1 + 1 ≠ 0, so that facts
//! such as `1 + exp u ≠ 0` hold, with 1 for `exp u`; there are three
//! spaces, and two different indices can point at one block. `HasD` holds of
//! everything, so the model says nothing about the rules of differentiation
//! beyond that they contradict no law.

use std::collections::BTreeMap;

use super::File;
use super::notation::{IN_STRUCTURE, constant, renamed, spaces};
use super::structure::{Needs, STRUCTURE, arithmetic_name, nonzero_name, residue, rule_field};
use crate::notation::{DerivativeRule, Fact, Law, Laws};
use crate::term::{Apart, Name, Op, Sort, Term, rows};

/// The name of the model's file.
pub const MODEL: &str = "Model";

/// The elements, by what they are modulo three.
const ELEMENTS: [&str; 3] = ["Three.o", "Three.l", "Three.ll"];

/// What the operations of the model are made of: the recursor of the three elements.
const FOUNDATIONS: &str = "\
namespace Model

inductive Three : Type where
  | o : Three
  | l : Three
  | ll : Three

inductive Place : Type where
  | scalars : Place
  | left : Place
  | right : Place

noncomputable def real : Place := Place.scalars
noncomputable def hom (_ _ : Place) : Place := Place.scalars
noncomputable def cases (u v w t : Three) : Three := Three.rec (motive := fun _ => Three) u v w t
noncomputable def opposite (u : Three) : Three := cases Three.o Three.ll Three.l u
noncomputable def mul (u v : Three) : Three := cases Three.o v (opposite v) u
noncomputable def differ (u v : Three) : Prop :=
  Three.rec (motive := fun _ => Prop)
    (Three.rec (motive := fun _ => Prop) False True True v)
    (Three.rec (motive := fun _ => Prop) True False True v)
    (Three.rec (motive := fun _ => Prop) True True False v) u
theorem not_differ (u : Three) : differ u u → False :=
  Three.rec (motive := fun t => differ t t → False) (fun h => h) (fun h => h) (fun h => h) u
theorem apart (u v : Three) (h : differ u v) : Eq u v → False :=
  fun e => @Eq.rec Three u (fun t _ => differ u t → False) (not_differ u) v e h
theorem zero_ne_one : Eq Three.o Three.l → False := apart Three.o Three.l True.intro

";

/// The file of the model.
pub fn file(laws: &Laws, needs: &Needs) -> File {
    let mut text = format!("import {STRUCTURE}\n\nset_option linter.unusedVariables false\n\n");
    text.push_str(FOUNDATIONS);
    for (_, row) in rows() {
        text.push_str(&format!("noncomputable def {} {}\n", row.field, row.model));
    }
    for value in &needs.constants {
        text.push_str(&format!(
            "noncomputable def {} : Three := {}\n",
            constant(value),
            element(residue(value))
        ));
    }
    text.push_str(&format!("\nnoncomputable def model : {STRUCTURE} where\n"));
    text.push_str("  Space := Place\n  V := fun _ => Three\n  Idx := fun _ _ => Three\n");
    text.push_str(
        "  Mask := fun _ => Three\n  CanBroadcastTo := fun _ _ => Three\n  \
         Apart := fun u v => Eq u v → False\n  HasD := fun _ _ _ => True\n  \
         apart_symm := fun _ _ h e => h (Eq.symm e)\n",
    );
    for field in ["real", "hom"]
        .into_iter()
        .chain(rows().map(|(_, row)| row.field))
    {
        text.push_str(&format!("  {field} := {field}\n"));
    }
    for value in &needs.constants {
        let field = constant(value);
        text.push_str(&format!("  {field} := {field}\n"));
    }
    for number in 0..needs.arithmetic.len() {
        text.push_str(&format!("  {} := Eq.refl _\n", arithmetic_name(number)));
    }
    for value in &needs.nonzero {
        text.push_str(&format!(
            "  {} := apart _ _ True.intro\n",
            nonzero_name(value)
        ));
    }
    let stated = laws.laws.iter().map(Stated::law);
    for stated in stated.chain(laws.facts.iter().map(Stated::fact)) {
        text.push_str(&format!("  {} := {}\n", stated.name, stated.proof()));
    }
    for rule in &laws.derivatives {
        text.push_str(&format!("  {} := {}\n", rule_field(rule), trivially(rule)));
    }
    text.push_str("\nend Model\n\n#print axioms Model.model\n#print axioms Model.zero_ne_one\n");
    File {
        module: MODEL.into(),
        text,
        theorems: vec!["Model.model".into(), "Model.zero_ne_one".into()],
        assumed: Vec::new(),
    }
}

fn element(residue: u8) -> &'static str {
    ELEMENTS
        .get(usize::from(residue))
        .copied()
        .unwrap_or(ELEMENTS[0])
}

/// What is said of two sides.
#[derive(Clone, Copy)]
enum Relation {
    Equal,
    Apart,
}

/// A law or a fact.
struct Stated<'a> {
    name: &'a str,
    variables: &'a [(Name, Sort)],
    guards: &'a [Apart],
    relation: Relation,
    sides: [&'a Term; 2],
}

/// The elements that variables stand for.
type Chosen<'a> = BTreeMap<&'a str, &'static str>;

impl<'a> Stated<'a> {
    fn law(law: &'a Law) -> Stated<'a> {
        Stated {
            name: &law.name,
            variables: &law.variables,
            guards: &law.apart,
            relation: Relation::Equal,
            sides: [&law.left, &law.right],
        }
    }

    fn fact(fact: &'a Fact) -> Stated<'a> {
        Stated {
            name: &fact.name,
            variables: &fact.variables,
            guards: &fact.guards,
            relation: Relation::Apart,
            sides: fact.apart.sides(),
        }
    }

    /// Its proof, by looking at every element for every variable.
    fn proof(&self) -> String {
        let sorts = self.variables.iter().map(|(_, sort)| sort);
        let sorts = sorts.chain(self.sides.iter().map(|side| side.sort()));
        let implicit = spaces(sorts, IN_STRUCTURE).replace("Space", "Place");
        let variables = self.variables.iter();
        let explicit = variables.map(|(name, _)| format!(" ({name} : Three)"));
        let arguments = implicit + &explicit.collect::<String>();
        let body = self.cases(&Chosen::new());
        match arguments.is_empty() {
            true => body,
            false => format!("fun{arguments} =>\n    {body}"),
        }
    }

    fn cases(&self, chosen: &Chosen<'a>) -> String {
        let mut variables = self.variables.iter();
        let next = variables.find(|(name, _)| !chosen.contains_key(&**name));
        let Some((name, _)) = next else {
            return self.case(chosen);
        };
        let branches = ELEMENTS.map(|element| {
            let mut chosen = chosen.clone();
            chosen.insert(name, element);
            format!(" ({})", self.cases(&chosen))
        });
        format!(
            "Three.rec (motive := fun {name} => {}){} {name}",
            self.statement(chosen),
            branches.concat()
        )
    }

    /// The proof where an element is chosen for each variable.
    fn case(&self, chosen: &Chosen<'a>) -> String {
        let proof = match self.relation {
            Relation::Equal => "Eq.refl _",
            Relation::Apart => "apart _ _ True.intro",
        };
        if self.guards.is_empty() {
            return proof.into();
        }
        // A hypothesis that an element differs from itself is absurd.
        let mut guards = self.guards.iter();
        let absurd = guards.position(|guard| {
            let [left, right] = guard.sides().map(|of| value(of, chosen));
            left == right
        });
        let names: Vec<String> = (0..self.guards.len()).map(|n| format!("h{n}")).collect();
        let body = match absurd {
            Some(position) => format!(
                "False.rec (motive := fun _ => {}) (h{position} (Eq.refl _))",
                self.conclusion(chosen)
            ),
            None => proof.into(),
        };
        format!("fun {} => {body}", names.join(" "))
    }

    fn statement(&self, chosen: &Chosen<'a>) -> String {
        let guards = self.guards.iter().map(|guard| {
            let [left, right] = guard.sides().map(|of| side(of, chosen));
            format!("(Eq ({left}) ({right}) → False) → ")
        });
        guards.collect::<String>() + &self.conclusion(chosen)
    }

    fn conclusion(&self, chosen: &Chosen<'a>) -> String {
        let [left, right] = self.sides.map(|of| side(of, chosen));
        match self.relation {
            Relation::Equal => format!("Eq ({left}) ({right})"),
            Relation::Apart => format!("Eq ({left}) ({right}) → False"),
        }
    }
}

/// The element that a side of a guard is: a variable, 0, or 1 where one of these is greater than
/// another.
fn value(side: &Term, chosen: &Chosen<'_>) -> &'static str {
    // -1, 0, 1.
    let rank = |side: &Term| match value(side, chosen) {
        element if element == ELEMENTS[2] => 0,
        element if element == ELEMENTS[0] => 1,
        _ => 2,
    };
    match (side.op(), side.args()) {
        (Op::Var(name, _), _) => chosen.get(&**name).copied().unwrap_or(ELEMENTS[0]),
        (Op::Select, [greater, ..]) => match greater.args() {
            [u, v] if rank(u) > rank(v) => ELEMENTS[1],
            _ => ELEMENTS[0],
        },
        _ => ELEMENTS[0],
    }
}

fn side(term: &Term, chosen: &Chosen<'_>) -> String {
    let name = |variable: &str| match chosen.get(variable) {
        Some(element) => (*element).to_string(),
        None => variable.to_string(),
    };
    renamed(term, IN_STRUCTURE, &name)
}

/// A rule of differentiation: `HasD` holds of everything here.
fn trivially(rule: &DerivativeRule) -> String {
    // The point is one of them.
    let arguments = 1 + rule.variables.len() + 2 * rule.differentiated().len() + rule.apart.len();
    format!("fun {} => True.intro", vec!["_"; arguments].join(" "))
}
