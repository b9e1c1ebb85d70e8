//! This program, as a report names it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use torchlean_mirror::audit::{Machine, Program};
use torchlean_mirror::notation::sha256;

use super::Failure;
use super::args::VERSION;

const MANIFEST: &str = include_str!("../../Cargo.toml");
const LOCK: &str = include_str!("../../Cargo.lock");

#[derive(Deserialize)]
struct Manifest {
    dependencies: BTreeMap<String, toml::Value>,
    /// Those of some systems alone.
    #[serde(default)]
    target: BTreeMap<String, Target>,
}

#[derive(Deserialize)]
struct Target {
    dependencies: BTreeMap<String, toml::Value>,
}

#[derive(Deserialize)]
struct Lock {
    package: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    #[serde(default)]
    dependencies: Vec<String>,
}

/// The program that runs, with these arguments.
pub fn program(arguments: Vec<String>) -> Result<Program, Failure> {
    let file = std::fs::read(std::env::current_exe()?)?;
    Ok(Program {
        version: VERSION.into(),
        sha256: sha256(&file),
        arguments,
        dependencies: dependencies()?,
        machine: Machine::current(),
    })
}

/// The arguments that the program was given.
pub fn arguments() -> Vec<String> {
    let given = std::env::args_os().skip(1);
    given
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect()
}

/// The packages that the program was built from, by name: those of the lock file that its own
/// dependencies lead to, which leaves out those of tests.
fn dependencies() -> Result<Vec<(String, String)>, Failure> {
    let manifest: Manifest = toml::from_str(MANIFEST)?;
    let lock: Lock = toml::from_str(LOCK)?;
    let of_systems = manifest.target.into_values();
    let of_systems = of_systems.flat_map(|target| target.dependencies.into_keys());
    let open = manifest.dependencies.into_keys().chain(of_systems);
    let mut open: Vec<String> = open.collect();
    let mut found = BTreeSet::new();
    while let Some(wanted) = open.pop() {
        // `name`, or `name version` where there are several versions.
        let mut words = wanted.split(' ');
        let (name, version) = (words.next(), words.next());
        let packages = lock.package.iter().filter(|package| {
            name == Some(&package.name) && version.is_none_or(|version| version == package.version)
        });
        for package in packages {
            if found.insert((package.name.clone(), package.version.clone())) {
                open.extend(package.dependencies.iter().cloned());
            }
        }
    }
    Ok(found.into_iter().collect())
}
