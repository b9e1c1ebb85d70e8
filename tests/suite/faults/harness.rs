//! One audit for many faults: every definition carries one of its own.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock, Mutex},
};

use torchlean_mirror::{
    audit::{
        Case, ClaimName, Counterexample, Definition, Options, Regime, Report, Verdict, audit,
        sample_in,
    },
    exact::{Exact, Point},
    nodes::{Kernel, kernels},
    notation::{Entry, Form, LeanName, Spec},
    tape::Shape,
};

/// The spec without its identities, which no fault of a kernel or an entry touches, and without
/// definitions whose derivative has a hypothesis: where that fails, claims are blamed by other rules,
/// which the tests of conditions are about; and without those with functions of the reals, whose
/// values the tests here cannot compute.
pub fn spec() -> Spec {
    static SPEC: LazyLock<Spec> = LazyLock::new(|| {
        let mut spec = Spec::built_in().unwrap();
        spec.laws.identities.clear();
        let has_functions = |entry: &Entry| {
            let node = entry.form.node();
            node.is_some_and(|node| node.forward.has_functions())
        };
        spec.entries
            .retain(|entry| entry.conditions.is_empty() && !has_functions(entry));
        spec
    });
    SPEC.clone()
}

pub fn audit_of(spec: &Spec, kernels: &[Kernel], cases: u64) -> Report {
    let options = Options {
        cases,
        ..Options::default()
    };
    audit(spec, kernels, &options, |_| {}).unwrap()
}

/// The spec without its equations too: kernels are compared with exact values, for which the rules
/// of differentiation are enough, and no proof is sought in vain for each kernel. The faults are planted
/// where all tensors of a definition have one shape; the tests of the sensitivity move the results
/// of the others.
pub fn spec_of_kernels() -> Spec {
    let mut spec = spec();
    spec.laws.laws.clear();
    spec.entries
        .retain(|entry| entry.module.ends_with(".Arithmetic"));
    spec
}

/// The part of it that states definitions of a kind.
pub fn spec_of(kind: &str) -> Spec {
    let mut spec = spec_of_kernels();
    spec.entries.retain(|entry| entry.form.kind() == kind);
    spec
}

pub fn verdict(definition: &Definition, name: ClaimName) -> &Verdict {
    let mut claims = definition.claims.iter();
    &claims.find(|claim| claim.name == name).unwrap().verdict
}

/// The claims that are proved where nothing is wrong.
pub const SYMBOLIC: [ClaimName; 3] = [
    ClaimName::Derivative,
    ClaimName::Adjoint,
    ClaimName::LinearMap,
];

/// What is known of the entries of [`spec_of_kernels`] by themselves.
static OF_ENTRIES: LazyLock<Report> = LazyLock::new(|| audit_of(&spec_of_kernels(), &[], 0));

/// That the claims about the entry are what they are without any kernel.
pub fn entry_is_not_blamed(definition: &Definition, fault: &str) {
    let name = &definition.entry.name;
    let mut known = OF_ENTRIES.definitions.iter();
    let known = known.find(|known| known.entry.name == *name).unwrap();
    for claim in SYMBOLIC {
        let found = format!("{:?}", verdict(definition, claim));
        let expected = format!("{:?}", verdict(known, claim));
        assert_eq!(found, expected, "{name} with {fault}");
    }
}

/// The kernel of an entry.
pub fn kernel_of(entry: &Entry) -> Kernel {
    let path = entry.rust_path();
    let mut all = kernels().into_iter();
    all.find(|kernel| kernel.path() == path).unwrap()
}

/// Small rational points, at which the exact values of faulty and correct forms are compared.
pub fn cases(entry: &Entry, count: u64) -> Vec<Case> {
    (0..count)
        .map(|number| {
            let regime = [Regime::Quarters, Regime::Ordinary][number as usize % 2];
            sample_in(entry, 1, number, regime)
        })
        .collect()
}

pub fn point(case: &Case, entry: &Entry) -> Point<Exact> {
    case.point(entry, |value| value).unwrap()
}

/// What a definition computes at a point, exactly.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    /// A node's forward, or a function's value.
    pub forward: Vec<Exact>,
    pub jvp: Vec<Exact>,
    pub vjp: Vec<Exact>,
}

/// The exact values of an entry at many small points, computed once.
pub fn many_values(entry: &Entry) -> Arc<Vec<(Case, Values)>> {
    type Known = Mutex<BTreeMap<LeanName, Arc<Vec<(Case, Values)>>>>;
    static KNOWN: Known = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap();
    let compute = || {
        let with_values = |case| (values(&case, entry), case);
        let all = cases(entry, 400).into_iter().map(with_values);
        Arc::new(all.map(|(values, case)| (case, values)).collect())
    };
    let values = known.entry(entry.name.clone()).or_insert_with(compute);
    values.clone()
}

pub fn values(case: &Case, entry: &Entry) -> Values {
    let point = point(case, entry);
    let value = |term| point.vector(term).unwrap();
    match (&entry.form, entry.form.node()) {
        (Form::Function(term), _) => Values {
            forward: value(term),
            jvp: Vec::new(),
            vjp: Vec::new(),
        },
        (_, Some(node)) => Values {
            forward: value(&node.forward),
            jvp: value(&node.jvp),
            vjp: value(&node.vjp),
        },
        _ => unreachable!(),
    }
}

pub fn output(case: &Case, entry: &Entry) -> Shape {
    let shape = entry.output().and_then(|space| case.shape(space).ok());
    shape.unwrap_or_else(Shape::scalar)
}

/// How often something happened, by name.
#[derive(Default)]
pub struct Count {
    times: BTreeMap<&'static str, usize>,
    /// The last of the inputs that showed a fault.
    last: u64,
    /// How many faults were planted before.
    pub turn: usize,
}

impl Count {
    pub fn add(&mut self, what: &'static str) {
        *self.times.entry(what).or_default() += 1;
    }

    pub fn shown_by(&mut self, found: &Counterexample) {
        self.last = self.last.max(found.case);
    }

    pub fn of(&self, what: &'static str) -> usize {
        self.times.get(what).copied().unwrap_or(0)
    }

    pub fn print(&self, title: &str) {
        println!("{title}: {:?}, the last by input {}", self.times, self.last);
    }
}
