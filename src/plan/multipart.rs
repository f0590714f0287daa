//! Planned multipart forms (RFC 7578, with the escapes of the WHATWG's HTML standard).

use std::path::PathBuf;

use bytes::Bytes;

use crate::http::HeaderValue;
use crate::scenario::{FormPart, Template, TemplateError, Values};
use crate::words::Message;

/// The type of a file that states none.
const BINARY: &str = "application/octet-stream";

/// A multipart form that is ready to be filled in.
#[derive(Debug, Clone)]
pub struct PlannedMultipart {
    boundary: String,
    content_type: HeaderValue,
    parts: Vec<PlannedPart>,
    /// The whole body, when no part has to be filled in: all requests then share it.
    constant: Option<Bytes>,
}

/// One part of a multipart form.
#[derive(Debug, Clone)]
pub struct PlannedPart {
    /// The header lines of the part, each with its line end.
    pub head: String,
    /// The content behind the headers.
    pub content: PartContent,
}

/// The content of a part.
#[derive(Debug, Clone)]
pub enum PartContent {
    /// A text that is filled in for each request.
    Text(Template),
    /// A file, read when the plan is made.
    File {
        /// The path of the file.
        path: PathBuf,
        /// The bytes of the file.
        bytes: Bytes,
    },
}

impl PlannedPart {
    /// Plans a part; `text` is its template, when the part is not a file.
    ///
    /// # Errors
    ///
    /// The problem in one line.
    pub(super) fn new(part: &FormPart, text: Option<Template>) -> Result<Self, Message> {
        let name = &part.name;
        let content = match (text, part.content(), &part.file) {
            (Some(_), _, Some(_)) | (None, _, None) => {
                return Err(Message::new("error-plan-part").exact("name", name));
            }
            (Some(text), _, None) => PartContent::Text(text),
            (None, Some(bytes), Some(path)) => PartContent::File { path: path.clone(), bytes: bytes.clone() },
            (None, None, Some(path)) => {
                return Err(Message::new("error-data-not-read").exact("path", path.display()));
            }
        };
        let mut head = format!("Content-Disposition: form-data; name=\"{}\"", quoted(name));
        let filename = part.sent_name();
        if let Some(filename) = &filename {
            head.push_str(&format!("; filename=\"{}\"", quoted(filename)));
        }
        head.push_str("\r\n");
        let own = part.content_type.as_deref();
        if let Some(content_type) = own.or(filename.is_some().then_some(BINARY)) {
            HeaderValue::from_str(content_type)
                .map_err(|_| Message::new("error-plan-part-type").exact("name", name))?;
            head.push_str(&format!("Content-Type: {content_type}\r\n"));
        }
        Ok(Self { head, content })
    }
}

impl PlannedMultipart {
    /// Plans a form of these parts.
    pub(super) fn new(parts: Vec<PlannedPart>) -> Self {
        let boundary = boundary(&parts);
        let content_type = format!("multipart/form-data; boundary={boundary}");
        let content_type = HeaderValue::from_str(&content_type)
            .unwrap_or_else(|_| HeaderValue::from_static("multipart/form-data"));
        let mut form = Self { boundary, content_type, parts, constant: None };
        let is_constant = form.templates().all(|template| template.constant().is_some());
        form.constant = is_constant.then(|| form.write(&Values::default()).ok()).flatten();
        form
    }

    /// The `Content-Type` with the boundary.
    #[must_use]
    pub const fn content_type(&self) -> &HeaderValue {
        &self.content_type
    }

    /// The boundary between the parts, without the hyphens before it.
    #[must_use]
    pub fn boundary(&self) -> &str {
        &self.boundary
    }

    /// The parts in their order.
    #[must_use]
    pub fn parts(&self) -> &[PlannedPart] {
        &self.parts
    }

    /// The templates of the parts that have to be filled in.
    pub fn templates(&self) -> impl Iterator<Item = &Template> {
        self.parts.iter().filter_map(|part| match &part.content {
            PartContent::Text(template) => Some(template),
            PartContent::File { .. } => None,
        })
    }

    /// Fills the templates and writes the body.
    ///
    /// # Errors
    ///
    /// [`TemplateError::Unknown`] with the first value that is missing.
    pub fn fill(&self, values: &Values) -> Result<Bytes, TemplateError> {
        match &self.constant {
            Some(bytes) => Ok(bytes.clone()),
            None => self.write(values),
        }
    }

    fn write(&self, values: &Values) -> Result<Bytes, TemplateError> {
        let mut body: Vec<u8> = Vec::new();
        for part in &self.parts {
            body.extend_from_slice(format!("--{}\r\n{}\r\n", self.boundary, part.head).as_bytes());
            match &part.content {
                PartContent::Text(template) => body.extend_from_slice(template.fill(values)?.as_bytes()),
                PartContent::File { bytes, .. } => body.extend_from_slice(bytes),
            }
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{}--\r\n", self.boundary).as_bytes());
        Ok(body.into())
    }
}

/// Writes a name within quotes, with the three escapes that browsers use.
fn quoted(name: &str) -> String {
    name.replace('\r', "%0D").replace('\n', "%0A").replace('"', "%22")
}

/// A boundary line that no file of the form contains.
fn boundary(parts: &[PlannedPart]) -> String {
    let holds = |text: &String| {
        parts.iter().any(|part| match &part.content {
            PartContent::File { bytes, .. } => memchr::memmem::find(bytes, text.as_bytes()).is_some(),
            PartContent::Text(template) => template.holds(text),
        })
    };
    // Runs with one plan send the same bytes; a value from the shop would have to repeat these digits to break the form.
    (0_u64..)
        .map(|number| format!("----promo-load-{:016x}", 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(number + 1)))
        .find(|text| !holds(text))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(part: &FormPart, text: &str) -> PlannedPart {
        PlannedPart::new(part, Some(Template::parse(text).unwrap())).unwrap()
    }

    #[test]
    fn a_form_as_browsers_send_it() {
        let odd =
            FormPart { filename: Some("ä \"x\".txt".into()), ..FormPart::field("a\"b\r\nc", String::new()) };
        let form = PlannedMultipart::new(vec![
            text(&FormPart::field("qty", String::new()), "3 ${vu.id}"),
            text(&odd, "x"),
        ]);
        let mut values = Values::default();
        values.begin(7, 0);
        let line = form.boundary().to_owned();
        let body = String::from_utf8(form.fill(&values).unwrap().to_vec()).unwrap();
        assert_eq!(
            body,
            format!(
                "--{line}\r\nContent-Disposition: form-data; name=\"qty\"\r\n\r\n3 7\r\n--{line}\r\nContent-Disposition: \
                 form-data; name=\"a%22b%0D%0Ac\"; filename=\"ä %22x%22.txt\"\r\nContent-Type: \
                 application/octet-stream\r\n\r\nx\r\n--{line}--\r\n"
            )
        );
        assert_eq!(form.content_type().to_str().unwrap(), format!("multipart/form-data; boundary={line}"));
    }

    #[test]
    fn no_part_holds_the_boundary() {
        let first = PlannedMultipart::new(Vec::new()).boundary().to_owned();
        let form =
            PlannedMultipart::new(vec![text(&FormPart::field("a", String::new()), &format!("x{first}y"))]);
        assert_ne!(form.boundary(), first);
    }

    #[test]
    fn what_is_neither_field_nor_file_is_refused() {
        let (none, both) = (FormPart::default(), FormPart { file: Some("x".into()), ..FormPart::default() });
        assert!(PlannedPart::new(&none, None).unwrap_err().to_string().contains("needs one of"));
        assert!(
            PlannedPart::new(&both, Some(Template::parse("").unwrap()))
                .unwrap_err()
                .to_string()
                .contains("needs one of")
        );
        assert!(PlannedPart::new(&both, None).unwrap_err().to_string().contains("was not read"));
        let typed = FormPart { content_type: Some("a\r\nb".into()), ..FormPart::default() };
        assert!(
            PlannedPart::new(&typed, Some(Template::parse("").unwrap()))
                .unwrap_err()
                .to_string()
                .contains("content_type")
        );
    }
}
