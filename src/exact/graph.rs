//! Terms as e-graph nodes, and what is known of each class.

use std::mem::{Discriminant, discriminant};

use egg::{Analysis, DidMerge, EGraph, ENodeOrVar, Id, Language, PatternAst, RecExpr};
use smallvec::SmallVec;

use super::replay::{Value, folded};
use crate::term::{Op, Rational, Sort, Term};

/// The arguments of an operator; no operator has more than three.
pub type Children = SmallVec<[Id; 3]>;

/// An operator over e-classes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ENode {
    pub op: Op,
    pub children: Children,
}

impl Language for ENode {
    type Discriminant = Discriminant<Op>;

    fn discriminant(&self) -> Self::Discriminant {
        discriminant(&self.op)
    }

    fn matches(&self, other: &Self) -> bool {
        self.op == other.op && self.children.len() == other.children.len()
    }

    fn children(&self) -> &[Id] {
        &self.children
    }

    fn children_mut(&mut self) -> &mut [Id] {
        &mut self.children
    }
}

/// The reason that explanations give for arithmetic on constants; those of laws are numbers.
pub const FOLD: &str = "arithmetic";

/// What is known of a class.
#[derive(Clone, Debug)]
pub struct Known {
    /// The sort of all its terms; none if the law set is ill-sorted.
    pub sort: Option<Sort>,
    /// Its value, if it holds a term without variables, with the term that shows it.
    pub value: Option<(Value, PatternAst<ENode>)>,
}

impl Known {
    /// The number that it is.
    pub fn number(&self) -> Option<&Rational> {
        match &self.value {
            Some((Value::Number(value), _)) => Some(value),
            _ => None,
        }
    }
}

/// Keeps sorts and constants, and notices contradictions.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Two different constants that a law made equal.
    pub contradiction: Option<(Rational, Rational)>,
    /// Classes that are assumed to differ in every coordinate.
    pub apart: Vec<(Id, Id)>,
}

pub type Graph = EGraph<ENode, Facts>;

impl Analysis<ENode> for Facts {
    type Data = Known;

    fn make(graph: &mut Graph, node: &ENode, _: Id) -> Known {
        let sort = node
            .children
            .iter()
            .map(|&id| graph[id].data.sort.clone())
            .collect::<Option<Vec<Sort>>>()
            .and_then(|sorts| node.op.result(&sorts.iter().collect::<Vec<_>>()).ok());
        Known {
            sort,
            value: value(graph, node),
        }
    }

    fn merge(&mut self, to: &mut Known, from: Known) -> DidMerge {
        match (&to.value, from.value) {
            (Some((a, _)), Some((b, _))) => {
                if let (Value::Number(a), Value::Number(b)) = (a, b)
                    && *a != b
                {
                    self.contradiction.get_or_insert((a.clone(), b));
                }
                DidMerge(false, true)
            }
            (None, Some(value)) => {
                to.value = Some(value);
                DidMerge(true, false)
            }
            (_, None) => DidMerge(false, true),
        }
    }

    fn modify(graph: &mut Graph, id: Id) {
        if let Some((value, shown)) = graph[id].data.value.clone() {
            let folded = leaf(value.op());
            if shown != folded {
                graph.union_instantiations(&shown, &folded, &Default::default(), FOLD);
            }
        }
    }
}

fn leaf(op: Op) -> PatternAst<ENode> {
    vec![ENodeOrVar::ENode(ENode {
        op,
        children: Children::new(),
    })]
    .into()
}

/// The value of a node, and the node over values that shows it.
fn value(graph: &Graph, node: &ENode) -> Option<(Value, PatternAst<ENode>)> {
    let known = |&id: &Id| {
        graph[id]
            .data
            .value
            .as_ref()
            .map(|(value, _)| value.clone())
    };
    let values: Vec<Value> = node.children.iter().map(known).collect::<Option<_>>()?;
    let value = folded(&node.op, &values)?;
    let leaves = values.into_iter().map(|value| {
        ENodeOrVar::ENode(ENode {
            op: value.op(),
            children: Children::new(),
        })
    });
    let mut nodes: Vec<ENodeOrVar<ENode>> = leaves.collect();
    nodes.push(ENodeOrVar::ENode(ENode {
        op: node.op.clone(),
        children: (0..node.children.len()).map(Id::from).collect(),
    }));
    Some((value, nodes.into()))
}

/// A term in egg's form.
pub fn expression(term: &Term) -> RecExpr<ENode> {
    fn add(term: &Term, expression: &mut RecExpr<ENode>) -> Id {
        let children = term.args().iter().map(|arg| add(arg, expression)).collect();
        expression.add(ENode {
            op: term.op().clone(),
            children,
        })
    }
    let mut result = RecExpr::default();
    add(term, &mut result);
    result
}
