use std::cell::Cell;
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
/// 64 million letters x, as brotli 1.1 packs them.
const BROTLI_LARGE_BOMB: &[u8] =
    b"\xcb\xff\xff\x3f\x00\x24\xf0\xe2\xb1\x40\x72\xef\xff\xf8\xff\xff\x07\x80\x04\x40\x1c\x16\x80\xee\
    \xfd\x1f\xff\xff\xff\x00\x90\x00\x88\xc3\x02\xd0\xbd\xff\xe3\xff\xff\x1f\x00\x12\x00\x71\x58\x00\
    \xba\xf7\x7f\xfc\xff\xff\x03\x40\x02\x20\x0e\x0b\x40\xf7\xfe\x8f\xff\xff\x7f\x00\x48\x00\xc4\x61\
    \x01\xe8\xde\xff\xf1\xff\xff\x0f\x00\x09\x80\x38\x2c\x00\xdd\xfb\xbf\x4c\x80\x84\x02\x20\x01\x10\
    \x87\x05\x40\x7c\x08\x05";
/// The head of a frame whose window is 128 MB.
const ZSTD_WIDE: &[u8] = b"\x28\xb5\x2f\xfd\x04\x88\x64\x00\x00\x10\x00\x00\x02\x00\xe9\xff\x37\x73\xe0\x01";

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

fn decoded(encodings: &[&str], body: impl Into<Vec<u8>>, cap: usize) -> Result<Vec<u8>, ExchangeFailure> {
    let mut headers = HeaderMap::new();
    for encoding in encodings {
        headers.append(CONTENT_ENCODING, HeaderValue::from_str(encoding).unwrap());
    }
    run(decode(&headers, Bytes::from(body.into()), cap)).map(Vec::from)
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
}

/// The result of undoing one coding, and the number of bytes written on the way.
fn undone(coding: Coding, packed: &[u8], cap: usize) -> (Result<Vec<u8>, UnpackError>, usize) {
    let mut work = Work::on(packed, cap);
    let result = run(undo(coding, packed, cap, &mut work));
    (result, work.written)
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
        // Members and frames one after the other; bytes that begin neither are ignored.
        (&["gzip"], [gzip(text), gzip(b"more")].concat(), [text, b"more"].concat()),
        (&["gzip"], [gzip(text), vec![0; 9]].concat(), text.to_vec()),
        (&["zstd"], [skipped, ZSTD, skipped, ZSTD, b"\0"].concat(), [text, text].concat()),
        // Several codings, in one header or in two.
        (&["deflate, gzip"], gzip(&zlib(text)), text.to_vec()),
        (&["deflate", "identity, gzip"], gzip(&zlib(text)), text.to_vec()),
        (&["zstd ,br"], Vec::new(), Vec::new()),
        // Names that are ignored, alone and beside others.
        (&["utf-8"], text.to_vec(), text.to_vec()),
        (&["none"], text.to_vec(), text.to_vec()),
        (&["binary, aws-chunked"], text.to_vec(), text.to_vec()),
        (&["gzip, UTF-8"], gzip(text), text.to_vec()),
        (&["compress, gzip"], gzip(text), text.to_vec()),
        (&["deflate, none", "gzip"], gzip(&zlib(text)), text.to_vec()),
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
        (&["gzip"][..], text.to_vec(), "as gzip"),
        (&["gzip"], without(&gzip(text), 1), "as gzip"),
        (&["gzip"], flipped, "as gzip"),
        (&["gzip"], [gzip(text), gzip(text)[..30].to_vec()].concat(), "as gzip"),
        (&["deflate"], text.to_vec(), "as deflate"),
        (&["deflate"], without(&zlib(text), 3), "as deflate"),
        (&["br"], text.to_vec(), "as br"),
        (&["br"], without(BROTLI, 3), "as br"),
        (&["zstd"], text.to_vec(), "as zstd"),
        (&["zstd"], without(ZSTD, 9), "as zstd"),
        (&["zstd"], ZSTD_WIDE.to_vec(), "as zstd"),
        (&["gzip, br"], gzip(text), "as br"),
        (
            &["gzip, none"],
            text.to_vec(),
            "`Content-Encoding` says gzip, and the body cannot be unpacked as gzip: ",
        ),
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
    // A body that just fits is kept, in no more memory than it may take.
    let unpacked = undone(Coding::Gzip, &gzip(&letters[..CAP]), CAP).0.unwrap();
    assert_eq!((unpacked.len(), unpacked.capacity()), (CAP, CAP));
    assert_eq!(undone(Coding::Brotli, BROTLI_BOMB, letters.len()).0.unwrap(), letters);
}

/// The cap of a run.
const LARGE: usize = 64_000_000;

/// Each body would unpack to 60 MB or cost as much; the test counts the bytes that were written before it was given up.
#[test]
fn a_bomb_is_given_up_early() {
    let letters = vec![b'x'; 60_000_000];
    for (coding, bomb, bound) in [
        (Coding::Gzip, gzip(&letters), 36_000_000),
        (Coding::Gzip, gzip(b"").repeat(100_000), 0),
        (Coding::Gzip, gzip(b"x").repeat(100_000), 30_000),
        (Coding::Deflate, raw(&letters), 15_000_000),
        (Coding::Brotli, BROTLI_LARGE_BOMB.to_vec(), 8_100_000),
        (Coding::Zstd, zstd(&letters), 10_000_000),
        (Coding::Zstd, zstd(b"").repeat(100_000), 0),
    ] {
        let packed = bomb.len();
        let (result, written) = undone(coding, &bomb, LARGE);
        assert!(
            matches!(result, Err(UnpackError::TooMuchWork)),
            "{coding:?} of {packed} bytes: {written} bytes"
        );
        assert!(written <= bound, "{coding:?} of {packed} bytes: {written} bytes");
    }
    let failure = decoded(&["gzip"], gzip(&letters), LARGE).unwrap_err();
    assert_eq!(failure.outcome, Outcome::TooLarge, "{failure}");
}

/// As many empty blocks as fit: the reader starves.
#[test]
fn input_that_becomes_nothing_is_given_up() {
    // A stored block of deflate that holds nothing and is not the last.
    let empty = [0, 0, 0, 0xff, 0xff].repeat(1_000_000);
    // A metadata block of brotli that holds nothing (RFC 7932 §9.2) is a byte: not last, no nibbles, no bytes to skip.
    let metadata = [[0x0c].as_slice(), &[0x06; 5_000_000]].concat();
    for (coding, body) in [(Coding::Deflate, empty), (Coding::Brotli, metadata)] {
        let (result, written) = undone(coding, &body, LARGE);
        assert!(
            matches!(result, Err(UnpackError::TooMuchWork)) && written == 0,
            "{coding:?}: {written} bytes"
        );
    }
}

#[test]
fn others_have_their_turn_while_a_large_body_is_unpacked() {
    let letters = vec![b'x'; 7_000_000];
    for (encoding, body) in [
        ("gzip", gzip(&letters)),
        ("deflate", zlib(&letters)),
        ("br", BROTLI_BOMB.to_vec()),
        ("zstd", zstd(&letters)),
    ] {
        let mut headers = HeaderMap::new();
        headers.append(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        let turns = Cell::new(0);
        let others = async {
            loop {
                turns.set(turns.get() + 1);
                tokio::task::yield_now().await;
            }
        };
        let unpacked = run(async {
            tokio::select! {
                biased;
                unpacked = decode(&headers, Bytes::from(body), LARGE) => unpacked.unwrap(),
                () = others => unreachable!(),
            }
        });
        assert!(turns.get() >= 4, "{encoding}: {} turns in {} bytes", turns.get(), unpacked.len());
    }
}

/// Pages that pack well are not bombs: a list of one row, and letters within the free size.
#[test]
fn a_large_page_is_unpacked() {
    let row = |number| format!("<li><a href='/{number}-mug.html'>Mug</a> <b>11.90</b> <s>14.90</s></li>\n");
    let row = (0..400_000).map(row).collect::<String>().into_bytes();
    for (coding, packed) in
        [(Coding::Gzip, gzip(&row)), (Coding::Deflate, zlib(&row)), (Coding::Zstd, zstd(&row))]
    {
        let (result, written) = undone(coding, &packed, LARGE);
        assert!(
            result.as_ref().is_ok_and(|unpacked| *unpacked == row),
            "{coding:?}: {written} of {}",
            row.len()
        );
    }
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
