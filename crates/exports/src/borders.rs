//! Where cells and records end: the state machine of [`scan`](crate::scan) without the cells, 64 bytes at a time.
//!
//! The [`Machine`] says of every byte of a block whether it ends a cell or a record. It is exact from any state on,
//! and means what the `csv` crate means.

/// What has been read up to a byte, as far as it matters for the bytes that follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum State {
    /// At the start of a line, outside records.
    RecordStart,
    /// After a `\r` that ended a record or a blank line; a `\n` still belongs to it.
    AfterCr,
    CellStart,
    Unquoted,
    Quoted,
    /// After a quote inside a quoted cell: it closes the cell, or is the first half of a doubled one.
    QuoteInQuoted,
}

impl State {
    /// Whether the next byte that is no line break starts a record.
    pub(crate) fn is_between_records(self) -> bool {
        matches!(self, Self::RecordStart | Self::AfterCr)
    }
}

/// What the bytes of a block are; bit `i` stands for byte `i`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Bits {
    /// Delimiters that end a cell.
    pub(crate) cells: u64,
    /// Every `\n` and `\r` outside quotes: the first of a run ends a record, the others are blank lines or the
    /// second half of a `\r\n`.
    pub(crate) breaks: u64,
    /// Every `\n`, and every byte that is none and follows a `\r` outside quotes: one line more from here on, or
    /// (for the latter) already here.
    pub(crate) lf: u64,
    pub(crate) after_cr: u64,
    /// Bytes at which a quote turns out to be misplaced.
    pub(crate) odd: u64,
}

/// Reads blocks.
#[derive(Debug, Clone)]
pub(crate) struct Machine {
    delimiter: u8,
    pub(crate) state: State,
}

impl Machine {
    pub(crate) fn new(delimiter: u8, state: State) -> Self {
        Self { delimiter, state }
    }

    /// Reads up to 64 bytes.
    pub(crate) fn block(&mut self, bytes: &[u8]) -> Bits {
        let mut bits = Bits::default();
        for (i, &byte) in bytes.iter().enumerate().take(64) {
            self.step(byte, 1 << i, &mut bits);
        }
        bits
    }

    fn step(&mut self, byte: u8, bit: u64, bits: &mut Bits) {
        if byte == b'\n' {
            bits.lf |= bit;
        } else if self.state == State::AfterCr {
            bits.after_cr |= bit;
        }
        if self.state == State::Quoted {
            if byte == b'"' {
                self.state = State::QuoteInQuoted;
            }
            return;
        }
        self.state = match byte {
            b'\n' => {
                bits.breaks |= bit;
                State::RecordStart
            }
            b'\r' => {
                bits.breaks |= bit;
                State::AfterCr
            }
            b'"' if self.state == State::Unquoted => {
                bits.odd |= bit;
                State::Unquoted
            }
            b'"' => State::Quoted,
            _ if byte == self.delimiter => {
                bits.cells |= bit;
                State::CellStart
            }
            _ => {
                if self.state == State::QuoteInQuoted {
                    bits.odd |= bit;
                }
                State::Unquoted
            }
        };
    }
}
