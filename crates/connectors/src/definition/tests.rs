use super::*;

fn number(text: &str) -> Result<String, String> {
    match text.trim().parse::<u32>() {
        Ok(n) => Ok(n.to_string()),
        Err(_) => Err("is not a number".into()),
    }
}

#[test]
fn a_list_takes_lines_and_commas_and_keeps_lines() {
    let list = Setting::list("ids", "Ids", "").judge(number);
    assert_eq!(list.kept(" 1, 2\r\n\n03,,2 \n").as_deref(), Ok("1\n2\n3"));
    assert_eq!(list.kept(" ,\n").as_deref(), Ok(""));
    assert_eq!(list.kept("1\nx").unwrap_err(), "x is not a number");
}

#[test]
fn a_choice_and_a_boolean_take_what_they_list() {
    const REGIONS: &[Choice] = &[Choice::new("us", "US")];
    let region = Setting::choice("region", "Region", REGIONS, "");
    assert_eq!(region.kept(" us ").as_deref(), Ok("us"));
    assert_eq!(region.kept("").as_deref(), Ok(""));
    assert_eq!(region.kept("uk").unwrap_err(), "must be one of us");
    let on = Setting::boolean("on", "On", "");
    assert_eq!(on.kept("true").as_deref(), Ok("true"));
    assert_eq!(on.kept("yes").unwrap_err(), "must be one of true, false");
}

#[test]
fn builders_say_what_is_secret() {
    assert!(Setting::secret("a", "A", "").secret);
    assert!(Setting::key_file("a", "A", "").secret);
    assert!(Setting::json("a", "A", "").hidden().secret);
    assert!(!Setting::json("a", "A", "").secret);
}
