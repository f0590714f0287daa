//! The hosts that may be loaded.

use std::net::IpAddr;
use std::sync::Arc;

use hyper::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use url::Url;

use super::change::{Changed, change};
use crate::desk::access::TokenScope;
pub(super) use crate::desk::queue::host_of;
use crate::desk::state::DeskState;
use crate::desk::store::{NewAudit, TargetEnvironment, TargetRow};
use crate::desk::store::{audit, targets};
use crate::desk::web::{ApiProblem, ApiReply, ApiRequest, ApiRoute, ReplyShape};
use crate::words::Message;

/// What is decided about a host.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TargetDecision {
    /// What it is. A run against prod needs a second person's yes.
    environment: TargetEnvironment,
    /// Whether it may have private addresses: this machine's or a private network's. The desk can be made to reach no other
    /// private address.
    #[serde(default)]
    private: bool,
}

/// All hosts that may be loaded.
#[derive(Debug, Serialize, JsonSchema)]
struct TargetList {
    /// The hosts, by name.
    items: Vec<TargetRow>,
}

pub(super) fn routes() -> Vec<ApiRoute> {
    vec![
        ApiRoute::get("/api/v1/targets", TokenScope::Read, |desk, _| Box::pin(list(desk)))
            .called("listTargets", "The hosts that may be loaded, by name")
            .replies::<TargetList>(StatusCode::OK),
        ApiRoute::put("/api/v1/targets/{host}", TokenScope::Admin, |desk, request| {
            Box::pin(put(desk, request))
        })
        .called("putTarget", "Lets a host be loaded, or changes what is known of it")
        .takes::<TargetDecision>()
        .replies::<TargetRow>(StatusCode::OK),
        ApiRoute::delete("/api/v1/targets/{host}", TokenScope::Admin, |desk, request| {
            Box::pin(remove(desk, request))
        })
        .called("removeTarget", "Lets a host be loaded no longer")
        .shaped(StatusCode::NO_CONTENT, ReplyShape::Empty),
    ]
}

async fn list(desk: Arc<DeskState>) -> Result<ApiReply, ApiProblem> {
    let items = desk.store.read(targets::list).await?;
    Ok(ApiReply::json(StatusCode::OK, &TargetList { items }))
}

async fn put(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let host = host(request.place(0)).ok_or_else(|| {
        ApiProblem::invalid(Message::new("error-desk-host").exact("host", request.place(0)))
    })?;
    let TargetDecision { environment, private } = request.body()?;
    let who = request.caller()?.person.clone();
    change(&desk, &request, move |database| {
        let before = targets::get(database, &host)?;
        let (created, created_by) =
            before.map_or_else(|| (jiff::Timestamp::now(), who.clone()), |row| (row.created, row.created_by));
        let row = TargetRow { host, environment, private, created, created_by };
        targets::put(database, &row)?;
        let detail = json!({ "environment": row.environment, "private": row.private });
        let subject = format!("target {}", row.host);
        audit::add(database, &NewAudit { person: &who, action: "target.put", subject, detail })?;
        Ok(Changed::json(StatusCode::OK, &row))
    })
    .await
}

async fn remove(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let host = request.place(0).to_ascii_lowercase();
    let who = request.caller()?.person.clone();
    change(&desk, &request, move |database| {
        if !targets::remove(database, &host)? {
            return Err(ApiProblem::not_found());
        }
        let subject = format!("target {host}");
        audit::add(
            database,
            &NewAudit { person: &who, action: "target.remove", subject, detail: json!({}) },
        )?;
        Ok(Changed::nothing())
    })
    .await
}

/// A host as addresses have it: a name in lower case, or an address without brackets; or all hosts below a name of at least two
/// parts, as `*.preview.example`. `None` for anything more than a host.
fn host(text: &str) -> Option<String> {
    if text.contains('*') {
        let above =
            host(text.strip_prefix("*.").filter(|above| above.contains('.') && !above.contains('*'))?)?;
        return above.parse::<IpAddr>().is_err().then(|| format!("*.{above}"));
    }
    let bracketed = if text.contains(':') { format!("http://[{text}]/") } else { format!("http://{text}/") };
    let url = Url::parse(&bracketed).ok()?;
    let is_bare = url.port().is_none()
        && url.username().is_empty()
        && url.password().is_none()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none();
    is_bare.then(|| host_of(&url))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_a_host_and_nothing_more() {
        for (text, expected) in [
            ("Shop.Example", Some("shop.example")),
            ("shop.example.", Some("shop.example")),
            ("127.0.0.1", Some("127.0.0.1")),
            ("0x7f.1", Some("127.0.0.1")),
            ("::1", Some("::1")),
            ("bücher.example", Some("xn--bcher-kva.example")),
            ("shop.example:80", None),
            ("a@shop.example", None),
            ("shop.example/x", None),
            ("shop.example?x", None),
            ("shop example", None),
            ("", None),
            ("*.Preview.example", Some("*.preview.example")),
            ("*.example", None),
            ("*", None),
            ("a.*.example", None),
            ("*.*.example", None),
            ("*.0.0.1", None),
        ] {
            assert_eq!(host(text).as_deref(), expected, "{text}");
        }
    }
}
