//! Documents as one self-contained page.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Block, Document, Inline, Line, Table};

const STYLE: &str = include_str!("page.css");

/// The document as a page without scripts and without anything from outside.
pub fn render(document: &Document) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (document.title()) }
                style { (PreEscaped(STYLE)) }
            }
            body { main { @for part in &document.blocks { (block(part)) } } }
        }
    };
    page.into_string() + "\n"
}

fn block(block: &Block) -> Markup {
    match block {
        Block::Heading { level, id, text } => match level {
            1 => html! { h1 id=[id.as_ref()] { (line(text)) } },
            2 => html! { h2 id=[id.as_ref()] { (line(text)) } },
            _ => html! { h3 id=[id.as_ref()] { (line(text)) } },
        },
        Block::Paragraph(text) => html! { p { (line(text)) } },
        Block::List(items) => html! { ul { @for item in items { li { (line(item)) } } } },
        Block::Table(table) => grid(table),
        Block::Definitions(pairs) => html! {
            dl {
                @for (name, value) in pairs { dt { (line(name)) } dd { (line(value)) } }
            }
        },
        Block::Code(text) => html! { pre { code { (text) } } },
    }
}

/// A table that scrolls by itself where it is wider than the page.
fn grid(table: &Table) -> Markup {
    let class = if table.matrix { "matrix" } else { "grid" };
    html! {
        div.wide tabindex="0" role="group" aria-label=(table.caption) {
            table class=(class) {
                caption { (table.caption) }
                thead { tr { @for cell in &table.header { th scope="col" { (line(cell)) } } } }
                tbody {
                    @for row in &table.rows {
                        tr {
                            @for (position, cell) in row.iter().enumerate() {
                                @if position == 0 { th scope="row" { (line(cell)) } }
                                @else { td { (line(cell)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn line(line: &Line) -> Markup {
    html! { @for part in &line.0 { (inline(part)) } }
}

fn inline(inline: &Inline) -> Markup {
    match inline {
        // A long module name breaks after its dots.
        Inline::Text(text) if !text.contains(' ') => html! {
            @for part in text.split_inclusive('.') { (part) wbr; }
        },
        Inline::Text(text) => html! { (text) },
        Inline::Code(text) | Inline::Math { code: text, .. } => html! { code { (text) } },
        Inline::Anchor { id, code } => html! { code id=(id) { (code) } },
        Inline::Link { to, code } => html! { a href={ "#" (to) } { code { (code) } } },
        Inline::Break => html! { br; },
    }
}
