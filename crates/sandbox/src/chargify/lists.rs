//! What the site's lists have in common: pages, order, ranges of dates.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::refusals;
use crate::calendar::parse;
use crate::vendor::{Answer, Request};

/// Larger pages are cut to this, without a word.
const LARGEST_PAGE: usize = 200;

/// The rows of the page that was asked for. There is neither a total nor a link to the next page.
pub(super) fn page(
    request: &Request,
    per_page: usize,
    rows: impl IntoIterator<Item = Value>,
) -> Result<Answer, Answer> {
    let number = positive(request, "page")?.unwrap_or(1);
    let size = positive(request, "per_page")?
        .unwrap_or(per_page)
        .min(LARGEST_PAGE);
    let skip = (number - 1).saturating_mul(size);
    let rows: Vec<Value> = rows.into_iter().skip(skip).take(size).collect();
    Ok(Answer::json(200, &Value::Array(rows)))
}

fn positive(request: &Request, name: &str) -> Result<Option<usize>, Answer> {
    let Some(text) = request.param(name) else {
        return Ok(None);
    };
    match text.parse::<usize>() {
        Ok(number) if number > 0 => Ok(Some(number)),
        _ => Err(refusals::parameter(name, "must be a positive integer")),
    }
}

/// A query parameter that must be a whole number.
pub(super) fn number(request: &Request, name: &str) -> Result<Option<u64>, Answer> {
    let Some(text) = request.param(name) else {
        return Ok(None);
    };
    text.parse()
        .map(Some)
        .map_err(|_| refusals::parameter(name, "must be an integer"))
}

/// `true` or `false`; false when not given.
pub(super) fn flag(request: &Request, name: &str) -> Result<bool, Answer> {
    match request.param(name) {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(refusals::parameter(name, "must be true or false")),
    }
}

/// Whether the newest come first.
pub(super) fn descending(request: &Request, default: bool) -> Result<bool, Answer> {
    match request.param("direction") {
        None => Ok(default),
        Some("asc") => Ok(false),
        Some("desc") => Ok(true),
        Some(_) => Err(refusals::parameter("direction", "must be asc or desc")),
    }
}

/// A range of dates over one field of the rendered rows.
#[derive(Debug)]
pub(super) struct Range {
    field: String,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl Range {
    /// Reads `date_field`, `start_date`, `end_date`, `start_datetime` and `end_datetime`, each as `wrap` spells it.
    /// The datetime forms win over the date forms; an end date includes its day.
    pub fn read(
        request: &Request,
        fields: &[&str],
        wrap: impl Fn(&str) -> String,
    ) -> Result<Self, Answer> {
        let instant = |name: &str| {
            let name = wrap(name);
            let Some(text) = request.param(&name) else {
                return Ok(None);
            };
            parse(text)
                .map(Some)
                .ok_or_else(|| refusals::parameter(&name, "is not a date"))
        };
        let name = wrap("date_field");
        let field = request.param(&name).unwrap_or(fields[0]).to_owned();
        if !fields.contains(&field.as_str()) {
            return Err(refusals::parameter(&name, "is not included in the list"));
        }
        let almost_a_day = SignedDuration::from_secs(86_399);
        let last_day = instant("end_date")?.map(|day| day.checked_add(almost_a_day).unwrap_or(day));
        Ok(Self {
            field,
            from: instant("start_datetime")?.or(instant("start_date")?),
            until: instant("end_datetime")?.or(last_day),
        })
    }

    /// Whether a rendered row lies in the range; a row without the date does only where there is no range.
    pub fn holds(&self, row: &Value) -> bool {
        if self.from.is_none() && self.until.is_none() {
            return true;
        }
        let at = row.get(&self.field).and_then(Value::as_str).and_then(parse);
        at.is_some_and(|at| {
            self.from.is_none_or(|from| at >= from) && self.until.is_none_or(|until| at <= until)
        })
    }
}
