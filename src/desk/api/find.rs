//! The run that a path names.

use crate::desk::state::DeskState;
use crate::desk::store::{JobRow, jobs};
use crate::desk::web::{ApiProblem, ApiRequest};

/// The run with the number in the path.
pub(super) async fn find_run(desk: &DeskState, request: &ApiRequest) -> Result<JobRow, ApiProblem> {
    let id = request.number(0)?;
    let found = desk.store.read(move |database| jobs::get(database, id)).await?;
    found.ok_or_else(ApiProblem::not_found)
}
