//! Multipart forms of a recording.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::log::PostData;
use super::secret::{holds_inner, secret};
use crate::scenario::{FormPart, Template};

/// The folder, beside the scenario, for the files that forms send. A recording must not choose among other files of this machine.
const FOLDER: &str = "uploads";

/// The most parts of a form.
const MOST_PARTS: usize = 200;

/// A part as it was recorded.
struct RecordedPart {
    name: String,
    value: String,
    filename: Option<String>,
    content_type: Option<String>,
}

/// Reads the parts of a form; `None` when it cannot be read, or contains something private that cannot be replaced. The account
/// fields that it needs are added to `secrets`.
pub(super) fn parts(data: &PostData, secrets: &mut BTreeSet<String>) -> Option<Vec<FormPart>> {
    let text = data.text.as_deref().filter(|text| !text.is_empty());
    let recorded = match text {
        Some(text) => read(text, data.mime_type.as_deref().unwrap_or_default())?,
        None => {
            let params = data.params.iter().flatten();
            params
                .map(|pair| RecordedPart {
                    name: pair.name.clone(),
                    value: pair.value.clone().unwrap_or_default(),
                    filename: pair.file_name.clone(),
                    content_type: pair.content_type.clone().filter(|_| pair.file_name.is_some()),
                })
                .collect()
        }
    };
    if recorded.len() > MOST_PARTS {
        return None;
    }
    let mut needed = BTreeSet::new();
    let parts = recorded.into_iter().map(|part| written(part, &mut needed));
    let parts = parts.collect::<Option<Vec<FormPart>>>()?;
    secrets.extend(needed);
    Some(parts)
}

/// A part in the form of a scenario.
fn written(part: RecordedPart, secrets: &mut BTreeSet<String>) -> Option<FormPart> {
    let RecordedPart { name, value, filename, content_type } = part;
    let content_type = content_type.filter(|kind| kind.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
    if let Some(filename) = filename.clone().filter(|filename| !filename.is_empty()) {
        let file = PathBuf::from(FOLDER).join(plain(&filename));
        return Some(FormPart::of_file(&name, file, filename, content_type));
    }
    let value = match secret(&name, &value, secrets) {
        Some(placeholder) => placeholder,
        None if holds_inner(&value) => return None,
        None => Template::escape(&value),
    };
    // An empty name: the visitor chose no file.
    Some(FormPart { content_type, filename, ..FormPart::field(&name, value) })
}

/// The last part of a file's name, without characters that could lead to another folder.
fn plain(filename: &str) -> String {
    let last = filename.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last
        .chars()
        .map(|letter| if letter.is_alphanumeric() || "._- ".contains(letter) { letter } else { '_' })
        .take(80)
        .collect();
    let plain = plain.trim_matches(['.', ' ']).to_owned();
    if plain.is_empty() { "file".to_owned() } else { plain }
}

/// Splits a body into its parts (RFC 2046, section 5.1.1).
fn read(text: &str, mime: &str) -> Option<Vec<RecordedPart>> {
    let parameter = mime.split(';').skip(1).find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("boundary").then(|| value.trim().trim_matches('"').to_owned())
    });
    // Some recorders leave the boundary out of the type; then the first line states it.
    let line = match parameter.filter(|boundary| !boundary.is_empty()) {
        Some(boundary) => format!("--{boundary}"),
        None => text.lines().next().filter(|line| line.starts_with("--"))?.trim_end().to_owned(),
    };
    let mut pieces = text.split(line.as_str());
    pieces.next()?;
    let mut parts = Vec::new();
    for piece in pieces {
        if piece.starts_with("--") {
            return Some(parts);
        }
        let piece = piece.strip_prefix("\r\n").or_else(|| piece.strip_prefix('\n'))?;
        let (head, value) = piece.split_once("\r\n\r\n").or_else(|| piece.split_once("\n\n"))?;
        let value = value.strip_suffix("\r\n").or_else(|| value.strip_suffix('\n')).unwrap_or(value);
        let header = |name: &str| {
            head.lines().find_map(|line| {
                let (known, value) = line.split_once(':')?;
                known.trim().eq_ignore_ascii_case(name).then(|| value.trim())
            })
        };
        let disposition = header("content-disposition")?;
        parts.push(RecordedPart {
            name: attribute(disposition, "name")?,
            value: value.to_owned(),
            filename: attribute(disposition, "filename"),
            content_type: header("content-type").map(str::to_owned),
        });
    }
    // The body is cut off: it lacks the last boundary.
    None
}

/// A quoted attribute of `Content-Disposition`, with the three escapes of browsers undone.
fn attribute(disposition: &str, name: &str) -> Option<String> {
    let start = format!("{name}=\"");
    let mut places = disposition.match_indices(&start).map(|(place, _)| place);
    // `filename` ends in `name`.
    let place = places.find(|place| disposition[..*place].ends_with([' ', ';', '\t']))?;
    let value = disposition[place + start.len()..].split('"').next()?;
    Some(value.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"))
}
