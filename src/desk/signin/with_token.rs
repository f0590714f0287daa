//! Signing in by pasting a token.

use std::sync::Arc;

use hyper::StatusCode;

use super::page::{self, SignInFacts, language};
use super::{SignedIn, local, open_session};
use crate::desk::access::by_token;
use crate::desk::state::DeskState;
use crate::desk::web::{ApiProblem, ApiReply, ApiRequest};
use crate::words::Message;

/// Opens a session for the person of the token in the form.
pub(super) async fn sign_in(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let next = request.field("next");
    let text = request.field("token").unwrap_or_default();
    desk.limits.may_show_token(request.from).map_err(ApiProblem::too_many_guesses)?;
    let Some(caller) = by_token(text.trim(), &desk.store).await? else {
        desk.limits.wrong_token(request.from);
        let next = next.as_deref().and_then(local).map(str::to_owned);
        let facts = SignInFacts {
            next,
            providers: page::ways(&desk),
            wrong: Some(Message::new("signin-wrong-token")),
            ..SignInFacts::default()
        };
        return page::reply(StatusCode::UNAUTHORIZED, language(&request.headers), &facts);
    };
    let (person, scope, token) = (caller.person, caller.scope, Some(caller.token));
    let who = SignedIn { person, scope, token, way: "token".to_owned() };
    open_session(&desk, &request.headers, who, next.as_deref()).await
}
