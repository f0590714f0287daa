//! `/mcp`: the desk for assistants that come by HTTP (streamable HTTP of the protocol).
//!
//! There are no sessions: each request brings its token and is answered at once, so nothing can be taken over or pile up, and a
//! restart of the desk is not noticed. A page in a browser is refused by its `Origin`, whatever it is: browsers have the pages.

use std::sync::Arc;

use hyper::header::AUTHORIZATION;
use hyper::{Method, StatusCode};
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use serde_json::{Map, Value};

use super::port::DeskPort;
use super::server::McpServer;
use crate::desk::access::TokenScope;
use crate::desk::queue::LONGEST_SCENARIO;
use crate::desk::state::DeskState;
use crate::desk::web::{ApiProblem, ApiReply, ApiRequest, ApiRoute, ProblemKind, ReplyShape};
use crate::words::Message;

const PATH: &str = "/mcp";
/// The most bytes of a request: a scenario, whose line breaks JSON doubles, and what is around it.
const LONGEST: usize = 2 * LONGEST_SCENARIO + 32 * 1024;

/// The route for assistants. It is not in the API's document: the protocol describes its tools itself.
pub(in crate::desk) fn routes() -> Vec<ApiRoute> {
    vec![
        ApiRoute::post(PATH, TokenScope::Read, |desk, request| Box::pin(answer(desk, request)))
            .called("mcp", "The Model Context Protocol, for assistants")
            .each_time()
            .takes_at_most::<Map<String, Value>>(LONGEST)
            .shaped(StatusCode::OK, ReplyShape::Media(&["application/json", "text/event-stream"])),
    ]
}

async fn answer(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let nobody = || ApiProblem::new(ProblemKind::NoToken, Message::new("error-desk-no-token"));
    // A session of a browser is not enough: what a page sends must not act as its reader.
    let authorization = request.headers.get(AUTHORIZATION).cloned().ok_or_else(nobody)?;
    let lang = desk.lang;
    let server = McpServer::new(DeskPort::Inside { desk, authorization, from: request.from }, lang);
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        // The desk has looked at the host already.
        .disable_allowed_hosts()
        .enforce_origin_validation()
        .with_max_request_body_bytes(LONGEST);
    let sessions = Arc::new(NeverSessionManager::default());
    let service = StreamableHttpService::new(move || Ok(server.clone()), sessions, config);
    Ok(ApiReply::passed(service.handle(request.passed(Method::POST, PATH)).await))
}
