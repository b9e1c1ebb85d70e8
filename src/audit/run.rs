//! The audit of all definitions: laws first, then each definition, then what rests on the laws.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::certify::{certificates, certify, certify_tape};
use super::law_proof::law_proofs;
use super::node::{NodeKernel, Reference, counterpart};
use super::options::Options;
use super::reason::Reason;
use super::record::{self, Recorded};
use super::report::{Basis, Definition, InputFile, LeanCheck, Program, Report};
use super::resting::{failing, laws_at_points, rule_name, settle, settle_all, withdraw_form};
use super::sensitivity::sensitivity;
use super::tape::{TapeReport, audit_tape};
use super::text::check_text;
use super::verdict::{Claim, ClaimName, Condition, Evidence, Unproved, Verdict};
use super::{subject, symbolic};
use crate::exact::{
    Differentiation, Limits, Prover, Underived, derived, forms, identity, jacobians,
    replay_derivation_given,
};
use crate::lean::Checkout;
use crate::nodes::Kernel;
use crate::notation::{Entry, FindError, Form, Identity, Laws, Spec, Tape};
use crate::tape::Shape;
use crate::term::{Apart, Name};

/// An audit: what is asked for. [`run`](Audit::run) does all of it in one order, and its report is
/// complete: whoever shows it has nothing left to prove or to evaluate.
#[derive(Clone)]
pub struct Audit<'a> {
    spec: &'a Spec,
    kernels: &'a [Kernel],
    options: Options,
    source: Option<&'a Checkout>,
    certificates: Theorems<'a>,
    sensitivity: bool,
    forms: bool,
    shape: Option<&'a Shape>,
    program: Option<Program>,
    inputs: Vec<InputFile>,
    recorded: bool,
}

/// The most coordinates that a block of a Jacobian matrix may have.
const MOST: usize = 16;

/// The shape has too many coordinates for a matrix that can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a Jacobian matrix is shown for at most {MOST} coordinates, shape {shape} has {}", shape.size())]
pub struct TooLarge {
    /// The shape.
    pub shape: Shape,
}

/// What is done about certificates.
#[derive(Clone, Copy)]
enum Theorems<'a> {
    None,
    Written,
    Checked(Option<&'a Path>),
}

impl<'a> Audit<'a> {
    /// The audit of `kernels` against `spec`, with the default options.
    pub fn of(spec: &'a Spec, kernels: &'a [Kernel]) -> Audit<'a> {
        Audit {
            spec,
            kernels,
            options: Options::default(),
            source: None,
            certificates: Theorems::None,
            sensitivity: false,
            forms: false,
            shape: None,
            program: None,
            inputs: Vec::new(),
            recorded: false,
        }
    }

    /// With other options.
    #[must_use]
    pub fn options(mut self, options: Options) -> Audit<'a> {
        self.options = options;
        self
    }

    /// Names the program that runs it in the report.
    #[must_use]
    pub fn program(mut self, program: Program) -> Audit<'a> {
        self.program = Some(program);
        self
    }

    /// Names the files that were read besides `spec` in the report.
    #[must_use]
    pub fn inputs(mut self, inputs: Vec<InputFile>) -> Audit<'a> {
        self.inputs = inputs;
        self
    }

    /// Also states the proofs as theorems, and says what `spec/record.toml` keeps of texts and
    /// certificates that are not checked in this audit.
    #[must_use]
    pub fn recorded(mut self) -> Audit<'a> {
        self.recorded = true;
        self.certificates()
    }

    fn basis(&self) -> Basis {
        Basis {
            spec: self.spec.origin.clone(),
            program: self.program.clone(),
            inputs: self.inputs.clone(),
        }
    }

    /// Also compares the entries of `spec` with a Lean source.
    #[must_use]
    pub fn lean_source(mut self, checkout: &'a Checkout) -> Audit<'a> {
        self.source = Some(checkout);
        self
    }

    /// Also gives the forms, each with the smallest that equals it.
    #[must_use]
    pub fn forms(mut self) -> Audit<'a> {
        self.forms = true;
        self
    }

    /// Also gives the matrix of each derivative where all tensors have this shape.
    ///
    /// # Errors
    /// When the shape is too large.
    pub fn jacobians(mut self, shape: &'a Shape) -> Result<Audit<'a>, TooLarge> {
        if shape.size() > MOST {
            return Err(TooLarge {
                shape: shape.clone(),
            });
        }
        self.shape = Some(shape);
        Ok(self)
    }

    /// The limits of searches for proofs: those that are shown or written down are short.
    fn limits(&self) -> Limits {
        match self.certificates {
            Theorems::None if !self.forms => Limits::default(),
            _ => Limits::for_short_proofs(),
        }
    }

    /// Also states the proofs as theorems for Lean's kernel.
    #[must_use]
    pub fn certificates(mut self) -> Audit<'a> {
        self.certificates = Theorems::Written;
        self
    }

    /// Also has Lean's kernel check these theorems; by the Lean that
    /// [`find`](crate::certificate::find) finds.
    #[must_use]
    pub fn certify(mut self, lean: Option<&'a Path>) -> Audit<'a> {
        self.certificates = Theorems::Checked(lean);
        self
    }

    /// Also measures the smallest errors that are detected.
    #[must_use]
    pub fn sensitivity(mut self) -> Audit<'a> {
        self.sensitivity = true;
        self
    }

    /// How many inputs are tried of each definition.
    pub fn inputs_each(&self) -> u64 {
        self.options.cases
    }

    /// The definitions that are audited.
    ///
    /// # Errors
    /// When a name of the options does not mean exactly one definition.
    pub fn definitions(&self) -> Result<Vec<&'a Entry>, FindError> {
        self.spec.select(&self.options.only)
    }

    /// Audits the definitions. `done` is called as each ends, in no fixed order.
    ///
    /// # Errors
    /// When a name of the options does not mean exactly one definition.
    pub fn run(&self, done: impl Fn(&Entry) + Sync) -> Result<Report, FindError> {
        let mut report = self.claims(done)?;
        self.add_forms(&mut report);
        if let Some(checkout) = self.source {
            check_text(self.spec, &mut report, checkout);
        }
        match self.certificates {
            Theorems::None => {}
            Theorems::Written => match certificates(self.spec, &report) {
                Ok(written) => report.certificates = Some(written),
                Err(why) => report.lean = LeanCheck::NotChecked(Arc::new(why.into())),
            },
            Theorems::Checked(lean) => certify(self.spec, &mut report, lean),
        }
        if self.recorded {
            report.recorded = record::apply(self.spec, &mut report);
        }
        let (laws, lean) = (&self.spec.laws, report.lean.checked());
        report.law_proofs = law_proofs(laws, lean, &report.recorded);
        if self.sensitivity {
            report.sensitivity = sensitivity(self.spec, self.kernels, &self.options)?;
        }
        Ok(report)
    }

    /// The claims of the definitions, and the laws and identities.
    fn claims(&self, done: impl Fn(&Entry) + Sync) -> Result<Report, FindError> {
        let (spec, kernels, options) = (self.spec, self.kernels, &self.options);
        let wanted = self.definitions()?;
        let laws = laws_at_points(&spec.laws, options.seed);
        let definitions: Vec<Definition> = wanted
            .into_par_iter()
            .map(|entry| {
                let limits = self.limits();
                let definition = definition(entry, &spec.laws, &laws, kernels, options, limits);
                done(entry);
                definition
            })
            .collect();
        let prover = Prover::remembering(&spec.laws, self.limits());
        let mut identities: Vec<(Identity, Verdict)> = spec
            .laws
            .identities
            .par_iter()
            .map(|stated| {
                let verdict = proved_identity(stated, &spec.laws, &prover).into();
                (stated.clone(), verdict)
            })
            .collect();
        for (_, verdict) in &mut identities {
            settle(verdict, &laws, &spec.laws);
        }
        let audited = definitions.iter().map(|definition| &definition.entry.name);
        let unpinned = audited
            .filter(|name| !spec.digests.contains_key(name.as_str()))
            .cloned()
            .collect();
        let equations = spec.laws.laws.iter();
        let facts = spec.laws.facts.iter();
        let rules = spec.laws.derivatives.iter();
        let unlisted = equations
            .map(|law| (law.name.clone(), law.lemma.clone()))
            .chain(facts.map(|fact| (fact.name.clone(), fact.lemma.clone())))
            .chain(rules.map(|rule| (rule_name(&rule.name), rule.lemma.clone())))
            .filter(|(_, lemma)| !spec.lists(lemma))
            .collect();
        let stated = |kernel: &&Kernel| spec.entries.iter().any(|entry| counterpart(entry, kernel));
        Ok(Report {
            basis: self.basis(),
            pin: spec.pin.clone(),
            options: options.clone(),
            definitions,
            shape: self.shape.cloned(),
            laws,
            law_proofs: Vec::new(),
            identities,
            unstated: kernels
                .iter()
                .filter(|kernel| !stated(kernel))
                .map(|kernel| kernel.path().to_string())
                .collect(),
            unpinned,
            unlisted,
            certificates: None,
            lean: LeanCheck::NotAsked,
            recorded: Recorded::Nothing,
            source: None,
            sensitivity: Vec::new(),
        })
    }

    /// The forms and matrices that were asked for. What rests on a law that fails is not shown.
    fn add_forms(&self, report: &mut Report) {
        let laws = &self.spec.laws;
        let known = &report.laws;
        let of = |definition: &mut Definition| {
            let form = &definition.entry.form;
            let node = form.node();
            let derivation = node.map(|node| {
                let found = derived(node, &definition.entry.conditions, laws)?;
                let rules = found.rules().into_iter().map(|rule| rule_name(&rule));
                match failing(known, &rules.chain(found.facts()).collect::<Vec<_>>()) {
                    Some((law, verdict)) => Err(Underived::RestsOnLaw { law, verdict }),
                    None => Ok(found),
                }
            });
            if self.forms {
                let prover = Prover::remembering(laws, Limits::default());
                definition.forms = forms(&definition.entry, derivation.as_ref(), laws, &prover);
                for part in &mut definition.forms {
                    part.form
                        .iter_mut()
                        .for_each(|form| withdraw_form(form, known));
                }
            }
            let is_derivative = matches!(form, Form::Fderiv { .. });
            if let (Some(shape), Some(node), Some(derivation), true) =
                (self.shape, node, &derivation, is_derivative)
            {
                definition.jacobians = jacobians(&definition.entry, node, derivation, shape.dims());
            }
        };
        report.definitions.par_iter_mut().for_each(of);
    }

    /// Audits a tape whose nodes are entries of `spec`. A tape has no Lean source, its
    /// sensitivity is not measured, and it has no matrices.
    pub fn tape(&self, tape: &Tape) -> TapeReport {
        let mut report = audit_tape(self.spec, tape, self.kernels, &self.options);
        report.basis = self.basis();
        if self.forms {
            report.add_forms(self.spec);
        }
        if let Theorems::Checked(lean) = self.certificates {
            certify_tape(self.spec, &mut report, lean);
        }
        let (laws, lean) = (&self.spec.laws, report.lean.checked());
        report.law_proofs = law_proofs(laws, lean, &Recorded::Nothing);
        report
    }
}

/// Audits `kernels` against `spec`, and asks for nothing besides. `done` is called as each
/// definition ends, in no fixed order.
///
/// # Errors
/// When a name of `options.only` does not mean exactly one definition.
pub fn audit(
    spec: &Spec,
    kernels: &[Kernel],
    options: &Options,
    done: impl Fn(&Entry) + Sync,
) -> Result<Report, FindError> {
    Audit::of(spec, kernels).options(options.clone()).run(done)
}

fn definition(
    entry: &Entry,
    laws: &Laws,
    evaluated: &[(Name, Verdict)],
    kernels: &[Kernel],
    options: &Options,
    limits: Limits,
) -> Definition {
    let prover = Prover::remembering(laws, limits);
    let (derivation, mut claims) = symbolic::check(entry, laws, &prover, options.seed);
    // A kernel is compared with a computed form only where its claim stands.
    settle_all(&mut claims, evaluated, laws);
    let derivative = derivation.as_ref().map(|d| &d.derivative);
    let kernel = kernels.iter().find(|kernel| counterpart(entry, kernel));
    let unknown = |why: Reason| (Verdict::Unknown(why.clone()), Verdict::NotChecked(why));
    let (compared, propagated) = match kernel {
        None => unknown(Reason::NoKernel(entry.rust())),
        Some(_) if derivative.is_none() && entry.form.node().is_some() => {
            unknown(Reason::NoDerivedMap)
        }
        Some(kernel) => {
            let subject = |special| NodeKernel {
                entry,
                reference: Reference::new(entry, derivative, &claims),
                kernel,
                seed: options.seed,
                special,
            };
            let numbers = || 0..options.cases;
            let (compared, _) = subject::check(&subject(false), numbers());
            let (propagated, _) = subject::check_special(&subject(true), numbers(), &compared);
            (compared, propagated)
        }
    };
    claims.push(Claim::new(ClaimName::Kernel, compared));
    claims.push(Claim::new(ClaimName::NonFinite, propagated));
    let text = Verdict::NotChecked(Reason::NoSource);
    claims.push(Claim::new(ClaimName::Text, text));
    Definition {
        entry: entry.clone(),
        rust: kernel.map(Kernel::path),
        claims,
        forms: Vec::new(),
        jacobians: Vec::new(),
    }
}

fn proved_identity(
    stated: &Identity,
    laws: &Laws,
    prover: &Prover<'_>,
) -> Result<Evidence, Unproved> {
    let (derivation, equation) = identity(stated, laws).map_err(Reason::from)?;
    if let (Some(derivation), Some(domain)) = (&derivation, &stated.point) {
        let by = Differentiation::at("x", domain).under(&stated.apart);
        replay_derivation_given(derivation, &by, laws).map_err(Reason::DerivationRejected)?;
    }
    let proof = symbolic::prove(&equation, prover, laws)?;
    let condition = |apart: &Apart| Condition {
        apart: apart.clone(),
        step: None,
    };
    Ok(Evidence {
        derivation,
        proofs: vec![proof],
        conditions: stated.apart.iter().map(condition).collect(),
        ..Evidence::default()
    })
}
