//! As much of GraphQL as is needed to answer: the selected fields, their arguments, and what that leaves of a value.

use serde_json::{Map, Value, json};

use super::refusals::Refusal;

/// A selected field.
#[derive(Debug, Default)]
pub(super) struct Field {
    pub name: String,
    /// Names with the literal or `$variable` that stands for each.
    arguments: Vec<(String, String)>,
    pub fields: Vec<Field>,
}

/// A part of a list.
#[derive(Debug, Clone)]
pub(super) struct Page {
    first: usize,
    after: Option<String>,
}

impl Page {
    /// The connection of these rows.
    pub fn of(&self, rows: &[Value]) -> Value {
        let start = self
            .after
            .as_deref()
            .and_then(|a| a.strip_prefix("after-")?.parse().ok());
        let start: usize = start.unwrap_or(0).min(rows.len());
        let end = (start + self.first).min(rows.len());
        let cursor = (end > start).then(|| format!("after-{end}"));
        json!({
            "pageInfo": { "hasNextPage": end < rows.len(), "endCursor": cursor },
            "nodes": rows[start..end],
        })
    }
}

impl Field {
    /// The value of an argument; null when it is not given.
    pub fn argument(&self, name: &str, variables: &Value) -> Value {
        let given = self.arguments.iter().find(|(n, _)| n == name);
        match given.map(|(_, text)| text.as_str()) {
            Some(text) => match text.strip_prefix('$') {
                Some(variable) => variables[variable].clone(),
                None => serde_json::from_str(text).unwrap_or(Value::Null),
            },
            None => Value::Null,
        }
    }

    /// The page that the field's arguments ask for: 1 to 250 rows.
    pub fn page(&self, variables: &Value) -> Result<Page, Refusal> {
        match self.argument("first", variables).as_u64() {
            Some(first @ 1..=250) => Ok(Page {
                first: usize::try_from(first).unwrap_or(250),
                after: self
                    .argument("after", variables)
                    .as_str()
                    .map(str::to_owned),
            }),
            _ => Err(Refusal::schema(&format!(
                "{} needs first, from 1 to 250",
                self.name
            ))),
        }
    }

    /// The page of a field at any depth, for lists within lists.
    pub fn page_of(&self, name: &str, variables: &Value) -> Result<Page, Refusal> {
        match self.inner(name) {
            Some(field) => field.page(variables),
            None => Ok(Page {
                first: 1,
                after: None,
            }),
        }
    }

    fn inner(&self, name: &str) -> Option<&Self> {
        self.fields.iter().find_map(|f| {
            if f.name == name {
                Some(f)
            } else {
                f.inner(name)
            }
        })
    }

    /// One for each row that may come.
    pub fn cost(&self, variables: &Value) -> u64 {
        let inner: u64 = self.fields.iter().map(|f| f.cost(variables)).sum();
        match self.argument("first", variables).as_u64() {
            Some(rows) => rows.saturating_mul(1 + inner),
            None => inner,
        }
    }

    /// What is selected of a value. A field that it does not have is an error.
    pub fn pick(&self, value: &Value) -> Result<Value, String> {
        match value {
            Value::Array(rows) => rows.iter().map(|row| self.pick(row)).collect(),
            Value::Object(members) if !self.fields.is_empty() => {
                let mut picked = Map::new();
                for field in &self.fields {
                    let member = members.get(&field.name).ok_or_else(|| {
                        format!(
                            "Field '{}' doesn't exist on type of '{}'",
                            field.name, self.name
                        )
                    })?;
                    picked.insert(field.name.clone(), field.pick(member)?);
                }
                Ok(Value::Object(picked))
            }
            other => Ok(other.clone()),
        }
    }
}

/// The root fields of a document with one operation; inline fragments are taken for what is around them.
pub(super) fn parse(document: &str) -> Result<Vec<Field>, String> {
    let mut words = words(document).into_iter().peekable();
    // The operation, its name and its variables.
    let mut depth = 0;
    while let Some(word) = words.next() {
        match word.as_str() {
            "(" => depth += 1,
            ")" => depth -= 1,
            "{" if depth == 0 => return selection(&mut words),
            _ => {}
        }
    }
    Err("Parse error: there is no selection".into())
}

type Words = std::iter::Peekable<std::vec::IntoIter<String>>;

fn selection(words: &mut Words) -> Result<Vec<Field>, String> {
    let mut fields = Vec::new();
    loop {
        let word = words.next().ok_or("Parse error: unexpected end")?;
        match word.as_str() {
            "}" => return Ok(fields),
            "..." => {
                // `on Type {`
                words.by_ref().take_while(|w| w != "{").for_each(drop);
                fields.extend(selection(words)?);
            }
            name => {
                let mut field = Field {
                    name: name.to_owned(),
                    ..Field::default()
                };
                if words.next_if_eq("(").is_some() {
                    while let Some(name) = words.next().filter(|w| w != ")") {
                        let value = words.next().ok_or("Parse error: unexpected end")?;
                        field.arguments.push((name, value));
                    }
                }
                if words.next_if_eq("{").is_some() {
                    field.fields = selection(words)?;
                }
                fields.push(field);
            }
        }
    }
}

/// Names, variables, numbers, brackets and dots; colons and commas only separate.
fn words(document: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = document.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("...") {
            3
        } else if "{}()".contains(first) {
            1
        } else {
            let end = rest.find(|c: char| c.is_whitespace() || "{}():,".contains(c));
            end.unwrap_or(rest.len()).max(first.len_utf8())
        };
        let (word, after) = rest.split_at(length);
        if word != ":" && word != "," {
            words.push(word.to_owned());
        }
        rest = after.trim_start();
    }
    words
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::parse;

    #[test]
    fn what_is_selected_is_left_and_nothing_else() {
        let document = "query Q($n: Int!) { list(first: $n, after: \"x\") { nodes { id ... on Thing { name { short } } } } }";
        let root = parse(document).unwrap();
        let variables = json!({ "n": 3 });
        assert_eq!(root[0].argument("first", &variables), json!(3));
        assert_eq!(root[0].argument("after", &variables), json!("x"));
        let value = json!({ "nodes": [{ "id": 1, "more": 2, "name": { "short": "a", "long": "b" } }], "other": 1 });
        assert_eq!(
            root[0].pick(&value).unwrap(),
            json!({ "nodes": [{ "id": 1, "name": { "short": "a" } }] })
        );
        assert!(root[0].pick(&json!({ "nodes": [{ "id": 1 }] })).is_err());
        assert_eq!(root[0].cost(&variables), 3);
        assert!(parse("query Q { shop { name }").is_err());
        assert!(parse("query Q").is_err());
    }
}
