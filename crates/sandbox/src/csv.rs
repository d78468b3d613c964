//! Writing CSV as RFC 4180 has it, with LF. Reading is none of the sandbox's business.

/// Appends one record.
pub(crate) fn record<S: AsRef<str>>(out: &mut String, fields: impl IntoIterator<Item = S>) {
    for (position, field) in fields.into_iter().enumerate() {
        if position > 0 {
            out.push(',');
        }
        let field = field.as_ref();
        if field.contains([',', '"', '\n', '\r']) {
            out.push('"');
            out.push_str(&field.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(field);
        }
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    #[test]
    fn fields_are_quoted_only_where_they_must_be() {
        let mut out = String::new();
        super::record(&mut out, ["plain", "", "a,b", "say \"hi\"", "two\nlines"]);
        assert_eq!(out, "plain,,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"\n");
    }
}
