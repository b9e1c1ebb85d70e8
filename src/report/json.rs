//! The audit report as JSON. Keys are stable within a `schema` version.

use serde::Serialize;

use super::number::{bits, fraction, scientific, share, units};
use super::repeat;
use super::verdict::{findings, modules};
use crate::audit::{
    Basis, Certificates, Claim, Correct, Counterexample, Definition, Difference, ErrorSize, Found,
    Imports, InputFile, LawProof, LeanCheck, Machine, Program, Report, Sensitivity, SourceReport,
    Tally, Verdict,
};
use crate::certificate::Trusted;
use crate::exact::round_rational;
use crate::notation::Pin;
use crate::term::Name;

/// Raised when a key changes its meaning or goes.
pub const SCHEMA: u32 = 2;

#[derive(Serialize)]
struct Document<'a> {
    /// The version of this format.
    schema: u32,
    /// The Lean modules that the definitions come from.
    module: String,
    /// `passed`, `nothing compared`, `findings`, `unknown` or `refuted`.
    verdict: &'static str,
    /// The upstream that is mirrored.
    torchlean: &'a Pin,
    /// What was read and run.
    basis: BasisRow<'a>,
    /// The seed of all inputs.
    seed: u64,
    /// Inputs per definition.
    cases: u64,
    /// In Lean's order.
    definitions: Vec<DefinitionRow<'a>>,
    /// The laws, facts and rules of differentiation, at points.
    laws: Vec<LawRow<'a>>,
    /// Consequences of the laws that `spec/` states.
    identities: Vec<IdentityRow<'a>>,
    /// What an auditor must look at although no claim fails.
    findings: Vec<String>,
    /// What Lean's kernel said of the proofs, if it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    lean: Option<LeanRow<'a>>,
    /// What was found in the Lean source, if one was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a SourceReport>,
    /// The smallest errors that are detected, if they were measured.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sensitivity: Vec<SensitivityRow<'a>>,
}

#[derive(Serialize)]
struct SensitivityRow<'a> {
    definition: &'a str,
    result: &'a str,
    argument: &'a str,
    /// Steps from f64 to f64; none if nothing was refuted.
    steps: Option<u64>,
    /// The relative error of the moved result; none where the exact one is 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    relative_error: Option<String>,
    /// The roundings that the bound allows for.
    #[serde(skip_serializing_if = "Option::is_none")]
    roundings: Option<u64>,
    /// The error as a share of its bound, if more than one rounding happens.
    #[serde(skip_serializing_if = "Option::is_none")]
    share_of_bound: Option<String>,
}

#[derive(Serialize)]
struct TrustedRow<'a> {
    path: String,
    sha256: &'a str,
}

#[derive(Serialize)]
pub(super) struct BasisRow<'a> {
    spec: SpecRow<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    program: Option<ProgramRow<'a>>,
    /// The files that were read besides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    inputs: Vec<&'a InputFile>,
}

#[derive(Serialize)]
struct SpecRow<'a> {
    folder: Option<&'a str>,
    sha256: &'a str,
}

#[derive(Serialize)]
struct ProgramRow<'a> {
    version: &'a str,
    sha256: &'a str,
    /// As one line.
    arguments: String,
    /// One by one.
    argv: &'a [String],
    /// Name and version of each package that it was built from.
    dependencies: Vec<String>,
    machine: &'a Machine,
}

pub(super) fn basis_row(basis: &Basis) -> BasisRow<'_> {
    BasisRow {
        spec: SpecRow {
            folder: basis.spec.folder.as_deref(),
            sha256: &basis.spec.sha256,
        },
        program: basis.program.as_ref().map(|program| ProgramRow {
            version: &program.version,
            sha256: &program.sha256,
            arguments: repeat::line(&program.arguments),
            argv: &program.arguments,
            dependencies: packages(program),
            machine: &program.machine,
        }),
        inputs: basis.inputs.iter().collect(),
    }
}

/// The packages that a program was built from.
pub(super) fn packages(program: &Program) -> Vec<String> {
    let packages = program.dependencies.iter();
    packages
        .map(|(name, version)| format!("{name} {version}"))
        .collect()
}

#[derive(Serialize)]
pub(super) struct LeanRow<'a> {
    /// Lean's version, if it answered.
    version: Option<&'a str>,
    /// Theorems accepted without axioms.
    accepted: usize,
    /// All theorems, with those that could not be stated.
    theorems: usize,
    /// The files that the answer rests on.
    trusted: Vec<TrustedRow<'a>>,
    /// Theorems that could not be stated, since their claims are not proved.
    omitted: Vec<&'a str>,
    /// Why it was not asked.
    not_checked: Option<String>,
}

#[derive(Serialize)]
struct DefinitionRow<'a> {
    /// The full Lean name.
    lean: &'a str,
    /// The Lean module.
    module: &'a str,
    /// The name of the Rust item.
    rust: String,
    /// `node`, `fderiv` or `function`.
    kind: &'static str,
    /// In the order of reports.
    claims: Vec<ClaimRow>,
}

#[derive(Serialize)]
pub(super) struct LawRow<'a> {
    law: &'a str,
    #[serde(flatten)]
    verdict: VerdictRow,
    /// `proved`, `assumed`, `no proof` or `not checked`: from the axioms of a field.
    proof: &'static str,
    /// The theorem that Lean's kernel accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    theorem: Option<&'a str>,
}

#[derive(Serialize)]
struct IdentityRow<'a> {
    identity: &'a str,
    #[serde(flatten)]
    verdict: VerdictRow,
}

#[derive(Serialize)]
pub(super) struct ClaimRow {
    /// `derivative`, `adjoint`, `linear map`, `kernel`, `non-finite` or `text`.
    pub(super) claim: &'static str,
    #[serde(flatten)]
    pub(super) verdict: VerdictRow,
}

#[derive(Default, Serialize)]
pub(super) struct VerdictRow {
    /// `proved`, `exact`, `bit-exact`, `bounded`, `propagated`, `unknown`, `refuted` or
    /// `not checked`.
    verdict: &'static str,
    /// The hypotheses under which it is proved; all values, if there is none.
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    hypotheses: Option<Vec<String>>,
    /// Rational points at which both sides are equal.
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<u64>,
    /// Why, if it is unknown or not checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    /// The same as a stable word.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    /// What a proof rests on.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    proof: Option<ProofRow>,
    /// What a comparison counted.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    comparison: Option<ComparisonRow>,
    /// The smallest input found at which the claim fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) counterexample: Option<CounterexampleRow>,
}

#[derive(Serialize)]
struct ProofRow {
    /// Steps of all proofs, and applications of derivative rules.
    steps: usize,
    /// The laws used, in order of first use.
    laws: Vec<String>,
    /// The derivative rules used.
    rules: Vec<String>,
    /// The facts that guards of both rest on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    facts: Vec<String>,
    /// The functions whose computed forms the proofs use; their laws and facts are among these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    functions: Vec<String>,
    /// Of all of them, those that are assumed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    assumed: Vec<String>,
    /// The theorem that Lean's kernel accepted in this run.
    #[serde(skip_serializing_if = "Option::is_none")]
    theorem: Option<String>,
}

#[derive(Serialize)]
struct ComparisonRow {
    /// Inputs.
    cases: u64,
    /// Inputs that showed nothing, because exact values there are too long or have no bound or order.
    skipped: u64,
    /// Results compared.
    comparisons: u64,
    /// Correctly rounded where one rounding happens.
    bit_exact: u64,
    /// Inside a bound.
    bounded: u64,
    /// Out of the range of f64: these show nothing.
    overflow: u64,
    /// At inputs where a hypothesis of the derivative fails.
    outside: u64,
    /// Of a claim about inputs with NaN and infinities: those that must be one and are.
    #[serde(skip_serializing_if = "is_zero")]
    special: u64,
    /// The largest error as a share of its bound, as a decimal.
    worst_share_of_bound: String,
    /// The comparisons, by what was compared.
    quantities: Vec<QuantityRow>,
    /// Of the results inside a bound, how many have errors of each size.
    errors: ErrorsRow,
}

#[derive(Serialize)]
struct ErrorsRow {
    /// By the error as a share of its bound: none, then by tenths.
    shares_of_bound: Vec<u64>,
    /// By the error in ulp of the exact value: none, below ½, then from ½, 1, 2, … to below twice
    /// that, and in the last all that are larger.
    ulps: Vec<u64>,
}

#[derive(Serialize)]
struct QuantityRow {
    quantity: &'static str,
    comparisons: u64,
    bit_exact: u64,
}

#[derive(Serialize)]
pub(super) struct CounterexampleRow {
    quantity: String,
    what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<DifferenceRow>,
    inputs: Vec<InputRow>,
    case: u64,
    repeat: String,
}

#[derive(Serialize)]
struct InputRow {
    name: String,
    value: String,
}

#[derive(Serialize)]
struct DifferenceRow {
    argument: String,
    shape: Vec<usize>,
    flat_index: usize,
    multi_index: Vec<usize>,
    computed: ValueRow,
    exact: ValueRow,
    /// The error in units in the last place of the exact value, where one rounding happens.
    #[serde(skip_serializing_if = "Option::is_none")]
    error_ulp: Option<String>,
    /// The error as a multiple of its bound, where several roundings happen.
    #[serde(skip_serializing_if = "Option::is_none")]
    error_of_bound: Option<String>,
}

#[derive(Serialize)]
struct ValueRow {
    /// The nearest f64, in the shortest decimal that reads back.
    decimal: String,
    /// The bits of that f64, in hexadecimal.
    bits: String,
    /// The value exactly, if it is a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    rational: Option<String>,
}

/// The report.
///
/// # Errors
/// Never for a report; the JSON library's own error otherwise.
pub fn render(report: &Report) -> Result<String, serde_json::Error> {
    let document = Document {
        schema: SCHEMA,
        module: modules(report),
        verdict: report.conclusion().as_str(),
        torchlean: &report.pin,
        basis: basis_row(&report.basis),
        seed: report.options.seed,
        cases: report.options.cases,
        definitions: report
            .definitions
            .iter()
            .map(|definition| DefinitionRow {
                lean: definition.entry.name.as_str(),
                module: &definition.entry.module,
                rust: definition.entry.rust(),
                kind: definition.entry.form.kind(),
                claims: definition
                    .claims
                    .iter()
                    .map(|claim| claim_row(definition, claim, report))
                    .collect(),
            })
            .collect(),
        laws: law_rows(&report.laws, &report.law_proofs),
        identities: report
            .identities
            .iter()
            .map(|(identity, verdict)| IdentityRow {
                identity: &identity.name,
                verdict: verdict_row(verdict),
            })
            .collect(),
        findings: findings(report),
        lean: lean_row(&report.lean, report.certificates.as_ref()),
        source: report.source.as_ref(),
        sensitivity: report.sensitivity.iter().map(sensitivity_row).collect(),
    };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

fn sensitivity_row(measured: &Sensitivity) -> SensitivityRow<'_> {
    let refuted = measured.detected.as_ref();
    let share = refuted.and_then(|found| found.share.as_ref());
    SensitivityRow {
        definition: measured.definition.as_str(),
        result: measured.result,
        argument: &measured.argument,
        steps: refuted.map(|found| found.steps),
        relative_error: refuted.and_then(|found| found.relative.as_ref().map(scientific)),
        roundings: refuted.map(|found| found.roundings),
        share_of_bound: share.map(units),
    }
}

pub(super) fn lean_row<'a>(
    lean: &'a LeanCheck,
    certificates: Option<&'a Certificates>,
) -> Option<LeanRow<'a>> {
    let omitted = certificates.iter().flat_map(|stated| &stated.omitted);
    let mut row = LeanRow {
        version: None,
        accepted: 0,
        theorems: 0,
        trusted: Vec::new(),
        omitted: omitted.map(|claim| &*claim.theorem.name).collect(),
        not_checked: None,
    };
    match lean {
        LeanCheck::NotAsked => return None,
        LeanCheck::NotChecked(why) => row.not_checked = Some(why.to_string()),
        LeanCheck::Checked(checked) => {
            row.version = Some(&checked.version);
            row.trusted = checked.trusted.iter().map(trusted_row).collect();
            row.accepted = checked.accepted.len();
            row.theorems = row.accepted + checked.rejected.len() + row.omitted.len();
        }
    }
    Some(row)
}

fn trusted_row(file: &Trusted) -> TrustedRow<'_> {
    TrustedRow {
        path: file.path.display().to_string(),
        sha256: &file.sha256,
    }
}

pub(super) fn law_rows<'a>(
    laws: &'a [(Name, Verdict)],
    proofs: &'a [(Name, LawProof)],
) -> Vec<LawRow<'a>> {
    let row = |(law, verdict): &'a (Name, Verdict)| {
        let mut proofs = proofs.iter();
        let proof = proofs.find(|(name, _)| name == law);
        let proof = proof.map_or(&LawProof::NotChecked, |(_, proof)| proof);
        LawRow {
            law,
            verdict: verdict_row(verdict),
            proof: proof.as_str(),
            theorem: match proof {
                LawProof::Proved(theorem) => Some(theorem),
                _ => None,
            },
        }
    };
    laws.iter().map(row).collect()
}

pub(super) fn claim_row(definition: &Definition, claim: &Claim, report: &Report) -> ClaimRow {
    let mut verdict = verdict_row(&claim.verdict);
    if let Verdict::Refuted(found) = &claim.verdict {
        let again = repeat::definition(definition, found, report);
        verdict.counterexample = Some(counterexample(found, again));
    }
    ClaimRow {
        claim: claim.name.as_str(),
        verdict,
    }
}

pub(super) fn verdict_row(verdict: &Verdict) -> VerdictRow {
    let names = |names: Vec<Name>| names.iter().map(ToString::to_string).collect();
    let mut row = VerdictRow {
        verdict: verdict.as_str(),
        ..VerdictRow::default()
    };
    match verdict {
        Verdict::Proved(evidence) => {
            let imports = evidence.imports.and_then(Imports::hypothesis);
            let conditions = evidence.conditions.iter().map(ToString::to_string);
            let hypotheses: Vec<String> =
                conditions.chain(imports.map(ToString::to_string)).collect();
            row.hypotheses = (!hypotheses.is_empty()).then_some(hypotheses);
            row.points = Some(evidence.points);
            row.proof = Some(ProofRow {
                steps: evidence.steps(),
                laws: names(evidence.laws()),
                rules: names(evidence.rules()),
                facts: names(evidence.facts()),
                functions: names(
                    evidence
                        .functions
                        .iter()
                        .map(|of| of.function.clone())
                        .collect(),
                ),
                assumed: names(evidence.assumed.clone()),
                theorem: evidence.theorem.clone(),
            });
        }
        Verdict::Exact(points) | Verdict::Enclosed(points) => row.points = Some(*points),
        Verdict::BitExact(tally) | Verdict::Bounded(tally) | Verdict::Propagated(tally) => {
            row.comparison = Some(comparison(tally));
        }
        Verdict::Unknown(why) | Verdict::NotChecked(why) => {
            row.why = Some(why.to_string());
            row.reason = Some(why.code());
        }
        Verdict::Refuted(_) => {}
    }
    row
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

fn comparison(tally: &Tally) -> ComparisonRow {
    ComparisonRow {
        cases: tally.cases,
        skipped: tally.skipped,
        comparisons: tally.comparisons,
        bit_exact: tally.bit_exact,
        bounded: tally.bounded,
        overflow: tally.overflow,
        outside: tally.outside,
        special: tally.special,
        worst_share_of_bound: share(&tally.worst_share),
        quantities: tally
            .quantities
            .iter()
            .map(|&(quantity, comparisons, bit_exact)| QuantityRow {
                quantity,
                comparisons,
                bit_exact,
            })
            .collect(),
        errors: ErrorsRow {
            shares_of_bound: tally.errors.shares.to_vec(),
            ulps: tally.errors.ulps.to_vec(),
        },
    }
}

pub(super) fn counterexample(found: &Counterexample, repeat: String) -> CounterexampleRow {
    CounterexampleRow {
        quantity: found.quantity.clone(),
        what: found.what.clone(),
        difference: found.difference.as_ref().map(difference),
        inputs: found
            .inputs
            .iter()
            .map(|(name, value)| InputRow {
                name: name.clone(),
                value: value.clone(),
            })
            .collect(),
        case: found.case,
        repeat,
    }
}

fn difference(difference: &Difference) -> DifferenceRow {
    let of_float = |value: f64, rational: Option<String>| ValueRow {
        decimal: format!("{value:?}"),
        bits: format!("{:#018x}", value.to_bits()),
        rational,
    };
    let of_rational = |value| of_float(round_rational(value), Some(fraction(value)));
    DifferenceRow {
        argument: difference.argument.clone(),
        shape: difference.shape.dims().to_vec(),
        flat_index: difference.flat,
        multi_index: difference.multi.clone(),
        computed: match &difference.computed {
            Found::Float(value) => of_float(
                *value,
                crate::exact::exact(*value).map(|exact| fraction(&exact.to_rational())),
            ),
            Found::Single(value) => ValueRow {
                decimal: format!("{value:?}"),
                bits: format!("{:#010x}", value.to_bits()),
                rational: crate::exact::exact(f64::from(*value))
                    .map(|exact| fraction(&exact.to_rational())),
            },
            Found::Short(value, format) => ValueRow {
                decimal: format!("{:?}", *value as f32),
                bits: bits(*value, *format),
                rational: crate::exact::exact(*value).map(|exact| fraction(&exact.to_rational())),
            },
            Found::Rational(value) => of_rational(value),
            Found::Near(value) => of_float(round_rational(value), None),
        },
        exact: match &difference.correct {
            Correct::Exact(value) => of_rational(value),
            Correct::Near(value) => of_float(round_rational(value), None),
            Correct::Special(special) => of_float(special.value(), None),
        },
        error_ulp: match &difference.error {
            Some(ErrorSize::Ulps(ulps)) => Some(units(ulps)),
            _ => None,
        },
        error_of_bound: match &difference.error {
            Some(ErrorSize::OfBound(multiple)) => Some(units(multiple)),
            _ => None,
        },
    }
}
