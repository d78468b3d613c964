//! What can go wrong between here and a bucket: what it is, in a closed list, one plain sentence, and the remedy.
//!
//! No error of another library is passed on: such texts hold whole replies of the server. What is kept of them is the
//! store's own code and the cause at the bottom.

/// Why a bucket could not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SourceError {
    /// What a caller branches on.
    pub fault: Fault,
    /// One plain sentence that names the thing.
    pub message: String,
    /// The remedy.
    pub hint: String,
}

/// What kind of failure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A setting cannot be so; its name.
    Invalid(&'static str),
    /// The host's name is unknown.
    Dns,
    /// Nothing answers at the address.
    Connect,
    /// The server's certificate is not trusted, or it does not speak TLS.
    Tls,
    /// The connection broke, or nothing came for a while.
    NoAnswer,
    /// The store asks to slow down, or is out of order.
    Busy,
    /// The secret key does not belong to the access key id.
    WrongSecret,
    /// The access key id is unknown or switched off.
    WrongKey,
    /// The key may not do this.
    Forbidden,
    /// This machine's clock is too far off for a signature.
    ClockSkew,
    /// The bucket is in another region.
    WrongRegion,
    /// There is no such bucket.
    NoBucket,
    /// There is no such object.
    NoObject,
    /// There are more objects below the prefix than are looked at.
    TooMany,
    /// The object is no CSV file, or empty.
    NotAnExport,
    /// The object was replaced while it was read.
    Changed,
    /// What came is not what the store says it holds.
    Damaged,
    /// The file could not be written.
    File,
    /// The disk is full.
    DiskFull,
    /// The answer is not S3's.
    Malformed,
    /// The caller cancelled.
    Cancelled,
}

impl Fault {
    /// Whether the same call may succeed when simply made again later.
    pub fn is_passing(self) -> bool {
        matches!(
            self,
            Self::Dns
                | Self::Connect
                | Self::NoAnswer
                | Self::Busy
                | Self::Changed
                | Self::Damaged
                | Self::DiskFull
        )
    }
}

impl SourceError {
    pub(crate) fn new(fault: Fault, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            fault,
            message: message.into(),
            hint: hint.into(),
        }
    }
}
