//! Undoes one coding, a piece at a time and within bounds.

use std::cell::Cell;
use std::io::{self, BufRead, Read};

use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::Coding;

/// The greatest window that a server may use for zstd, in bytes (RFC 9659 §3).
const ZSTD_WINDOW: u64 = 8 * 1024 * 1024;
/// The size of a piece that is unpacked at a time, in bytes.
const PIECE: usize = 16 * 1024;

/// The size that any body may unpack to, in bytes, all its layers together: more than a shop's page has.
const FREE: usize = 8_000_000;
/// The bytes that each byte of the body may unpack to beyond that. Pages of shops become 5 to 20 times as large, long lists of
/// rows that differ in a number 30 times; a bomb comes near deflate's 1,032, and brotli and zstd know no bound.
const RATIO: usize = 100;
/// The work counted for beginning a member of gzip or a frame of zstd, whose tables are made anew even for no content.
const BEGINNING: usize = PIECE;
/// The work counted for a block of zstd, for the same reason.
const BLOCK: usize = 4 * 1024;

/// The input that may be read before a byte comes out, in bytes. Blocks that hold nothing cost as much as full ones.
const AHEAD: usize = 256 * 1024;
/// The input that each unpacked byte allows, in bytes; no coding makes a body twice as large.
const INPUT: usize = 2;

/// The work after which other tasks have their turn: some milliseconds.
const TURN: usize = 1_000_000;
/// The weight of a byte of input in a turn: reading a block's head is dearer than writing its content.
const INPUT_WEIGHT: usize = 16;

/// Why a body could not be unpacked.
#[derive(Debug)]
pub(super) enum UnpackError {
    /// It unpacks to more than is accepted.
    TooLarge,
    /// Unpacking it costs more work than a body of its size may.
    TooMuchWork,
    /// It is not what its header says.
    Data(io::Error),
}

impl From<io::Error> for UnpackError {
    fn from(error: io::Error) -> Self {
        if error.get_ref().is_some_and(|inner| inner.is::<Starved>()) {
            Self::TooMuchWork
        } else {
            Self::Data(error)
        }
    }
}

/// The work that unpacking one body may still cost, all its layers together. It is counted in bytes written, so it needs no
/// clock.
#[derive(Debug)]
pub(super) struct Work {
    left: usize,
    /// The work since the other tasks had their turn.
    turn: usize,
    /// The bytes written so far.
    #[cfg(test)]
    pub(super) written: usize,
}

impl Work {
    /// The work allowed for a body of this packed size, when at most `cap` bytes are accepted.
    pub(super) fn on(body: &[u8], cap: usize) -> Self {
        // Twice the cap: of two layers the outer one is at most as large as the inner one.
        let left = body.len().saturating_mul(RATIO).saturating_add(FREE).min(cap.saturating_mul(2));
        Self {
            // Even with the smallest cap, one layer can be begun.
            left: left.saturating_add(BEGINNING),
            turn: 0,
            #[cfg(test)]
            written: 0,
        }
    }

    fn spend(&mut self, work: usize) -> Result<(), UnpackError> {
        self.left = self.left.checked_sub(work).ok_or(UnpackError::TooMuchWork)?;
        self.turn += work;
        Ok(())
    }

    /// Yields to the other tasks of the thread when they have waited long enough.
    async fn pause(&mut self) {
        if self.turn >= TURN {
            self.turn = 0;
            tokio::task::yield_now().await;
        }
    }
}

/// The reader has consumed more input than its output allows.
#[derive(Debug, thiserror::Error)]
#[error("more is read than unpacked")]
struct Starved;

/// A packed body that is handed out as long as output follows.
#[derive(Debug)]
struct Fed<'p> {
    rest: &'p [u8],
    /// The bytes that may still be read.
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

/// Undoes one coding. Bytes behind a finished stream that do not begin another one are ignored, as in browsers.
pub(super) async fn undo(
    coding: Coding,
    packed: &[u8],
    cap: usize,
    work: &mut Work,
) -> Result<Vec<u8>, UnpackError> {
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
        // The name means zlib's format, but some servers send the bare stream (RFC 9110 §8.4.1.2). A bare one whose first two
        // bytes pass zlib's own test would begin with a stored block and set bits that have no meaning.
        Coding::Deflate if is_zlib(packed) => unpacked.take_all(ZlibDecoder::new(fed)).await?,
        Coding::Deflate => unpacked.take_all(DeflateDecoder::new(fed)).await?,
        Coding::Brotli => {
            unpacked.take_all(brotli_decompressor::Decompressor::new(fed, PIECE)).await?;
        }
        Coding::Zstd => zstd(packed, &mut unpacked).await?,
    }
    Ok(unpacked.bytes)
}

/// Whether the bytes have zlib's head (RFC 1950 §2.2): method 8, and a check that makes the first two bytes a multiple of 31.
fn is_zlib(packed: &[u8]) -> bool {
    matches!(packed, [first, second, ..]
        if first & 0x0f == 8 && u16::from_be_bytes([*first, *second]) % 31 == 0)
}

/// Unpacks all frames of a zstd stream; skippable frames (RFC 8878 §3.1.2) have no content for a reader.
async fn zstd(packed: &[u8], unpacked: &mut Unpacked<'_>) -> Result<(), UnpackError> {
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

/// Unpacks a frame block by block: only the window bounds the input before something comes out.
async fn zstd_frame(rest: &mut &[u8], unpacked: &mut Unpacked<'_>) -> Result<(), UnpackError> {
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

/// The bytes behind a skippable frame (RFC 8878 §3.1.2); `None` when another kind of frame begins, or it is cut off.
fn skippable(packed: &[u8]) -> Option<&[u8]> {
    let (mark, rest) = packed.split_first_chunk::<4>()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let is_mark = u32::from_le_bytes(*mark) & 0xffff_fff0 == 0x184d_2a50;
    rest.get(usize::try_from(u32::from_le_bytes(*length)).ok()?..).filter(|_| is_mark)
}

/// The bytes unpacked so far, whose memory never exceeds the cap.
struct Unpacked<'w> {
    bytes: Vec<u8>,
    cap: usize,
    work: &'w mut Work,
    allowed: &'w Cell<usize>,
}

impl Unpacked<'_> {
    async fn take_all(&mut self, mut from: impl Read) -> Result<(), UnpackError> {
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

    /// Reads the next piece; returns its length, 0 at the end. It is not part of `take_all`, whose future would hold the piece
    /// while it waits.
    fn take_piece(&mut self, from: &mut impl Read) -> Result<usize, UnpackError> {
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

    fn take(&mut self, piece: &[u8]) -> Result<(), UnpackError> {
        #[cfg(test)]
        {
            self.work.written += piece.len();
        }
        let needed = self.bytes.len().saturating_add(piece.len());
        if needed > self.cap {
            return Err(UnpackError::TooLarge);
        }
        self.work.spend(piece.len())?;
        if needed > self.bytes.capacity() {
            // A vector would double its memory beyond the cap.
            let wanted = self.bytes.capacity().saturating_mul(2).clamp(needed, self.cap);
            self.bytes.reserve_exact(wanted - self.bytes.len());
        }
        self.bytes.extend_from_slice(piece);
        Ok(())
    }
}
