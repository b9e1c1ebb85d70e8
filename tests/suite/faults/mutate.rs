//! Terms with one thing changed, of the same sort.

use std::collections::BTreeMap;

use torchlean_mirror::term::{Name, Op, Sort, Term, natural};

/// Every term that differs from this one at one place: another variable, sign, factor, operator or
/// operand, or nothing at all there. `scope` holds the variables that may stand there.
pub fn mutants(term: &Term, scope: &[(Name, Sort)]) -> Vec<Term> {
    let mut found = here(term, scope);
    for (position, arg) in term.args().iter().enumerate() {
        for changed in mutants(arg, scope) {
            let mut args = term.args().to_vec();
            args[position] = changed;
            found.extend(Term::new(term.op().clone(), args));
        }
    }
    let mut once = Vec::new();
    for mutant in found {
        if mutant != *term && mutant.sort() == term.sort() && !once.contains(&mutant) {
            once.push(mutant);
        }
    }
    once
}

fn here(term: &Term, scope: &[(Name, Sort)]) -> Vec<Term> {
    let mut found = Vec::new();
    if let Sort::Vec(space) = term.sort() {
        let two = Term::constant(natural(2));
        found.extend(Term::new(Op::Neg, vec![term.clone()]));
        found.extend(Term::new(Op::Smul, vec![two, term.clone()]));
        found.extend(Term::new(Op::zero(space.clone()), Vec::new()));
    }
    if matches!(term.op(), Op::Var(..)) {
        let others = scope.iter().filter(|(_, sort)| sort == term.sort());
        found.extend(others.map(|(name, sort)| Term::var(name, sort.clone())));
    }
    if let Op::Const(value) = term.op() {
        found.push(Term::constant(value + natural(1)));
    }
    let args = term.args();
    found.extend(args.iter().filter(|a| a.sort() == term.sort()).cloned());
    for (i, a) in args.iter().enumerate() {
        for (j, b) in args.iter().enumerate() {
            if i != j && a.sort() == b.sort() {
                let mut same = args.to_vec();
                same[i] = b.clone();
                found.extend(Term::new(term.op().clone(), same.clone()));
                same[j] = a.clone();
                found.extend(Term::new(term.op().clone(), same));
            }
        }
    }
    let other = match term.op() {
        Op::Add => Some(Op::Sub),
        Op::Sub => Some(Op::Add),
        _ => None,
    };
    found.extend(other.and_then(|op| Term::new(op, args.to_vec()).ok()));
    found
}

/// The term with all index variables exchanged pairwise, if there are two.
pub fn with_indices_exchanged(term: &Term, scope: &[(Name, Sort)]) -> Option<Term> {
    let indices: Vec<_> = scope
        .iter()
        .filter(|(_, sort)| matches!(sort, Sort::Idx { .. }))
        .collect();
    let [(a, a_sort), (b, b_sort)] = indices[..] else {
        return None;
    };
    let terms = BTreeMap::from([
        (a.clone(), Term::var(b, b_sort.clone())),
        (b.clone(), Term::var(a, a_sort.clone())),
    ]);
    term.substitute(&BTreeMap::new(), &terms).ok()
}
