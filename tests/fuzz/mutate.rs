//! Makes new inputs of old ones: the same seed makes the same inputs on every machine.

use fastrand::Rng;

/// No input is longer, so that one that takes quadratic time cannot hold up the tests.
const LONGEST: usize = 16 << 10;

/// Pieces of the formats that changes of single bytes do not find.
const TOKENS: &[&[u8]] = &[
    b"<script>",
    b"</script>",
    b"<script type=\"application/ld+json\">",
    b"<!--",
    b"-->",
    b"<div itemprop=offers itemscope>",
    b"<table><tr><td>",
    b"</x>",
    b"var prestashop = {",
    b"\"price\":",
    b"\"amount\":",
    b"\"id_cart_rule\":",
    b"\"quantity\":",
    b"\"offers\":[",
    b"content=\"",
    b"data-product=\"",
    b"data-discount=\"",
    b"<base href=\"",
    b"&quot;",
    b"&#0;",
    b"&nbsp;",
    "€".as_bytes(),
    "₹".as_bytes(),
    "１".as_bytes(),
    "٣".as_bytes(),
    "\u{202E}".as_bytes(),
    "\u{A0}".as_bytes(),
    "\u{FEFF}".as_bytes(),
    "İ".as_bytes(),
    "ß".as_bytes(),
    b"\0",
    b"\xFF\xFE",
    b"\xC3",
    b"\xED\xA0\x80",
    b"\r\n",
    b"\x1b[2J",
    b"-1",
    b"0",
    b"1e999",
    b"-0.00",
    b"0.0000001",
    b"101",
    b"4294967296",
    b"9223372036854775808",
    b"18446744073709551615",
    b"79228162514264337593543950335",
    b"null",
    b"[]",
    b"{}",
    b"\"\"",
    b"true",
    b"\\u0000",
    b"\\ud800",
    b"${",
    b"}",
    b"%",
    b"%00",
    b"://",
    b"//other.example/",
    b"javascript:",
    b"; Max-Age=0",
    b"; path=",
    b"; domain=.example",
    b"=",
    b"0000-00-00 00:00:00",
    b"9999-12-31T23:59:59Z",
    b"-9999-01-01T00:00:00Z",
    b"application/x-www-form-urlencoded",
    b"'''",
    b"\"\"\"",
];

/// One input: a seed, changed in one to six places.
pub(crate) fn input(random: &mut Rng, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut data = seeds[random.usize(..seeds.len())].clone();
    for _ in 0..random.usize(1..=6) {
        match random.u8(0..8) {
            0 => flip(random, &mut data),
            1 => cut(random, &mut data),
            2 => {
                let other = &seeds[random.usize(..seeds.len())];
                splice(random, &mut data, other);
            }
            3 => repeat(random, &mut data),
            4 => change_number(random, &mut data),
            _ => insert_token(random, &mut data),
        }
    }
    data.truncate(LONGEST);
    data
}

/// A place in the data, its end included.
fn place(random: &mut Rng, data: &[u8]) -> usize {
    random.usize(..=data.len())
}

/// A short range of the data.
fn range(random: &mut Rng, data: &[u8], longest: usize) -> std::ops::Range<usize> {
    let start = place(random, data);
    start..(start + random.usize(..=longest)).min(data.len())
}

fn flip(random: &mut Rng, data: &mut [u8]) {
    for _ in 0..random.usize(1..=4) {
        if !data.is_empty() {
            let at = random.usize(..data.len());
            data[at] ^= 1 << random.u8(..8);
        }
    }
}

/// Loses the end, or a piece of the middle.
fn cut(random: &mut Rng, data: &mut Vec<u8>) {
    if random.bool() {
        let end = place(random, data);
        data.truncate(end);
    } else {
        let lost = range(random, data, 200);
        data.drain(lost);
    }
}

/// Puts a piece of another seed in.
fn splice(random: &mut Rng, data: &mut Vec<u8>, other: &[u8]) {
    let piece = range(random, other, 400);
    let at = place(random, data);
    data.splice(at..at, other[piece].iter().copied());
}

/// Says a piece many times.
fn repeat(random: &mut Rng, data: &mut Vec<u8>) {
    let piece = range(random, data, 60);
    let again = data[piece.clone()].repeat(random.usize(1..=100));
    data.splice(piece.end..piece.end, again);
}

/// Replaces a number by one that is odd or huge.
fn change_number(random: &mut Rng, data: &mut Vec<u8>) {
    let from = place(random, data);
    let Some(start) = data[from..].iter().position(u8::is_ascii_digit).map(|at| from + at) else { return };
    let digits = data[start..].iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
    let number = match random.u8(..4) {
        0 => random.u64(..).to_string(),
        1 => format!("-{}.{}", random.u16(..), random.u16(..)),
        2 => "9".repeat(random.usize(1..40)),
        _ => format!("{}.{}", random.u8(..), random.u8(..)),
    };
    data.splice(start..start + digits, number.into_bytes());
}

fn insert_token(random: &mut Rng, data: &mut Vec<u8>) {
    let token = TOKENS[random.usize(..TOKENS.len())];
    let at = place(random, data);
    data.splice(at..at, token.iter().copied());
}
