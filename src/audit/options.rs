//! What an audit is asked for.

/// How much is done, and where randomness comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The seed of all inputs.
    pub seed: u64,
    /// Inputs per definition.
    pub cases: u64,
    /// The definitions to audit, by any name that [`Spec::find`](crate::notation::Spec::find)
    /// reads; all if empty.
    pub only: Vec<String>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            seed: 0,
            cases: 1_000,
            only: Vec::new(),
        }
    }
}
