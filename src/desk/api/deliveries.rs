//! What is sent to others: what waits, what was given up, and another try for that.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::json;

use super::change::{Changed, change};
use super::list::ListPage;
use crate::desk::access::TokenScope;
use crate::desk::state::DeskState;
use crate::desk::store::{DeliveryRow, DeliveryState, NewAudit, audit, deliveries};
use crate::desk::web::{AllowedValues, ApiProblem, ApiReply, ApiRequest, ApiRoute, PAGING, QueryParameter};
use crate::words::Message;

/// What lists may be narrowed to.
const FILTERS: [QueryParameter; 2] = [
    QueryParameter::new("state", AllowedValues::Words(&STATES), "Only deliveries in this state"),
    QueryParameter::new("webhook", AllowedValues::Number(1, i64::MAX), "Only deliveries to this webhook"),
];
const STATES: [&str; 3] = ["waiting", "done", "dead"];

pub(super) fn routes() -> Vec<ApiRoute> {
    vec![
        ApiRoute::get("/api/v1/deliveries", TokenScope::Admin, |desk, request| Box::pin(list(desk, request)))
            .called("listDeliveries", "What is sent to others, the newest first; `dead` is what was given up")
            .query(&PAGING)
            .query(&FILTERS)
            .replies::<ListPage<DeliveryRow>>(StatusCode::OK),
        ApiRoute::post("/api/v1/deliveries/{id}/resend", TokenScope::Admin, |desk, request| {
            Box::pin(resend(desk, request))
        })
        .called("resendDelivery", "Lets a delivery that was given up begin anew")
        .replies::<DeliveryRow>(StatusCode::OK),
    ]
}

async fn list(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let page = request.page();
    let state = request.query("state").and_then(DeliveryState::of_word);
    let webhook = request.query("webhook").and_then(|number| number.parse().ok());
    let rows = desk.store.read(move |database| deliveries::list(database, state, webhook, page)).await?;
    Ok(ApiReply::json(StatusCode::OK, &ListPage::of(page, rows, |row| row.id, |row| row)))
}

async fn resend(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let id = request.number(0)?;
    let who = request.caller()?.person.clone();
    let reply = change(&desk, &request, move |database| {
        deliveries::get(database, id)?.ok_or_else(ApiProblem::not_found)?;
        if !deliveries::resend(database, id)? {
            return Err(ApiProblem::conflict(Message::new("error-outward-not-dead")));
        }
        let subject = format!("delivery {id}");
        audit::add(
            database,
            &NewAudit { person: &who, action: "delivery.resend", subject, detail: json!({}) },
        )?;
        let row = deliveries::get(database, id)?.ok_or_else(ApiProblem::not_found)?;
        Ok(Changed::json(StatusCode::OK, &row))
    })
    .await?;
    desk.outbox.notify_one();
    Ok(reply)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_can_be_asked_for() {
        assert_eq!(STATES, DeliveryState::ALL.map(DeliveryState::as_str));
    }
}
