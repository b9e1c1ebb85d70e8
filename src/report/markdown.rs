//! Rows of Markdown tables.

/// A row of a Markdown table.
pub fn row<S: AsRef<str>>(cells: impl IntoIterator<Item = S>) -> String {
    let cells: Vec<String> = cells
        .into_iter()
        .map(|cell| cell.as_ref().replace('|', "\\|").replace('\n', " "))
        .collect();
    format!("| {} |\n", cells.join(" | "))
}

/// The line under a table's header.
pub fn rule(columns: usize) -> String {
    row(std::iter::repeat_n("---", columns))
}
