//! The pages of the desk, for people: made on the server, whole without JavaScript but for the curves of a run that goes on.
//!
//! A page reads the database itself. What its forms ask for is carried out by the routes of the API (`act.rs`), so a person in a
//! browser has the same rights, limits and messages as a program. Every text goes through the templates, which escape it; the
//! style sheet and the script are files of their own, because the policy of a page allows none within it.

mod act;
mod ask;
mod assets;
mod compare;
mod fields;
mod now;
mod people;
mod rows;
mod run;
mod runs;
mod schedules;
mod shell;
mod shops;
mod targets;

pub(super) use shell::problem;

use super::access::TokenScope;
use super::web::{ApiRoute, Handler};

/// The most bytes of a form: a scenario whose every byte is written as three.
const LONGEST_FORM: usize = 3 * super::queue::LONGEST_SCENARIO + 16 * 1024;

/// Every route of the pages.
pub(super) fn routes() -> Vec<ApiRoute> {
    [
        assets::routes(),
        shell::routes(),
        now::routes(),
        runs::routes(),
        run::routes(),
        shops::routes(),
        compare::routes(),
        ask::routes(),
        schedules::routes(),
        targets::routes(),
        people::routes(),
    ]
    .concat()
}

/// A page for those who may do this.
fn page(path: &'static str, scope: TokenScope, handler: Handler) -> ApiRoute {
    ApiRoute::get(path, scope, handler).shows_problems(shell::problem)
}

/// What a form of a page is sent to.
fn form(path: &'static str, scope: TokenScope, handler: Handler) -> ApiRoute {
    let mut route = ApiRoute::form(path, scope, handler).shows_problems(shell::problem);
    route.form = Some(LONGEST_FORM);
    route
}
