//! A virtual user: walks journeys, one iteration after the other.
//!
//! ```text
//! walk       in the closed model: hesitates, then iterates until it is not wanted any more
//! iterate    one iteration: draws a journey and takes its steps          (both models)
//! action     what a step does
//! page       asks for a page, through its redirects, and for its files
//! iteration  what lives for one iteration, and what is recorded of it
//! kept       what it keeps of the steps that it walks once
//! user       what a virtual user keeps from one iteration to the next
//! ```
//!
//! A part uses those below it.

mod action;
mod aside;
mod asides;
mod iterate;
mod iteration;
mod just_now;
mod kept;
mod page;
mod user;
mod walk;

pub(super) use iteration::VisitArrival;
pub(super) use user::VirtualUser;
