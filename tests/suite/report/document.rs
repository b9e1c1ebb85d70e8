//! One document in four formats.

use torchlean_mirror::report::document::{Document, Line, Table, html, latex, markdown, terminal};

fn document() -> Document {
    let mut document = Document::titled("A_title <&>");
    document.paragraph(Line::new().text("See ").link("laws", "a.b").text("."));
    let cells = |name: &str, rest: &str| vec![Line::code_only(name), Line::from(rest)];
    let long = "word ".repeat(40);
    document.table(Table::new(
        "Names",
        ["name", "note"],
        [cells("u | v", "50 % of_it"), cells("δ", long.trim_end())],
    ));
    document.definitions([(Line::from("key"), Line::from("one").under("two"))]);
    document.list([Line::from("item")]);
    document.anchored(2, "laws", "Laws");
    document.code("a\nb");
    document
}

#[test]
fn markdown_escapes_text_and_not_code() {
    let text = markdown::render(&document());
    assert!(
        text.starts_with("# A\\_title \\<\\&\\>\n\nSee [`a.b`](#laws).\n"),
        "{text}"
    );
    assert!(text.contains("| `u \\| v` | 50 % of\\_it |\n"), "{text}");
    assert!(text.contains("| key | one<br>two |\n"), "{text}");
    assert!(
        text.contains("## <a id=\"laws\"></a>Laws\n\n```text\na\nb\n```\n"),
        "{text}"
    );
}

#[test]
fn html_escapes_and_has_the_anchor() {
    let text = html::render(&document());
    assert!(
        text.contains("<title>A_title &lt;&amp;&gt;</title>"),
        "{text}"
    );
    assert!(
        text.contains("<a href=\"#laws\"><code>a.b</code></a>"),
        "{text}"
    );
    assert!(text.contains("<h2 id=\"laws\">"), "{text}");
}

#[test]
fn latex_is_a_document_or_a_fragment_of_ascii() {
    let (whole, part) = (latex::render(&document()), latex::fragment(&document()));
    assert!(whole.starts_with("\\documentclass"));
    assert!(
        !part.contains("documentclass") && !part.contains("{document}"),
        "{part}"
    );
    for text in [whole, part] {
        assert!(text.is_ascii());
        assert!(text.contains("50 \\% of\\_it"), "{text}");
        assert!(text.contains("\\texttt{\\ensuremath{\\delta}}"), "{text}");
    }
}

#[test]
fn a_terminal_of_80_columns_folds_and_one_without_limit_does_not() {
    let longest = |text: &str| text.lines().map(|line| line.chars().count()).max().unwrap();
    let narrow = terminal::render(&document(), Some(80));
    assert!(longest(&narrow) <= 80, "{narrow}");
    let wide = terminal::render(&document(), None);
    assert!(longest(&wide) > 200, "{wide}");
    let words = |text: &str| text.matches("word").count();
    assert_eq!((words(&narrow), words(&wide)), (40, 40));
    assert!(
        wide.contains("  key          one\n               two\n"),
        "{wide}"
    );
}
