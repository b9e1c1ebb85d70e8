//! A definition is its full Lean name; a short or Rust name stands for it where only one is meant.

use torchlean_mirror::{
    audit::user_kernel::{DefinitionError, UserKernel},
    notation::{Diagnostics, FindError, Source, Spec},
};

/// A file with one node `NAME` of a namespace.
fn file(module: &str, namespace: &str, name: &str) -> String {
    format!(
        "module {module}\nnamespace {namespace}\n\
         node {name} (a : Idx Γ s) : Node Γ s\n  forward x := get a x\n  \
         jvp x dx := get a dx\n  vjp x δ := single a δ\n\
         fderiv {name}Fderiv of {name}\n  deriv x := getCLM a\n"
    )
}

fn read(files: &[String]) -> Result<Spec, Diagnostics> {
    let pin = Source::new("pin", include_str!("../../spec/torchlean.toml"));
    let laws = Source::new("laws", include_str!("../../spec/laws.spec"));
    let files = files.iter().enumerate();
    let files: Vec<_> = files
        .map(|(at, text)| Source::new(format!("file {at}"), text.as_str()))
        .collect();
    Spec::read(&pin, &laws, &files)
}

#[test]
fn every_name_of_a_definition_finds_it() {
    let spec = Spec::built_in().unwrap();
    for entry in &spec.entries {
        let path = entry.rust_path();
        let inside = path.split_once("::").unwrap().1;
        for name in [
            entry.name.as_str(),
            entry.name.short(),
            &entry.rust(),
            &path,
            inside,
        ] {
            match spec.find(name) {
                Ok(found) => assert_eq!(found.name, entry.name, "{name}"),
                Err(FindError::Ambiguous { candidates, .. }) => {
                    assert!(candidates.contains(&entry.name), "{name}");
                    assert!(name == entry.name.short() || name == entry.rust(), "{name}");
                }
                Err(why) => panic!("{why}"),
            }
        }
        assert_eq!(spec.entry(&entry.name), Some(entry));
    }
}

#[test]
fn an_ambiguous_name_lists_the_candidates() {
    let spec = read(&[file("M.A", "N", "twin"), file("M.B", "N.Inner", "twin")]).unwrap();
    assert_eq!(spec.find("N.twin").unwrap().name.as_str(), "N.twin");
    let inner = spec.find("N.Inner.twin").unwrap();
    assert_eq!(inner.name.namespace(), "N.Inner");
    // The module tells the Rust items apart.
    assert_eq!(spec.find("b::twin").unwrap().name, inner.name);
    let Err(FindError::Ambiguous { name, candidates }) = spec.find("twin") else {
        panic!("ambiguous");
    };
    assert_eq!(name, "twin");
    let candidates: Vec<&str> = candidates.iter().map(|name| name.as_str()).collect();
    assert_eq!(candidates, ["N.twin", "N.Inner.twin"]);
    let message = spec.find("twin").unwrap_err().to_string();
    assert!(message.contains("`N.twin` or `N.Inner.twin`"), "{message}");
}

#[test]
fn a_name_means_the_definition_of_the_innermost_namespace() {
    let outer = file("M", "N", "twin");
    let text = format!(
        "{outer}{}",
        file("M", "N.Inner", "twin").replace("module M\n", "")
    );
    let spec = read(&[text]).unwrap();
    let names: Vec<&str> = spec.entries.iter().map(|e| e.name.as_str()).collect();
    let expected = [
        "N.twin",
        "N.twinFderiv",
        "N.Inner.twin",
        "N.Inner.twinFderiv",
    ];
    assert_eq!(names, expected);
    for (fderiv, node) in [(1, "N.twin"), (3, "N.Inner.twin")] {
        let torchlean_mirror::notation::Form::Fderiv { of, .. } = &spec.entries[fderiv].form else {
            panic!("a derivative");
        };
        assert_eq!(of.as_str(), node);
    }
}

#[test]
fn a_full_name_is_declared_once_in_all_files() {
    let twice = read(&[file("M.A", "N", "twin"), file("M.B", "N", "twin")]).unwrap_err();
    let messages: Vec<String> = twice.0.iter().map(|e| e.to_string()).collect();
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert!(messages[0].starts_with("file 1:3:6"), "{messages:?}");
    assert!(messages[0].contains("`N.twin` is declared twice"));
    assert!(read(&[file("M.A", "N", "twin"), file("M.B", "O", "twin")]).is_ok());
}

#[test]
fn an_unknown_name_has_a_suggestion_only_where_one_is_near() {
    let spec = Spec::built_in().unwrap();
    let near = |name: &str| match spec.find(name) {
        Err(FindError::NotFound { near, .. }) => near,
        other => panic!("{other:?}"),
    };
    for (name, expected) in [
        ("mull", "mul"),
        ("fixedmaskscale", "fixedMaskScale"),
        ("fixed_mask_scal", "fixedMaskScale"),
        ("sqare", "square"),
    ] {
        assert_eq!(near(name).as_deref(), Some(expected));
    }
    for name in ["", "softmax", "entropy", "x", "frobnicate", "Proofs"] {
        assert_eq!(near(name), None, "{name}");
    }
}

#[test]
fn a_kernel_against_a_name_that_is_no_definition_is_an_error() {
    let kernel = UserKernel::<f64>::new("mine");
    let error = kernel.against("frobnicate").unwrap_err();
    assert!(matches!(
        error,
        DefinitionError::Name(FindError::NotFound { .. })
    ));
    assert_eq!(error.to_string(), "no definition is called `frobnicate`");
}
