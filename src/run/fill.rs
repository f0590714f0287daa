//! A step's address and body, with the values that the journey has come by.

use std::borrow::Cow;

use url::Url;
use url::form_urlencoded;

use crate::http::{Failure, HeaderValue, Payload, Target, same_origin};
use crate::metric::Outcome;
use crate::plan::{PlannedBody, PlannedPath, PlannedStep};
use crate::scenario::{TemplateError, Values};

/// Makes a step's request from the values at hand; a fixed address is not copied.
pub(super) fn fill<'a>(
    step: &'a PlannedStep,
    base: &Url,
    values: &Values,
) -> Result<(Cow<'a, Target>, Option<Payload>), Unfillable> {
    let target = match &step.path {
        PlannedPath::Fixed(target) => Cow::Borrowed(target.as_ref()),
        PlannedPath::Template(template) => {
            let path = template.fill(values)?;
            let url = base.join(&path).map_err(|_| Unfillable::elsewhere(&path))?;
            if !same_origin(&url, base) {
                return Err(Unfillable::elsewhere(&path));
            }
            Cow::Owned(Target::new(url).map_err(Unfillable::Elsewhere)?)
        }
    };
    let payload = match &step.body {
        PlannedBody::None => None,
        PlannedBody::Form(fields) => {
            let mut form = form_urlencoded::Serializer::new(String::new());
            for (name, value) in fields {
                form.append_pair(name, &value.fill(values)?);
            }
            Some(Payload {
                content_type: HeaderValue::from_static("application/x-www-form-urlencoded"),
                bytes: form.finish().into(),
            })
        }
        PlannedBody::Text(template) => Some(Payload {
            content_type: HeaderValue::from_static("text/plain; charset=utf-8"),
            bytes: template.fill(values)?.into(),
        }),
    };
    Ok((target, payload))
}

/// A request that cannot be made from the values at hand.
pub(super) enum Unfillable {
    /// An optional value is not there: the step is left out.
    Missing,
    /// It would leave the shop.
    Elsewhere(Failure),
}

impl Unfillable {
    fn elsewhere(path: &str) -> Self {
        let message = format!("`{path}` is not on the shop; the request was not sent");
        Self::Elsewhere(Failure { outcome: Outcome::OffOrigin, message })
    }
}

impl From<TemplateError> for Unfillable {
    fn from(_: TemplateError) -> Self {
        Self::Missing
    }
}
