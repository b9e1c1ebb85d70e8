//! Documents for a terminal.

use comfy_table::{ContentArrangement, Table as Columns, presets};

use super::{Block, Document, Line, Table};

/// The document as text. Tables and paragraphs are folded to `width` columns, if
/// there is a limit.
pub fn render(document: &Document, width: Option<u16>) -> String {
    let mut text = String::new();
    for (position, block) in document.blocks.iter().enumerate() {
        let attached = matches!(
            position.checked_sub(1).and_then(|before| document.blocks.get(before)),
            Some(Block::Heading { level, .. }) if *level > 1
        );
        if position > 0 && !attached {
            text.push('\n');
        }
        text += &render_block(block, width);
    }
    text
}

fn render_block(block: &Block, width: Option<u16>) -> String {
    match block {
        Block::Heading { text, .. } => format!("{}\n", text.plain()),
        Block::Paragraph(text) => fold(text, "", width),
        Block::List(items) => items.iter().map(|item| fold(item, "  ", width)).collect(),
        Block::Table(table) => columns(table, width),
        Block::Definitions(pairs) => {
            let names = pairs.iter().map(|(name, _)| name.plain());
            let names: Vec<String> = names.collect();
            let widest = names.iter().map(|name| name.chars().count()).max();
            let widest = widest.map_or(0, |widest| widest.max(12));
            let lines = names.iter().zip(pairs).map(|(name, (_, value))| {
                let value = value.plain().replace('\n', &format!("\n  {:widest$} ", ""));
                format!("  {name:<widest$} {value}\n")
            });
            lines.collect()
        }
        Block::Code(text) => text.lines().map(|line| format!("  {line}\n")).collect(),
        Block::Fold { summary, blocks } => {
            let inside = blocks.iter().map(|block| render_block(block, width));
            fold(summary, "", width) + &inside.collect::<String>()
        }
        Block::Chart(chart) => fold(&Line::from(chart.sentence()), "", width),
    }
}

/// A paragraph, with `indent` before each line.
fn fold(line: &Line, indent: &str, width: Option<u16>) -> String {
    let Some(width) = width.map(usize::from) else {
        return format!("{indent}{}\n", line.plain());
    };
    let mut lines = Vec::new();
    let mut current = String::new();
    for word in line.plain().split_whitespace() {
        let length = indent.len() + current.chars().count() + 1 + word.chars().count();
        if !current.is_empty() && length > width {
            lines.push(std::mem::take(&mut current));
        }
        if !current.is_empty() {
            current.push(' ');
        }
        current.push_str(word);
    }
    lines.push(current);
    let lines = lines.iter().map(|line| format!("{indent}{line}\n"));
    lines.collect()
}

/// Columns without lines.
fn columns(table: &Table, width: Option<u16>) -> String {
    let mut columns = Columns::new();
    columns
        .load_preset(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(table.header.iter().map(Line::plain));
    if let (Some(width), false) = (width, table.matrix) {
        columns
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(width);
    }
    for row in &table.rows {
        columns.add_row(row.iter().map(Line::plain));
    }
    let lines = columns.lines();
    lines.map(|line| format!("{}\n", line.trim_end())).collect()
}
