//! Laws as rewrite rules of the e-graph.

use std::collections::BTreeMap;

use egg::{Applier, ENodeOrVar, Id, Pattern, PatternAst, Rewrite, Subst, Symbol, Var};
use num_traits::Zero;

use super::graph::{Children, ENode, Facts, Graph};
use crate::notation::{Law, Laws};
use crate::term::{Apart, Name, Op, Sort, Space, Term};

/// The most constants that carry a space in what is searched for from right to left: the e-graph
/// finds one only after it has matched the rest.
const LEAVES: usize = 2;

/// The rewrites of all laws: each from left to right, and from right to left
/// where that binds every variable, does not rewrite a bare variable or
/// constant, which would match everything, does not put what it rewrites
/// into a larger term, which would never end, and does not look for several
/// constants at once, which takes long.
pub fn rewrites(laws: &Laws) -> Vec<Rewrite<ENode, Facts>> {
    laws.laws
        .iter()
        .enumerate()
        .flat_map(|(number, law)| {
            let forward = rewrite(law, 2 * number, &law.left, &law.right);
            let bound = law.variables.iter().all(|(v, _)| law.right.mentions(v));
            let grows = law.left.contains(&law.right);
            let many = Template::new(&law.right).leaves.len() > LEAVES;
            let searched = bound && !grows && !many && !law.right.args().is_empty();
            let backward = searched.then(|| rewrite(law, 2 * number + 1, &law.right, &law.left));
            forward.into_iter().chain(backward.flatten())
        })
        .collect()
}

/// The law of a rewrite with this name. The name is a number, two for each law, so that no name of
/// a law can be taken for another reason.
pub fn law_of<'a>(laws: &'a Laws, name: &str) -> Option<&'a Law> {
    laws.laws.get(name.parse::<usize>().ok()? / 2)
}

fn rewrite(law: &Law, number: usize, from: &Term, to: &Term) -> Option<Rewrite<ENode, Facts>> {
    let searched = Template::new(from);
    let applier = Instance {
        sort: from.sort().clone(),
        variables: law.variables.iter().map(named).collect(),
        guards: law.apart.iter().map(guard).collect(),
        from: concrete(from),
        to: concrete(to),
        leaves: searched.leaves,
    };
    let name = number.to_string();
    Rewrite::new(name, Pattern::new(searched.ast.into()), applier).ok()
}

fn named((name, sort): &(Name, Sort)) -> (Var, Sort) {
    (variable(name), sort.clone())
}

/// A guard of a law: its left side, and its right side if that is not 0; none if it is about
/// something else, and then holds nowhere.
type Guard = Option<(Var, Option<Var>)>;

fn guard(guard: &Apart) -> Guard {
    let of = |side: &Term| match side.op() {
        Op::Var(name, _) => Some(variable(name)),
        _ => None,
    };
    match guard.of_zero() {
        Some(left) => Some((of(left)?, None)),
        None => Some((of(&guard.left)?, Some(of(&guard.right)?))),
    }
}

/// Whether the class is that of 0.
fn is_zero(graph: &Graph, class: Id) -> bool {
    let mut nodes = graph[class].nodes.iter();
    graph[class].data.number().is_some_and(Zero::is_zero)
        || nodes.any(|node| matches!(node.op, Op::Zero(_)))
}

fn variable(name: &str) -> Var {
    Var::from(Symbol::from(format!("?{name}")))
}

/// A side of a law as a pattern. A leaf that carries a space, such as `0`,
/// becomes a variable that the applier checks: the space is known only there.
#[derive(Default)]
struct Template {
    ast: Vec<ENodeOrVar<ENode>>,
    leaves: Vec<(Var, Op)>,
}

impl Template {
    fn new(side: &Term) -> Template {
        let mut template = Template::default();
        template.add(side);
        template
    }

    fn add(&mut self, term: &Term) -> Id {
        let node = match term.op() {
            // All variables of a law are its own.
            Op::Var(name, _) => ENodeOrVar::Var(variable(name)),
            op @ (Op::Zero(_) | Op::Id(_) | Op::Pull(_) | Op::Nat(_)) => {
                let var = variable(&format!("leaf{}", self.leaves.len()));
                self.leaves.push((var, op.clone()));
                ENodeOrVar::Var(var)
            }
            op => {
                let children = term.args().iter().map(|arg| self.add(arg)).collect();
                ENodeOrVar::ENode(ENode {
                    op: op.clone(),
                    children,
                })
            }
        };
        self.ast.push(node);
        Id::from(self.ast.len() - 1)
    }
}

/// A side of a law whose spaces are still to be replaced.
type Side = Vec<ENodeOrVar<ENode>>;

fn concrete(side: &Term) -> Side {
    fn add(term: &Term, nodes: &mut Side) -> Id {
        let node = match term.op() {
            Op::Var(name, _) => ENodeOrVar::Var(variable(name)),
            op => {
                let children = term.args().iter().map(|arg| add(arg, nodes)).collect();
                ENodeOrVar::ENode(ENode {
                    op: op.clone(),
                    children,
                })
            }
        };
        nodes.push(node);
        Id::from(nodes.len() - 1)
    }
    let mut nodes = Vec::new();
    add(side, &mut nodes);
    nodes
}

/// Applies a law where the sorts and the guards allow it.
#[derive(Clone)]
struct Instance {
    /// The sort of the side that is searched for.
    sort: Sort,
    variables: Vec<(Var, Sort)>,
    guards: Vec<Guard>,
    from: Side,
    to: Side,
    leaves: Vec<(Var, Op)>,
}

impl Instance {
    /// What the law's spaces stand for at this match.
    fn spaces(&self, graph: &Graph, class: Id, subst: &Subst) -> Option<BTreeMap<Name, Space>> {
        let mut spaces = BTreeMap::new();
        let sort = graph[class].data.sort.as_ref()?;
        if !self.sort.unify(sort, &mut spaces) {
            return None;
        }
        for (variable, pattern) in &self.variables {
            let id = *subst.get(*variable)?;
            let sort = graph[id].data.sort.as_ref()?;
            if !pattern.unify(sort, &mut spaces) {
                return None;
            }
        }
        Some(spaces)
    }

    /// Whether the sides of each guard are classes of different constants, or were marked as
    /// different.
    fn guarded(&self, graph: &Graph, subst: &Subst) -> bool {
        let holds = |guard: &Guard| {
            let (left, right) = (*guard)?;
            let left = *subst.get(left)?;
            let right = match right {
                Some(right) => Some(*subst.get(right)?),
                None => None,
            };
            // The class of 0 may not be in the graph.
            let is_right = |id: Id| match right {
                Some(right) => graph.find(id) == graph.find(right),
                None => is_zero(graph, id),
            };
            let is_left = |id: Id| graph.find(id) == graph.find(left);
            let number = |id: Id| graph[id].data.number();
            let differ = match right {
                Some(right) => {
                    let numbers = number(left).zip(number(right));
                    numbers.is_some_and(|(left, right)| left != right)
                }
                None => number(left).is_some_and(|left| !left.is_zero()),
            };
            let mut known = graph.analysis.apart.iter();
            let known = known.any(|&(a, b)| is_left(a) && is_right(b) || is_left(b) && is_right(a));
            Some(differ || known)
        };
        self.guards.iter().all(|guard| holds(guard) == Some(true))
    }
}

fn instantiated(side: &Side, spaces: &BTreeMap<Name, Space>) -> PatternAst<ENode> {
    let nodes = side.iter().map(|node| match node {
        ENodeOrVar::Var(variable) => ENodeOrVar::Var(*variable),
        ENodeOrVar::ENode(node) => ENodeOrVar::ENode(ENode {
            op: node.op.instantiate(spaces),
            children: node.children.clone(),
        }),
    });
    nodes.collect::<Vec<_>>().into()
}

impl Applier<ENode, Facts> for Instance {
    fn apply_one(
        &self,
        graph: &mut Graph,
        class: Id,
        subst: &Subst,
        _: Option<&PatternAst<ENode>>,
        rule: Symbol,
    ) -> Vec<Id> {
        let Some(spaces) = self.spaces(graph, class, subst) else {
            return Vec::new();
        };
        let leaves = self.leaves.iter().all(|(var, op)| {
            let node = ENode {
                op: op.instantiate(&spaces),
                children: Children::new(),
            };
            graph
                .lookup(node)
                .is_some_and(|zero| subst.get(*var).is_some_and(|&id| graph.find(id) == zero))
        });
        if !leaves || !self.guarded(graph, subst) {
            return Vec::new();
        }
        let from = instantiated(&self.from, &spaces);
        let to = instantiated(&self.to, &spaces);
        let (id, changed) = graph.union_instantiations(&from, &to, subst, rule);
        if changed { vec![id] } else { Vec::new() }
    }
}
