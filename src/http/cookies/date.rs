//! Dates as servers write them in cookies (§5.1.1): any order, any delimiters.

use jiff::civil::DateTime;
use jiff::tz::Offset;

const MONTHS: [&[u8; 3]; 12] =
    [b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec"];

/// Parses a date into seconds since 1970. A time zone is ignored: the date is always UTC.
pub(super) fn parse(text: &[u8]) -> Option<i64> {
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    for token in text.split(|byte| is_delimiter(*byte)).filter(|token| !token.is_empty()) {
        // The first token of each kind counts, and a token has one kind only.
        if time.is_none() && set(&mut time, time_of(token))
            || day.is_none() && set(&mut day, number(token, 1..=2))
            || month.is_none() && set(&mut month, month_of(token))
        {
            continue;
        }
        if year.is_none() {
            set(&mut year, number(token, 2..=4));
        }
    }
    let [hour, minute, second] = time?;
    let year = match year? {
        year @ 70..=99 => year + 1900,
        year @ 0..=69 => year + 2000,
        year @ 1601.. => year,
        _ => return None,
    };
    let small = |number: i16| i8::try_from(number).ok();
    let date =
        DateTime::new(year, month?, small(day?)?, small(hour)?, small(minute)?, small(second)?, 0).ok()?;
    Some(Offset::UTC.to_timestamp(date).ok()?.as_second())
}

fn set<T>(place: &mut Option<T>, found: Option<T>) -> bool {
    *place = found;
    place.is_some()
}

const fn is_delimiter(byte: u8) -> bool {
    matches!(byte, 0x09 | 0x20..=0x2f | 0x3b..=0x40 | 0x5b..=0x60 | 0x7b..=0x7e)
}

/// Reads a number with this many digits at the token's beginning; no further digit may follow it.
fn number(token: &[u8], digits: std::ops::RangeInclusive<usize>) -> Option<i16> {
    let length = token.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if !digits.contains(&length) {
        return None;
    }
    Some(token[..length].iter().fold(0, |number, digit| number * 10 + i16::from(digit - b'0')))
}

/// Reads `hour:minute:second`, each of one or two digits; no further digit may follow.
fn time_of(token: &[u8]) -> Option<[i16; 3]> {
    let mut fields = token.splitn(3, |byte| *byte == b':');
    let mut whole = || {
        let field = fields.next()?;
        field.iter().all(u8::is_ascii_digit).then(|| number(field, 1..=2))?
    };
    Some([whole()?, whole()?, number(fields.next()?, 1..=2)?])
}

fn month_of(token: &[u8]) -> Option<i8> {
    let begin = token.get(..3)?;
    let place = MONTHS.iter().position(|month| begin.eq_ignore_ascii_case(*month))?;
    i8::try_from(place + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1 January 2048.
    const THEN: Option<i64> = Some(2_461_449_600);

    #[test]
    fn dates_in_the_field() {
        for (text, expected) in [
            ("Wed, 01 Jan 2048 00:00:00 GMT", THEN),
            ("Wed, 01-Jan-2048 00:00:00 GMT", THEN),
            ("Wednesday, 01-Jan-48 00:00:00 GMT", THEN),
            ("Wed Jan  1 00:00:00 2048", THEN),
            ("Wed, 01 Jan 2048 00:00:00 UTC", THEN),
            ("Wed, 01 Jan 2048 00:00:00 +0200", THEN),
            ("2048 January 1st 0:0:0", THEN),
            ("1/JAN/2048;00:00:00Z", THEN),
            ("Thu, 01-Jan-1970 00:00:01 GMT", Some(1)),
            ("Thu, 01 Jan 70 00:00:00", Some(0)),
            ("Fri, 01 Jan 69 00:00:00", Some(3_124_224_000)),
            ("Mon, 01 Jan 1601 00:00:00", Some(-11_644_473_600)),
            ("Mon, 31 Dec 1600 00:00:00", None),
            ("Sat, 01 Jan 20480 00:00:00", None),
            ("Wed, 32 Jan 2048 00:00:00", None),
            ("Wed, 30 Feb 2048 00:00:00", None),
            ("Wed, 01 Jan 2048 24:00:00", None),
            ("Wed, 01 Jan 2048 00:60:00", None),
            ("Wed, 01 Jan 2048 00:00", None),
            ("Wed, 01 2048 00:00:00", None),
            ("tomorrow", None),
            ("", None),
            ("0", None),
            ("-1", None),
        ] {
            assert_eq!(parse(text.as_bytes()), expected, "{text}");
        }
    }
}
