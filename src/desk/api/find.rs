//! The run that a path names, and what its process answers.

use crate::desk::control::RunControl;
use crate::desk::folder::JobFolder;
use crate::desk::state::DeskState;
use crate::desk::store::{JobRow, jobs};
use crate::desk::web::{ApiProblem, ApiRequest, ProblemKind};
use crate::words::Message;

/// The run with the number in the path.
pub(super) async fn find_run(desk: &DeskState, request: &ApiRequest) -> Result<JobRow, ApiProblem> {
    let id = request.number(0)?;
    let found = desk.store.read(move |database| jobs::get(database, id)).await?;
    found.ok_or_else(ApiProblem::not_found)
}

/// What the process of a run answers.
///
/// # Errors
///
/// A problem when the run has none, or it does not listen.
pub(super) async fn asked<T: Send + 'static>(
    desk: &DeskState,
    row: &JobRow,
    ask: impl FnOnce(&RunControl) -> Result<Option<T>, Message> + Send + 'static,
) -> Result<T, ApiProblem> {
    let not_running = || ApiProblem::conflict(Message::new("error-desk-not-running"));
    let not_yet = || ApiProblem::conflict(Message::new("error-desk-not-listening"));
    let name = row.folder.clone().filter(|_| row.state.has_process()).ok_or_else(not_running)?;
    let folder = JobFolder::new(&desk.runs, &name);
    let answered = tokio::task::spawn_blocking(move || {
        RunControl::of(&folder).map_or(Ok(None), |control| ask(&control))
    });
    let answered = answered.await.unwrap_or(Ok(None));
    answered.map_err(|why| ApiProblem::new(ProblemKind::Unavailable, why))?.ok_or_else(not_yet)
}
