//! A step's address, headers and body, with the values that the journey has come by.

use std::borrow::Cow;

use url::{Position, Url};

use crate::http::{ExchangeFailure, HeaderName, HeaderValue, NotOfSite, Payload, RequestTarget};
use crate::metric::Outcome;
use crate::page::changing_part;
use crate::plan::{Plan, PlannedBody, PlannedPath, PlannedStep};
use crate::scenario::{
    HeaderError, Mode, Template, TemplateError, Values, fill_form, fill_headers, is_plainly_harmless,
};
use crate::shops::Shops;
use crate::units::secret::shown_address;
use crate::words::Message;

/// A step's request, made from the values at hand. What is always the same is not copied.
pub(super) struct Filled<'a> {
    pub(super) target: Cow<'a, RequestTarget>,
    pub(super) headers: Cow<'a, [(HeaderName, HeaderValue)]>,
    /// The cookies that the visitor gets before.
    pub(super) cookies: Vec<(&'a str, String)>,
    pub(super) payload: Option<Payload>,
}

/// Makes a step's request from the values at hand.
pub(super) fn fill<'a>(
    step: &'a PlannedStep,
    plan: &Plan,
    values: &Values,
) -> Result<Filled<'a>, Unfillable> {
    let target = match &step.path {
        PlannedPath::Fixed(target) => Cow::Borrowed(target.as_ref()),
        PlannedPath::Template(template) => {
            let path = template.fill_address(values)?;
            // A row without an address: the scripts of that page do not ask.
            if step.background && path.is_empty() {
                return Err(Unfillable::Missing);
            }
            let url = plan.base_url().join(&path).map_err(|_| Unfillable::elsewhere(&path))?;
            let target = plan.site().target(url).map_err(|error| match error {
                NotOfSite::Elsewhere { .. } => Unfillable::elsewhere(&path),
                NotOfSite::Unsendable(failure) => Unfillable::Unsendable(failure),
            })?;
            if plan.mode() == Mode::ReadOnly
                && !is_plainly_harmless(&path)
                && let Some(part) = changing_part(target.url())
            {
                return Err(Unfillable::changing(&part));
            }
            Cow::Owned(target)
        }
    };
    let mut headers = Cow::Borrowed(step.headers.as_slice());
    for header in fill_headers(&step.header_templates, values) {
        headers.to_mut().push(header?);
    }
    let cookie = |(name, value): &'a (String, _)| Ok((name.as_str(), Template::fill(value, values)?));
    let cookies = step.cookies.iter().map(cookie).collect::<Result<_, TemplateError>>()?;
    let payload = match &step.body {
        PlannedBody::None => None,
        PlannedBody::Form(fields) => Some(fill_form(fields, values)?),
        PlannedBody::Multipart(form) => {
            Some(Payload { content_type: form.content_type().clone(), bytes: form.fill(values)? })
        }
        PlannedBody::Text(template) => Some(Payload {
            content_type: HeaderValue::from_static("text/plain; charset=utf-8"),
            bytes: template.fill(values)?.into(),
        }),
    };
    if step.is_filled_in() && orders(step, target.url(), payload.as_ref()) {
        return Err(Unfillable::order(step, target.url()));
    }
    Ok(Filled { target, headers, cookies, payload })
}

/// Whether a request that was filled in places an order, which its scenario does not show. The names of a form with files are those of
/// the scenario.
fn orders(step: &PlannedStep, url: &Url, payload: Option<&Payload>) -> bool {
    let is_text = !matches!(step.body, PlannedBody::Multipart(_));
    let body = payload.filter(|_| is_text).map_or(&[][..], |payload| &payload.bytes);
    Shops::known().orders(step.method.as_str(), url, body)
}

/// A request that cannot be made from the values at hand.
pub(super) enum Unfillable {
    /// An optional value is not there, or the address of a background request: the step is left out.
    Missing,
    /// It would leave the shop, or is nothing that HTTP can send.
    Unsendable(ExchangeFailure),
}

impl Unfillable {
    fn elsewhere(path: &str) -> Self {
        let message = Message::new("error-fill-elsewhere").exact("path", shown_address(path));
        Self::Unsendable(ExchangeFailure { outcome: Outcome::OffOrigin, message })
    }

    /// It would place an order.
    fn order(step: &PlannedStep, url: &Url) -> Self {
        let address = shown_address(&url[Position::BeforePath..Position::AfterQuery]);
        let message = Message::new("error-fill-order").exact("method", &step.method).exact("path", address);
        Self::Unsendable(ExchangeFailure { outcome: Outcome::Withheld, message })
    }

    /// By this part of its address it would change a cart, and the scenario only looks.
    fn changing(part: &str) -> Self {
        let message = Message::new("error-plan-changes-cart").exact("name", part);
        Self::Unsendable(ExchangeFailure { outcome: Outcome::Withheld, message })
    }

    /// The cookie of this name cannot be set.
    pub(super) fn cookie(name: &str) -> ExchangeFailure {
        let message = Message::new("error-fill-cookie").exact("name", name);
        ExchangeFailure { outcome: Outcome::Withheld, message }
    }

    fn header(name: &HeaderName) -> Self {
        let message = Message::new("error-fill-header").exact("name", name);
        Self::Unsendable(ExchangeFailure { outcome: Outcome::Withheld, message })
    }
}

impl From<HeaderError> for Unfillable {
    fn from(error: HeaderError) -> Self {
        match error {
            HeaderError::Missing(_) => Self::Missing,
            HeaderError::Forbidden(name) => Self::header(&name),
        }
    }
}

impl From<TemplateError> for Unfillable {
    fn from(_: TemplateError) -> Self {
        Self::Missing
    }
}
