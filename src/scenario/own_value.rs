//! Values that a visit has without an extract or data: its numbers, the time, what is drawn for it.

use std::iter;
use std::sync::Arc;

use jiff::Timestamp;

/// The longest text that is drawn.
const LONGEST_DRAWN: usize = 256;

/// What drawn texts are made of.
pub const ALPHANUMERICS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// A value that every visit has from the start, by its name in a placeholder. Drawn values stay the same for the whole visit; a
/// word behind a dot (`uuid.order`) makes another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnValue {
    /// `vu.id`: the virtual user's number, counted from 1.
    Vu,
    /// `iteration`: the number of the virtual user's visit, counted from 0.
    Iteration,
    /// `run.id`: what the run's folder is called.
    Run,
    /// `now`: the time at which the request is made, as ISO 8601 in UTC with milliseconds.
    Now,
    /// `now.unix`: the same in seconds since 1970.
    NowSeconds,
    /// `now.unix_ms`: the same in milliseconds.
    NowMilliseconds,
    /// `uuid`: a random UUID (RFC 9562, version 4).
    Uuid,
    /// `random.alnum(16)`: so many random letters and digits, from 1 to 256.
    Alphanumeric(usize),
}

impl OwnValue {
    /// The value that a name stands for; `None` for any other name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "vu.id" => Self::Vu,
            "iteration" => Self::Iteration,
            "run.id" => Self::Run,
            "now" => Self::Now,
            "now.unix" => Self::NowSeconds,
            "now.unix_ms" => Self::NowMilliseconds,
            _ => return Self::drawn(name),
        })
    }

    fn drawn(name: &str) -> Option<Self> {
        let is_label = |label: &str| {
            let word = label.strip_prefix('.');
            label.is_empty() || word.is_some_and(|word| !word.is_empty() && !word.contains('.'))
        };
        if let Some(label) = name.strip_prefix("uuid") {
            return is_label(label).then_some(Self::Uuid);
        }
        let (length, label) = name.strip_prefix("random.alnum(")?.split_once(')')?;
        let length = length.parse().ok().filter(|length| (1..=LONGEST_DRAWN).contains(length))?;
        is_label(label).then_some(Self::Alphanumeric(length))
    }
}

/// What makes one visit's own values.
#[derive(Debug, Clone, Default)]
pub(super) struct OwnValues {
    pub(super) vu: u64,
    pub(super) iteration: u64,
    seed: u64,
    run: Arc<str>,
}

impl OwnValues {
    /// Those of a run, whose drawn values follow from its seed.
    pub(super) fn of_run(seed: u64, run: Arc<str>) -> Self {
        Self { seed, run, ..Self::default() }
    }

    /// The value of a name; `None` for a name of anything else.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        Some(match OwnValue::parse(name)? {
            OwnValue::Vu => self.vu.to_string(),
            OwnValue::Iteration => self.iteration.to_string(),
            OwnValue::Run => self.run.to_string(),
            OwnValue::Now => Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string(),
            OwnValue::NowSeconds => Timestamp::now().as_second().to_string(),
            OwnValue::NowMilliseconds => Timestamp::now().as_millisecond().to_string(),
            OwnValue::Uuid => uuid(self.random(name).u128(..)),
            OwnValue::Alphanumeric(length) => {
                let mut random = self.random(name);
                iter::repeat_with(|| random.alphanumeric()).take(length).collect()
            }
        })
    }

    /// The same numbers for one visit, one name and one seed.
    fn random(&self, name: &str) -> fastrand::Rng {
        // FNV-1a: the hashes of the standard library may change from release to release.
        let mix = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        let numbers = [self.seed, self.vu, self.iteration].map(u64::to_le_bytes);
        let bytes = numbers.as_flattened().iter().chain(name.as_bytes());
        fastrand::Rng::with_seed(bytes.fold(0xcbf2_9ce4_8422_2325, mix))
    }
}

/// Random bits as a UUID of version 4.
fn uuid(bits: u128) -> String {
    let bits = (bits & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62);
    let digits = format!("{bits:032x}");
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(seed: u64, vu: u64, iteration: u64) -> OwnValues {
        OwnValues { vu, iteration, ..OwnValues::of_run(seed, "2026-11-27T100000Z-shop".into()) }
    }

    #[test]
    fn names() {
        for (name, expected) in [
            ("vu.id", Some(OwnValue::Vu)),
            ("run.id", Some(OwnValue::Run)),
            ("now.unix_ms", Some(OwnValue::NowMilliseconds)),
            ("uuid", Some(OwnValue::Uuid)),
            ("uuid.order", Some(OwnValue::Uuid)),
            ("uuid.", None),
            ("uuids", None),
            ("random.alnum(16)", Some(OwnValue::Alphanumeric(16))),
            ("random.alnum(16).b", Some(OwnValue::Alphanumeric(16))),
            ("random.alnum(0)", None),
            ("random.alnum(257)", None),
            ("random.alnum(16", None),
            ("now.local", None),
            ("token", None),
        ] {
            assert_eq!(OwnValue::parse(name), expected, "{name}");
        }
    }

    #[test]
    fn what_is_drawn_follows_from_seed_visit_and_name() {
        let of = |seed, vu, iteration, name: &str| visit(seed, vu, iteration).get(name).unwrap();
        for name in ["uuid", "random.alnum(16)"] {
            let first = of(1, 1, 0, name);
            assert_eq!(first, of(1, 1, 0, name));
            for other in [of(2, 1, 0, name), of(1, 2, 0, name), of(1, 1, 1, name)] {
                assert_ne!(first, other);
            }
            assert_ne!(first, of(1, 1, 0, &format!("{name}.b")));
        }
        let text = of(1, 1, 0, "random.alnum(40)");
        assert!(text.len() == 40 && text.chars().all(|letter| ALPHANUMERICS.contains(letter)), "{text}");
        assert_eq!(of(1, 1, 0, "run.id"), "2026-11-27T100000Z-shop");
    }

    #[test]
    fn identifiers_and_times_have_their_forms() {
        assert_eq!(uuid(0), "00000000-0000-4000-8000-000000000000");
        assert_eq!(uuid(u128::MAX), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        let of = |name: &str| visit(1, 1, 0).get(name).unwrap();
        let now = of("now");
        assert!(now.len() == 24 && now.parse::<Timestamp>().is_ok(), "{now}");
        let (seconds, milliseconds): (i64, i64) =
            (of("now.unix").parse().unwrap(), of("now.unix_ms").parse().unwrap());
        assert!((0..60).contains(&(milliseconds / 1000 - seconds)));
    }
}
