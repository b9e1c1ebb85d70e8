//! Everything that the program does with the bytes of a Lean file, for the tests
//! and for the fuzz target.

use std::sync::LazyLock;

use torchlean_mirror::lean::{Module, definition, listing};
use torchlean_mirror::notation::Spec;

const MODULE: &str = "NN.Proofs.Autograd.Tape.Nodes.Arithmetic";

static SPEC: LazyLock<Spec> = LazyLock::new(|| Spec::built_in().unwrap());

/// Reads everything that there is to read in a file.
pub fn read(bytes: &[u8]) -> bool {
    let module = match Module::read(MODULE, "fixture.lean", bytes) {
        Ok(module) => module,
        Err(errors) => {
            assert!(errors.0.iter().all(|e| !e.render().is_empty()));
            return false;
        }
    };
    for entry in &SPEC.entries {
        if let Some(at) = module.outline.find(entry.name.as_str())
            && let Err(error) = definition(&module, at, entry, &SPEC.entries)
        {
            assert!(!error.to_string().is_empty());
        }
    }
    module.findings();
    listing(&SPEC, &module);
    true
}
