//! HTTP without any resource of ours: what a request brings, what is replied, how a path finds its route.
//!
//! Every request takes the same way (`router.rs`): route, caller, scope, parameters, body within its bound, handler. A route is
//! one value, and the OpenAPI document is made of the same values, so the two cannot differ.

mod problem;
mod reply;
mod request;
mod route;
mod router;
mod server;
mod text;
mod tls;

pub(super) use problem::{ApiProblem, MEDIA as PROBLEM_MEDIA, ProblemDocument, ProblemKind};
pub(super) use reply::ApiReply;
pub(super) use request::ApiRequest;
pub(super) use route::{AllowedValues, ApiRoute, Handler, PAGING, QueryParameter, ReplyShape};
pub(super) use router::Router;
pub(super) use server::serve;
pub(super) use text::ShortText;
pub(super) use tls::read_certificate;
