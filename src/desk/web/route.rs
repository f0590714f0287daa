//! A route: what it takes, who may use it, what it replies, and what carries it out.

use std::pin::Pin;
use std::sync::Arc;

use hyper::{HeaderMap, Method, StatusCode, Uri};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;

use super::problem::ApiProblem;
use super::reply::ApiReply;
use super::request::ApiRequest;
use crate::desk::access::TokenScope;
use crate::desk::state::DeskState;

/// A handler's work.
pub(in crate::desk) type Handled = Pin<Box<dyn Future<Output = Result<ApiReply, ApiProblem>> + Send>>;
/// Carries out a request.
pub(in crate::desk) type Handler = fn(Arc<DeskState>, ApiRequest) -> Handled;
/// Shows a problem to a person: of a request with these headers, for this path and query.
pub(in crate::desk) type ProblemPage = fn(&HeaderMap, &Uri, ApiProblem) -> ApiReply;
/// The schema of a type.
pub(in crate::desk) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// The largest body of a route that does not say otherwise.
const USUAL_BODY: usize = 64 * 1024;

/// What the body of a request is.
#[derive(Debug, Clone, Copy)]
pub(in crate::desk) struct RequestShape {
    pub(in crate::desk) schema: SchemaOf,
    /// The most bytes.
    pub(in crate::desk) most: usize,
}

/// What the body of a reply is.
#[derive(Debug, Clone, Copy)]
pub(in crate::desk) enum ReplyShape {
    /// JSON with this schema.
    Json(SchemaOf),
    /// These media types.
    Media(&'static [&'static str]),
    /// Nothing.
    Empty,
}

/// The values that a parameter may have.
#[derive(Debug, Clone, Copy)]
pub(in crate::desk) enum AllowedValues {
    /// Whole numbers of this range.
    Number(i64, i64),
    /// These words.
    Words(&'static [&'static str]),
    /// Texts of at most so many characters.
    Text(usize),
}

/// A parameter of the query; none is required unless it says so.
#[derive(Debug, Clone, Copy)]
pub(in crate::desk) struct QueryParameter {
    pub(in crate::desk) name: &'static str,
    pub(in crate::desk) about: &'static str,
    pub(in crate::desk) values: AllowedValues,
    pub(in crate::desk) required: bool,
}

impl QueryParameter {
    /// A parameter that may be left out.
    pub(in crate::desk) const fn new(name: &'static str, values: AllowedValues, about: &'static str) -> Self {
        Self { name, about, values, required: false }
    }

    /// The same, which must be there.
    pub(in crate::desk) const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// Whether the parameter may have this value.
    pub(super) fn takes(&self, value: &str) -> bool {
        match self.values {
            AllowedValues::Number(least, most) => {
                value.parse().is_ok_and(|number: i64| (least..=most).contains(&number))
            }
            AllowedValues::Words(words) => words.contains(&value),
            AllowedValues::Text(most) => value.chars().count() <= most,
        }
    }
}

/// The parameters of a list in pages.
pub(in crate::desk) const PAGING: [QueryParameter; 2] = [
    QueryParameter::new("limit", AllowedValues::Number(1, 200), "The most items; 50 when nothing is said"),
    QueryParameter::new(
        "cursor",
        AllowedValues::Number(1, i64::MAX),
        "`next` of the page before; the newest items when nothing is said",
    ),
];

/// A route.
#[derive(Debug, Clone)]
pub(in crate::desk) struct ApiRoute {
    pub(in crate::desk) method: Method,
    /// The path; a part in braces stands for any text without a slash.
    pub(in crate::desk) path: &'static str,
    /// What its caller must be allowed; `None` is open to all.
    pub(in crate::desk) scope: Option<TokenScope>,
    /// The operation's name in the OpenAPI document.
    pub(in crate::desk) name: &'static str,
    /// What it does, in one sentence.
    pub(in crate::desk) about: &'static str,
    pub(in crate::desk) query: Vec<QueryParameter>,
    pub(in crate::desk) body: Option<RequestShape>,
    /// The most bytes of the form that is its body.
    pub(in crate::desk) form: Option<usize>,
    /// Whether it takes an `Idempotency-Key`.
    pub(in crate::desk) once: bool,
    /// The replies of a request that can be carried out.
    pub(in crate::desk) replies: Vec<(StatusCode, ReplyShape)>,
    pub(in crate::desk) handler: Handler,
    /// How its problems are shown; JSON when nothing is said.
    pub(super) problems: Option<ProblemPage>,
}

impl ApiRoute {
    fn new(method: Method, path: &'static str, scope: Option<TokenScope>, handler: Handler) -> Self {
        Self {
            method,
            path,
            scope,
            name: "",
            about: "",
            query: Vec::new(),
            body: None,
            form: None,
            once: false,
            replies: Vec::new(),
            handler,
            problems: None,
        }
    }

    /// Shows its problems to people.
    pub(in crate::desk) fn shows_problems(self, page: ProblemPage) -> Self {
        Self { problems: Some(page), ..self }
    }

    /// Carries out the route for the caller of another request, and returns the JSON of its reply: the same rules hold as
    /// for a request.
    ///
    /// # Errors
    ///
    /// The route's problem, or that the caller may not do that.
    pub(in crate::desk) async fn carry_out(
        &self,
        desk: Arc<DeskState>,
        sent: &ApiRequest,
        places: Vec<String>,
        body: &Value,
    ) -> Result<Value, ApiProblem> {
        let caller = sent.caller()?;
        if let Some(needed) = self.scope.filter(|needed| !caller.may(*needed)) {
            return Err(ApiProblem::scope(needed, caller));
        }
        let request = ApiRequest::within(format!("{} {}", self.method, self.path), sent, places, body);
        Ok((self.handler)(desk, request).await?.json_body().await)
    }

    /// A route without a caller.
    pub(in crate::desk) fn open(path: &'static str, handler: Handler) -> Self {
        Self::new(Method::GET, path, None, handler)
    }

    /// A route that a page's form is sent to. `None` is open to all.
    pub(in crate::desk) fn form(
        path: &'static str,
        scope: impl Into<Option<TokenScope>>,
        handler: Handler,
    ) -> Self {
        Self { form: Some(USUAL_BODY), ..Self::new(Method::POST, path, scope.into(), handler) }
    }

    /// A route that takes something from a machine that signs it instead of having a token.
    pub(in crate::desk) fn signed(path: &'static str, handler: Handler) -> Self {
        Self::new(Method::POST, path, None, handler)
    }

    /// A route that reads.
    pub(in crate::desk) fn get(path: &'static str, scope: TokenScope, handler: Handler) -> Self {
        Self::new(Method::GET, path, Some(scope), handler)
    }

    /// A route that makes or does something. It takes an `Idempotency-Key`.
    pub(in crate::desk) fn post(path: &'static str, scope: TokenScope, handler: Handler) -> Self {
        Self { once: true, ..Self::new(Method::POST, path, Some(scope), handler) }
    }

    /// A route that sets something, as often as one likes.
    pub(in crate::desk) fn put(path: &'static str, scope: TokenScope, handler: Handler) -> Self {
        Self::new(Method::PUT, path, Some(scope), handler)
    }

    /// A route that removes something.
    pub(in crate::desk) fn delete(path: &'static str, scope: TokenScope, handler: Handler) -> Self {
        Self::new(Method::DELETE, path, Some(scope), handler)
    }

    /// With its name and what it does.
    pub(in crate::desk) fn called(self, name: &'static str, about: &'static str) -> Self {
        Self { name, about, ..self }
    }

    /// Without an `Idempotency-Key`: what is replied must not be kept.
    pub(in crate::desk) fn each_time(self) -> Self {
        Self { once: false, ..self }
    }

    /// With parameters of the query.
    pub(in crate::desk) fn query(mut self, parameters: &[QueryParameter]) -> Self {
        self.query.extend_from_slice(parameters);
        self
    }

    /// With a JSON body.
    pub(in crate::desk) fn takes<T: JsonSchema>(self) -> Self {
        self.takes_at_most::<T>(USUAL_BODY)
    }

    /// With a JSON body of at most so many bytes.
    pub(in crate::desk) fn takes_at_most<T: JsonSchema>(self, most: usize) -> Self {
        Self { body: Some(RequestShape { schema: SchemaGenerator::subschema_for::<T>, most }), ..self }
    }

    /// With a JSON reply.
    pub(in crate::desk) fn replies<T: JsonSchema>(self, status: StatusCode) -> Self {
        self.shaped(status, ReplyShape::Json(SchemaGenerator::subschema_for::<T>))
    }

    /// With a reply of this shape.
    pub(in crate::desk) fn shaped(mut self, status: StatusCode, shape: ReplyShape) -> Self {
        self.replies.push((status, shape));
        self
    }
}
