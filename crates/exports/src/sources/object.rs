//! An object of a bucket: what tells it from the one that took its key later, and whether it looks like an export.

/// An object, as a listing or a look at it tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Its key.
    pub key: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was written, in seconds since 1970.
    pub modified: i64,
    /// The store's tag of its content, quotes included; not every listing has it.
    pub etag: Option<String>,
}

impl Object {
    /// Whether both are the same content under the same key, as far as is known of them.
    pub fn is_same(&self, other: &Self) -> bool {
        let same_tag = match (&self.etag, &other.etag) {
            (Some(one), Some(two)) => one == two,
            _ => true,
        };
        same_tag
            && (&self.key, self.bytes, self.modified) == (&other.key, other.bytes, other.modified)
    }

    /// The last part of its key.
    pub fn name(&self) -> &str {
        self.key.rsplit('/').next().unwrap_or_default()
    }

    /// Whether its name is that of an export: CSV or text, also compressed, or without an ending. Markers and
    /// manifests that tools lay beside exports are none: `_SUCCESS`, `.metadata`, `manifest.json`.
    pub fn is_export(&self) -> bool {
        let name = self.name().to_ascii_lowercase();
        if name.is_empty() || name.starts_with(['_', '.']) {
            return false;
        }
        let plain = [".gz", ".gzip", ".zst", ".zstd"]
            .into_iter()
            .find_map(|ending| name.strip_suffix(ending));
        match plain.unwrap_or(&name).rsplit_once('.') {
            None => true,
            Some((_, ending)) => {
                matches!(ending, "csv" | "tsv" | "psv" | "tab" | "txt" | "dat")
                    // A date or a part's number, not an ending: traits.2026-11-21, part.0001
                    || ending.starts_with(|c: char| c.is_ascii_digit())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(key: &str) -> Object {
        Object {
            key: key.into(),
            bytes: 1,
            modified: 1_700_000_000,
            etag: Some("\"a\"".into()),
        }
    }

    #[test]
    fn an_export_is_told_by_its_name() {
        for key in [
            "a.csv",
            "d/A.CSV.GZ",
            "d/traits.tsv.zst",
            "part-00000",
            "part-00000.gz",
            "traits.2026-11-21",
            "x.txt",
        ] {
            assert!(object(key).is_export(), "{key}");
        }
        for key in [
            "_SUCCESS",
            "d/_SUCCESS",
            ".a.csv",
            "manifest.json",
            "a.csv.md5",
            "a.parquet",
            "a.zip",
            "d/",
        ] {
            assert!(!object(key).is_export(), "{key}");
        }
    }

    #[test]
    fn another_content_is_another_object() {
        let one = object("a.csv");
        assert!(one.is_same(&one));
        assert!(
            one.is_same(&Object {
                etag: None,
                ..one.clone()
            }),
            "a listing may have no tags"
        );
        assert!(!one.is_same(&Object {
            etag: Some("\"b\"".into()),
            ..one.clone()
        }));
        assert!(!one.is_same(&Object {
            bytes: 2,
            ..one.clone()
        }));
        assert!(!one.is_same(&Object {
            modified: 0,
            ..one.clone()
        }));
        assert!(!one.is_same(&object("b.csv")));
    }
}
