//! Key files for tests. They were made for this file, open nothing and guard nothing.

/// A key on P-256, as Apple gives one out.
pub(crate) const P8: &str = r"-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgfy53iJj5azJX2NB1
ggV1rBVZOMiMWdvcjmGhUjzqARWhRANCAAQQmYsSTiTRQphsCDEskHWUKEIawTou
fEhY191pFRLBLgqakfnpG2LKDpQlWLkVTqrAOuqtoViK813c+2E+Uzfr
-----END PRIVATE KEY-----";

/// The same key in clear (SEC 1), locked by a password, and its public half.
pub(crate) const SEC1: &str = r"-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIH8ud4iY+WsyV9jQdYIFdawVWTjIjFnb3I5hoVI86gEVoAoGCCqGSM49
AwEHoUQDQgAEEJmLEk4k0UKYbAgxLJB1lChCGsE6LnxIWNfdaRUSwS4KmpH56Rti
yg6UJVi5FU6qwDrqraFYivNd3PthPlM36w==
-----END EC PRIVATE KEY-----";
pub(crate) const LOCKED: &str = r"-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjK+M9bdn37YQICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEECI/b3Ko5KdUZQsSmdBBYeEEgZCc
CqWyXMkUJ9LO73i0Ry8u9o5hzbbnv9y4ccBTSFfN/ybcuo+RIhEPu3FoSIMnJh6F
9+3BjalASPDQruS6xvIck36wu7LVuoRbI2qoSjcfL6PKOqVJtX5z/syCfBtuo+Gr
07+NLj6a9EGsF6A0gcwxoaNEUXpM+cAUW4vvZ6hb7tylF9YKliy9F0oirr24mY4=
-----END ENCRYPTED PRIVATE KEY-----";
pub(crate) const PUBLIC: &str = r"-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEJmLEk4k0UKYbAgxLJB1lChCGsE6
LnxIWNfdaRUSwS4KmpH56Rtiyg6UJVi5FU6qwDrqraFYivNd3PthPlM36w==
-----END PUBLIC KEY-----";

/// A key on another curve.
pub(crate) const P384: &str = r"-----BEGIN PRIVATE KEY-----
MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDBwGnmGdXeZTCYnFyP7
MjiQB6hFxqOEtIA4f+ppkWMgyisTN/WkDcZazSPUH8qs21uhZANiAASkjBGAW5j5
jBWnmRlBOviWNyiypHRZjIEwlfJwv9p8+iSTtk22MY+Rh+zZyZK5qYG2J5SE20px
bdrlCxwa00wRkyOVZq/5SrioLdiV0S92SbX2Zaga1M8/8Svsqz2HL0Y=
-----END PRIVATE KEY-----";

/// An RSA key of 2048 bits, as it stands in a service account.
pub(crate) const RSA: &str = r"-----BEGIN PRIVATE KEY-----
MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCsFei7eaKSHHy4
uhv/q0B8kEtsxl1TAWw28340aweBN5M+XJsy00cXxE0EKexkHQGeOnpzXja8DmjX
jguS9a+RN4cfjvTpSsLxnxwan/YqlhV+54K5GFYtwmyDCJa69TOo7T88uTVea5Nk
4uRAQNx+XSyigitLFnX/u5QBAuSePuN0lROnEHssisIAfY3pP/bCctPBFLgEdaQ/
77AqaEnelIIxhpgufqdXV8lgY+R3HXFRoKJRypjpV6QSKoUdvg7NC8wolrhLPfCU
wyu8jAc4d4MPihjc17WmSYpi5ZzuTpzyNkPMJhQs6Qun5W2iu1GQG9GRoSxVTZUL
5mXhLHDdAgMBAAECggEAAxlc6N1qqld1fo0pemv+3A9sMFANN7S3mnC9pduEldTm
o7GewOZRqjGokmnf3jiwggU7Fc9NTIs046bk+fdPO14E4rJcIkRsqNXM94TIdeFg
jznDnqo7yRSuiBiUQFcwoDrvj9wlBCeLTr6QTkDsx6DNcDrIZVCI/PtHkdIXxGrF
cn3T3106+PDPtXe/EQRjY/DniJpzC41mVb+Gh9LQS/u9o1WVL920s5hsul+K+ceR
APRzktWr58bXG0WXUfLLO9z74cSKfi5r2X4IqNHFcQEdagUpizq1TA48AG6gIEyk
J7P0+MmGxY9+RCXP7bX7nUOOPZuFeEPrEDOywlfWoQKBgQDe/vU6VnUetFWPx+UY
iIkFSgr16qMyUNg5kzhc4ohv5zRq29YuKEFDcBBahrTMpx1htrqj1OUjpKMyR5eq
LcZAANoWYeTdYbdRAARf264+4NwQC2un+CJr+cedQ/8m+UDJK5uCnqvzmz1RfQQQ
oRKbkHRNofmr9wB+1MJybeQXYQKBgQDFjgVH1vTCwa0qWh3mmSxql/SWh3CtO1qi
jKULhL/i50MbtfI9WnnIey38NOMg2j1iE/Crn35SoRtILQE9L5q3gC0122z8bgSj
Lb3Xddbyof4obSNA0ZDlhAxaL9hnVSNrQyMKVFt6E7N3AWFtmDWE3utZ0lDHEiNe
vlKl2B8W/QKBgAwI9JE2c1G559g/sJSXYdXAPkExbadch57r3CHfM//eGY0e2jtZ
ftQ16xwHoyBccJCCfSY0aj13ODuRc5UCrW1s3lhQ5joweOVNO+80ev33wsi25ROG
p8zuCSDqt42R7DYvPVBaYete2HtaZOrE1q1AqZY7BK+MQCGYN/pXBfVhAoGBAJD0
Fy3SLH+min/T5bKo221PF/lHYcbKEUPJ/OQJwJ4l4Bi6FQctlsQilehDihA18epA
BUx4V8EbUyBPXWRexKA2HXYyDbLequpsiqpIXbJkaE+TXNWXr0Co9kNKbffMAZQX
i+NtaD2XrQv56Fn43/QheQDMD9cxmOBQt+XWQWGlAoGAejbPNZ9V4aaoU85u4qY+
2rWXydI4aM6BnptbxER50Eo6jyzrCkB5jeg+6mdHxxNjjuTvHcv+YWFQf49BurKm
RjOCdwnbeXsW73ehaRXjJk3mDHR5ZPJ2Sq/4bYOIljatN8CKepV9gD45DPFg1CHB
f4EPcszsNCE20sP4c6Ecuug=
-----END PRIVATE KEY-----";

/// A service account, as Google gives one out.
pub(crate) fn service_account() -> String {
    let account = serde_json::json!({
        "type": "service_account",
        "project_id": "acme-player",
        "private_key_id": "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c",
        "private_key": format!("{RSA}\n"),
        "client_email": "patchbay@acme-player.iam.gserviceaccount.com",
        "client_id": "100000000000000000001",
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": "https://oauth2.googleapis.com/token",
        "universe_domain": "googleapis.com",
    });
    format!("{account:#}")
}
