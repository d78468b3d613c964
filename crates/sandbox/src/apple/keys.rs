//! The team's two key files. They were made for this file, open nothing and guard nothing.

/// For pushes.
pub(super) const APNS: &str = r"-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgQIGDJqb0tLu5P2Tt
pc8O1599k6ELIeYqwXjO8je9WYOhRANCAARaeE0l521BNPZI2KO2iY44TsxvksJW
Ob8Dqq46YIajVc2QiD7QTVujmKpnGnHbDAiBGVi8BOAyiU+xY1zhaqQL
-----END PRIVATE KEY-----
";

/// For App Store Connect.
pub(super) const STORE: &str = r"-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgTv18aisQWHHzT6yf
F9tpBWdhXUWJ9g1rlskO7iGkMSehRANCAASpmrewEhVTw9WVzEB+Os8h+ALngm1U
8aRNCtFRZUilC1+9iBnalcEnvDNMqYUQzmRypTMD2RlUbm5L5CaLbjAS
-----END PRIVATE KEY-----
";
