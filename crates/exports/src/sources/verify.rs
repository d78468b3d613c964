//! Whether a downloaded file is what the store holds: by the strongest sum that the store has of it.

use std::fs::File;
use std::io::{self, Read as _};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use crc_fast::{CrcAlgorithm, Digest as Crc};
use md5::{Digest as _, Md5};
use sha2::Sha256;

use super::bucket::Looked;

/// What a download was compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// A checksum that was stored with it.
    Checksum,
    /// Its tag, which is its MD5.
    Md5,
    /// Its length alone: the store has no sum of the whole of it.
    Length,
}

/// A sum over a file under way, and what it must come to.
pub(super) struct Sum {
    over: Over,
    wanted: Vec<u8>,
    pub proof: Proof,
}

enum Over {
    Sha256(Sha256),
    Md5(Md5),
    Crc(Crc, usize),
}

impl Sum {
    /// The strongest sum that the store has of the whole object, if it has one.
    pub fn of(looked: &Looked) -> Option<Self> {
        if let Some((name, sum)) = looked.said.checksums.first() {
            let over = match *name {
                "x-amz-checksum-sha256" => Over::Sha256(Sha256::new()),
                "x-amz-checksum-crc64nvme" => Over::Crc(Crc::new(CrcAlgorithm::Crc64Nvme), 8),
                "x-amz-checksum-crc32c" => Over::Crc(Crc::new(CrcAlgorithm::Crc32Iscsi), 4),
                _ => Over::Crc(Crc::new(CrcAlgorithm::Crc32IsoHdlc), 4),
            };
            return Some(Self {
                over,
                wanted: BASE64_STANDARD.decode(sum).ok()?,
                proof: Proof::Checksum,
            });
        }
        // The tag of what was uploaded in parts has a dash; with a key of its own, the tag is no MD5 either.
        let tag = looked.object.etag.as_deref()?.trim_matches('"');
        if tag.len() != 32 || looked.said.own_key {
            return None;
        }
        let bytes = (0..16).map(|at| u8::from_str_radix(tag.get(2 * at..2 * at + 2)?, 16).ok());
        Some(Self {
            over: Over::Md5(Md5::new()),
            wanted: bytes.collect::<Option<_>>()?,
            proof: Proof::Md5,
        })
    }

    /// Adds what comes next in the file, at most `most` bytes; gives how many there were.
    pub fn add(&mut self, file: &mut File, most: u64) -> io::Result<u64> {
        let mut buffer = vec![0; 256 << 10];
        let mut added = 0;
        while added < most {
            let read = file.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            let bytes = &buffer[..read];
            match &mut self.over {
                Over::Sha256(sum) => sum.update(bytes),
                Over::Md5(sum) => sum.update(bytes),
                Over::Crc(sum, _) => sum.update(bytes),
            }
            added += read as u64;
        }
        Ok(added)
    }

    /// Whether it came to what it must.
    pub fn matches(self) -> bool {
        match self.over {
            Over::Sha256(sum) => sum.finalize()[..] == self.wanted,
            Over::Md5(sum) => sum.finalize()[..] == self.wanted,
            Over::Crc(sum, bytes) => sum.finalize().to_be_bytes()[8 - bytes..] == self.wanted,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::super::Object;
    use super::super::signed::{CHECKSUMS, Said};
    use super::*;

    fn looked(etag: &str, checksums: &[(&'static str, &str)], own_key: bool) -> Looked {
        Looked {
            object: Object {
                key: "a".into(),
                bytes: 9,
                modified: 0,
                etag: Some(etag.into()),
            },
            said: Said {
                checksums: checksums
                    .iter()
                    .map(|(n, v)| (*n, (*v).to_owned()))
                    .collect(),
                own_key,
            },
        }
    }

    fn verdict(looked: &Looked, content: &[u8]) -> Option<(Proof, bool)> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(content).unwrap();
        std::io::Seek::rewind(&mut file).unwrap();
        let mut sum = Sum::of(looked)?;
        while sum.add(&mut file, 4).unwrap() > 0 {}
        Some((sum.proof, sum.matches()))
    }

    /// The check values of the catalogues of these sums, over "123456789".
    #[test]
    fn sums_are_what_their_standards_say() {
        let sums = [
            (CHECKSUMS[0], "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="),
            (CHECKSUMS[1], "rosUhgp5mIg="),
            (CHECKSUMS[2], "4waSgw=="),
            (CHECKSUMS[3], "y/Q5Jg=="),
        ];
        for sum in sums {
            let looked = looked("\"x\"", &[sum], false);
            assert_eq!(
                verdict(&looked, b"123456789"),
                Some((Proof::Checksum, true)),
                "{}",
                sum.0
            );
            assert_eq!(
                verdict(&looked, b"123456780"),
                Some((Proof::Checksum, false)),
                "{}",
                sum.0
            );
        }
        let tag = looked("\"25F9E794323B453885F5181F1B624D0B\"", &[], false);
        assert_eq!(verdict(&tag, b"123456789"), Some((Proof::Md5, true)));
        assert_eq!(verdict(&tag, b"12345678"), Some((Proof::Md5, false)));
    }

    #[test]
    fn what_is_no_md5_is_not_taken_for_one() {
        for (tag, own_key) in [
            ("\"25f9e794323b453885f5181f1b624d0b-3\"", false),
            ("\"25f9e794323b453885f5181f1b624d0b\"", true),
            ("\"abc\"", false),
        ] {
            assert_eq!(
                verdict(&looked(tag, &[], own_key), b"123456789"),
                None,
                "{tag}"
            );
        }
    }
}
