//! What the folder of a run is called.

/// The most characters of a host or a scenario that a folder is called after.
const LONGEST_LABEL: usize = 80;

/// A name for the folder of a run: `<time>-<label>-<four hex digits>`, other ones each time.
#[must_use]
pub fn folder_name(started: jiff::Timestamp, label: &str) -> String {
    let time = started.strftime("%Y-%m-%dT%H%M%SZ");
    // File systems allow names of 255 bytes.
    let label: String =
        label.chars().take(LONGEST_LABEL).map(|c| if is_plain(c) { c } else { '_' }).collect();
    format!("{time}-{label}-{:04x}", fastrand::u16(..))
}

fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '.' | '-')
}
