//! The headers and the form of a request, filled with values: for the trial cart and the load alike.

use url::form_urlencoded;

use super::{Template, TemplateError, Values};
use crate::http::{HeaderName, HeaderValue, Payload};

/// Why headers cannot be filled in.
#[derive(Debug, Clone, PartialEq)]
pub enum HeaderError {
    /// A value is not there.
    Missing(TemplateError),
    /// The value of this header has characters that HTTP forbids.
    Forbidden(HeaderName),
}

/// The headers, in their order, each as far as it can be sent.
pub fn fill_headers<'a>(
    templates: &'a [(HeaderName, Template)],
    values: &'a Values,
) -> impl Iterator<Item = Result<(HeaderName, HeaderValue), HeaderError>> + 'a {
    templates.iter().map(|(name, template)| {
        let value = template.fill(values).map_err(HeaderError::Missing)?;
        let value = HeaderValue::from_str(&value).map_err(|_| HeaderError::Forbidden(name.clone()))?;
        Ok((name.clone(), value))
    })
}

/// The form as a browser sends it.
///
/// # Errors
///
/// [`TemplateError`] when a value is not there.
pub fn fill_form(fields: &[(String, Template)], values: &Values) -> Result<Payload, TemplateError> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields {
        form.append_pair(name, &value.fill(values)?);
    }
    Ok(Payload {
        content_type: HeaderValue::from_static("application/x-www-form-urlencoded"),
        bytes: form.finish().into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(text: &str) -> Template {
        Template::parse(text).unwrap()
    }

    #[test]
    fn what_cannot_be_sent_is_named() {
        let values = Values::default();
        let name = HeaderName::from_static("x-a");
        let headers = |text: &str| {
            fill_headers(&[(name.clone(), template(text))], &values).collect::<Result<Vec<_>, _>>()
        };
        assert_eq!(headers("b").unwrap()[0].1, "b");
        assert_eq!(headers("a\nb"), Err(HeaderError::Forbidden(name.clone())));
        assert!(matches!(headers("${gone}"), Err(HeaderError::Missing(_))));
        let form = |text: &str| fill_form(&[("a b".to_owned(), template(text))], &values);
        assert_eq!(form("c&d").unwrap().bytes, "a+b=c%26d");
        assert!(form("${gone}").is_err());
    }
}
