//! Webhooks: who hears of runs by HTTP.

use std::sync::Arc;

use hyper::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::change::{Changed, change};
use crate::desk::access::TokenScope;
use crate::desk::notify::{self, MessageFacts};
use crate::desk::outward::{OutFault, WEBHOOK_VARIABLES, variable};
use crate::desk::state::DeskState;
use crate::desk::store::{
    JobRow, JobState, NewAudit, NewWebhook, WebhookFormat, WebhookRow, audit, deliveries, webhooks,
};
use crate::desk::web::{ApiProblem, ApiReply, ApiRequest, ApiRoute, ReplyShape};
use crate::words::{Lang, Message};

/// The states that one hears of when nothing is said.
const USUAL: [JobState; 4] = [JobState::Approval, JobState::Done, JobState::Failed, JobState::Cancelled];

/// A webhook to make.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WebhookRequest {
    /// What it is for.
    #[schemars(length(min = 1, max = 200))]
    name: String,
    /// What it understands.
    format: WebhookFormat,
    /// The environment variable of the desk that holds its address; it begins with `PROMO_LOAD_WEBHOOK_`.
    #[schemars(regex(pattern = r"^PROMO_LOAD_WEBHOOK_[A-Z0-9_]{1,100}$"))]
    url_variable: String,
    /// The environment variable that holds the secret of its signature. The format `json` needs one.
    #[serde(default)]
    #[schemars(regex(pattern = r"^PROMO_LOAD_WEBHOOK_[A-Z0-9_]{1,100}$"))]
    secret_variable: Option<String>,
    /// Whether it may have a private address, or no TLS.
    #[serde(default)]
    private: bool,
    /// The states of runs that it hears of; `approval`, `done`, `failed` and `cancelled` when nothing is said.
    #[serde(default)]
    states: Vec<JobState>,
}

/// A webhook as it is listed.
#[derive(Debug, Serialize, JsonSchema)]
struct WebhookView {
    #[serde(flatten)]
    row: WebhookRow,
    /// The host that its variable leads to now; `null` when it leads nowhere.
    host: Option<String>,
}

/// All webhooks.
#[derive(Debug, Serialize, JsonSchema)]
struct WebhookList {
    /// The webhooks, in the order in which they were made.
    items: Vec<WebhookView>,
}

/// What became of a test.
#[derive(Debug, Serialize, JsonSchema)]
struct WebhookTest {
    /// Whether the other side has it.
    delivered: bool,
    /// Why not.
    problem: Option<String>,
}

impl From<WebhookRow> for WebhookView {
    fn from(row: WebhookRow) -> Self {
        let url = notify::address(&row.url_variable, row.private).ok();
        Self { row, host: url.and_then(|url| url.host_str().map(str::to_owned)) }
    }
}

pub(super) fn routes() -> Vec<ApiRoute> {
    vec![
        ApiRoute::get("/api/v1/webhooks", TokenScope::Admin, |desk, _| Box::pin(list(desk)))
            .called("listWebhooks", "Who hears of runs by HTTP, without addresses and secrets")
            .replies::<WebhookList>(StatusCode::OK),
        ApiRoute::post("/api/v1/webhooks", TokenScope::Admin, |desk, request| Box::pin(add(desk, request)))
            .called("addWebhook", "Lets another machine hear of runs")
            .takes::<WebhookRequest>()
            .replies::<WebhookView>(StatusCode::CREATED),
        ApiRoute::delete("/api/v1/webhooks/{id}", TokenScope::Admin, |desk, request| {
            Box::pin(remove(desk, request))
        })
        .called("removeWebhook", "Lets it hear of runs no longer, and forgets what it has not got")
        .shaped(StatusCode::NO_CONTENT, ReplyShape::Empty),
        ApiRoute::post("/api/v1/webhooks/{id}/test", TokenScope::Admin, |desk, request| {
            Box::pin(test(desk, request))
        })
        .each_time()
        .called("testWebhook", "Sends a message that is a test, once, and waits for what becomes of it")
        .replies::<WebhookTest>(StatusCode::OK),
    ]
}

async fn list(desk: Arc<DeskState>) -> Result<ApiReply, ApiProblem> {
    let rows = desk.store.read(webhooks::list).await?;
    let items = rows.into_iter().map(WebhookView::from).collect();
    Ok(ApiReply::json(StatusCode::OK, &WebhookList { items }))
}

async fn add(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let asked: WebhookRequest = request.body()?;
    let who = request.caller()?.person.clone();
    let new = checked(asked, &who).map_err(ApiProblem::invalid)?;
    change(&desk, &request, move |database| {
        let row = webhooks::add(database, &new)?;
        let detail = json!({ "name": row.name, "format": row.format, "url_variable": row.url_variable });
        let subject = format!("webhook {}", row.id);
        audit::add(database, &NewAudit { person: &who, action: "webhook.add", subject, detail })?;
        Ok(Changed::json(StatusCode::CREATED, &WebhookView::from(row)))
    })
    .await
}

fn checked(asked: WebhookRequest, who: &str) -> Result<NewWebhook, Message> {
    let WebhookRequest { name, format, url_variable, secret_variable, private, states } = asked;
    if name.trim().is_empty() || name.chars().count() > 200 {
        return Err(Message::new("error-desk-name"));
    }
    for variable in [Some(&url_variable), secret_variable.as_ref()].into_iter().flatten() {
        let rest = variable.strip_prefix(WEBHOOK_VARIABLES).unwrap_or_default();
        let fits = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        if rest.is_empty() || rest.len() > 100 || !rest.chars().all(fits) {
            return Err(Message::new("error-outward-variable").exact("prefix", WEBHOOK_VARIABLES));
        }
    }
    match &secret_variable {
        None if format == WebhookFormat::Json => return Err(Message::new("error-outward-unsigned")),
        Some(name) if variable(name).is_none() => {
            return Err(Message::new("error-outward-unset").exact("name", name));
        }
        _ => {}
    }
    notify::address(&url_variable, private)?;
    let mut wanted = if states.is_empty() { USUAL.to_vec() } else { states };
    wanted.sort_by_key(|state| JobState::ALL.iter().position(|known| known == state));
    wanted.dedup();
    let created_by = who.to_owned();
    Ok(NewWebhook { name, format, url_variable, secret_variable, private, states: wanted, created_by })
}

async fn remove(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let id = request.number(0)?;
    let who = request.caller()?.person.clone();
    change(&desk, &request, move |database| {
        if !webhooks::remove(database, id)? {
            return Err(ApiProblem::not_found());
        }
        deliveries::forget_webhook(database, id)?;
        let subject = format!("webhook {id}");
        audit::add(
            database,
            &NewAudit { person: &who, action: "webhook.remove", subject, detail: json!({}) },
        )?;
        Ok(Changed::nothing())
    })
    .await
}

async fn test(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let id = request.number(0)?;
    let found = desk.store.read(move |database| webhooks::get(database, id)).await?;
    let hook = found.ok_or_else(ApiProblem::not_found)?;
    let now = jiff::Timestamp::now();
    let job = JobRow::unnumbered("shop.example".to_owned(), &request.caller()?.person, now);
    let told = Message::new("desk-outward-test").say(desk.lang);
    let facts = MessageFacts { state: JobState::Done, job: &job, told: &told, link: None, at: now };
    let body = notify::render(hook.format, &facts, desk.lang);
    let posted = notify::post(&hook, &format!("test-{}", now.as_millisecond()), body).await;
    let problem = posted.err().map(|fault: OutFault| fault.why().say(Lang::En));
    Ok(ApiReply::json(StatusCode::OK, &WebhookTest { delivered: problem.is_none(), problem }))
}
