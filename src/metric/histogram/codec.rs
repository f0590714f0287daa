//! The histogram in HdrHistogram's format for files.

use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::ZlibDecoder;
use flate2::{Compress, Compression, FlushCompress, Status};
use hdrhistogram::serialization::Deserializer;

use super::Histogram;
use super::buckets::{HIGHEST, LAST, MOST, bucket};

use crate::words::Message;

const SIGNIFICANT_DIGITS: u8 = 3;
/// The greatest length, unpacked and in bytes: nine for each of 23,552 counts, and the head.
const LONGEST: u64 = 300_000;

/// The length of cookie and size, which precede the packed part, in bytes.
const FRAME: usize = 8;
/// The length of a plain histogram's cookie, size, offset, digits, bounds and ratio, in bytes.
const HEAD: usize = 40;
/// The cookie of a plain V2 histogram (HdrHistogram's `V2EncodingCookieBase`, with its size of words).
const PLAIN: u32 = 0x1c84_9303 | 0x10;
/// A histogram that is not longer, plain and in bytes, is stored: packing saves a few dozen bytes and first zeroes 200 KB.
const SHORT: usize = 128;
/// The head of a zlib stream (RFC 1950) with one last block that is stored (RFC 1951, section 3.2.4).
const STORED: [u8; 3] = [0x78, 0x01, 0x01];
/// The cookie of a compressed V2 histogram (HdrHistogram's `V2CompressedEncodingCookieBase`, with its size of words).
const COMPRESSED: u32 = 0x1c84_9304 | 0x10;

/// Why a histogram cannot be built or read back.
#[derive(Debug, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum HistogramError {
    /// The text is not base64.
    Base64(#[from] base64::DecodeError),
    /// The bytes are not HDR V2.
    Format(String),
    /// The list is not one of buckets and counts.
    Listed,
}

impl From<&HistogramError> for Message {
    fn from(error: &HistogramError) -> Self {
        match error {
            HistogramError::Base64(error) => Message::new("error-histogram-base64").exact("why", error),
            HistogramError::Format(text) => Message::new("error-histogram-format").exact("text", text),
            HistogramError::Listed => Message::new("error-histogram-listed"),
        }
    }
}

/// Passes the crate's own error on.
fn format_error(error: impl std::fmt::Debug) -> HistogramError {
    HistogramError::Format(format!("{error:?}"))
}

/// Writes histograms, one after the other. A run of thousands of steps ends with tens of thousands of them, so the buffers are made
/// once, and the counts are written from the buckets in use: the crate's serialiser zeroes half a megabyte for each.
pub struct HistogramEncoder {
    compressor: Compress,
    plain: Vec<u8>,
    packed: Vec<u8>,
}

impl std::fmt::Debug for HistogramEncoder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The content of the buffers means nothing.
        formatter.debug_struct("HistogramEncoder").finish_non_exhaustive()
    }
}

impl HistogramEncoder {
    /// Creates an encoder.
    #[must_use]
    pub fn new() -> Self {
        Self {
            compressor: Compress::new(Compression::default(), true),
            plain: Vec::new(),
            packed: Vec::new(),
        }
    }

    /// Encodes a histogram as HDR V2, compressed and in base64: the format of HdrHistogram's log tools.
    ///
    /// # Errors
    ///
    /// [`HistogramError::Format`] when compression fails.
    pub fn encode(&mut self, histogram: &Histogram) -> Result<String, HistogramError> {
        self.plain.clear();
        write_plain(histogram, &mut self.plain);
        self.packed.clear();
        self.packed.extend_from_slice(&COMPRESSED.to_be_bytes());
        self.packed.extend_from_slice(&[0; 4]);
        if self.plain.len() <= SHORT {
            self.store();
        } else {
            self.pack()?;
        }
        let length = u32::try_from(self.packed.len() - FRAME).map_err(format_error)?;
        self.packed[FRAME - 4..FRAME].copy_from_slice(&length.to_be_bytes());
        Ok(STANDARD.encode(&self.packed))
    }

    /// Adds the plain histogram as it is, which is at most [`SHORT`].
    fn store(&mut self) {
        let length = self.plain.len() as u16;
        self.packed.extend_from_slice(&STORED);
        self.packed.extend_from_slice(&length.to_le_bytes());
        self.packed.extend_from_slice(&(!length).to_le_bytes());
        self.packed.extend_from_slice(&self.plain);
        self.packed.extend_from_slice(&adler2::adler32_slice(&self.plain).to_be_bytes());
    }

    fn pack(&mut self) -> Result<(), HistogramError> {
        // Data that cannot be compressed grows by a few bytes for each 32 KB.
        self.packed.reserve(self.plain.len() + self.plain.len() / 1024 + 64);
        self.compressor.reset();
        let packed = self.compressor.compress_vec(&self.plain, &mut self.packed, FlushCompress::Finish);
        if matches!(packed, Ok(Status::StreamEnd)) {
            Ok(())
        } else {
            Err(HistogramError::Format("it cannot be packed".to_owned()))
        }
    }
}

/// Writes a histogram as HDR V2: the head, and for each bucket up to the greatest its count, where a negative number stands for so
/// many buckets without values. Its indexes are our buckets. (`HdrHistogram/HdrHistogram`, `AbstractHistogram.encodeIntoByteBuffer`.)
fn write_plain(histogram: &Histogram, plain: &mut Vec<u8>) {
    plain.resize(HEAD, 0);
    // The offset of normalised indexes is 0.
    plain[..4].copy_from_slice(&PLAIN.to_be_bytes());
    plain[12..16].copy_from_slice(&u32::from(SIGNIFICANT_DIGITS).to_be_bytes());
    plain[16..24].copy_from_slice(&1_u64.to_be_bytes());
    plain[24..32].copy_from_slice(&HIGHEST.to_be_bytes());
    plain[32..40].copy_from_slice(&1_f64.to_be_bytes());
    let mut next = 0;
    for (bucket, times) in histogram.buckets.iter() {
        match bucket - next {
            0 => {}
            1 => write_number(0, plain),
            unused => write_number(-i64::from(unused), plain),
        }
        // A bucket counts at most 2^48.
        write_number(times as i64, plain);
        next = bucket + 1;
    }
    if histogram.is_empty() {
        write_number(0, plain);
    }
    let counts = (plain.len() - HEAD) as u32;
    plain[4..8].copy_from_slice(&counts.to_be_bytes());
}

/// Writes a number of less than 2^55 in either direction, zigzagged, in LEB128.
fn write_number(number: i64, plain: &mut Vec<u8>) {
    let mut left = (number << 1 ^ number >> 63) as u64;
    while left > 0x7F {
        plain.push(left as u8 | 0x80);
        left >>= 7;
    }
    plain.push(left as u8);
}

impl Default for HistogramEncoder {
    fn default() -> Self {
        Self::new()
    }
}

impl Histogram {
    /// For each bucket in use its distance from the one before, and its count.
    pub(crate) fn gaps(&self) -> impl Iterator<Item = [u64; 2]> + '_ {
        let mut before = 0;
        self.buckets.iter().map(move |(bucket, times)| {
            let gap = u64::from(bucket) - before;
            before = u64::from(bucket);
            [gap, times]
        })
    }

    /// Reads [`Histogram::gaps`] as one list. The sum is not part of it.
    pub(crate) fn from_gaps(gaps: &[u64]) -> Result<Self, HistogramError> {
        let mut read = Self::new();
        let mut bucket = 0_u64;
        for pair in gaps.chunks(2) {
            let &[gap, times] = pair else { return Err(HistogramError::Listed) };
            bucket = bucket.saturating_add(gap);
            let known = u16::try_from(bucket).ok().filter(|bucket| *bucket <= LAST && times <= MOST);
            read.buckets.add(known.ok_or(HistogramError::Listed)?, times);
        }
        Ok(read)
    }

    /// Reads the text of [`HistogramEncoder::encode`]. The sum is rebuilt from the buckets, so the mean of a histogram that was
    /// read back is exact to three digits only.
    ///
    /// # Errors
    ///
    /// [`HistogramError`] when the text is not base64 of a V2 histogram.
    pub fn decode(text: &str) -> Result<Self, HistogramError> {
        let bytes = inflate(&STANDARD.decode(text)?)?;
        let read: hdrhistogram::Histogram<u64> =
            Deserializer::new().deserialize(&mut bytes.as_slice()).map_err(format_error)?;
        let mut result = Self::new();
        for step in read.iter_recorded() {
            result.buckets.add(bucket(step.value_iterated_to()), step.count_at_value());
        }
        Ok(result.with_sum((read.mean() * read.len() as f64) as u64))
    }
}

/// Unpacks HDR V2, and refuses input that the crate's reader cannot handle: it trusts lengths of up to 4 GB, and it negates a run
/// of zeros of the greatest length, which overflows.
fn inflate(packed: &[u8]) -> Result<Vec<u8>, HistogramError> {
    let refuse = |what: &str| HistogramError::Format(what.to_owned());
    let mut bytes = Vec::new();
    let packed = packed.get(FRAME..).ok_or_else(|| refuse("it is cut off"))?;
    ZlibDecoder::new(packed)
        .take(LONGEST)
        .read_to_end(&mut bytes)
        .map_err(|error| refuse(&error.to_string()))?;
    let (head, counts) = bytes.split_at_checked(HEAD).ok_or_else(|| refuse("it is cut off"))?;
    if head[4..8] != u32::try_from(counts.len()).unwrap_or(u32::MAX).to_be_bytes() {
        return Err(refuse("its length is not what it says"));
    }
    if head[12..16] != u32::from(SIGNIFICANT_DIGITS).to_be_bytes() || head[24..32] != HIGHEST.to_be_bytes() {
        return Err(refuse("it has other bounds"));
    }
    // Nine such bytes are that run of zeros; no count has so many bits.
    if counts.windows(9).any(|bytes| bytes == [0xFF; 9]) {
        return Err(refuse("it has a count that cannot be"));
    }
    Ok(bytes)
}
