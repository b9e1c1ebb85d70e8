//! Deep and long texts are errors, never a stack overflow.

use torchlean_mirror::notation::{Source, read_entries, read_laws, read_term};
use torchlean_mirror::term::{Name, Sort, Space};

/// So many levels of a recursion do not fit on the stack of a test, of 2 MiB, whatever a level takes.
const MANY: usize = 200_000;

fn term(text: String) -> Result<torchlean_mirror::term::Term, String> {
    let s = Space::named("s");
    let variables: Vec<(Name, Sort)> = vec![
        ("c".into(), Sort::REAL),
        ("u".into(), Sort::Vec(s.clone())),
        ("A".into(), Sort::Vec(Space::hom(s.clone(), s))),
    ];
    read_term(&Source::new("deep", text), &variables, None)
        .map_err(|e| e.0[0].message().to_string())
}

#[test]
fn too_many_of_anything_is_an_error() {
    let texts = [
        format!("{}c{}", "(".repeat(MANY), ")".repeat(MANY)),
        "(".repeat(MANY),
        format!("c{}", " + c".repeat(MANY)),
        format!("c{}", " * c".repeat(MANY)),
        format!("{}u", "c • ".repeat(MANY)),
        format!("-c{}", " - -c".repeat(MANY)),
        format!("{}c", "- ".repeat(MANY)),
        format!("c{}", "⁻¹".repeat(MANY)),
        format!("{}A", "A ∘L ".repeat(MANY)),
        format!("A{}", ".adjoint".repeat(MANY)),
        format!("(A){}", ".adjoint".repeat(MANY)),
        format!("(A){}", " .adjoint".repeat(MANY)),
        format!("A{} u", ".adjoint".repeat(MANY)),
        format!("A{}", " u".repeat(MANY)),
        format!("{}u{}", "⟪u, ".repeat(MANY), "⟫".repeat(MANY)),
        format!("{}c", "fun i => ".repeat(MANY)),
        format!("{}c", "if m i then ".repeat(MANY)),
        format!("(c : {}ℝ)", "ℝ →L[ℝ] ".repeat(MANY)),
        format!("u{}", " ⊙ (u".repeat(MANY)),
    ];
    for text in texts {
        let start: String = text.chars().take(40).collect();
        assert!(term(text).is_err(), "{start}");
    }
}

/// Chains in parentheses in chains: each limit alone is kept.
#[test]
fn combined_nesting_is_an_error() {
    let mut texts = vec!["c".to_string(); 5];
    for _ in 0..120 {
        texts[0] = format!("({}){}", texts[0], " + c".repeat(120));
        texts[1] = format!("({}){}", texts[1], "⁻¹".repeat(120));
        texts[2] = format!("(c + {}){}", texts[2], " * c".repeat(120));
        texts[3] = format!("(-{}){}", texts[3], " - c".repeat(60));
        texts[4] = format!("{}({})", "c * c + ".repeat(100), texts[4]);
    }
    for text in texts {
        // On a small stack, as a thread of a test or a server may have.
        let worker = std::thread::Builder::new().stack_size(2 << 20);
        let handle = worker
            .spawn(move || term(text).map(|term| term.cost()))
            .unwrap();
        let found = handle.join().unwrap();
        assert!(found.is_err(), "{found:?}");
    }
}

/// Terms as deep as is allowed are read, printed and dropped.
#[test]
fn what_is_allowed_is_read() {
    for text in [
        format!("{}c{}", "(".repeat(60), ")".repeat(60)),
        format!("c{}", " + c".repeat(100)),
        format!("c{}", "⁻¹".repeat(60)),
        format!("A{}", ".adjoint".repeat(60)),
    ] {
        let read = term(text.clone()).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert!(!read.to_string().is_empty());
    }
}

#[test]
fn long_files_are_read_in_one_pass() {
    let laws = "law f (u v : Vec s) : u + v = v + u from Nobody x\n".repeat(3_000);
    let errors = read_laws(&Source::new("long", laws)).unwrap_err();
    assert_eq!(errors.0.len(), 2_999);
    assert_eq!(
        errors.0[2_998].to_string(),
        "long:3000:5: `f` is declared twice"
    );
    let nodes = "node node node (".repeat(20_000);
    assert!(read_entries(&Source::new("long", nodes)).is_err());
    let digits = format!(
        "law f (c : ℝ) : c + {} = c from Nobody x",
        "9".repeat(50_000)
    );
    let errors = read_laws(&Source::new("long", digits)).unwrap_err();
    assert!(
        errors.to_string().contains("1000 digits at most"),
        "{errors}"
    );
}
