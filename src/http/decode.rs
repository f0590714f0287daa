//! Content codings: what a body was before the shop packed it (RFC 9110 §8.4).

use std::io::{self, Read};

use bytes::Bytes;
use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};
use hyper::header::{CONTENT_ENCODING, HeaderMap, HeaderValue};
use ruzstd::decoding::StreamingDecoder;

use super::failure::Failure;
use crate::metric::Outcome;
use crate::words::Lang;

/// What every request accepts unless its own headers say otherwise: what browsers send, in their order.
pub(crate) const ACCEPTED: HeaderValue = HeaderValue::from_static("gzip, deflate, br, zstd");

/// More codings on top of each other than this are no answer of a shop, but work for nothing (curl's limit, too).
const MOST_CODINGS: usize = 5;
/// The greatest window that a server may use for zstd, in bytes (RFC 9659 §3).
const ZSTD_WINDOW: u64 = 8 * 1024 * 1024;
/// How much is unpacked at a time, in bytes.
const PIECE: usize = 16 * 1024;

/// A coding that can be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

/// Why a body could not be unpacked.
#[derive(Debug)]
enum Broken {
    /// It unpacks to more than is accepted.
    TooLarge,
    /// It is not what its header says.
    Data(io::Error),
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        Self::Data(error)
    }
}

/// The body as it was before its codings; `cap` bounds its size in bytes, and that of every layer on the way.
///
/// A body without a byte stays one: answers to `HEAD`, 204 and 304 may carry the header without a body.
///
/// # Errors
///
/// [`Outcome::Encoding`] when the body is not what `Content-Encoding` says or that names a coding which nobody
/// asked for, [`Outcome::TooLarge`] when it unpacks to more than `cap`.
pub(crate) fn decode(headers: &HeaderMap, body: Bytes, cap: usize) -> Result<Bytes, Failure> {
    if body.is_empty() || !headers.contains_key(CONTENT_ENCODING) {
        return Ok(body);
    }
    let codings = codings(headers)?;
    // They are listed in the order in which they were applied.
    codings.into_iter().rev().try_fold(body, |body, coding| {
        undo(coding, &body, cap).map(Bytes::from).map_err(|broken| match broken {
            Broken::TooLarge => {
                let message = format!("the answer unpacks to more than {} MB", cap / 1_000_000);
                Failure::new(Outcome::TooLarge, message)
            }
            Broken::Data(error) => wrong(format_args!("it is not {}: {error}", coding.name())),
        })
    })
}

fn wrong(what: std::fmt::Arguments<'_>) -> Failure {
    Failure::new(Outcome::Encoding, format!("{}: {what}", Outcome::Encoding.words().say(Lang::En)))
}

/// The codings of all `Content-Encoding` headers, in the order in which they were applied.
fn codings(headers: &HeaderMap) -> Result<Vec<Coding>, Failure> {
    let mut codings = Vec::new();
    for value in headers.get_all(CONTENT_ENCODING) {
        let value = String::from_utf8_lossy(value.as_bytes());
        for name in value.split(',').map(str::trim) {
            codings.push(match name.to_ascii_lowercase().as_str() {
                "" | "identity" => continue,
                "gzip" | "x-gzip" => Coding::Gzip,
                "deflate" => Coding::Deflate,
                "br" => Coding::Brotli,
                "zstd" => Coding::Zstd,
                _ => {
                    return Err(wrong(format_args!(
                        "`{name}` is none of gzip, deflate, br and zstd, which were asked for"
                    )));
                }
            });
        }
    }
    if codings.len() > MOST_CODINGS {
        return Err(wrong(format_args!("{} codings on top of each other", codings.len())));
    }
    Ok(codings)
}

impl Coding {
    const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }
}

/// Undoes one coding. What follows a finished stream and is no further one is ignored, as browsers do.
fn undo(coding: Coding, packed: &[u8], cap: usize) -> Result<Vec<u8>, Broken> {
    let mut unpacked = Unpacked { bytes: Vec::new(), cap };
    match coding {
        Coding::Gzip => {
            let mut rest = packed;
            loop {
                let mut member = GzDecoder::new(rest);
                unpacked.take_all(&mut member)?;
                rest = member.into_inner();
                // RFC 1952 §2.2: a file is a series of members, each with this mark.
                if !rest.starts_with(&[0x1f, 0x8b]) {
                    break;
                }
            }
        }
        // The name means zlib's format, but some servers send the bare stream (RFC 9110 §8.4.1.2). A bare one whose
        // first two bytes pass zlib's own test would begin with a stored block and set bits that have no meaning.
        Coding::Deflate if is_zlib(packed) => unpacked.take_all(ZlibDecoder::new(packed))?,
        Coding::Deflate => unpacked.take_all(DeflateDecoder::new(packed))?,
        Coding::Brotli => unpacked.take_all(brotli_decompressor::Decompressor::new(packed, PIECE))?,
        Coding::Zstd => zstd(packed, &mut unpacked)?,
    }
    Ok(unpacked.bytes)
}

/// RFC 1950 §2.2: method 8, and a check that makes the first two bytes a multiple of 31.
fn is_zlib(packed: &[u8]) -> bool {
    matches!(packed, [first, second, ..]
        if first & 0x0f == 8 && u16::from_be_bytes([*first, *second]) % 31 == 0)
}

/// All frames of a zstd stream; those to be skipped (RFC 8878 §3.1.2) hold nothing for a reader.
fn zstd(packed: &[u8], unpacked: &mut Unpacked) -> Result<(), Broken> {
    let mut rest = packed;
    let mut frames = 0;
    loop {
        if let Some(after) = skippable(rest) {
            rest = after;
        } else if frames == 0 || rest.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
            let mut frame = StreamingDecoder::new_with_max_window_size(rest, ZSTD_WINDOW)
                .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))?;
            unpacked.take_all(&mut frame)?;
            rest = frame.into_inner();
            frames += 1;
        } else {
            return Ok(());
        }
    }
}

/// What follows a frame that is to be skipped; `None` when there is no whole one.
fn skippable(packed: &[u8]) -> Option<&[u8]> {
    let (mark, rest) = packed.split_first_chunk::<4>()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let is_mark = u32::from_le_bytes(*mark) & 0xffff_fff0 == 0x184d_2a50;
    rest.get(usize::try_from(u32::from_le_bytes(*length)).ok()?..).filter(|_| is_mark)
}

/// What has been unpacked so far; never holds memory beyond its cap.
struct Unpacked {
    bytes: Vec<u8>,
    cap: usize,
}

impl Unpacked {
    fn take_all(&mut self, mut from: impl Read) -> Result<(), Broken> {
        let mut piece = [0; PIECE];
        loop {
            let read = match from.read(&mut piece) {
                Ok(0) => return Ok(()),
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error.into()),
            };
            let needed = self.bytes.len().saturating_add(read);
            if needed > self.cap {
                return Err(Broken::TooLarge);
            }
            if needed > self.bytes.capacity() {
                // A vector left to itself doubles beyond the cap.
                let wanted = self.bytes.capacity().saturating_mul(2).clamp(needed, self.cap);
                self.bytes.reserve_exact(wanted - self.bytes.len());
            }
            self.bytes.extend_from_slice(&piece[..read]);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use proptest::prelude::*;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    const TEXT: &str = "Mug € 11.90, was 14.90. Mug € 11.90, was 14.90. Mug € 11.90, was 14.90.\n";
    const CAP: usize = 100_000;
    /// `TEXT` as node's zlib and zstd 1.5 pack it, and five million letters x.
    const BROTLI: &[u8] = b"\x1b\x4d\x00\xf8\xad\x0e\x78\x33\x5f\x14\x31\x25\xe3\x35\xeb\x51\xbe\x64\xac\xb6\x04\x69\
        \xba\xeb\xb0\x39\x41\x56\x19\x43\x23\x9e\x39\x20\x0a\x09\x73\x56\x57\x2c\x2e\xa5\x88\x57\x91\xc2\x70\xe7\x46\
        \x18\x29\x4f";
    const ZSTD: &[u8] =
        b"\x28\xb5\x2f\xfd\x24\x4e\x15\x01\x00\xd8\x4d\x75\x67\x20\xe2\x82\xac\x20\x31\x31\x2e\x39\
        \x30\x2c\x20\x77\x61\x73\x20\x31\x34\x2e\x39\x30\x2e\x20\x0a\x01\x00\xa2\xcf\x39\x06\xaa\x27\x9f\x2a";
    const BROTLI_BOMB: &[u8] = b"\x9b\x3f\x4b\x4c\xf8\x25\xf0\xe2\xb1\x40\x20\x5f\x88\x09";
    /// The head of a frame whose window is 128 MB.
    const ZSTD_WIDE: &[u8] =
        b"\x28\xb5\x2f\xfd\x04\x88\x64\x00\x00\x10\x00\x00\x02\x00\xe9\xff\x37\x73\xe0\x01";

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn zlib(text: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn raw(text: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(text: &[u8]) -> Vec<u8> {
        compress_to_vec(text, CompressionLevel::Fastest)
    }

    fn decoded(encodings: &[&str], body: impl Into<Vec<u8>>, cap: usize) -> Result<Vec<u8>, Failure> {
        let mut headers = HeaderMap::new();
        for encoding in encodings {
            headers.append(CONTENT_ENCODING, HeaderValue::from_str(encoding).unwrap());
        }
        decode(&headers, Bytes::from(body.into()), cap).map(Vec::from)
    }

    #[test]
    fn every_coding_is_undone() {
        let text = TEXT.as_bytes();
        let skipped = b"\x5a\x2a\x4d\x18\x03\x00\x00\x00abc".as_slice();
        for (encodings, body, expected) in [
            (&[][..], text.to_vec(), text.to_vec()),
            (&["identity"], text.to_vec(), text.to_vec()),
            (&[""], text.to_vec(), text.to_vec()),
            (&["gzip"], gzip(text), text.to_vec()),
            (&["X-GZIP"], gzip(text), text.to_vec()),
            (&["deflate"], zlib(text), text.to_vec()),
            (&["deflate"], raw(text), text.to_vec()),
            (&["br"], BROTLI.to_vec(), text.to_vec()),
            (&["zstd"], ZSTD.to_vec(), text.to_vec()),
            (&["zstd"], zstd(text), text.to_vec()),
            // Members and frames one after the other; what is none is ignored.
            (&["gzip"], [gzip(text), gzip(b"more")].concat(), [text, b"more"].concat()),
            (&["gzip"], [gzip(text), vec![0; 9]].concat(), text.to_vec()),
            (&["zstd"], [skipped, ZSTD, skipped, ZSTD, b"\0"].concat(), [text, text].concat()),
            // Several codings, in one header or in two.
            (&["deflate, gzip"], gzip(&zlib(text)), text.to_vec()),
            (&["deflate", "identity, gzip"], gzip(&zlib(text)), text.to_vec()),
            (&["zstd ,br"], Vec::new(), Vec::new()),
            (&["gzip"], Vec::new(), Vec::new()),
            (&["gzip"], gzip(b""), Vec::new()),
        ] {
            let found = decoded(encodings, body, CAP);
            assert_eq!(found.as_deref(), Ok(expected.as_slice()), "{encodings:?}");
        }
    }

    #[test]
    fn what_the_header_does_not_say_is_an_outcome() {
        let text = TEXT.as_bytes();
        let without = |bytes: &[u8], count: usize| bytes[..bytes.len() - count].to_vec();
        let mut flipped = gzip(text);
        flipped[20] ^= 0x55;
        for (encodings, body, part) in [
            (&["gzip"][..], text.to_vec(), "not gzip"),
            (&["gzip"], without(&gzip(text), 1), "not gzip"),
            (&["gzip"], flipped, "not gzip"),
            (&["gzip"], [gzip(text), gzip(text)[..30].to_vec()].concat(), "not gzip"),
            (&["deflate"], text.to_vec(), "not deflate"),
            (&["deflate"], without(&zlib(text), 3), "not deflate"),
            (&["br"], text.to_vec(), "not br"),
            (&["br"], without(BROTLI, 3), "not br"),
            (&["zstd"], text.to_vec(), "not zstd"),
            (&["zstd"], without(ZSTD, 9), "not zstd"),
            (&["zstd"], ZSTD_WIDE.to_vec(), "not zstd"),
            (&["gzip, br"], gzip(text), "not br"),
            (&["utf-8"], text.to_vec(), "`utf-8` is none of gzip"),
            (&["gzip, compress"], gzip(text), "`compress` is none of gzip"),
            (&["gzip,gzip,gzip", "gzip,gzip,gzip"], gzip(text), "6 codings"),
        ] {
            let failure = decoded(encodings, body, CAP).unwrap_err();
            assert_eq!(failure.outcome, Outcome::Encoding, "{encodings:?}: {failure}");
            assert!(failure.message.contains(part), "{encodings:?}: {failure}");
            assert!(failure.message.starts_with("answer in a wrong encoding: "), "{failure}");
        }
    }

    #[test]
    fn a_bomb_goes_off_at_the_cap() {
        let letters = vec![b'x'; 5_000_000];
        for (encoding, bomb) in [
            ("gzip", gzip(&letters)),
            ("gzip", gzip(&letters[..60_000]).repeat(2)),
            ("deflate", zlib(&letters)),
            ("deflate", raw(&letters)),
            ("br", BROTLI_BOMB.to_vec()),
            ("zstd", zstd(&letters)),
            ("identity, gzip, gzip", gzip(&gzip(&letters))),
        ] {
            assert_eq!(decoded(&[encoding], bomb, CAP).unwrap_err().outcome, Outcome::TooLarge, "{encoding}");
        }
        // What just fits is kept, in no more memory than it may take.
        let unpacked = undo(Coding::Gzip, &gzip(&letters[..CAP]), CAP).unwrap();
        assert_eq!((unpacked.len(), unpacked.capacity()), (CAP, CAP));
        assert_eq!(undo(Coding::Brotli, BROTLI_BOMB, letters.len()).unwrap(), letters);
    }

    proptest! {
        #[test]
        fn packing_and_unpacking_changes_nothing(
            text in proptest::collection::vec(any::<u8>(), 0..3_000), times in 1_usize..30,
        ) {
            let text = text.repeat(times);
            for (encoding, body) in [
                ("gzip", gzip(&text)), ("deflate", zlib(&text)), ("deflate", raw(&text)), ("zstd", zstd(&text)),
                ("deflate, gzip", gzip(&raw(&text))),
            ] {
                prop_assert_eq!(decoded(&[encoding], body, CAP), Ok(text.clone()), "{}", encoding);
            }
        }

        #[test]
        fn garbage_is_survived(
            garbage in proptest::collection::vec(any::<u8>(), 0..300), place in any::<proptest::sample::Index>(),
        ) {
            let text = TEXT.as_bytes();
            for (encoding, mut whole) in [
                ("gzip", gzip(text)), ("deflate", zlib(text)), ("deflate", raw(text)), ("br", BROTLI.to_vec()),
                ("zstd", ZSTD.to_vec()),
            ] {
                whole.splice(place.index(whole.len()).., garbage.iter().copied());
                for body in [garbage.clone(), whole] {
                    if let Err(failure) = decoded(&[encoding], body, CAP) {
                        prop_assert!(matches!(failure.outcome, Outcome::Encoding | Outcome::TooLarge));
                    }
                }
            }
        }
    }
}
