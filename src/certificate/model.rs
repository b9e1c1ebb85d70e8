//! A model of the laws, so that no contradiction can hide among them.
//!
//! Every space is the field of two elements, every index is one of two, and a
//! linear map is multiplication by an element. There 0 ≠ 1, there are three
//! spaces, and two different indices can point at one block. `HasD` holds of
//! everything, so the model says nothing about the rules of differentiation
//! beyond that they contradict no law.

use std::collections::BTreeMap;

use super::File;
use super::notation::{IN_STRUCTURE, constant, renamed, spaces};
use super::structure::{Needs, STRUCTURE, arithmetic_name, nonzero_name, odd, rule_field};
use crate::notation::{DerivativeRule, Law, Laws};
use crate::term::{Name, Op, Sort, Term, rows};

/// The name of the model's file.
pub const MODEL: &str = "Model";

/// What the operations of the model are made of: the recursor of the two elements.
const FOUNDATIONS: &str = "\
inductive Two : Type where
  | o : Two
  | l : Two

inductive Place : Type where
  | scalars : Place
  | left : Place
  | right : Place

namespace Model

noncomputable def real : Place := Place.scalars
noncomputable def hom (_ _ : Place) : Place := Place.scalars
noncomputable def choose (m u v : Two) : Two := Two.rec (motive := fun _ => Two) v u m
noncomputable def mul (u v : Two) : Two := choose u v Two.o
theorem zero_ne_one : Eq Two.o Two.l → False :=
  fun h => @Eq.rec Two Two.o (fun t _ => Two.rec (motive := fun _ => Prop) True False t) True.intro Two.l h

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
            "noncomputable def {} : Two := {}\n",
            constant(value),
            element(odd(value))
        ));
    }
    text.push_str(&format!("\nnoncomputable def model : {STRUCTURE} where\n"));
    text.push_str("  Space := Place\n  V := fun _ => Two\n  Idx := fun _ _ => Two\n");
    text.push_str(
        "  Mask := fun _ => Two\n  CanBroadcastTo := fun _ _ => Two\n  \
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
            "  {} := fun h => zero_ne_one (Eq.symm h)\n",
            nonzero_name(value)
        ));
    }
    for law in &laws.laws {
        text.push_str(&format!("  {} := {}\n", law.name, proof(law)));
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

fn element(one: bool) -> &'static str {
    if one { "Two.l" } else { "Two.o" }
}

/// A law, by looking at every element for every variable.
fn proof(law: &Law) -> String {
    let sorts = law.variables.iter().map(|(_, sort)| sort);
    let implicit = spaces(sorts.chain([law.left.sort()]), IN_STRUCTURE).replace("Space", "Place");
    let explicit: String = law
        .variables
        .iter()
        .map(|(name, _)| format!(" ({name} : Two)"))
        .collect();
    format!(
        "fun{implicit}{explicit} =>\n    {}",
        cases(law, &BTreeMap::new())
    )
}

fn cases(law: &Law, chosen: &BTreeMap<Name, bool>) -> String {
    let next: Option<&(Name, Sort)> = law
        .variables
        .iter()
        .find(|(name, _)| !chosen.contains_key(name));
    let statement = statement(law, chosen);
    match next {
        Some((name, _)) => {
            let branch = |one| {
                let mut chosen = chosen.clone();
                chosen.insert(name.clone(), one);
                cases(law, &chosen)
            };
            format!(
                "Two.rec (motive := fun {name} => {statement}) ({}) ({}) {name}",
                branch(false),
                branch(true)
            )
        }
        None if law.apart.is_empty() => "Eq.refl _".into(),
        None => {
            // A hypothesis that an element differs from itself is absurd.
            let value = |side: &Term| match side.op() {
                Op::Var(name, _) => chosen.get(name) == Some(&true),
                _ => false,
            };
            let mut guards = law.apart.iter();
            let absurd = guards.position(|guard| value(&guard.left) == value(&guard.right));
            let names: Vec<String> = (0..law.apart.len()).map(|n| format!("h{n}")).collect();
            let body = match absurd {
                Some(position) => format!(
                    "False.rec (motive := fun _ => {}) (h{position} (Eq.refl _))",
                    conclusion(law, chosen)
                ),
                None => "Eq.refl _".into(),
            };
            format!("fun {} => {body}", names.join(" "))
        }
    }
}

fn statement(law: &Law, chosen: &BTreeMap<Name, bool>) -> String {
    let guards = law.apart.iter().map(|guard| {
        let [left, right] = guard.sides().map(|of| side(of, chosen));
        format!("(Eq ({left}) ({right}) → False) → ")
    });
    let guards: String = guards.collect();
    format!("{guards}{}", conclusion(law, chosen))
}

fn conclusion(law: &Law, chosen: &BTreeMap<Name, bool>) -> String {
    format!(
        "Eq ({}) ({})",
        side(&law.left, chosen),
        side(&law.right, chosen)
    )
}

fn side(term: &Term, chosen: &BTreeMap<Name, bool>) -> String {
    let name = |variable: &str| match chosen.get(variable) {
        Some(&one) => element(one).to_string(),
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
