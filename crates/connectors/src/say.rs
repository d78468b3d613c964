//! How values are said to people, the same for every vendor: amounts, times, spans, lists, sentences.

use jiff::Timestamp;
use serde_json::Value;

/// An amount in the currency's smallest unit: `4900` with two digits is "49.00 USD".
pub fn minor(amount: i64, digits: u32, currency: Option<&str>) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let amount = amount.unsigned_abs();
    let unit = 10u64.saturating_pow(digits);
    let text = match digits {
        0 => format!("{sign}{amount}"),
        _ => format!(
            "{sign}{}.{:0width$}",
            amount / unit,
            amount % unit,
            width = digits as usize
        ),
    };
    with_currency(text, currency)
}

/// How many digits stand behind the point in amounts of a currency, letter case ignored (ISO 4217). Currencies that
/// are not known have two.
pub fn digits_of(currency: &str) -> u32 {
    match currency.to_ascii_uppercase().as_str() {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

/// An amount in whole units, as a vendor writes it: a number, which a float made imprecise, or a text: "9.99 USD".
pub fn decimal(amount: &Value, currency: Option<&str>) -> Option<String> {
    let text = match amount {
        Value::Number(n) if n.is_f64() => {
            let float = n.as_f64()?;
            let short = format!("{float:.2}");
            // More than cents is shown as it is.
            if short.parse() == Ok(float) {
                short
            } else {
                n.to_string()
            }
        }
        Value::Number(n) => n.to_string(),
        Value::String(text) if !text.trim().is_empty() => text.trim().to_owned(),
        _ => return None,
    };
    Some(with_currency(text, currency))
}

fn with_currency(amount: String, currency: Option<&str>) -> String {
    match currency {
        Some(currency) => format!("{amount} {}", currency.to_ascii_uppercase()),
        None => amount,
    }
}

/// A moment in UTC, to the minute.
pub fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// A time of RFC 3339 in UTC, to the minute; what is no such time stays as it is.
pub fn time(text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), moment)
}

/// Seconds since 1970 in UTC, to the minute.
pub fn epoch(secs: i64) -> String {
    Timestamp::from_second(secs).map_or_else(|_| secs.to_string(), moment)
}

/// Whether a time of RFC 3339 is past; false for what is no time.
pub fn is_past(text: &str, now: Timestamp) -> bool {
    text.parse::<Timestamp>().is_ok_and(|at| at <= now)
}

/// "every month", "every 14 days".
pub fn every(count: u32, unit: &str) -> String {
    match count {
        1 => format!("every {unit}"),
        n => format!("every {n} {unit}s"),
    }
}

/// "1 month", "14 days".
pub fn span(count: u32, unit: &str) -> String {
    match count {
        1 => format!("1 {unit}"),
        n => format!("{n} {unit}s"),
    }
}

/// "a, b", or "none".
pub fn list<T: AsRef<str>>(parts: &[T]) -> String {
    if parts.is_empty() {
        return "none".into();
    }
    let parts: Vec<_> = parts.iter().map(AsRef::as_ref).collect();
    parts.join(", ")
}

/// The text with a small first letter, to stand within a sentence.
pub fn uncapitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(chars).collect()
    })
}

/// The text with a capital first letter, to begin a sentence.
pub fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// A text, or a number or flag as text: vendors write the same field either way.
pub fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn amounts() {
        assert_eq!(minor(4900, 2, Some("usd")), "49.00 USD");
        assert_eq!(minor(-5, 2, None), "-0.05");
        assert_eq!(minor(500, digits_of("jpy"), Some("JPY")), "500 JPY");
        assert_eq!(minor(1234, digits_of("KWD"), None), "1.234");
        assert_eq!(minor(i64::MIN, 2, None), "-92233720368547758.08");
        assert_eq!(decimal(&json!(9.9), Some("USD")).unwrap(), "9.90 USD");
        assert_eq!(decimal(&json!(0.125), None).unwrap(), "0.125");
        assert_eq!(decimal(&json!(25), Some("EUR")).unwrap(), "25 EUR");
        assert_eq!(decimal(&json!(" 19.90 "), None).unwrap(), "19.90");
        assert_eq!(decimal(&json!(""), None), None);
        assert_eq!(decimal(&Value::Null, Some("USD")), None);
    }

    #[test]
    fn times() {
        assert_eq!(time("2026-12-10T10:00:00-05:00"), "2026-12-10 15:00 UTC");
        assert_eq!(time("soon"), "soon");
        assert_eq!(epoch(1_796_083_200), "2026-12-01 00:00 UTC");
        assert_eq!(epoch(i64::MAX), i64::MAX.to_string());
        let now = "2026-11-21T12:00:00Z".parse().unwrap();
        assert!(is_past("2026-11-21T12:00:00Z", now) && !is_past("2026-11-21T12:00:01Z", now));
        assert!(!is_past("never", now));
    }

    #[test]
    fn words() {
        assert_eq!(
            (every(1, "month"), every(14, "day")),
            ("every month".into(), "every 14 days".into())
        );
        assert_eq!(
            (span(1, "month"), span(2, "month")),
            ("1 month".into(), "2 months".into())
        );
        assert_eq!(
            (list::<&str>(&[]), list(&["a", "b"])),
            ("none".into(), "a, b".into())
        );
        assert_eq!(
            (uncapitalised("Élan"), sentence("élan")),
            ("élan".into(), "Élan".into())
        );
        assert_eq!(
            (uncapitalised(""), sentence("")),
            (String::new(), String::new())
        );
        assert_eq!(scalar(&json!(7)).as_deref(), Some("7"));
        assert_eq!(scalar(&json!(true)).as_deref(), Some("true"));
        assert_eq!(scalar(&json!([])), None);
    }
}
