//! Planned steps: templates are parsed, checks compiled, everything is validated once.

mod filled;
mod planned;
mod planner;

use std::sync::Arc;

use super::multipart::PlannedMultipart;
use crate::http::{HeaderName, HeaderValue, Method, RequestTarget};
use crate::metric::{CheckId, StepId};
use crate::scenario::{CompiledCheck, CompiledExtract, Pointer, Template, ThinkTime};

pub(super) use filled::plan_headers;
pub(super) use planner::StepPlanner;

/// The address of a step's request.
#[derive(Debug, Clone)]
pub enum PlannedPath {
    /// The same address for every request.
    Fixed(Box<RequestTarget>),
    /// A template that is filled in and joined to the shop's URL.
    Template(Template),
}

/// The body of a step's request.
#[derive(Debug, Clone)]
pub enum PlannedBody {
    /// The request has no body.
    None,
    /// Form fields, filled in and encoded for each request.
    Form(Vec<(String, Template)>),
    /// A form with files.
    Multipart(Arc<PlannedMultipart>),
    /// A text that is filled in for each request.
    Text(Template),
}

/// A step that is ready to be taken.
#[derive(Debug, Clone)]
pub struct PlannedStep {
    /// The index of the step in the layout.
    pub id: StepId,
    /// The name of the step.
    pub name: String,
    /// The method of the request.
    pub method: Method,
    /// The index of the method in the layout.
    pub method_place: usize,
    /// The address of the request.
    pub path: PlannedPath,
    /// Headers in addition to the client's own.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Headers whose values are filled in for each request.
    pub header_templates: Vec<(HeaderName, Template)>,
    /// The cookies that the visitor gets before the request, filled in for each.
    pub cookies: Vec<(String, Template)>,
    /// The body of the request.
    pub body: PlannedBody,
    /// The expected statuses; empty means 200 to 399.
    pub expect_status: Vec<u16>,
    /// The checks on the answer.
    pub checks: Vec<(CheckId, CompiledCheck)>,
    /// The values that later steps take from the answer.
    pub extracts: Vec<CompiledExtract>,
    /// The places in JSON that checks and extracts look at, each once.
    pub pointers: Vec<Pointer>,
    /// The think time after the step.
    pub think_time: ThinkTime,
    /// Whether a check or an extract looks at the body.
    pub keep_body: bool,
    /// The series of the page's files, when they are loaded with it.
    pub assets: Option<StepId>,
    /// Whether a virtual user walks it once; a check that does not hold ends the visit then, because all that follows needs it.
    pub once_per_vu: bool,
    /// Whether the scripts of the page before send it by themselves.
    pub background: bool,
    /// Whether the visit goes on as well without its answer.
    pub dispensable: bool,
}

impl PlannedStep {
    /// Whether it is sent beside the steps that follow: a read of a page's scripts that nothing depends on.
    #[must_use]
    pub fn goes_aside(&self) -> bool {
        self.background && self.dispensable && matches!(self.method, Method::GET | Method::HEAD)
    }

    /// Whether its address or body has values that are only known when it is sent.
    #[must_use]
    pub fn is_filled_in(&self) -> bool {
        let has_values = |template: &Template| template.constant().is_none();
        let in_body = match &self.body {
            PlannedBody::None => false,
            PlannedBody::Form(fields) => fields.iter().any(|(_, value)| has_values(value)),
            PlannedBody::Multipart(_) => false,
            PlannedBody::Text(text) => has_values(text),
        };
        in_body || matches!(self.path, PlannedPath::Template(_))
    }

    /// Whether one of its checks proves a promotion.
    #[must_use]
    pub fn proves_promotion(&self) -> bool {
        self.checks.iter().any(|(_, check)| check.promotion)
    }

    /// Whether the step expects this status.
    #[must_use]
    pub fn expects(&self, status: u16) -> bool {
        if self.expect_status.is_empty() {
            (200..400).contains(&status)
        } else {
            self.expect_status.contains(&status)
        }
    }

    /// Whether this redirect is the answer itself and is not followed.
    #[must_use]
    pub fn stops_at(&self, status: u16) -> bool {
        self.expect_status.contains(&status)
    }
}
