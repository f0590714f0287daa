//! Forms of several parts, as browsers send those of product pages. Files are not read.

/// The fields of a body of this content type; none when it is not such a form.
pub(super) fn fields(content_type: &str, body: &[u8]) -> Vec<(String, String)> {
    if !content_type.starts_with("multipart/form-data") {
        return Vec::new();
    }
    let Some((_, boundary)) = content_type.split_once("boundary=") else { return Vec::new() };
    let boundary = format!("--{}", boundary.trim_matches('"'));
    let text = String::from_utf8_lossy(body);
    text.split(boundary.as_str()).filter_map(field).collect()
}

fn field(part: &str) -> Option<(String, String)> {
    let (head, value) = part.split_once("\r\n\r\n").or_else(|| part.split_once("\n\n"))?;
    let (_, name) = head.split_once(" name=\"")?;
    let (name, rest) = name.split_once('"')?;
    if rest.contains("filename=") {
        return None;
    }
    let value = value.strip_suffix("\r\n").or_else(|| value.strip_suffix('\n')).unwrap_or(value);
    Some((name.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_a_browser_sends_them() {
        let body = "--XyZ\r\nContent-Disposition: form-data; name=\"quantity\"\r\n\r\n1\r\n--XyZ\r\nContent-Disposition: \
                    form-data; name=\"add-to-cart\"\r\n\r\n17\r\n--XyZ--\r\n";
        for (kind, expected) in [
            ("multipart/form-data; boundary=XyZ", vec![("quantity", "1"), ("add-to-cart", "17")]),
            ("multipart/form-data; boundary=\"XyZ\"", vec![("quantity", "1"), ("add-to-cart", "17")]),
            (
                "multipart/form-data; boundary=other",
                vec![(
                    "quantity",
                    "1\r\n--XyZ\r\nContent-Disposition: form-data; name=\"add-to-cart\"\r\n\r\n17\r\n--XyZ--",
                )],
            ),
            ("multipart/form-data", vec![]),
            ("text/plain", vec![]),
        ] {
            let read = fields(kind, body.as_bytes());
            let read: Vec<_> = read.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            assert_eq!(read, expected, "{kind}");
        }
    }
}
