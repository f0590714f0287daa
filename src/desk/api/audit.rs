//! The audit log.

use std::sync::Arc;

use hyper::StatusCode;

use super::list::ListPage;
use crate::desk::access::TokenScope;
use crate::desk::state::DeskState;
use crate::desk::store::AuditRow;
use crate::desk::store::audit;
use crate::desk::web::{ApiProblem, ApiReply, ApiRequest, ApiRoute, PAGING};

pub(super) fn routes() -> Vec<ApiRoute> {
    vec![
        ApiRoute::get("/api/v1/audit", TokenScope::Admin, |desk, request| Box::pin(list(desk, request)))
            .called("listAudit", "Every change, the newest first")
            .query(&PAGING)
            .replies::<ListPage<AuditRow>>(StatusCode::OK),
    ]
}

async fn list(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let page = request.page();
    let rows = desk.store.read(move |database| audit::list(database, page)).await?;
    Ok(ApiReply::json(StatusCode::OK, &ListPage::of(page, rows, |row| row.id, |row| row)))
}
