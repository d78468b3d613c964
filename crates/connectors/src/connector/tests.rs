use super::*;

#[test]
fn an_error_is_no_more_than_what_was_seen() {
    for (kind, verdict) in [
        (Kind::Unauthorized, Verdict::Refused),
        (Kind::Forbidden, Verdict::Refused),
        (Kind::Refused, Verdict::Refused),
        (Kind::NotFound, Verdict::Refused),
        (Kind::Unreachable, Verdict::Unreachable),
        (Kind::NoAnswer, Verdict::Unreachable),
        (Kind::RateLimited, Verdict::RateLimited),
        (Kind::Malformed, Verdict::Unknown),
        (Kind::Unknown, Verdict::Unknown),
        (Kind::Invalid, Verdict::Unknown),
        (Kind::Unsupported, Verdict::Unknown),
        (Kind::Ambiguous, Verdict::Unknown),
        (Kind::Cancelled, Verdict::Unknown),
    ] {
        let check = Check::failed("Credentials", &Error::new(kind, "why").hint("Do this"));
        assert_eq!(check.verdict, verdict, "{kind:?}");
        assert_eq!(check.what, "Credentials");
        assert_eq!(check.detail, "why. Do this");
    }
    let plain = Check::failed("Credentials", &Error::new(Kind::Refused, "why"));
    assert_eq!(plain.detail, "why");
}

#[test]
fn a_report_is_as_good_as_its_worst_check() {
    let worst_last = [
        Verdict::Proven,
        Verdict::ShapeOnly,
        Verdict::Unknown,
        Verdict::RateLimited,
        Verdict::Unreachable,
        Verdict::Refused,
    ];
    for (a, better) in worst_last.iter().enumerate() {
        for worse in &worst_last[a..] {
            let checks = |x: &Verdict, y: &Verdict| {
                CheckReport::new(vec![Check::new("x", *x, ""), Check::new("y", *y, "")]).verdict
            };
            assert_eq!(checks(better, worse), *worse);
            assert_eq!(checks(worse, better), *worse);
        }
    }
    // Nothing was proven.
    assert_eq!(CheckReport::new(Vec::new()).verdict, Verdict::Unknown);
}

#[test]
fn a_probe_is_proven_failed_or_local() {
    let good = Check::probe("Read", Ok(7), "May read").unwrap();
    assert_eq!(good, Check::new("Read", Verdict::Proven, "May read"));
    let no = Error::new(Kind::Forbidden, "may not");
    let failed = Check::probe::<()>("Read", Err(no), "May read").unwrap();
    assert_eq!(failed.verdict, Verdict::Refused);
    let local = Error::invalid("domain", "is wrong");
    assert!(Check::probe::<()>("Read", Err(local), "May read").is_err());
}

#[test]
fn an_unknown_outcome_says_where_to_look() {
    let lost = Error::new(Kind::Unknown, "lost").after_change("subscription 71 (Gold) in Tiny");
    assert_eq!(
        lost.hint.as_deref(),
        Some(
            "Look at subscription 71 (Gold) in Tiny before repeating it: the change may have been made. It was sent once and not again"
        )
    );
    let no = Error::new(Kind::Refused, "no").after_change("subscription 71");
    assert_eq!(no.hint, None);
}
