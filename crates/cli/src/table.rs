//! Aligned columns for people. Nothing is coloured, boxed or cut to the width of a screen.

/// A table: columns two spaces apart, the last one as long as it is. Without a head there is no line for it.
pub fn table<const N: usize>(
    head: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let head = head.map(str::to_owned);
    let rows = rows.into_iter().map(Vec::from).collect();
    any_table(
        if head.iter().all(String::is_empty) {
            None
        } else {
            Some(Vec::from(head))
        },
        rows,
    )
}

/// A table whose columns are not known beforehand.
pub fn any_table(head: Option<Vec<String>>, rows: Vec<Vec<String>>) -> String {
    let rows: Vec<Vec<String>> = head
        .into_iter()
        .chain(rows)
        .map(|row| row.iter().map(|cell| on_one_line(cell)).collect())
        .collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns)
        .map(|c| {
            rows.iter()
                .filter_map(|r| r.get(c))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or_default()
        })
        .collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(&format!("{cell:width$}  "));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Every line moved to the right by two spaces; empty ones stay empty.
pub fn indented(text: &str) -> String {
    let mut moved = String::new();
    for line in text.lines() {
        if !line.is_empty() {
            moved.push_str("  ");
            moved.push_str(line);
        }
        moved.push('\n');
    }
    moved
}

/// A heading and what stands under it; nothing where there is nothing to stand.
pub fn section(heading: &str, text: &str) -> String {
    if text.trim().is_empty() {
        String::new()
    } else {
        format!("\n{heading}\n{}", indented(text))
    }
}

/// `yes` or nothing, so that what is so stands out in a column.
pub fn yes(is: bool) -> String {
    if is { "yes".into() } else { String::new() }
}

/// A time as people read it: to the second, in UTC.
pub fn time(rfc3339: &str) -> String {
    rfc3339.parse::<jiff::Timestamp>().map_or_else(
        |_| rfc3339.to_owned(),
        |t| t.strftime("%Y-%m-%d %H:%M:%S").to_string(),
    )
}

fn on_one_line(cell: &str) -> String {
    cell.chars()
        .flat_map(|c| {
            let (escaped, plain) = if c.is_control() {
                (Some(c.escape_default()), None)
            } else {
                (None, Some(c))
            };
            escaped.into_iter().flatten().chain(plain)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other_and_lines_end_without_spaces() {
        let rows = [
            ["a".into(), "Zoë".into(), String::new()],
            ["bbb".into(), "x\ny".into(), "z".into()],
        ];
        assert_eq!(
            table(["ID", "NAME", "C"], rows.clone()),
            "ID   NAME  C\na    Zoë\nbbb  x\\ny  z\n"
        );
        assert_eq!(table(["", "", ""], rows), "a    Zoë\nbbb  x\\ny  z\n");
    }

    #[test]
    fn a_section_without_content_is_no_section() {
        assert_eq!(section("Warnings", ""), "");
        assert_eq!(
            section("Warnings", "one\n\ntwo"),
            "\nWarnings\n  one\n\n  two\n"
        );
    }

    #[test]
    fn times_are_read_to_the_second() {
        assert_eq!(time("2026-11-21T04:05:06.789Z"), "2026-11-21 04:05:06");
        assert_eq!(time("soon"), "soon");
    }
}
