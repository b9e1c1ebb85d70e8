//! What an audit found.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::law_proof::LawProof;
use super::options::Options;
use super::record::Recorded;
use super::sensitivity::Sensitivity;
use super::source::SourceReport;
use super::verdict::{Claim, ClaimName, Verdict};
use crate::certificate::{Checked, File, NotAsked, Theorem, Unwritable};
use crate::exact::{Jacobian, Part, PartForm};
use crate::notation::{Entry, Identity, LeanName, Lemma, Origin, Pin};
use crate::tape::Shape;
use crate::term::Name;

/// The claims of one definition.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The entry that states it.
    pub entry: Entry,
    /// The Rust path of its kernel, if it has one.
    pub rust: Option<&'static str>,
    /// The claims that are made of it, in the order of [`ClaimName::ALL`](super::ClaimName::ALL).
    pub claims: Vec<Claim>,
    /// The forms, each with a smaller one, if they were asked for.
    pub forms: Vec<PartForm>,
    /// The matrices of a derivative, if they were asked for.
    pub jacobians: Vec<Jacobian>,
}

impl Definition {
    /// The claim of this name, if it is made.
    pub fn claim(&self, name: ClaimName) -> Option<&Claim> {
        self.claims.iter().find(|claim| claim.name == name)
    }

    /// The claims by which a form is right or wrong; none of a derivative that was derived, which
    /// is shown only if its derivation was replayed.
    pub fn about(&self, part: Part) -> impl Iterator<Item = &Claim> {
        let names: &[ClaimName] = match part {
            Part::Value | Part::Forward => &[ClaimName::Computed, ClaimName::Text],
            Part::Jvp => &[ClaimName::Derivative, ClaimName::Computed, ClaimName::Text],
            Part::Vjp => &[
                ClaimName::Adjoint,
                ClaimName::LinearMap,
                ClaimName::Computed,
                ClaimName::Text,
            ],
            Part::Deriv => &[
                ClaimName::Derivative,
                ClaimName::LinearMap,
                ClaimName::Computed,
                ClaimName::Text,
            ],
            Part::Derived => &[],
        };
        let claims = self.claims.iter();
        claims.filter(|claim| names.contains(&claim.name))
    }
}

/// What a report rests on besides what it shows.
#[derive(Clone, Debug, Default)]
pub struct Basis {
    /// The entries and the laws.
    pub spec: Origin,
    /// The program that was run, if it was one.
    pub program: Option<Program>,
    /// The files that were read besides, such as those of a tape.
    pub inputs: Vec<InputFile>,
}

/// A file that was read, as it was named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct InputFile {
    /// Its path.
    pub path: String,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
}

/// The program that an audit is run by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Its version.
    pub version: String,
    /// The SHA-256 of its file, in hexadecimal digits.
    pub sha256: String,
    /// The arguments that it was given.
    pub arguments: Vec<String>,
    /// The packages that it was built from, each with its version.
    pub dependencies: Vec<(String, String)>,
    /// What it runs on.
    pub machine: Machine,
}

/// What a program runs on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// The processor and the system that the program was built for.
    pub target: String,
    /// The features of the processor that were found, of those that change how numbers are computed.
    pub features: Vec<String>,
}

impl Machine {
    /// This one.
    pub fn current() -> Machine {
        let environment = if cfg!(target_env = "gnu") {
            "-gnu"
        } else if cfg!(target_env = "musl") {
            "-musl"
        } else if cfg!(target_env = "msvc") {
            "-msvc"
        } else {
            ""
        };
        let (arch, os) = (std::env::consts::ARCH, std::env::consts::OS);
        Machine {
            target: format!("{arch}-{os}{environment}"),
            features: features(),
        }
    }
}

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
fn features() -> Vec<String> {
    use std::arch::is_x86_feature_detected as detected;
    let all = [
        ("sse2", detected!("sse2")),
        ("sse4.2", detected!("sse4.2")),
        ("avx", detected!("avx")),
        ("avx2", detected!("avx2")),
        ("fma", detected!("fma")),
        ("avx512f", detected!("avx512f")),
    ];
    let found = all.into_iter().filter(|(_, found)| *found);
    found.map(|(name, _)| name.to_string()).collect()
}

#[cfg(target_arch = "aarch64")]
fn features() -> Vec<String> {
    use std::arch::is_aarch64_feature_detected as detected;
    let all = [
        ("neon", detected!("neon")),
        ("fp16", detected!("fp16")),
        ("sve", detected!("sve")),
    ];
    let found = all.into_iter().filter(|(_, found)| *found);
    found.map(|(name, _)| name.to_string()).collect()
}

#[cfg(not(any(target_arch = "x86", target_arch = "x86_64", target_arch = "aarch64")))]
fn features() -> Vec<String> {
    Vec::new()
}

/// What an audit found.
#[derive(Clone, Debug)]
pub struct Report {
    /// What it rests on.
    pub basis: Basis,
    /// What is mirrored.
    pub pin: Pin,
    /// What was asked for.
    pub options: Options,
    /// The definitions, in Lean's order.
    pub definitions: Vec<Definition>,
    /// The shape of the matrices of derivatives, if they were asked for.
    pub shape: Option<Shape>,
    /// The laws and the rules of differentiation, by name, at exact points.
    pub laws: Vec<(Name, Verdict)>,
    /// The same with what is known of their proofs from the axioms of a field.
    pub law_proofs: Vec<(Name, LawProof)>,
    /// The consequences that `spec/` states, with their verdicts.
    pub identities: Vec<(Identity, Verdict)>,
    /// Kernels that no entry states.
    pub unstated: Vec<String>,
    /// Audited entries without a pinned digest of their Lean text.
    pub unpinned: Vec<LeanName>,
    /// The laws, facts and rules, by name, that cite a lemma which `spec/lemmas.toml` does not list.
    pub unlisted: Vec<(Name, Lemma)>,
    /// The theorems that state the proofs, if they were asked for.
    pub certificates: Option<Certificates>,
    /// What Lean's kernel said of the proofs.
    pub lean: LeanCheck,
    /// What is recorded of the certificates, if that was asked for.
    pub recorded: Recorded,
    /// What was found in the Lean source, if one was read.
    pub source: Option<SourceReport>,
    /// The smallest errors that are detected, if they were measured.
    pub sensitivity: Vec<Sensitivity>,
}

/// Whether Lean's kernel has checked the proofs in this run.
#[derive(Clone, Debug, Default)]
pub enum LeanCheck {
    /// It was not asked to.
    #[default]
    NotAsked,
    /// It could not be asked, and why.
    NotChecked(Arc<NotCertified>),
    /// Its answer.
    Checked(Checked),
}

impl LeanCheck {
    /// The answer, if there is one.
    pub fn checked(&self) -> Option<&Checked> {
        match self {
            LeanCheck::Checked(checked) => Some(checked),
            LeanCheck::NotAsked | LeanCheck::NotChecked(_) => None,
        }
    }
}

/// The certificates of an audit, and what they leave out.
#[derive(Clone, Debug)]
pub struct Certificates {
    /// The files.
    pub files: Vec<File>,
    /// The claims that no theorem states, since they are not proved.
    pub omitted: Vec<Omitted>,
}

/// A claim that no theorem states.
#[derive(Clone, Debug)]
pub struct Omitted {
    /// The theorem that would state it.
    pub theorem: Theorem,
    /// What is known of the claim instead.
    pub verdict: Verdict,
}

impl Certificates {
    /// Whether every claim is stated, and Lean accepts it if it was asked.
    pub fn complete(&self, lean: &LeanCheck) -> bool {
        let accepted = match lean {
            LeanCheck::NotAsked => true,
            LeanCheck::NotChecked(_) => false,
            LeanCheck::Checked(checked) => checked.passed(),
        };
        accepted && self.omitted.is_empty()
    }
}

impl Report {
    /// The claims that are made of some definition and are `wanted`, in the order of
    /// [`ClaimName::ALL`].
    pub fn claimed(&self, wanted: impl Fn(ClaimName) -> bool) -> Vec<ClaimName> {
        let is_made = |name: &ClaimName| self.definitions.iter().any(|d| d.claim(*name).is_some());
        let all = ClaimName::ALL.into_iter();
        all.filter(|name| wanted(*name) && is_made(name)).collect()
    }

    /// Whether anything is refuted, unknown or without a counterpart.
    pub fn fails(&self) -> bool {
        self.verdicts().any(Verdict::fails) || self.has_findings()
    }

    /// Whether anything fails but for texts that could not be read, of which nothing is said.
    pub fn fails_in_what_is_read(&self) -> bool {
        let unread = |claim: &Claim| {
            claim.name == ClaimName::Text && matches!(claim.verdict, Verdict::Unknown(_))
        };
        let mut claims = self.definitions.iter().flat_map(|d| &d.claims);
        let all = self.laws.iter().map(|(_, verdict)| verdict);
        let mut all = all.chain(self.identities.iter().map(|(_, verdict)| verdict));
        claims.any(|claim| claim.verdict.fails() && !unread(claim))
            || all.any(Verdict::fails)
            || self.has_findings()
    }

    /// What the audit says on the whole.
    pub fn conclusion(&self) -> Conclusion {
        let compared = self.definitions.iter().flat_map(|d| &d.claims);
        let compared = compared.map(|claim| &claim.verdict).any(Verdict::compared);
        Conclusion::of(self.verdicts(), compared, self.has_findings())
    }

    fn has_findings(&self) -> bool {
        let found =
            |source: &SourceReport| !source.findings.is_empty() || !source.unpinned.is_empty();
        !self.unstated.is_empty()
            || !self.unpinned.is_empty()
            || !self.unlisted.is_empty()
            || self.law_proofs.iter().any(|(_, proof)| proof.is_missing())
            || self.source.as_ref().is_some_and(found)
    }

    /// Every verdict of the report.
    fn verdicts(&self) -> impl Iterator<Item = &Verdict> {
        let claims = self.definitions.iter().flat_map(|d| &d.claims);
        claims
            .map(|claim| &claim.verdict)
            .chain(self.laws.iter().map(|(_, verdict)| verdict))
            .chain(self.identities.iter().map(|(_, verdict)| verdict))
    }
}

/// What an audit says on the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Conclusion {
    /// Something was compared, and nothing is refuted, unknown or found.
    Passed,
    /// No result was compared with an exact value, so that nothing was shown about kernels.
    NothingCompared,
    /// No claim fails, but there is something that an auditor must look at.
    Findings,
    /// At least one claim is unknown, and none is refuted.
    Unknown,
    /// At least one claim is refuted.
    Refuted,
}

impl Conclusion {
    /// The conclusion from all verdicts, whether results were compared, and whether there are
    /// findings.
    pub(super) fn of<'v>(
        verdicts: impl Iterator<Item = &'v Verdict>,
        compared: bool,
        findings: bool,
    ) -> Conclusion {
        let (mut refuted, mut unknown) = (false, false);
        for verdict in verdicts {
            refuted |= matches!(verdict, Verdict::Refuted(_));
            unknown |= matches!(verdict, Verdict::Unknown(_));
        }
        match (refuted, unknown) {
            (true, _) => Conclusion::Refuted,
            (false, true) => Conclusion::Unknown,
            _ if findings => Conclusion::Findings,
            _ if compared => Conclusion::Passed,
            _ => Conclusion::NothingCompared,
        }
    }

    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Conclusion::Passed => "passed",
            Conclusion::NothingCompared => "nothing compared",
            Conclusion::Findings => "findings",
            Conclusion::Unknown => "unknown",
            Conclusion::Refuted => "refuted",
        }
    }

    /// Whether it is the one that an auditor wants.
    pub fn passed(self) -> bool {
        self == Conclusion::Passed
    }
}

/// Why Lean did not judge the proofs.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotCertified {
    /// A proof cannot be written as a theorem.
    #[error(transparent)]
    Unwritable(#[from] Unwritable),
    /// Lean could not be run.
    #[error(transparent)]
    NotAsked(#[from] NotAsked),
    /// There is no folder for the files.
    #[error(transparent)]
    Folder(#[from] std::io::Error),
}
