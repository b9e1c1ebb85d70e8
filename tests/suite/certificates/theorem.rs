//! The text of a certificate, taken apart into theorems.

use torchlean_mirror::certificate::File;

/// One theorem: `theorem name binders :\n    claim :=\nproof`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theorem {
    pub name: String,
    pub binders: String,
    pub claim: String,
    pub proof: String,
}

impl Theorem {
    /// The theorems of a file; they must be those that it names.
    pub fn all(file: &File) -> Vec<Theorem> {
        let blocks = file.text.split("\n\n");
        let theorems: Vec<Theorem> = blocks.filter_map(Theorem::read).collect();
        let names: Vec<&String> = theorems.iter().map(|t| &t.name).collect();
        assert_eq!(names, file.theorems.iter().collect::<Vec<_>>());
        theorems
    }

    fn read(block: &str) -> Option<Theorem> {
        let start = block.find("theorem ").filter(|_| block.contains(":=\n"))?;
        let rest = &block[start + "theorem ".len()..];
        let (name, rest) = rest.split_once(' ')?;
        let (binders, rest) = rest.split_once(" :\n    ")?;
        let (claim, proof) = rest.split_once(" :=\n")?;
        Some(Theorem {
            name: name.into(),
            binders: binders.into(),
            claim: claim.into(),
            proof: proof.trim_end().into(),
        })
    }

    /// The theorem as Lean text, and the question what axioms it needs.
    pub fn text(&self) -> String {
        let (name, binders, claim, proof) = (&self.name, &self.binders, &self.claim, &self.proof);
        format!("theorem {name} {binders} :\n    {claim} :=\n{proof}\n\n#print axioms {name}\n")
    }

    /// The statement alone, which Lean accepts if it makes sense.
    pub fn statement(&self) -> String {
        let (name, binders, claim) = (&self.name, &self.binders, &self.claim);
        format!("def {name} : Prop := ∀ {binders},\n    {claim}\n\n#print axioms {name}\n")
    }

    /// The theorem under another name.
    pub fn named(&self, name: &str) -> Theorem {
        Theorem {
            name: name.into(),
            ..self.clone()
        }
    }

    /// Whether the proof names this field of the structure.
    pub fn names(&self, field: &str) -> bool {
        symbols(&self.proof).any(|(_, symbol)| symbol.strip_prefix("M.") == Some(field))
    }
}

/// The symbols of a text with their places.
pub fn symbols(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let apart = |c: char| c.is_whitespace() || "(){},:=>∀".contains(c);
    let mut at = 0;
    text.split(apart).filter_map(move |symbol| {
        let place = at;
        at += symbol.len();
        at += text[at..].chars().next().map_or(0, char::len_utf8);
        (!symbol.is_empty()).then_some((place, symbol))
    })
}
