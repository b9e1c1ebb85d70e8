//! Documents as one self-contained page.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Block, Chart, Document, Inline, Line, Table, Tone};
use crate::report::number::grouped;

const STYLE: &str = include_str!("page.css");

/// The document as a page without scripts and without anything from outside.
pub fn render(document: &Document) -> String {
    page(document, None, html! {})
}

/// The same with a list of its parts before them, and with the JSON that it shows for programs.
pub fn with_data(document: &Document, json: &str) -> String {
    // Within `script` only `<` could end the element.
    let data = json.replace('<', "\\u003c");
    let data = html! {
        script type="application/json" id=(DATA) { (PreEscaped(data)) }
    };
    page(document, Some(contents(document)), data)
}

/// The id of the element that holds the JSON of a page.
pub const DATA: &str = "report";

fn page(document: &Document, contents: Option<Markup>, data: Markup) -> String {
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
            body {
                main { (blocks(&document.blocks, contents)) }
                (data)
            }
        }
    };
    page.into_string() + "\n"
}

/// The parts, a line each, with the list of parts before the second heading.
fn blocks(blocks: &[Block], contents: Option<Markup>) -> Markup {
    let second = |block: &Block| matches!(block, Block::Heading { level: 2, .. });
    let place = blocks.iter().position(second);
    html! {
        @for (position, part) in blocks.iter().enumerate() {
            @if let (true, Some(contents)) = (Some(position) == place, &contents) { (contents) "\n" }
            (block(part)) "\n"
        }
    }
}

/// Links to the headings of the second level.
fn contents(document: &Document) -> Markup {
    let headings = document.blocks.iter().filter_map(|block| match block {
        Block::Heading {
            level: 2,
            id: Some(id),
            text,
        } => Some((id, text)),
        _ => None,
    });
    html! {
        nav aria-label="Contents" {
            ul { @for (id, text) in headings { li { a href={ "#" (id) } { (text.plain()) } } } }
        }
    }
}

fn block(block: &Block) -> Markup {
    match block {
        Block::Heading { level, id, text } => match level {
            1 => html! { h1 id=[id.as_ref()] { (line(text)) } },
            2 => html! { h2 id=[id.as_ref()] { (line(text)) } },
            3 => html! { h3 id=[id.as_ref()] { (line(text)) } },
            _ => html! { h4 id=[id.as_ref()] { (line(text)) } },
        },
        Block::Paragraph(text) => html! { p { (line(text)) } },
        Block::List(items) => html! { ul { @for item in items { li { (line(item)) } } } },
        Block::Table(table) => grid(table),
        Block::Definitions(pairs) => html! {
            dl {
                @for (name, value) in pairs { dt { (line(name)) } dd { (line(value)) } }
            }
        },
        Block::Code(text) => html! { pre tabindex="0" { code { (text) } } },
        Block::Fold { summary, blocks } => html! {
            details { summary { (line(summary)) } (self::blocks(blocks, None)) }
        },
        Block::Chart(chart) => bars(chart),
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

/// The height of the bars of a chart, in units of its picture.
const HEIGHT: u128 = 96;
/// The distance of its bars.
const STEP: usize = 48;

/// Bars whose heights are proportional to the counts; one that counts something is seen.
fn bars(chart: &Chart) -> Markup {
    let counts = chart.bars.iter().map(|(_, count)| u128::from(*count));
    let most = counts.fold(1, u128::max);
    let width = chart.bars.len() * STEP;
    let bars = chart.bars.iter().enumerate().map(|(at, (range, count))| {
        let height = (u128::from(*count) * HEIGHT / most).max(u128::from(*count > 0));
        let y = 16 + HEIGHT - height;
        (at * STEP, y, height, range, grouped(*count))
    });
    html! {
        figure {
            div.wide tabindex="0" role="group" aria-label=(chart.caption) {
                svg role="img" aria-label=(chart.sentence()) width=(width)
                    viewBox={ "0 0 " (width) " 132" } {
                    @for (x, y, height, range, count) in bars {
                        g {
                            title { (range) ": " (count) }
                            rect x=(x + 3) y=(y) width=(STEP - 6) height=(height) {}
                            @if count != "0" {
                                text.count x=(x + STEP / 2) y=(y - 4) { (count) }
                            }
                            text x=(x + STEP / 2) y="126" { (range) }
                        }
                    }
                    line x1="0" x2=(width) y1="112.5" y2="112.5" {}
                }
            }
            figcaption { (chart.caption) }
        }
    }
}

fn line(line: &Line) -> Markup {
    html! { @for part in &line.0 { (inline(part)) } }
}

fn inline(inline: &Inline) -> Markup {
    match inline {
        // A long module name breaks after its dots.
        Inline::Text(text) if text.contains('.') && !text.contains(' ') => html! {
            @for part in text.split_inclusive('.') { (part) wbr; }
        },
        Inline::Text(text) => html! { (text) },
        Inline::Code(text) => html! { code { (text) } },
        Inline::Math(formula) => html! {
            math alttext=(formula.lean) { (PreEscaped(&formula.mathml)) }
        },
        Inline::Anchor { id, code } => html! { code id=(id) { (code) } },
        Inline::Link { to, code } => html! { a href={ "#" (to) } { code { (code) } } },
        Inline::Verdict(tone, words) => html! { span class=(class(*tone)) { (words) } },
        Inline::Break => html! { br; },
    }
}

fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "good",
        Tone::Open => "open",
        Tone::Missing => "missing",
        Tone::Doubtful => "doubtful",
        Tone::Bad => "bad",
    }
}
