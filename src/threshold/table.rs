//! The form in scenario files, k6's `options.thresholds`: metric key → list of expressions.

use std::fmt;
use std::time::Duration;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use super::Threshold;
use crate::words::Message;

/// Thresholds as a table of a file:
///
/// ```toml
/// http_req_failed = ["rate<0.05"]
/// "http_req_duration{name:cart}" = [
///     "p(95)<2000",
///     { threshold = "p(99)<5000", abort_on_fail = true, delay_abort_eval = "10s" },
/// ]
/// ```
///
/// Keys keep the order of their first threshold, expressions their order within the key. Only a TOML writer
/// moves keys: it puts lists that hold nothing but tables, as `[[key]]`, behind the others.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ThresholdTable(Vec<Threshold>);

impl From<Vec<Threshold>> for ThresholdTable {
    fn from(thresholds: Vec<Threshold>) -> Self {
        Self(thresholds)
    }
}

impl From<ThresholdTable> for Vec<Threshold> {
    fn from(table: ThresholdTable) -> Self {
        table.0
    }
}

impl ThresholdTable {
    /// Whether the table has no thresholds.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// One entry with options; k6's names are accepted as well.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    threshold: String,
    #[serde(default, alias = "abortOnFail")]
    abort_on_fail: bool,
    #[serde(
        default,
        alias = "delayAbortEval",
        with = "crate::units::duration",
        skip_serializing_if = "Duration::is_zero"
    )]
    delay_abort_eval: Duration,
}

#[derive(Serialize)]
#[serde(untagged)]
enum TableEntry {
    Plain(String),
    Full(Options),
}

impl From<&Threshold> for TableEntry {
    fn from(threshold: &Threshold) -> Self {
        let expression = threshold.expression.to_string();
        if !threshold.abort_on_fail && threshold.delay_abort_eval.is_zero() {
            return Self::Plain(expression);
        }
        Self::Full(Options {
            threshold: expression,
            abort_on_fail: threshold.abort_on_fail,
            delay_abort_eval: threshold.delay_abort_eval,
        })
    }
}

impl Serialize for ThresholdTable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut groups: Vec<(String, Vec<TableEntry>)> = Vec::new();
        for threshold in &self.0 {
            let key = threshold.key();
            match groups.iter_mut().find(|(known, _)| *known == key) {
                Some((_, entries)) => entries.push(threshold.into()),
                None => groups.push((key, vec![threshold.into()])),
            }
        }
        let mut map = serializer.serialize_map(Some(groups.len()))?;
        for (key, entries) in groups {
            map.serialize_entry(&key, &entries)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for ThresholdTable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(TableVisitor)
    }
}

struct TableVisitor;

impl<'de> Visitor<'de> for TableVisitor {
    type Value = ThresholdTable;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a table of metric keys, like `http_req_duration = [\"p(95)<2000\"]`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut thresholds = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            thresholds.extend(map.next_value_seed(ListSeed { key: &key })?);
        }
        Ok(ThresholdTable(thresholds))
    }
}

/// Reads the list of one key, and carries the key so that every error can name it.
struct ListSeed<'a> {
    key: &'a str,
}

impl<'de> DeserializeSeed<'de> for ListSeed<'_> {
    type Value = Vec<Threshold>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for ListSeed<'_> {
    type Value = Vec<Threshold>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "a list of thresholds for `{}`, like [\"p(95)<2000\"]", self.key)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut thresholds = Vec::new();
        while let Some(threshold) = list.next_element_seed(EntrySeed { key: self.key })? {
            thresholds.push(threshold);
        }
        Ok(thresholds)
    }
}

struct EntrySeed<'a> {
    key: &'a str,
}

impl<'de> DeserializeSeed<'de> for EntrySeed<'_> {
    type Value = Threshold;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for EntrySeed<'_> {
    type Value = Threshold;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "a threshold for `{}`: text or {{ threshold, abort_on_fail, delay_abort_eval }}",
            self.key
        )
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Threshold, E> {
        Threshold::parse(self.key, text).map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Threshold, A::Error> {
        let options =
            Options::deserialize(serde::de::value::MapAccessDeserializer::new(map)).map_err(|error| {
                A::Error::custom(
                    Message::new("error-threshold-key")
                        .exact("key", self.key)
                        .with("reason", Message::heard(&error.to_string())),
                )
            })?;
        let threshold = Threshold::parse(self.key, &options.threshold).map_err(A::Error::custom)?;
        Ok(Threshold {
            abort_on_fail: options.abort_on_fail,
            delay_abort_eval: options.delay_abort_eval,
            ..threshold
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
        vus = ["value<5"]
        "http_req_duration{name:cart}" = [
            "p(95) < 2000",
            { threshold = "p(99)<5e3", abort_on_fail = true, delay_abort_eval = "10s" },
        ]
        checks = [{ threshold = "rate>0.8", abortOnFail = true, delayAbortEval = "1m" }]
        http_req_failed = ["rate<0.05"]
    "#;

    #[test]
    fn files_keep_their_order_and_survive() {
        let table: ThresholdTable = toml::from_str(FILE).unwrap();
        let sources: Vec<_> = table.0.iter().map(Threshold::source).collect();
        assert_eq!(
            sources,
            [
                "vus: value<5",
                "http_req_duration{name:cart}: p(95)<2000",
                "http_req_duration{name:cart}: p(99)<5000",
                "checks: rate>0.8",
                "http_req_failed: rate<0.05",
            ]
        );
        assert!(table.0[2].abort_on_fail && table.0[3].abort_on_fail && !table.0[1].abort_on_fail);
        assert_eq!(table.0[3].delay_abort_eval, Duration::from_secs(60));
        let mut rewritten: ThresholdTable = toml::from_str(&toml::to_string(&table).unwrap()).unwrap();
        rewritten.0.swap(3, 4);
        assert_eq!(rewritten, table);
        let json = serde_json::to_string(&table).unwrap();
        assert_eq!(serde_json::from_str::<ThresholdTable>(&json).unwrap(), table);
    }

    #[test]
    fn errors_name_the_key() {
        for (file, part) in [
            ("checks = 'rate>1'", "list of thresholds for `checks`"),
            ("checks = [5]", "a threshold for `checks`"),
            ("checks = ['p(95)<1']", "`checks`: `p(95)` cannot be asked"),
            ("checks = [{ threshold = 'rate>1', abort = true }]", "`checks`"),
            ("checks = [{ threshold = 'rate>1', delay_abort_eval = '5' }]", "`checks`"),
            ("chekcs = ['rate>1']", "`chekcs`"),
        ] {
            let error = toml::from_str::<ThresholdTable>(file).unwrap_err().to_string();
            assert!(error.contains(part), "{file}: {error}");
        }
    }
}
