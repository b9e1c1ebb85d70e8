//! Each format by the rules of that format.

use std::collections::BTreeSet;

use torchlean_mirror::report::table::{Format, Table, json};

use super::{DEFINITIONS, LAWS, built_in, edited, spec, table};

/// All tables that formats must be able to show.
fn tables() -> Vec<Table> {
    let greek = edited(DEFINITIONS, "keepProb", "θ₁'");
    let underlined = edited(DEFINITIONS, "coeff", "my_coeff");
    vec![
        table(&built_in(), None),
        table(&built_in(), Some("2x2")),
        table(&built_in(), Some("scalar")),
        table(&built_in(), Some("0")),
        table(&spec(&greek, LAWS), Some("2")),
        table(&spec(&underlined, LAWS), Some("2")),
    ]
}

fn names(table: &Table) -> Vec<&str> {
    table.definitions.iter().map(|d| d.lean.as_str()).collect()
}

/// The texts between `before` and `after`, in order.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    let parts = text.split(before).skip(1);
    parts
        .filter_map(|part| Some(part.split_once(after)?.0))
        .collect()
}

#[test]
fn every_format_holds_every_definition_in_order() {
    let spec = built_in();
    let expected: Vec<&str> = spec
        .entries
        .iter()
        .map(|entry| entry.name.as_str())
        .collect();
    let short: Vec<&str> = spec
        .entries
        .iter()
        .map(|entry| entry.name.short())
        .collect();
    let table = table(&spec, Some("2"));
    let markdown = Format::Markdown.render(&table).unwrap();
    assert_eq!(between(&markdown, "<a id=\"", "\""), expected);
    let html = Format::Html.render(&table).unwrap();
    let sections = between(&html, "<section id=\"", "\"");
    assert_eq!(sections[..expected.len()], expected);
    let latex = Format::Latex.render(&table).unwrap();
    assert_eq!(
        between(
            &latex,
            r"\multicolumn{2}{@{}L{\textwidth}@{}}{\texttt{",
            " "
        ),
        short
    );
    let csv = Format::Csv.render(&table).unwrap();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let records: Vec<_> = reader.records().map(Result::unwrap).collect();
    let first: Vec<&str> = records.iter().map(|record| &record[0]).collect();
    assert_eq!(first, expected);
    let json: serde_json::Value =
        serde_json::from_str(&Format::Json.render(&table).unwrap()).unwrap();
    let definitions = json["definitions"].as_array().unwrap();
    let leans: Vec<&str> = definitions
        .iter()
        .map(|d| d["lean"].as_str().unwrap())
        .collect();
    assert_eq!(leans, expected);
}

#[test]
fn output_is_the_same_each_time() {
    for format in Format::ALL {
        let render = || format.render(&table(&built_in(), Some("2"))).unwrap();
        assert_eq!(render(), render());
    }
}

#[test]
fn csv_reads_back() {
    for table in tables() {
        let text = Format::Csv.render(&table).unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().unwrap().clone();
        let records: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!(records.len(), table.definitions.len());
        for (definition, record) in table.definitions.iter().zip(&records) {
            let cell = |name: &str| &record[header.iter().position(|h| h == name).unwrap()];
            assert_eq!(cell("kind"), definition.kind);
            assert_eq!(cell("rust"), definition.rust);
            for row in &definition.rows {
                let formula = row.formula.as_ref().map(|f| f.lean());
                assert_eq!(cell(row.part.name()), formula.unwrap());
                let smaller = row.simplified.formula().map(|f| f.lean());
                let column = format!("{}_simplified", row.part.name());
                assert_eq!(cell(&column), smaller.unwrap_or_default());
            }
            assert_eq!(cell("jacobian").is_empty(), definition.jacobians.is_empty());
        }
    }
}

#[test]
fn json_reads_back() {
    for table in tables() {
        let text = Format::Json.render(&table).unwrap();
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(json["schema"], json::SCHEMA);
        assert_eq!(json["module"], table.module);
        for (definition, json) in table
            .definitions
            .iter()
            .zip(json["definitions"].as_array().unwrap())
        {
            assert_eq!(json["rust"], definition.rust);
            for (row, json) in definition.rows.iter().zip(json["rows"].as_array().unwrap()) {
                assert_eq!(json["part"], row.part.name());
                assert_eq!(
                    json["formula"]["lean"],
                    row.formula.as_ref().unwrap().lean()
                );
            }
        }
    }
}

#[test]
fn html_needs_nothing_from_outside_and_its_anchors_resolve() {
    for table in tables() {
        let text = Format::Html.render(&table).unwrap();
        for outside in ["http", "src=", "<script", "<link", "@import", "url("] {
            assert!(!text.contains(outside), "{outside}");
        }
        let ids = between(&text, " id=\"", "\"");
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(unique.len(), ids.len());
        assert!(names(&table).iter().all(|name| unique.contains(name)));
        let anchors = between(&text, "href=\"#", "\"");
        assert!(anchors.len() > table.definitions.len());
        for anchor in anchors {
            assert!(unique.contains(anchor), "#{anchor}");
        }
    }
}

#[test]
fn markdown_rows_have_the_cells_of_their_header() {
    for table in tables() {
        let text = Format::Markdown.render(&table).unwrap();
        for grid in text.split("\n\n").filter(|part| part.starts_with('|')) {
            let pipes = |line: &str| line.replace(r"\|", "").matches('|').count();
            let expected = pipes(grid.lines().next().unwrap());
            assert!(grid.lines().all(|line| pipes(line) == expected), "{grid}");
        }
        let ids: BTreeSet<&str> = between(&text, "<a id=\"", "\"").into_iter().collect();
        assert!(between(&text, "](#", ")").iter().all(|id| ids.contains(id)));
    }
}

#[test]
fn latex_is_ascii_and_balanced() {
    for table in tables() {
        let text = Format::Latex.render(&table).unwrap();
        let foreign: Vec<char> = text.chars().filter(|c| !c.is_ascii()).collect();
        assert_eq!(foreign, []);
        let mut depth = 0_usize;
        for c in text
            .replace(r"\\", "")
            .replace(r"\{", "")
            .replace(r"\}", "")
            .chars()
        {
            match c {
                '{' => depth += 1,
                '}' => depth = depth.checked_sub(1).unwrap(),
                _ => {}
            }
        }
        assert_eq!(depth, 0);
        let begun = between(&text, r"\begin{", "}").len();
        assert_eq!(begun, between(&text, r"\end{", "}").len());
        assert!(text.ends_with("\\end{document}\n"));
    }
}
