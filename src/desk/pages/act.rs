//! What a form asks for, carried out by the route of the API that does it.

use std::sync::Arc;

use serde_json::Value;

use crate::desk::api;
use crate::desk::state::DeskState;
use crate::desk::web::{ApiProblem, ApiRequest};

/// Carries out the operation of this name for the person who sent the form, and returns the JSON of its reply. `places` are the
/// parts of its path that stand for names, in their order.
///
/// # Errors
///
/// The operation's problem, or that the person may not do that.
pub(super) async fn act(
    desk: &Arc<DeskState>,
    request: &ApiRequest,
    operation: &str,
    places: &[&str],
    body: &Value,
) -> Result<Value, ApiProblem> {
    let route = api::routes().into_iter().find(|route| route.name == operation);
    let route = route.ok_or_else(ApiProblem::not_found)?;
    let places = places.iter().map(|&place| place.to_owned()).collect();
    route.carry_out(Arc::clone(desk), request, places, body).await
}
