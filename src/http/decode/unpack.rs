//! Undoes one coding, a piece at a time and within bounds.

use std::cell::Cell;
use std::io::{self, BufRead, Read};

use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::Coding;

/// The greatest window that a server may use for zstd, in bytes (RFC 9659 §3).
const ZSTD_WINDOW: u64 = 8 * 1024 * 1024;
/// How much is unpacked at a time, in bytes.
const PIECE: usize = 16 * 1024;

/// What any body may unpack to, in bytes, all its layers together: more than a shop's page has.
const FREE: usize = 8_000_000;
/// What each of its bytes may unpack to beyond that. Pages of shops become 5 to 20 times as large, long lists of rows that
/// differ in a number 30 times; what was made to be large comes near deflate's 1,032, and brotli and zstd know no bound.
const RATIO: usize = 100;
/// What beginning a member of gzip or a frame of zstd counts as: their tables are made anew, even for nothing.
const BEGINNING: usize = PIECE;
/// What a block of zstd counts as, for the same reason.
const BLOCK: usize = 4 * 1024;

/// Input that may be read before a byte comes out, in bytes. Blocks that hold nothing cost as much as full ones.
const AHEAD: usize = 256 * 1024;
/// Input that each unpacked byte allows, in bytes; no coding makes a body twice as large.
const INPUT: usize = 2;

/// Work after which other tasks have their turn: some milliseconds.
const TURN: usize = 1_000_000;
/// What a byte of input counts as there: reading a block's head is dearer than writing what is in it.
const INPUT_WEIGHT: usize = 16;

/// Why a body could not be unpacked.
#[derive(Debug)]
pub(super) enum Broken {
    /// It unpacks to more than is accepted.
    TooLarge,
    /// Unpacking it costs more than what it is made of can be worth.
    TooMuchWork,
    /// It is not what its header says.
    Data(io::Error),
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        if error.get_ref().is_some_and(|inner| inner.is::<Starved>()) {
            Self::TooMuchWork
        } else {
            Self::Data(error)
        }
    }
}

/// What unpacking one body may still cost, all its layers together, counted in bytes written and so without a clock.
#[derive(Debug)]
pub(super) struct Work {
    left: usize,
    /// Since others had their turn.
    turn: usize,
    /// Bytes written.
    #[cfg(test)]
    pub(super) written: usize,
}

impl Work {
    /// What a body of this size as it came is worth, when at most `cap` bytes are accepted.
    pub(super) fn on(body: &[u8], cap: usize) -> Self {
        // Twice: of two layers the outer one is as large as the inner one at most.
        let left = body.len().saturating_mul(RATIO).saturating_add(FREE).min(cap.saturating_mul(2));
        Self {
            // However little is accepted, one layer can be begun.
            left: left.saturating_add(BEGINNING),
            turn: 0,
            #[cfg(test)]
            written: 0,
        }
    }

    fn spend(&mut self, work: usize) -> Result<(), Broken> {
        self.left = self.left.checked_sub(work).ok_or(Broken::TooMuchWork)?;
        self.turn += work;
        Ok(())
    }

    /// Lets the other tasks of the thread go on when they have waited long enough.
    async fn pause(&mut self) {
        if self.turn >= TURN {
            self.turn = 0;
            tokio::task::yield_now().await;
        }
    }
}

/// The reader has had more than what it makes of it allows.
#[derive(Debug, thiserror::Error)]
#[error("more is read than unpacked")]
struct Starved;

/// A packed body that is handed out as long as something comes of it.
#[derive(Debug)]
struct Fed<'p> {
    rest: &'p [u8],
    /// Bytes that may be read.
    allowed: &'p Cell<usize>,
}

impl Read for Fed<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Fed<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let allowed = self.rest.len().min(self.allowed.get()).min(PIECE);
        if allowed == 0 && !self.rest.is_empty() {
            return Err(io::Error::other(Starved));
        }
        Ok(&self.rest[..allowed])
    }

    fn consume(&mut self, count: usize) {
        self.rest = &self.rest[count..];
        self.allowed.set(self.allowed.get() - count);
    }
}

/// Undoes one coding. Bytes behind a finished stream that do not begin another are ignored, as in browsers.
pub(super) async fn undo(
    coding: Coding,
    packed: &[u8],
    cap: usize,
    work: &mut Work,
) -> Result<Vec<u8>, Broken> {
    let allowed = Cell::new(AHEAD);
    let fed = Fed { rest: packed, allowed: &allowed };
    let mut unpacked = Unpacked { bytes: Vec::new(), cap, work, allowed: &allowed };
    match coding {
        Coding::Gzip => {
            let mut fed = fed;
            loop {
                unpacked.work.spend(BEGINNING)?;
                let mut member = GzDecoder::new(fed);
                unpacked.take_all(&mut member).await?;
                fed = member.into_inner();
                // RFC 1952 §2.2: a file is a series of members, each with this mark.
                if !fed.rest.starts_with(&[0x1f, 0x8b]) {
                    break;
                }
            }
        }
        // The name means zlib's format, but some servers send the bare stream (RFC 9110 §8.4.1.2). A bare one whose
        // first two bytes pass zlib's own test would begin with a stored block and set bits that have no meaning.
        Coding::Deflate if is_zlib(packed) => unpacked.take_all(ZlibDecoder::new(fed)).await?,
        Coding::Deflate => unpacked.take_all(DeflateDecoder::new(fed)).await?,
        Coding::Brotli => {
            unpacked.take_all(brotli_decompressor::Decompressor::new(fed, PIECE)).await?;
        }
        Coding::Zstd => zstd(packed, &mut unpacked).await?,
    }
    Ok(unpacked.bytes)
}

/// RFC 1950 §2.2: method 8, and a check that makes the first two bytes a multiple of 31.
fn is_zlib(packed: &[u8]) -> bool {
    matches!(packed, [first, second, ..]
        if first & 0x0f == 8 && u16::from_be_bytes([*first, *second]) % 31 == 0)
}

/// All frames of a zstd stream; those to be skipped (RFC 8878 §3.1.2) hold nothing for a reader.
async fn zstd(packed: &[u8], unpacked: &mut Unpacked<'_>) -> Result<(), Broken> {
    let mut rest = packed;
    let mut frames = 0;
    loop {
        if let Some(after) = skippable(rest) {
            unpacked.work.spend(BLOCK)?;
            rest = after;
        } else if frames == 0 || rest.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
            unpacked.work.spend(BEGINNING)?;
            zstd_frame(&mut rest, unpacked).await?;
            frames += 1;
        } else {
            return Ok(());
        }
    }
}

/// A frame, one block after the other: what is read before something comes out is only bounded by the window.
async fn zstd_frame(rest: &mut &[u8], unpacked: &mut Unpacked<'_>) -> Result<(), Broken> {
    let invalid =
        |error: &dyn std::error::Error| io::Error::new(io::ErrorKind::InvalidData, error.to_string());
    let mut frame = FrameDecoder::new();
    frame.set_max_window_size(ZSTD_WINDOW);
    frame.init(&mut *rest).map_err(|error| invalid(&error))?;
    loop {
        if frame.can_collect() > 0 {
            unpacked.take_piece(&mut frame)?;
        } else if frame.is_finished() {
            return Ok(());
        } else {
            unpacked.work.spend(BLOCK)?;
            let decoded = frame.decode_blocks(&mut *rest, BlockDecodingStrategy::UptoBlocks(1));
            decoded.map_err(|error| invalid(&error))?;
        }
        unpacked.work.pause().await;
    }
}

/// The bytes behind a skippable frame (RFC 8878 §3.1.2); `None` when another one begins, or it is cut off.
fn skippable(packed: &[u8]) -> Option<&[u8]> {
    let (mark, rest) = packed.split_first_chunk::<4>()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let is_mark = u32::from_le_bytes(*mark) & 0xffff_fff0 == 0x184d_2a50;
    rest.get(usize::try_from(u32::from_le_bytes(*length)).ok()?..).filter(|_| is_mark)
}

/// What has been unpacked so far; never holds memory beyond its cap.
struct Unpacked<'w> {
    bytes: Vec<u8>,
    cap: usize,
    work: &'w mut Work,
    allowed: &'w Cell<usize>,
}

impl Unpacked<'_> {
    async fn take_all(&mut self, mut from: impl Read) -> Result<(), Broken> {
        loop {
            let before = self.allowed.get();
            let written = self.take_piece(&mut from)?;
            if written == 0 {
                return Ok(());
            }
            self.work.turn += before.saturating_sub(self.allowed.get()) * INPUT_WEIGHT;
            self.allowed.set(self.allowed.get().saturating_add(written * INPUT));
            self.work.pause().await;
        }
    }

    /// The next bytes, 0 at the end. Not within `take_all`, whose future would hold the piece while it waits.
    fn take_piece(&mut self, from: &mut impl Read) -> Result<usize, Broken> {
        let mut piece = [0; PIECE];
        let read = loop {
            match from.read(&mut piece) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        self.take(&piece[..read])?;
        Ok(read)
    }

    fn take(&mut self, piece: &[u8]) -> Result<(), Broken> {
        #[cfg(test)]
        {
            self.work.written += piece.len();
        }
        let needed = self.bytes.len().saturating_add(piece.len());
        if needed > self.cap {
            return Err(Broken::TooLarge);
        }
        self.work.spend(piece.len())?;
        if needed > self.bytes.capacity() {
            // A vector left to itself doubles beyond the cap.
            let wanted = self.bytes.capacity().saturating_mul(2).clamp(needed, self.cap);
            self.bytes.reserve_exact(wanted - self.bytes.len());
        }
        self.bytes.extend_from_slice(piece);
        Ok(())
    }
}
