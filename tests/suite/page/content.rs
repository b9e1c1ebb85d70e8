//! What a page holds, and that it can be read without what is not there.

use std::collections::BTreeSet;

use torchlean_mirror::audit::user_kernel::UserKernel;
use torchlean_mirror::notation::{Spec, sha256};
use torchlean_mirror::report::page;

use super::{PAGE, REFUTED, between, data, out, run};
use crate::report::schema;

/// What every page keeps to.
fn check(page: &str) {
    anchors(page);
    headings(page);
    balanced(page);
    let before_data = page.split("<script").next().unwrap();
    for outside in [
        "http:", "https:", "src=", "<link", "@import", "url(", "onclick",
    ] {
        assert!(!before_data.contains(outside), "{outside}");
    }
    assert_eq!(page.matches("<script").count(), 1);
    assert!(page.contains("<script type=\"application/json\" id=\"report\">"));
    let heads = page.matches("<th").count() - page.matches("<thead").count();
    assert_eq!(heads, page.matches("<th scope=\"").count());
    assert_eq!(
        page.matches("<table").count(),
        page.matches("<caption").count()
    );
    assert_eq!(
        page.matches("<svg").count(),
        page.matches("<svg role=\"img\" aria-label=\"").count()
    );
    assert_eq!(
        page.matches("<math").count(),
        page.matches("<math alttext=\"").count()
    );
    assert_eq!(
        page.matches("<details>").count(),
        page.matches("<summary>").count()
    );
    let first = page.split("<h1>").nth(1).unwrap();
    let first = between(first, "</h1>\n<p>", "</p>")[0];
    assert!(first.starts_with("Verdict: <span class=\""), "{first}");
}

/// Ids are unique, and every link leads to one.
fn anchors(page: &str) {
    let ids = between(page, " id=\"", "\"");
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(unique.len(), ids.len());
    let links = between(page, "href=\"#", "\"");
    assert!(links.len() > 4);
    for link in links {
        assert!(unique.contains(link), "#{link}");
    }
}

/// One title, and no level that is passed over.
fn headings(page: &str) {
    let levels = page.match_indices("<h").filter_map(|(at, _)| {
        let level = page[at + 2..].chars().next()?.to_digit(10)?;
        Some(level)
    });
    let levels: Vec<u32> = levels.collect();
    assert_eq!(levels[0], 1);
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
    for pair in levels.windows(2) {
        assert!(pair[1] <= pair[0] + 1, "{levels:?}");
    }
}

/// Every element that begins ends, in order.
fn balanced(page: &str) {
    let mut open: Vec<&str> = Vec::new();
    for (at, _) in page.match_indices('<') {
        let tag = page[at + 1..].split('>').next().unwrap();
        let name = tag.split([' ', '\n']).next().unwrap();
        match name.strip_prefix('/') {
            Some(ended) => assert_eq!(open.pop(), Some(ended), "{tag}"),
            None if tag.ends_with('/') => {}
            None if ["!DOCTYPE", "meta", "wbr", "br"].contains(&name) => {}
            None => open.push(name),
        }
    }
    assert_eq!(open, Vec::<&str>::new());
}

#[test]
fn a_page_of_definitions_is_whole() {
    let page = &**PAGE;
    check(page);
    assert!(page.contains("<span class=\"good\">passed</span>"));
    // The form in both notations, the names in both languages.
    assert!(page.contains("<math alttext=\"get a x ⊙ get b x\"><mrow><msub><mi>x</mi><mi>a</mi>"));
    assert!(page.contains("<code>get a x ⊙ get b x</code>"));
    assert!(page.contains("<code>Proofs.Autograd.TapeNodes.mul</code>"));
    assert!(page.contains("<code>torchlean_mirror::nodes::arithmetic::mul</code>"));
    assert!(page.contains("<summary>Proof: derivative, proved ("));
    // What an auditor looks for in the order of the page.
    let places = [
        "id=\"summary\"",
        "id=\"coverage\"",
        "id=\"definitions\"",
        "id=\"not-checked\"",
        "id=\"trusted\"",
        "id=\"provenance\"",
    ];
    let places = places.map(|id| page.find(id).unwrap_or_else(|| panic!("{id}")));
    assert!(places.is_sorted());
    // A row of the matrix for each definition of the inventory.
    let matrix = between(
        page,
        "<caption>Definitions and claims</caption>",
        "</table>",
    )[0];
    let spec = Spec::built_in().unwrap();
    assert_eq!(
        matrix.matches("<tr>").count(),
        spec.inventory.definitions().count() + 1
    );
    assert_eq!(matrix.matches("<a href=").count(), 2);
    // What it was built from: the lock file has it, and what only tests use is left out.
    for package in ["<code>ndarray 0.17.", "<code>egg 0.11."] {
        assert!(page.contains(package), "{package}");
    }
    assert!(!page.contains("<code>criterion "));
}

#[test]
fn the_data_of_a_page_is_a_report_and_its_charts_count_what_it_counts() {
    let page = &**PAGE;
    let report = data(page);
    assert_eq!(schema::check(&report), Vec::<String>::new());
    let program = &report["basis"]["program"];
    let arguments: Vec<&str> = program["argv"]
        .as_array()
        .unwrap()
        .iter()
        .map(|argument| argument.as_str().unwrap())
        .collect();
    assert_eq!(arguments[..8], super::ARGUMENTS);
    let mut charts = 0;
    for definition in report["definitions"].as_array().unwrap() {
        let kernel = &definition["claims"][3];
        let bounded = kernel["bounded"].as_u64().unwrap();
        assert!(bounded > 0);
        for sizes in ["shares_of_bound", "ulps"] {
            let counts = kernel["errors"][sizes].as_array().unwrap();
            let sum: u64 = counts.iter().map(|count| count.as_u64().unwrap()).sum();
            assert_eq!(sum, bounded, "{sizes}");
            charts += 1;
        }
    }
    assert_eq!(page.matches("<figure>").count(), charts);
}

#[test]
fn a_page_shows_each_counterexample_with_the_command_that_repeats_it() {
    let (spec, report) = &*REFUTED;
    let page = page::definitions(report, spec).unwrap();
    check(&page);
    assert!(page.contains("Verdict: <span class=\"bad\">refuted</span>"));
    assert!(page.contains("<h2 id=\"failing\">What fails</h2>"));
    assert!(page.contains("<h4>Counterexample: kernel</h4>"));
    let again = "audit --node Proofs.Autograd.TapeNodes.mul --seed 0 --cases ";
    assert!(page.contains(again));
}

#[test]
fn a_page_of_a_tape_names_its_files() {
    let file = "examples/affine_network.tape";
    let output = run(&["audit", "--tape", file, "--cases", "4", "--format", "html"]);
    let page = out(&output);
    check(&page);
    for file in [file, "examples/weights.csv"] {
        let bytes = std::fs::read(format!("{}/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        assert!(page.contains(&sha256(&bytes)), "{file}");
    }
    assert!(page.contains("<summary>derivative of <code>"));
}

#[test]
fn a_page_of_a_user_kernel_shows_its_counterexample() {
    let kernel = UserKernel::<f32>::new("doubled <b>")
        .cases(20)
        .forward(|at| Ok(at.x("idx")?.iter().map(|x| x + x).collect()));
    let report = kernel.against("square").unwrap();
    let page = page::user_kernel(&report, &Spec::built_in().unwrap()).unwrap();
    check(&page);
    assert!(page.contains("doubled &lt;b&gt;"));
    assert!(page.contains("<code>.seed(0).case("));
    assert!(page.contains("<h1><code>doubled &lt;b&gt;</code> (f32) against <code>Proofs."));
    assert!(page.contains("<li>jvp: not given</li><li>vjp: not given</li>"));
    assert_eq!(data(&page)["verdict"], "refuted");
    // Of each kernel the range that is spoken of is that of its format.
    let kernel = UserKernel::<f32>::new("square")
        .cases(60)
        .forward(|at| Ok(at.x("idx")?.iter().map(|x| x * x).collect()));
    let report = kernel.against("square").unwrap();
    let page = page::user_kernel(&report, &Spec::built_in().unwrap()).unwrap();
    assert!(page.contains("out of the range of f32") && !page.contains("range of f64"));
    assert!(page.contains("Verdict: <span class=\"good\">passed</span>"));
    let nothing = UserKernel::<f32>::new("none").against("square").unwrap();
    let page = page::user_kernel(&nothing, &Spec::built_in().unwrap()).unwrap();
    assert!(page.contains("<span class=\"doubtful\">nothing was compared</span>"));
}
