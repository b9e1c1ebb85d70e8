//! Tables as a LaTeX document.

use super::{Definition, Formula, Jacobian, LawKind, LawRow, Matrix, Row, Table};
use crate::term::{latex_name, latex_symbol};

/// The table as a complete document for pdfLaTeX.
pub fn render(table: &Table) -> String {
    let mut text = PREAMBLE.to_string();
    text += &format!("\\section*{{{}}}\n", escape(&table.title()));
    for paragraph in table.introduction() {
        text += &format!("\n{}\n", escape(&paragraph));
    }
    text += NOTATION;
    text += FORMS;
    let groups: Vec<String> = table.definitions.iter().map(group).collect();
    text += &groups.join("\\midrule\n");
    text += "\\bottomrule\n\\end{longtable}\n";
    if let Some(shape) = &table.shape {
        text += &format!(
            "\n\\section*{{Jacobian matrices at shape {}}}\n",
            escape(shape)
        );
        for definition in &table.definitions {
            for jacobian in &definition.jacobians {
                text += &matrix(definition.lean.short(), jacobian);
            }
        }
    }
    text += LAWS;
    for law in &table.laws {
        text += &law_rows(law);
    }
    text += "\\bottomrule\n\\end{longtable}\n\\end{document}\n";
    text
}

const PREAMBLE: &str = r"\documentclass[10pt,a4paper]{article}
\usepackage[utf8]{inputenc}
\usepackage[margin=22mm]{geometry}
\usepackage{amsmath,amssymb,array,booktabs,graphicx,longtable}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\setlength{\emergencystretch}{4em}
\renewcommand{\arraystretch}{1.15}
\frenchspacing
\newcolumntype{L}[1]{>{\raggedright\arraybackslash}p{#1}}
% Shrinks what is wider than the line.
\newsavebox{\fitted}
\newcommand{\fit}[1]{\sbox{\fitted}{$\displaystyle #1$}%
  \ifdim\wd\fitted>\linewidth\resizebox{\linewidth}{!}{\usebox{\fitted}}\else\usebox{\fitted}\fi}
\begin{document}
";

const NOTATION: &str = r"
In formulas $x_a$ is the block \texttt{get a x} of a context, $\pi_a$ the linear map \texttt{getCLM a},
$A^{\dagger}$ the adjoint, $u \odot v$ the product coordinate by coordinate,
$\operatorname{diag}(u)$ the map $v \mapsto u \odot v$,
and $\operatorname{single}_a(v)$ the context with the block $v$ among zeros.
";

const FORMS: &str = r"
\begin{longtable}{@{}L{24mm}L{\dimexpr\textwidth-24mm-2\tabcolsep\relax}@{}}
\toprule
\endhead
";

const LAWS: &str = r"
\section*{Laws and rules}

\begin{longtable}{@{}L{42mm}L{\dimexpr\textwidth-42mm-2\tabcolsep\relax}@{}}
\toprule
name & equation and lemma \\
\midrule
\endhead
";

/// The rows of one definition, which stay on one page.
fn group(definition: &Definition) -> String {
    let mut head = format!("{}, Rust {}", definition.kind, typewriter(&definition.rust));
    if let Some(of) = &definition.of {
        head += &format!(", derivative of {}", typewriter(of.short()));
    }
    if let Some(delegation) = &definition.delegation {
        head += &format!(", defined as {}", typewriter(delegation));
    }
    let mut text = format!(
        "\\multicolumn{{2}}{{@{{}}L{{\\textwidth}}@{{}}}}{{{}\\newline {{\\small {head}}}}} \\\\*\n",
        typewriter(&definition.signature())
    );
    for row in &definition.rows {
        text += "\\addlinespace[2pt]\n";
        text += &row_lines(row);
    }
    // Only the last line may be followed by a page break.
    match text.strip_suffix("\\\\*\n") {
        Some(body) => format!("{body}\\\\\n"),
        None => text,
    }
}

fn row_lines(row: &Row) -> String {
    let variables: Vec<String> = row
        .part
        .variables()
        .iter()
        .map(|name| format!("${}$", latex_name(name)))
        .collect();
    let part = format!("{} {}", row.part.name(), variables.join(" "));
    let formula = row.formula.as_ref().map(|formula| {
        let rules = small(" rules", &row.rules);
        format!("{}{rules}", display(formula, ""))
    });
    let mut lines: Vec<String> = formula.into_iter().collect();
    if let Some(formula) = row.simplified.formula() {
        let laws = match row.simplified.laws() {
            [] => " \\quad {\\small by arithmetic}".to_string(),
            laws => small(" by", laws),
        };
        lines.push(format!("{}{laws}", display(formula, "= ")));
    }
    lines.extend(row.simplified.remark().map(|remark| escape(&remark)));
    let mut label = part.trim_end();
    let mut text = String::new();
    for line in lines {
        text += &format!("{label} & {line} \\\\*\n");
        label = "";
    }
    text
}

/// Names after a word; nothing if there are no names.
fn small(word: &str, names: &[String]) -> String {
    if names.is_empty() {
        return String::new();
    }
    let names: Vec<String> = names.iter().map(|name| typewriter(name)).collect();
    format!(" \\quad {{\\small{word} {}}}", names.join(", "))
}

/// Inline, so that long formulas break at their operators.
fn display(formula: &Formula, before: &str) -> String {
    format!("$\\displaystyle {before}{}$", formula.latex())
}

fn matrix(name: &str, jacobian: &Jacobian) -> String {
    let case = jacobian
        .case
        .as_ref()
        .map_or_else(String::new, |case| format!(", {}", escape(case)));
    let mut text = format!(
        "\n\\medskip\n\\begin{{minipage}}{{\\linewidth}}\n{}{case}",
        typewriter(name)
    );
    let legend: Vec<String> = jacobian.legend.iter().map(|line| escape(line)).collect();
    if !legend.is_empty() {
        text += &format!(" {{\\small ({})}}", legend.join("; "));
    }
    match &jacobian.matrix {
        Matrix::Unknown { why } => text += &format!(": unknown, {}.\n", escape(why)),
        Matrix::Known {
            rows,
            columns,
            entries,
        } => {
            let blocks: Vec<(&str, usize)> = columns
                .chunk_by(|a, b| a.block == b.block)
                .filter_map(|run| Some((run.first()?.block.as_str(), run.len())))
                .collect();
            let layout: Vec<String> = blocks.iter().map(|(_, width)| "c".repeat(*width)).collect();
            let heads: Vec<String> = blocks
                .iter()
                .map(|(label, width)| {
                    format!("& \\multicolumn{{{width}}}{{c}}{{{}}}", typewriter(label))
                })
                .collect();
            let indices: Vec<String> = columns
                .iter()
                .map(|column| format!("& {}", index(&column.index)))
                .collect();
            text += &format!(
                ":\n\n\\smallskip\n\\fit{{\\begin{{array}}{{r|{}}}\n{} \\\\\n{} \\\\\n\\hline\n\\rule{{0pt}}{{2.8ex}}",
                layout.join("|"),
                heads.join(" "),
                indices.join(" ")
            );
            for (row, entries) in rows.iter().zip(entries) {
                let cells: Vec<String> =
                    entries.iter().map(|e| format!("& {}", e.latex())).collect();
                text += &format!("{} {} \\\\\n", index(row), cells.join(" "));
            }
            text += "\\end{array}}\n";
        }
    }
    text + "\\end{minipage}\n"
}

fn index(index: &[usize]) -> String {
    format!("{{\\scriptstyle {index:?}}}")
}

fn law_rows(law: &LawRow) -> String {
    let kind = match law.kind {
        LawKind::Law => String::new(),
        LawKind::Derivative => format!("{} ", law.kind.name()),
    };
    let binders = law.binders();
    let scope = if binders.is_empty() {
        String::new()
    } else {
        format!(" for all {}", typewriter(&binders))
    };
    format!(
        "{kind}{} & ${} = {}$\\newline {{\\small {} {}{scope}}} \\\\\n\\addlinespace[2pt]\n",
        typewriter(&law.name),
        law.left.latex(),
        law.right.latex(),
        escape(&law.library),
        typewriter(&law.lemma)
    )
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
        _ if c.is_ascii() => c.into(),
        // pdfTeX stops at a character that it has no glyph for.
        _ => format!("[U+{:04X}]", u32::from(c)),
    }
}
