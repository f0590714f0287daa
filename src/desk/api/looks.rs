//! Looks at a page of a listed host before anything is run: what it is, and the scenario that a run would walk.

use std::sync::Arc;

use hyper::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::runs::allowed;
use super::targets::host_of;
use crate::desk::access::TokenScope;
use crate::desk::look::{LookCommand, LookFault, LookRequest, LookResult, LookTerms, look, read_only};
use crate::desk::queue::secrets_of;
use crate::desk::state::DeskState;
use crate::desk::store::{NewAudit, StoreFault, TargetEnvironment, audit};
use crate::desk::web::{ApiProblem, ApiReply, ApiRequest, ApiRoute, ProblemKind};
use crate::words::Message;

/// A scenario that was made of a page.
#[derive(Debug, Serialize, JsonSchema)]
struct CompiledPage {
    /// The text of the scenario file.
    scenario: String,
    /// What could not be seen, and what to know.
    notes: Vec<String>,
}

pub(super) fn routes() -> Vec<ApiRoute> {
    let looking = |path, handler, name, about| {
        ApiRoute::post(path, TokenScope::Run, handler).called(name, about).each_time().takes::<LookRequest>()
    };
    vec![
        looking(
            "/api/v1/inspect",
            |desk, request| Box::pin(inspect(desk, request)),
            "inspectPage",
            "Looks at a page, and says what it is and which promotions it carries",
        )
        .replies::<Map<String, Value>>(StatusCode::OK),
        looking(
            "/api/v1/compile",
            |desk, request| Box::pin(compile(desk, request)),
            "compilePage",
            "Looks at a page, and makes the scenario that a run would walk",
        )
        .replies::<CompiledPage>(StatusCode::OK),
    ]
}

async fn inspect(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let seen = looked(&desk, &request, LookCommand::Inspect).await?;
    Ok(ApiReply::json_text(StatusCode::OK, seen.output))
}

async fn compile(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let LookResult { output, notes } = looked(&desk, &request, LookCommand::Compile).await?;
    Ok(ApiReply::json(StatusCode::OK, &CompiledPage { scenario: output, notes }))
}

/// Looks at the page of a request, whose host has to be listed. Carts of prod are filled by runs alone, to which a second person
/// agrees.
async fn looked(
    desk: &DeskState,
    request: &ApiRequest,
    command: LookCommand,
) -> Result<LookResult, ApiProblem> {
    let asked: LookRequest = request.body()?;
    let checked = asked.check(desk.check).map_err(ApiProblem::invalid)?;
    let no_address = || ApiProblem::invalid(Message::new("error-desk-no-address"));
    let host = host_of(&checked.page).ok_or_else(no_address)?;
    let target = desk.store.read(move |database| allowed(database, &host)).await?;
    let mut flags = vec![format!("--env={}", target.environment.as_str())];
    if target.environment == TargetEnvironment::Prod {
        let refused = || ApiProblem::invalid(Message::new("error-desk-look-prod"));
        flags.extend(read_only(&checked).ok_or_else(refused)?.iter().map(|&flag| flag.to_owned()));
    }
    if command == LookCommand::Compile {
        // As the details of problems: programs read them.
        flags.push("--lang=en".to_owned());
    }
    note(desk, request, command, target.host).await?;
    let config = desk.config.path().map(ToOwned::to_owned);
    let secrets = secrets_of(&desk.config, &checked.page).to_vec();
    let terms = LookTerms { flags, private: target.private, secrets, config };
    look(command, &asked.url, &checked, &terms).await.map_err(|fault| match fault {
        LookFault::Refused(why) => ApiProblem::invalid(why),
        LookFault::Unavailable(why) => ApiProblem::new(ProblemKind::Unavailable, why),
    })
}

/// Writes down that the shop is asked something.
async fn note(
    desk: &DeskState,
    request: &ApiRequest,
    command: LookCommand,
    host: String,
) -> Result<(), ApiProblem> {
    let who = request.caller()?.person.clone();
    let action = match command {
        LookCommand::Inspect => "page.inspect",
        LookCommand::Compile => "page.compile",
    };
    let written = move |database: &rusqlite::Transaction<'_>| -> Result<(), StoreFault> {
        audit::add(database, &NewAudit { person: &who, action, subject: host, detail: json!({}) })
    };
    Ok(desk.store.write(written).await?)
}
