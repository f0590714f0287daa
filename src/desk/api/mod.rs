//! `/api/v1`: a file for each resource, with its routes, its types and its handlers.
//!
//! A resource is added by a file with a `routes` function and a line in [`router`]. Its types derive `JsonSchema`, so the OpenAPI
//! document has it as well.

mod audit;
mod change;
mod compare;
mod deliveries;
mod find;
mod hooks;
mod list;
mod looks;
mod meta;
mod metrics;
mod openapi;
mod orders;
mod repositories;
mod run_files;
mod runs;
mod schedules;
mod targets;
mod tokens;
mod webhooks;

use super::web::ApiRoute;

/// Every route of the API.
pub(super) fn routes() -> Vec<ApiRoute> {
    [
        meta::routes(),
        metrics::routes(),
        runs::routes(),
        orders::routes(),
        run_files::routes(),
        looks::routes(),
        compare::routes(),
        schedules::routes(),
        targets::routes(),
        tokens::routes(),
        audit::routes(),
        webhooks::routes(),
        deliveries::routes(),
        repositories::routes(),
        hooks::routes(),
    ]
    .concat()
}
