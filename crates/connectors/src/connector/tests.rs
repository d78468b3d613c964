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
