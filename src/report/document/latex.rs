//! Documents as LaTeX.

use super::{Block, Document, Inline, Line, Table};
use crate::term::latex_symbol;

/// The document as a complete one for pdfLaTeX.
pub fn render(document: &Document) -> String {
    format!(
        "{PREAMBLE}{MACROS}\\begin{{document}}\n{}\\end{{document}}\n",
        body(&document.blocks)
    )
}

/// The document as a part of another, to be read by `\input`.
pub fn fragment(document: &Document) -> String {
    format!("{NEEDS}{MACROS}{}", body(&document.blocks))
}

const PREAMBLE: &str = r"\documentclass[10pt,a4paper]{article}
\usepackage[utf8]{inputenc}
\usepackage[landscape,margin=15mm]{geometry}
\usepackage{amsmath,amssymb,array,booktabs,graphicx,longtable}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\setlength{\emergencystretch}{4em}
\renewcommand{\arraystretch}{1.15}
\frenchspacing
";

const NEEDS: &str = r"% Needs \usepackage{amsmath,amssymb,array,booktabs,graphicx,longtable}.
";

/// `\fit` shrinks what is wider than the line. `\cell` first breaks a formula at its operators, and
/// shrinks it as far as its widest piece needs.
const MACROS: &str = r"\ifdefined\fitted\else\newsavebox{\fitted}\newdimen\widest\fi
\providecommand{\fit}[1]{\sbox{\fitted}{$\displaystyle #1$}%
  \ifdim\wd\fitted>\linewidth\resizebox{\linewidth}{!}{\usebox{\fitted}}\else\usebox{\fitted}\fi}
\providecommand{\cell}[1]{{\global\widest=0pt
  \setbox\fitted\vbox{\hsize\linewidth\raggedright\hfuzz\maxdimen\noindent$\displaystyle #1$\par
    \loop\setbox0\lastbox\ifhbox0\setbox0\hbox{\unhbox0}%
      \ifdim\wd0>\widest\global\widest\wd0\fi\unskip\unpenalty\repeat}%
  \ifdim\widest>\linewidth\resizebox{\linewidth}{!}{\parbox[t]{\widest}{\raggedright$\displaystyle #1$}}%
  \else$\displaystyle #1$\fi}}
";

fn body(blocks: &[Block]) -> String {
    let parts = blocks.iter();
    parts.map(|part| format!("\n{}", block(part))).collect()
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading { level, text, .. } => {
            let command = match level {
                1 => "section",
                2 => "subsection",
                _ => "subsubsection",
            };
            format!("\\{command}*{{{}}}\n", line(text))
        }
        Block::Paragraph(text) => format!("{}\n", line(text)),
        Block::List(items) => {
            let items: String = items
                .iter()
                .map(|item| format!("\\item {}\n", line(item)))
                .collect();
            format!("\\begin{{itemize}}\n{items}\\end{{itemize}}\n")
        }
        Block::Table(table) if table.matrix => matrix(table),
        Block::Table(table) => grid(table),
        Block::Definitions(pairs) => {
            let items: String = pairs
                .iter()
                .map(|(name, value)| format!("\\item[{{{}}}] {}\n", line(name), line(value)))
                .collect();
            format!("\\begin{{description}}\n{items}\\end{{description}}\n")
        }
        Block::Code(text) => text
            .lines()
            .map(|text| format!("{}\\\\\n", typewriter(text)))
            .collect(),
        Block::Fold { summary, blocks } => format!("{}\n{}", line(summary), body(blocks)),
        Block::Chart(chart) => format!("{}\n", escape(&chart.sentence())),
    }
}

/// Cells are folded in columns whose widths follow their longest lines.
fn grid(table: &Table) -> String {
    /// The longest line that makes its column wider.
    const WIDEST: usize = 60;
    /// The shortest.
    const NARROWEST: usize = 8;
    let cells = |column: usize| {
        let rows = table.rows.iter().filter_map(move |row| row.get(column));
        rows.chain(table.header.get(column))
    };
    let width = |column: usize| {
        let lines = cells(column).map(|cell| {
            let lines = cell.plain();
            let longest = lines.split('\n').map(|line| line.chars().count()).max();
            longest.map_or(NARROWEST, |longest| longest.clamp(NARROWEST, WIDEST))
        });
        lines.fold(NARROWEST, usize::max)
    };
    let columns = table.header.len();
    let widths: Vec<usize> = (0..columns).map(width).collect();
    // No column is much narrower than the average, so that the words of its header fit.
    let least = widths.iter().sum::<usize>() * 3 / (4 * columns).max(1);
    let widths: Vec<usize> = widths.iter().map(|width| *width.max(&least)).collect();
    let total: usize = widths.iter().sum();
    let layout: String = widths
        .iter()
        .map(|width| {
            let share = (width * 1000 / total).min(999);
            format!(
                ">{{\\raggedright\\arraybackslash}}p{{\\dimexpr 0.{share:03}\\linewidth-2\\tabcolsep\\relax}}"
            )
        })
        .collect();
    let row = |cells: &[Line]| {
        let cells: Vec<String> = cells.iter().map(cell).collect();
        format!("{} \\\\\n", cells.join(" & "))
    };
    let rows: String = table.rows.iter().map(|cells| row(cells)).collect();
    format!(
        "\\begin{{longtable}}{{{layout}}}\n\\toprule\n{}\\midrule\n\\endhead\n{rows}\\bottomrule\n\\end{{longtable}}\n",
        row(&table.header)
    )
}

fn matrix(table: &Table) -> String {
    let row = |cells: &[Line]| {
        let cells = cells.iter().map(|cell| match cell.0.as_slice() {
            [Inline::Math(formula)] => formula.latex.clone(),
            _ => format!("\\text{{\\scriptsize {}}}", line(cell)),
        });
        cells.collect::<Vec<_>>().join(" & ")
    };
    let columns = "c".repeat(table.header.len().saturating_sub(1));
    let rows: String = table
        .rows
        .iter()
        .map(|cells| format!("{} \\\\\n", row(cells)))
        .collect();
    format!(
        "\\smallskip\n\\fit{{\\begin{{array}}{{r|{columns}}}\n{} \\\\\n\\hline\n{rows}\\end{{array}}}}\n",
        row(&table.header)
    )
}

fn line(line: &Line) -> String {
    line.0.iter().map(inline).collect()
}

/// A line in a column of a table.
fn cell(line: &Line) -> String {
    let pieces = line.0.iter().map(|piece| match piece {
        Inline::Math(formula) => format!("\\cell{{{}}}", formula.latex),
        other => inline(other),
    });
    pieces.collect()
}

fn inline(inline: &Inline) -> String {
    match inline {
        Inline::Text(text) | Inline::Verdict(_, text) => escape(text),
        Inline::Code(text)
        | Inline::Link { code: text, .. }
        | Inline::Anchor { code: text, .. } => typewriter(text),
        // Inline, so that long formulas break at their operators.
        Inline::Math(formula) => format!("$\\displaystyle {}$", formula.latex),
        Inline::Break => "\\newline ".into(),
    }
}

/// Lean and Rust text; lines may break after dots and underscores.
fn typewriter(text: &str) -> String {
    let text = escape(text)
        .replace('.', ".\\allowbreak ")
        .replace("\\_", "\\_\\allowbreak ");
    format!("\\texttt{{{text}}}")
}

/// Plain text.
fn escape(text: &str) -> String {
    text.chars().map(character).collect()
}

fn character(c: char) -> String {
    if let Some(symbol) = latex_symbol(c) {
        return format!("\\ensuremath{{{}}}", symbol.trim_end());
    }
    match c {
        '\\' => "\\textbackslash{}".into(),
        '^' | '~' => format!("\\{c}{{}}"),
        '_' | '#' | '$' | '%' | '&' | '{' | '}' => format!("\\{c}"),
        '<' | '>' | '|' => format!("\\ensuremath{{{c}}}"),
        '`' => "\\textquoteleft{}".into(),
        // At the beginning of a row it would be an argument of `\\`.
        '[' => "{[}".into(),
        _ if c.is_ascii() => c.into(),
        // pdfTeX stops at a character that it has no glyph for.
        _ => format!("[U+{:04X}]", u32::from(c)),
    }
}
