//! The line of a record, with a checksum that shows whether the line is intact.

use super::Entry;

/// The digits of the checksum, before the space.
const DIGITS: usize = 8;

/// Writes the line of a record, including its line break.
///
/// # Errors
///
/// The serializer's own, when a number has no JSON form.
pub fn line(entry: &Entry) -> Result<String, serde_json::Error> {
    let json = serde_json::to_string(entry)?;
    Ok(format!("{:08x} {json}\n", crc32fast::hash(json.as_bytes())))
}

/// The JSON of a line without its break; `None` when the line is torn or damaged.
pub(super) fn json(line: &[u8]) -> Option<&[u8]> {
    let (checksum, json) = line.split_at_checked(DIGITS)?;
    let json = json.strip_prefix(b" ")?;
    let checksum = std::str::from_utf8(checksum).ok()?;
    // The form is fixed: a sign or capitals are damage.
    (checksum == format!("{:08x}", crc32fast::hash(json))).then_some(json)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::log::Part;

    #[test]
    fn every_change_of_one_byte_is_seen() {
        let written = Entry::Part(Part { name: "step".into(), value: serde_json::json!({ "vus": 20 }) });
        let line = line(&written).unwrap().into_bytes();
        let line = line.strip_suffix(b"\n").unwrap();
        assert_eq!(crate::units::json::from_slice::<Entry>(json(line).unwrap()).unwrap(), written);
        for place in 0..line.len() {
            assert_eq!(json(&line[..place]), None);
            for bit in 0..8 {
                let mut damaged = line.to_vec();
                damaged[place] ^= 1 << bit;
                assert_eq!(json(&damaged), None, "{}", String::from_utf8_lossy(&damaged));
            }
        }
    }
}
