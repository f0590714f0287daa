//! Where the requests of an assistant go.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use hyper::{Request, StatusCode};
use serde_json::json;

use super::ask::{ApiAsk, ApiSaid};
use super::away::AwayDesk;
use crate::desk::api;
use crate::desk::look::{LookCommand, LookFault, LookRequest, LookTerms, look, read_only};
use crate::desk::options::BenchCheck;
use crate::desk::state::DeskState;
use crate::desk::web::Router;
use crate::words::{Lang, Message};

/// The API, as those have it who come by HTTP.
static API: LazyLock<Router> = LazyLock::new(|| Router::new(api::routes()));

/// Where requests go.
#[derive(Debug, Clone)]
pub(super) enum DeskPort {
    /// To this desk, as the token of the assistant's own request.
    Inside {
        desk: Arc<DeskState>,
        /// The `Authorization` header of the assistant's request.
        authorization: HeaderValue,
        /// The address of the machine that asks.
        from: IpAddr,
    },
    /// To a desk at an address.
    Away(AwayDesk),
    /// Nowhere: there is no desk, and only pages are looked at.
    Alone(Alone),
}

/// Looks at pages without a desk.
#[derive(Debug, Clone)]
pub(super) struct Alone {
    pub(super) check: BenchCheck,
    pub(super) config: Option<PathBuf>,
    pub(super) lang: Lang,
    /// Whether private addresses may be looked at.
    pub(super) private: bool,
}

impl DeskPort {
    /// Whether there is a desk.
    pub(super) const fn has_desk(&self) -> bool {
        !matches!(self, Self::Alone(_))
    }

    /// Sends a request.
    ///
    /// # Errors
    ///
    /// Why there is no reply.
    pub(super) async fn ask(&self, ask: ApiAsk) -> Result<ApiSaid, Message> {
        match self {
            Self::Inside { desk, authorization, from } => inside(desk, authorization, *from, ask).await,
            Self::Away(desk) => desk.ask(ask).await,
            Self::Alone(alone) => alone.ask(ask).await,
        }
    }
}

async fn inside(
    desk: &Arc<DeskState>,
    authorization: &HeaderValue,
    from: IpAddr,
    ask: ApiAsk,
) -> Result<ApiSaid, Message> {
    let unasked = |error: hyper::http::Error| Message::heard(&error.to_string());
    let body = ask.body.map_or_else(String::new, |body| body.to_string());
    let mut request = Request::builder()
        .method(ask.method)
        .uri(ask.path)
        .header(AUTHORIZATION, authorization)
        .header(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(key) = ask.key {
        request = request.header("idempotency-key", key);
    }
    let request = request.body(Full::new(Bytes::from(body))).map_err(unasked)?;
    let response = API.reply(desk, request, from, || ()).await.into_response();
    let status = response.status();
    let Ok(body) = response.into_body().collect().await;
    Ok(ApiSaid { status, body: body.to_bytes() })
}

impl Alone {
    async fn ask(&self, ask: ApiAsk) -> Result<ApiSaid, Message> {
        let command = match ask.path.as_str() {
            "/api/v1/inspect" => LookCommand::Inspect,
            "/api/v1/compile" => LookCommand::Compile,
            _ => return Err(Message::new("error-mcp-needs-desk")),
        };
        let request: LookRequest = serde_json::from_value(ask.body.unwrap_or_default())
            .map_err(|error| Message::new("error-desk-body").exact("why", error))?;
        let checked = request.check(self.check)?;
        // Carts are for a person at the command line, or for a desk with its list of hosts.
        let mode = read_only(&checked).ok_or_else(|| Message::new("error-mcp-read-only"))?;
        let mut flags: Vec<String> = mode.iter().map(|&flag| flag.to_owned()).collect();
        if command == LookCommand::Compile {
            flags.push(format!("--lang={}", self.lang.code()));
        }
        // Any page may be asked for, so no secret of this machine goes to it.
        let secrets = Vec::new();
        let terms = LookTerms { flags, private: self.private, secrets, config: self.config.clone() };
        let seen = look(command, &request.url, &checked, &terms).await.map_err(|fault| match fault {
            LookFault::Refused(why) | LookFault::Unavailable(why) => why,
        })?;
        let body = match command {
            LookCommand::Inspect => seen.output,
            LookCommand::Compile => json!({ "scenario": seen.output, "notes": seen.notes }).to_string(),
        };
        Ok(ApiSaid { status: StatusCode::OK, body: body.into() })
    }
}
