//! Values as a text of a quarter to a half of their JSON: deflated (RFC 1951), in base64.

use std::io::{self, Read as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::de::{DeserializeOwned, Error as _};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::units::json;

/// The most unpacked bytes of a second: more is invented. The longest scenarios have a tenth.
const LONGEST: u64 = 64 << 20;

pub(super) fn serialize<T: Serialize, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let packed = pack(value).map_err(S::Error::custom)?;
    serializer.serialize_str(&STANDARD.encode(packed))
}

pub(super) fn deserialize<'de, T: DeserializeOwned, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let packed = STANDARD.decode(String::deserialize(deserializer)?).map_err(D::Error::custom)?;
    let mut text = Vec::new();
    DeflateDecoder::new(&*packed).take(LONGEST).read_to_end(&mut text).map_err(D::Error::custom)?;
    // A longer text is cut off, and is then not valid JSON.
    json::from_slice(&text).map_err(D::Error::custom)
}

fn pack(value: &impl Serialize) -> io::Result<Vec<u8>> {
    // A second is written while the load goes on: speed matters more than a tenth of its size.
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&serde_json::to_vec(value)?)?;
    encoder.finish()
}
