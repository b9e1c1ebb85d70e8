//! Terms as e-graph nodes, and what is known of each class.

use std::mem::{Discriminant, discriminant};

use egg::{Analysis, DidMerge, EGraph, ENodeOrVar, Id, Language, PatternAst, RecExpr};

use super::replay::folded;
use crate::term::{Op, Rational, Sort, Term};

/// An operator over e-classes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ENode {
    pub op: Op,
    pub children: Vec<Id>,
}

impl Language for ENode {
    type Discriminant = Discriminant<Op>;

    fn discriminant(&self) -> Self::Discriminant {
        discriminant(&self.op)
    }

    fn matches(&self, other: &Self) -> bool {
        let same = match (&self.op, &other.op) {
            // A law's space is a variable; its instance follows from the sorts.
            (Op::Fill(_), Op::Fill(_)) => true,
            (op, other) => op == other,
        };
        same && self.children.len() == other.children.len()
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
    /// Its value, if it holds a constant, with the term that shows it.
    pub constant: Option<(Rational, PatternAst<ENode>)>,
}

/// Keeps sorts and constants, and notices contradictions.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Two different constants that a law made equal.
    pub contradiction: Option<(Rational, Rational)>,
    /// Classes that are assumed not to be zero.
    pub nonzero: Vec<Id>,
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
            constant: constant(graph, node),
        }
    }

    fn merge(&mut self, to: &mut Known, from: Known) -> DidMerge {
        match (&to.constant, from.constant) {
            (Some((a, _)), Some((b, _))) => {
                if *a != b {
                    self.contradiction.get_or_insert((a.clone(), b));
                }
                DidMerge(false, true)
            }
            (None, Some(constant)) => {
                to.constant = Some(constant);
                DidMerge(true, false)
            }
            (_, None) => DidMerge(false, true),
        }
    }

    fn modify(graph: &mut Graph, id: Id) {
        if let Some((value, shown)) = graph[id].data.constant.clone() {
            let folded = leaf(Op::Const(value));
            if shown != folded {
                graph.union_instantiations(&shown, &folded, &Default::default(), FOLD);
            }
        }
    }
}

fn leaf(op: Op) -> PatternAst<ENode> {
    vec![ENodeOrVar::ENode(ENode {
        op,
        children: Vec::new(),
    })]
    .into()
}

/// The constant that a node denotes, and the node over constants that shows it.
fn constant(graph: &Graph, node: &ENode) -> Option<(Rational, PatternAst<ENode>)> {
    if let Op::Const(value) = &node.op {
        return Some((value.clone(), leaf(node.op.clone())));
    }
    let values: Vec<Rational> = node
        .children
        .iter()
        .map(|&id| graph[id].data.constant.as_ref().map(|(v, _)| v.clone()))
        .collect::<Option<_>>()?;
    let value = folded(&node.op, &values)?;
    let mut nodes: Vec<ENodeOrVar<ENode>> = values
        .into_iter()
        .map(|value| {
            ENodeOrVar::ENode(ENode {
                op: Op::Const(value),
                children: Vec::new(),
            })
        })
        .collect();
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
