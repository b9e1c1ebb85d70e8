//! The words of Lean and Mathlib that the reader knows, by what they do.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// A list of words.
pub type Words = LazyLock<BTreeSet<&'static str>>;

fn words(text: &'static str) -> BTreeSet<&'static str> {
    text.split_ascii_whitespace().collect()
}

/// Whether a name begins with one of the words.
pub fn begins(name: &str, words: &Words) -> bool {
    words.iter().any(|start| name.starts_with(start))
}

/// Words that begin a declaration, wherever they stand.
pub static DECLARATIONS: Words = LazyLock::new(|| {
    words("def abbrev theorem lemma structure inductive coinductive axiom opaque example")
});

/// Words that begin another command, wherever they stand.
pub static SCOPES: Words = LazyLock::new(|| words("namespace section end mutual"));

/// Words that begin a command where they are the first of their line.
pub static COMMANDS: Words = LazyLock::new(|| {
    words(
        "open set_option variable universe attribute import export notation notation3 infix
         infixl infixr prefix postfix macro macro_rules syntax elab elab_rules declare_syntax_cat
         initialize builtin_initialize deriving run_cmd run_elab run_meta include omit module
         prelude alias instance class simproc unif_hint add_decl_doc binder_predicate recall
         register_error_explanation register_tactic_tag recommended_spelling tactic_extension
         variable? irreducible_def seal unseal dsimproc simproc_decl dsimproc_decl
         builtin_simproc builtin_dsimproc register_simp_attr register_label_attr register_option
         register_builtin_option initialize_simps_projections notation_class
         mk_iff_of_inductive_prop compile_inductive compile_def suppress_compilation
         unsuppress_compilation library_note proof_wanted assert_not_exists assert_not_imported
         assert_exists add_aesop_rules erase_aesop_rules declare_aesop_rule_sets
         declare_simp_like_tactic declare_config_elab declare_command_config_elab extend_docs
         grind_pattern init_quot with_weak_namespace set_premise_selector set_library_suggestions
         whatsnew",
    )
});

/// Words that go on with a command where they begin a line.
pub static CONTINUES: Words = LazyLock::new(|| {
    words(
        "by fun let have show exact if then else match with where calc at from using
         termination_by decreasing_by",
    )
});

/// What follows `#` in commands that change nothing.
pub static QUERIES: Words = LazyLock::new(|| {
    words(
        "check check_failure eval print guard guard_expr guard_msgs reduce synth where help
         version",
    )
});

/// Words before the keyword of a declaration.
pub static MODIFIERS: Words = LazyLock::new(|| {
    words("private public protected noncomputable unsafe partial nonrec meta scoped local")
});

/// Words that let something pass that Lean has not checked.
pub static UNCHECKED: Words = LazyLock::new(|| {
    words(
        "sorry sorryAx admit native_decide axiom opaque unsafe implemented_by extern ofReduceBool
         reduceBool ofReduceNat reduceNat trustCompiler lcProof bv_decide bv_decide? bv_check
         apply? rw? plausible slim_check csimp",
    )
});

/// Options that weaken checking, by the beginning of their names.
pub static WEAKENING: Words =
    LazyLock::new(|| words("debug. autoImplicit relaxedAutoImplicit compiler."));

/// Options that guide search and printing, by the beginning of their names; no
/// other option is vouched for.
pub static OPTIONS: Words = LazyLock::new(|| {
    words(
        "maxHeartbeats maxRecDepth synthInstance. backward. linter. trace. pp. profiler
         warningAsError",
    )
});

/// They guide proof search, printing and code; no other attribute is vouched for.
pub static ATTRIBUTES: Words = LazyLock::new(|| {
    words(
        "simp simps expose no_expose ext reducible irreducible semireducible inline always_inline
         noinline specialize norm_cast push_cast fun_prop continuity measurability aesop grind
         gcongr deprecated nolint inherit_doc bound coe congr elementwise field_simps
         match_pattern mfld_simps mono nospecialize pp_nodot refl simprocs stacks symm trans
         zify_simps implemented_by extern csimp",
    )
});

/// Tactics of Lean and Mathlib that leave a checked proof.
pub static TACTICS: Words = LazyLock::new(|| {
    words(
        "abel ac_rfl aesop all_goals any_goals apply apply_fun apply_rules assumption
         assumption_mod_cast beta_reduce by_cases by_contra calc case cases change choose clear
         classical congr constructor continuity contradiction contrapose conv conv_lhs conv_rhs
         convert convert_to decide delta dsimp erw exact exact_mod_cast exfalso exists
         expose_names ext field_simp filter_upwards fin_cases first focus fun_prop funext gcongr
         generalize grind have haveI induction infer_instance injection interval_cases intro
         intros iterate left let letI lia lift linarith linear_combination match measurability
         module next nlinarith noncomm_ring norm_cast norm_num nth_rw nomatch obtain omega
         on_goal open pick_goal positivity push_cast push_neg rcases refine rename_i repeat
         replace revert rfl rify right ring ring_nf rintro rw rwa set set_option show simp
         simp_all simp_arith simp_rw simpa skip solve_by_elim specialize split split_ifs
         subsingleton subst subst_vars suffices swap symm tauto trans trivial try unfold use wlog
         zify",
    )
});

/// Words after which a tactic stands.
pub static BEFORE_TACTICS: Words =
    LazyLock::new(|| words("by ; · <;> all_goals any_goals classical first focus repeat try"));

/// Words that no term begins with, or only where a whole term may stand.
pub static RESERVED: Words = LazyLock::new(|| {
    words(
        "then else in with where do from at using match let have show if calc suffices open
         nomatch return",
    )
});

/// Words between tactics.
pub static TACTIC_WORDS: Words = LazyLock::new(|| words("at by in only then using with"));

/// Words after which names are bound.
pub static BINDERS: Words = LazyLock::new(|| {
    words("fun λ ∀ ∃ ∑ ∏ let have intro rintro obtain rcases with ext funext set |")
});

/// What `open scoped` may bring besides: notation that clashes with none that
/// the reader knows.
pub static SCOPED: Words = LazyLock::new(|| {
    words(
        "BigOperators Classical ComplexConjugate ContDiff ENNReal Filter Function Gradient
         InnerProduct InnerProductSpace Matrix NNReal Nat Real RealInnerProductSpace Topology",
    )
});
