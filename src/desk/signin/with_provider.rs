//! Signing in with a provider: there and back.

use std::sync::Arc;

use hyper::StatusCode;
use hyper::header::SET_COOKIE;
use rusqlite::Transaction;
use serde_json::json;

use super::flow::{SignInFlow, forget_flow};
use super::oidc::discover;
use super::page::{self, SignInFacts, language};
use super::{NEXT, SignedIn, github, open_session};
use crate::desk::access::{ProvenAccount, ProviderKind, SignInProvider};
use crate::desk::state::DeskState;
use crate::desk::store::{NewAudit, StoreFault, accounts, audit};
use crate::desk::web::{
    AllowedValues, ApiProblem, ApiReply, ApiRequest, ApiRoute, ProblemKind, QueryParameter,
};
use crate::words::Message;

/// What a provider gives back with the browser.
const GIVEN_BACK: [QueryParameter; 4] = [
    QueryParameter::new("code", AllowedValues::Text(4096), "What the desk redeems at the provider"),
    QueryParameter::new("state", AllowedValues::Text(200), "What the desk gave to the provider"),
    QueryParameter::new("error", AllowedValues::Text(200), "That the person or the provider refuses"),
    QueryParameter::new("iss", AllowedValues::Text(1000), "The provider, by RFC 9207"),
];

pub(super) fn routes() -> Vec<ApiRoute> {
    vec![
        ApiRoute::open("/sign-in/{provider}", |desk, request| Box::pin(there(desk, request))).query(&NEXT),
        ApiRoute::open("/sign-in/{provider}/back", |desk, request| Box::pin(back(desk, request)))
            .query(&GIVEN_BACK),
    ]
}

/// The address to which a provider leads the browser back; the same in both halves of a sign-in.
fn return_address(desk: &DeskState, request: &ApiRequest, provider: &SignInProvider) -> String {
    format!("{}/sign-in/{}/back", desk.entrance.base(&request.headers), provider.name)
}

async fn there(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let provider = desk.providers.named(request.place(0)).ok_or_else(ApiProblem::not_found)?;
    let unavailable = |error| ApiProblem::new(ProblemKind::Unavailable, Message::from(&error));
    let flow = SignInFlow::begin(&provider.name, request.query("next")).map_err(unavailable)?;
    let (to, state, challenge) = (return_address(&desk, &request, provider), flow.state(), flow.challenge());
    let parameters = [
        ("response_type", "code"),
        ("client_id", &provider.client),
        ("redirect_uri", &to),
        ("state", &state),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    let page = match &provider.kind {
        ProviderKind::Github { web, .. } => {
            let needs_orgs = desk.providers.orgs(&provider.name).next().is_some();
            github::page(web, &parameters, needs_orgs).ok_or_else(ApiProblem::not_found)?
        }
        ProviderKind::Oidc { issuer, scopes, .. } => match discover(issuer).await {
            Ok(found) => found.page(&parameters, scopes, &flow.nonce()),
            Err(why) => return refuse(&desk, &request, StatusCode::BAD_GATEWAY, why),
        },
    };
    Ok(ApiReply::see_other(page.as_str()).with(SET_COOKIE, flow.cookie(desk.entrance.is_secure())))
}

async fn back(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let provider = desk.providers.named(request.place(0)).ok_or_else(ApiProblem::not_found)?;
    let state = request.query("state").unwrap_or_default();
    let Some(flow) = SignInFlow::resume(&request.headers, &provider.name, state) else {
        return refuse(&desk, &request, StatusCode::FORBIDDEN, Message::new("signin-stale"));
    };
    let is_other = match &provider.kind {
        ProviderKind::Github { .. } => false,
        ProviderKind::Oidc { issuer, .. } => request.query("iss").is_some_and(|given| given != issuer),
    };
    let code = request.query("code").filter(|_| request.query("error").is_none() && !is_other);
    let Some(code) = code else {
        return refuse(&desk, &request, StatusCode::FORBIDDEN, Message::new("signin-refused"));
    };
    let account = match redeem(&desk, &request, provider, &flow, code).await {
        Ok(account) => account,
        Err(why) => return refuse(&desk, &request, StatusCode::BAD_GATEWAY, why),
    };
    let scope = desk.providers.scope(&provider.name, &account);
    let way = provider.name.clone();
    let person = desk
        .store
        .write::<_, StoreFault>(move |database| named(database, &account, scope.is_some(), &way))
        .await?;
    let Some(scope) = scope else {
        let why = Message::new("signin-not-allowed").exact("person", person);
        return refuse(&desk, &request, StatusCode::FORBIDDEN, why);
    };
    let who = SignedIn { person, scope, token: None, way: provider.name.clone() };
    let reply = open_session(&desk, &request.headers, who, flow.next.as_deref()).await?;
    Ok(reply.with(SET_COOKIE, forget_flow(desk.entrance.is_secure())))
}

/// Whose code it is.
async fn redeem(
    desk: &DeskState,
    request: &ApiRequest,
    provider: &SignInProvider,
    flow: &SignInFlow,
    code: &str,
) -> Result<ProvenAccount, Message> {
    let (to, verifier) = (return_address(desk, request, provider), flow.verifier());
    let grant = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", to.as_str()),
        ("code_verifier", verifier.as_str()),
    ];
    match &provider.kind {
        ProviderKind::Github { web, api } => {
            github::account((web, api), provider, &grant, desk.providers.orgs(&provider.name)).await
        }
        ProviderKind::Oidc { issuer, groups_claim, .. } => {
            discover(issuer).await?.account(provider, &grant, &flow.nonce(), groups_claim).await
        }
    }
}

/// The person of an account. One who is not let in is written down here, one who is when the session opens.
fn named(
    database: &Transaction<'_>,
    account: &ProvenAccount,
    is_let_in: bool,
    way: &str,
) -> Result<String, StoreFault> {
    if is_let_in {
        return accounts::person(database, &account.issuer, &account.subject, account.person());
    }
    let (subject, detail) = ("session".to_owned(), json!({ "way": way }));
    audit::add(database, &NewAudit { person: account.person(), action: "session.refuse", subject, detail })?;
    Ok(account.person().to_owned())
}

/// The page that says why there is no session; the sign-in is over.
fn refuse(
    desk: &DeskState,
    request: &ApiRequest,
    status: StatusCode,
    why: Message,
) -> Result<ApiReply, ApiProblem> {
    let facts = SignInFacts { providers: page::ways(desk), wrong: Some(why), ..SignInFacts::default() };
    let reply = page::reply(status, language(&request.headers), &facts)?;
    Ok(reply.with(SET_COOKIE, forget_flow(desk.entrance.is_secure())))
}
