//! Where cells, records and lines end, 64 bytes at a time, with the meaning of [`scan`](crate::scan).
//!
//! A block in which every quote is where RFC 4180 puts it is read by bit masks: a quote opens after a delimiter or a
//! line break, and closes before one. Any other block goes byte by byte through the state machine, from the exact
//! state the block before it left behind. So damage costs the speed of the damaged blocks alone, and never the truth.
#![allow(
    clippy::inline_always,
    reason = "what is generic over vectors must be compiled for the instructions of its caller"
)]

use fearless_simd::{Level, Simd, dispatch};

use crate::simd::{self, BLOCK, Masks};

/// What has been read up to a byte, as far as it matters for the bytes that follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bits {
    /// First bytes of records.
    pub(crate) starts: u64,
    /// Delimiters that end a cell.
    pub(crate) cells: u64,
    /// First bytes of the line breaks that end a record.
    pub(crate) ends: u64,
    /// First bytes of the line breaks that end a blank line.
    pub(crate) blanks: u64,
    /// Bytes that complete a line: every `\n`, and what follows a `\r` that is outside quotes and no `\r\n`. The
    /// latter, if it starts a record, is already on the new line.
    pub(crate) lines: u64,
    /// Bytes at which a quote turns out to be misplaced.
    pub(crate) odd: u64,
}

impl Bits {
    /// From what is outside quotes: delimiters, `\n` and `\r`, and every `\n` wherever it is.
    #[inline(always)]
    fn new(before: &Carry, cells: u64, breaks: u64, cr: u64, lf: u64) -> Self {
        let follows = breaks << 1 | before.between;
        let after_cr = cr << 1 | before.cr;
        Self {
            starts: !breaks & follows,
            cells,
            ends: breaks & !follows,
            blanks: breaks & follows & !(lf & after_cr),
            lines: lf | after_cr,
            odd: 0,
        }
    }

    /// Of a block that has fewer bytes.
    fn shortened(self, length: usize) -> Self {
        let valid = u64::MAX
            .checked_shr(64 - u32::try_from(length).unwrap_or(64))
            .unwrap_or(0);
        Self {
            starts: self.starts & valid,
            lines: self.lines & valid,
            ..self
        }
    }
}

/// A state as bits for the first byte of the next block.
#[derive(Clone, Copy)]
struct Carry {
    /// All ones inside quotes.
    inside: u64,
    /// 1 where a quote may open; also after a quote, which it would double.
    opens: u64,
    /// 1 after a quote in a quoted cell.
    closed: u64,
    cr: u64,
    between: u64,
}

impl Carry {
    fn of(state: State) -> Self {
        use State::{AfterCr, CellStart, QuoteInQuoted, Quoted, RecordStart};
        let bit = |states: &[State]| u64::from(states.contains(&state));
        Self {
            inside: bit(&[Quoted]).wrapping_neg(),
            opens: bit(&[RecordStart, AfterCr, CellStart, QuoteInQuoted]),
            closed: bit(&[QuoteInQuoted]),
            cr: bit(&[AfterCr]),
            between: bit(&[RecordStart, AfterCr]),
        }
    }

    fn state(&self) -> State {
        if self.inside != 0 {
            State::Quoted
        } else if self.closed != 0 {
            State::QuoteInQuoted
        } else if self.cr != 0 {
            State::AfterCr
        } else if self.between != 0 {
            State::RecordStart
        } else if self.opens != 0 {
            State::CellStart
        } else {
            State::Unquoted
        }
    }
}

impl Carry {
    /// Whether a block with these quotes has nothing to do with quoted cells, as nearly all blocks have not.
    #[inline(always)]
    fn is_plain(&self, quotes: u64) -> bool {
        quotes | self.inside | self.closed == 0
    }

    /// What a block without quoted cells is, and the state after it.
    #[inline(always)]
    fn plain(&self, masks: Masks) -> (Bits, Self) {
        let breaks = masks.lf | masks.cr;
        let after = Self {
            inside: 0,
            opens: (breaks | masks.delimiter) >> 63,
            closed: 0,
            cr: masks.cr >> 63,
            between: breaks >> 63,
        };
        let bits = Bits::new(self, masks.delimiter, breaks, masks.cr, masks.lf);
        (bits, after)
    }

    /// What any block is, and the state after it; `None` if a quote in it is misplaced.
    #[inline(always)]
    fn block<S: Simd>(&self, simd: S, masks: Masks) -> Option<(Bits, Self)> {
        let inside = simd::parity(simd, masks.quote) ^ self.inside;
        let (opening, closing) = (masks.quote & inside, masks.quote & !inside);
        let fits = masks.quote | masks.delimiter | masks.lf | masks.cr;
        let misplaced = opening & !(fits << 1 | self.opens) | (closing << 1 | self.closed) & !fits;
        if misplaced != 0 {
            return None;
        }
        let cr = masks.cr & !inside;
        let breaks = masks.lf & !inside | cr;
        let after = Self {
            inside: (inside >> 63).wrapping_neg(),
            opens: (fits & !inside) >> 63,
            closed: closing >> 63,
            cr: cr >> 63,
            between: breaks >> 63,
        };
        let cells = masks.delimiter & !inside;
        Some((Bits::new(self, cells, breaks, cr, masks.lf), after))
    }
}

/// Who is told of blocks. A trait, because a closure is not always compiled into the loop that calls it.
pub(crate) trait Blocks {
    /// A block, and the offset of its first byte. To be marked `#[inline(always)]`.
    fn block(&mut self, at: usize, bits: Bits);
}

/// Two that are told the same.
impl<A: Blocks, B: Blocks> Blocks for (A, B) {
    #[inline(always)]
    fn block(&mut self, at: usize, bits: Bits) {
        self.0.block(at, bits);
        self.1.block(at, bits);
    }
}

/// Reads bytes and remembers its state.
#[derive(Debug, Clone)]
pub(crate) struct Machine {
    delimiter: u8,
    pub(crate) state: State,
}

impl Machine {
    pub(crate) fn new(delimiter: u8, state: State) -> Self {
        Self { delimiter, state }
    }

    /// Reads `text` and gives each block of it to `blocks`. All but the last are [`BLOCK`] bytes long.
    #[inline(always)]
    pub(crate) fn read<S: Simd>(&mut self, simd: S, text: &[u8], blocks: &mut impl Blocks) {
        let mut carry = Carry::of(self.state);
        let delimiter = self.delimiter;
        let (whole, rest) = text.as_chunks::<BLOCK>();
        for (i, block) in whole.iter().enumerate() {
            let at = i * BLOCK;
            let masks = simd::masks(simd, block, delimiter);
            if carry.is_plain(masks.quote) {
                let (bits, after) = carry.plain(masks);
                carry = after;
                blocks.block(at, bits);
            } else if let Some((bits, after)) = carry.block(simd, masks) {
                carry = after;
                blocks.block(at, bits);
            } else {
                self.state = carry.state();
                let bits = self.block(block);
                carry = Carry::of(self.state);
                blocks.block(at, bits);
            }
        }
        self.state = carry.state();
        if !rest.is_empty() {
            blocks.block(whole.len() * BLOCK, self.block(rest));
        }
    }

    /// Reads up to [`BLOCK`] bytes one by one.
    #[cold]
    pub(crate) fn block(&mut self, bytes: &[u8]) -> Bits {
        let before = Carry::of(self.state);
        let (mut cells, mut breaks, mut cr, mut lf, mut odd) = (0, 0, 0, 0, 0);
        for (i, &byte) in bytes.iter().enumerate() {
            let bit = 1_u64 << i;
            if byte == b'\n' {
                lf |= bit;
            }
            if self.state == State::Quoted {
                if byte == b'"' {
                    self.state = State::QuoteInQuoted;
                }
                continue;
            }
            self.state = match (self.state, byte) {
                (State::Unquoted, b'"') => {
                    odd |= bit;
                    State::Unquoted
                }
                (_, b'"') => State::Quoted,
                (_, b'\n') => {
                    breaks |= bit;
                    State::RecordStart
                }
                (_, b'\r') => {
                    breaks |= bit;
                    cr |= bit;
                    State::AfterCr
                }
                (_, byte) if byte == self.delimiter => {
                    cells |= bit;
                    State::CellStart
                }
                (State::QuoteInQuoted, _) => {
                    odd |= bit;
                    State::Unquoted
                }
                _ => State::Unquoted,
            };
        }
        let bits = Bits::new(&before, cells, breaks, cr, lf);
        Bits { odd, ..bits }.shortened(bytes.len())
    }
}

/// What the records of some bytes come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Records that start.
    pub(crate) records: u64,
    /// Lines that are completed.
    pub(crate) lines: u64,
    /// Offset of the first record that starts, and the lines completed before it.
    pub(crate) first: Option<(usize, u64)>,
    /// Whether a quote is misplaced.
    pub(crate) odd: bool,
}

impl Machine {
    /// Counts the records of `text`.
    pub(crate) fn tally(&mut self, level: Level, text: &[u8]) -> Tally {
        dispatch!(level, simd => self.tally_by(simd, text))
    }

    #[inline(always)]
    fn tally_by<S: Simd>(&mut self, simd: S, text: &[u8]) -> Tally {
        let mut tally = Tally::default();
        self.read(simd, text, &mut tally);
        tally
    }
}

impl Machine {
    /// The offset of the first record that starts in `text` after so many others, of which those that start in it are
    /// taken off.
    pub(crate) fn pass_by(&mut self, level: Level, text: &[u8], others: &mut u64) -> Option<usize> {
        let mut passing = Passing {
            others: *others,
            found: None,
        };
        dispatch!(level, simd => self.read(simd, text, &mut passing));
        *others = passing.others;
        passing.found
    }
}

/// Looks for a record by its number.
struct Passing {
    others: u64,
    found: Option<usize>,
}

impl Blocks for Passing {
    #[inline(always)]
    fn block(&mut self, at: usize, bits: Bits) {
        let here = u64::from(bits.starts.count_ones());
        if self.found.is_none() && here > self.others {
            let starts = (0..self.others).fold(bits.starts, |bits, _| bits & (bits - 1));
            self.found = Some(at + starts.trailing_zeros() as usize);
        }
        self.others = self.others.saturating_sub(here);
    }
}

impl Blocks for Tally {
    #[inline(always)]
    fn block(&mut self, at: usize, bits: Bits) {
        if self.records == 0 && bits.starts != 0 {
            let i = bits.starts.trailing_zeros();
            let before = bits.lines & (u64::MAX >> (63 - i));
            let lines = self.lines + u64::from(before.count_ones());
            self.first = Some((at + i as usize, lines));
        }
        self.records += u64::from(bits.starts.count_ones());
        self.lines += u64::from(bits.lines.count_ones());
        self.odd |= bits.odd != 0;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wild() -> impl Strategy<Value = Vec<u8>> {
        let pieces: [&[u8]; 12] = [
            b"\"",
            b"\"\"",
            b",",
            b",\"",
            b"\",",
            b"\n",
            b"\r\n",
            b"\r",
            b"a",
            b"some text",
            b"\"quoted, \"\"so\"\"\",",
            b"\"two\nlines\"\n",
        ];
        prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..150)
            .prop_map(|p| p.concat())
    }

    const STATES: [State; 6] = [
        State::RecordStart,
        State::AfterCr,
        State::CellStart,
        State::Unquoted,
        State::Quoted,
        State::QuoteInQuoted,
    ];

    impl Blocks for Vec<(usize, Bits)> {
        fn block(&mut self, at: usize, bits: Bits) {
            self.push((at, bits));
        }
    }

    fn by_bytes(machine: &mut Machine, text: &[u8]) -> Vec<(usize, Bits)> {
        let blocks = text.chunks(BLOCK).enumerate();
        blocks
            .map(|(i, block)| (i * BLOCK, machine.block(block)))
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3_000))]

        #[test]
        fn masks_say_what_the_state_machine_says(text in wild(), state in prop::sample::select(STATES.to_vec())) {
            let mut exact = Machine::new(b',', state);
            let expected = by_bytes(&mut exact, &text);
            for level in simd::levels() {
                let mut machine = Machine::new(b',', state);
                let mut seen = Vec::new();
                dispatch!(level, simd => machine.read(simd, &text, &mut seen));
                prop_assert_eq!(&seen, &expected);
                prop_assert_eq!(machine.state, exact.state);
            }
        }

        #[test]
        fn a_record_is_found_after_those_that_come_before_it(text in wild(), cut in 0_usize..200, others in 0_u64..20) {
            let starts: Vec<usize> = by_bytes(&mut Machine::new(b',', State::RecordStart), &text)
                .into_iter()
                .flat_map(|(at, bits)| (0..BLOCK).filter(move |i| bits.starts >> i & 1 == 1).map(move |i| at + i))
                .collect();
            let (mut machine, mut left) = (Machine::new(b',', State::RecordStart), others);
            let (one, two) = text.split_at(cut.min(text.len()));
            let found = machine.pass_by(Level::new(), one, &mut left);
            let found = found.or_else(|| Some(one.len() + machine.pass_by(Level::new(), two, &mut left)?));
            prop_assert_eq!(found, starts.get(usize::try_from(others).unwrap()).copied());
        }

        #[test]
        fn a_text_in_pieces_is_the_same_text(text in wild(), cut in 0_usize..200) {
            let cut = cut.min(text.len());
            let level = Level::new();
            let (mut whole, mut parts) = (Machine::new(b',', State::RecordStart), Machine::new(b',', State::RecordStart));
            let all = whole.tally(level, &text);
            let (one, two) = (parts.tally(level, &text[..cut]), parts.tally(level, &text[cut..]));
            prop_assert_eq!((all.records, all.lines), (one.records + two.records, one.lines + two.lines));
            prop_assert_eq!(all.first, one.first.or(two.first.map(|(at, lines)| (at + cut, lines + one.lines))));
            prop_assert_eq!(whole.state, parts.state);
        }
    }
}
