//! Documents as Markdown.

use super::{Block, Document, Inline, Line, Table};

/// The document as Markdown with tables.
pub fn render(document: &Document) -> String {
    body(&document.blocks)
}

fn body(blocks: &[Block]) -> String {
    let parts: Vec<String> = blocks.iter().map(block).collect();
    parts.join("\n")
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading { level, id, text } => {
            let anchor = id
                .as_ref()
                .map_or_else(String::new, |id| format!("<a id=\"{id}\"></a>"));
            format!("{} {anchor}{}\n", "#".repeat((*level).into()), line(text))
        }
        Block::Paragraph(text) => format!("{}\n", line(text)),
        Block::List(items) => items
            .iter()
            .map(|item| format!("- {}\n", line(item)))
            .collect(),
        Block::Table(table) => grid(table),
        Block::Definitions(pairs) => grid(&Table {
            caption: String::new(),
            header: vec![Line::new(); 2],
            rows: pairs
                .iter()
                .map(|(name, value)| vec![name.clone(), value.clone()])
                .collect(),
            matrix: false,
        }),
        Block::Code(text) => {
            let fence = fence(text, 3);
            format!("{fence}text\n{}\n{fence}\n", text.trim_end())
        }
        Block::Fold { summary, blocks } => format!("{}\n\n{}", line(summary), body(blocks)),
        Block::Chart(chart) => format!("{}\n", escape(&chart.sentence())),
    }
}

fn grid(table: &Table) -> String {
    let rule = vec!["---".to_string(); table.header.len()];
    let mut text = row(table.header.iter().map(line)) + &row(rule);
    for cells in &table.rows {
        text += &row(cells.iter().map(line));
    }
    text
}

fn row(cells: impl IntoIterator<Item = String>) -> String {
    let cells: Vec<String> = cells
        .into_iter()
        .map(|cell| cell.replace('|', "\\|").replace('\n', " "))
        .collect();
    format!("| {} |\n", cells.join(" | "))
}

fn line(line: &Line) -> String {
    line.0.iter().map(inline).collect()
}

fn inline(inline: &Inline) -> String {
    match inline {
        Inline::Text(text) | Inline::Verdict(_, text) => escape(text),
        Inline::Code(text) => code(text),
        Inline::Math(formula) => code(&formula.lean),
        Inline::Anchor { id, code: text } => format!("<a id=\"{id}\"></a>{}", code(text)),
        Inline::Link { to, code: text } => format!("[{}](#{to})", code(text)),
        Inline::Break => "<br>".into(),
    }
}

fn code(text: &str) -> String {
    let fence = fence(text, 1);
    let space = if text.contains('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Longer than any run of backticks in the text.
fn fence(text: &str, least: usize) -> String {
    let runs = text.split(|c| c != '`').map(str::len);
    "`".repeat(runs.max().map_or(least, |longest| least.max(longest + 1)))
}

/// Plain text, with what Markdown would read as markup escaped.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if matches!(
            c,
            '*' | '_' | '`' | '[' | ']' | '<' | '>' | '\\' | '#' | '&' | '~' | '$'
        ) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
