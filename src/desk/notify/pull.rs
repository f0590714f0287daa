//! The state of a run on its pull request: what is sent then is what is so when it is sent.

use std::sync::Arc;

use super::Notifier;
use crate::desk::state::DeskState;
use crate::desk::store::{DeliveryChannel, JobEventRow, JobRow, NewDelivery, StoreFault, deliveries, pulls};

/// Lets a pull request hear of its run.
pub(super) struct PullPost(pub(super) Arc<DeskState>);

impl Notifier for PullPost {
    fn name(&self) -> &'static str {
        "github"
    }

    fn notify(&self, event: &JobEventRow, job: &JobRow) -> Result<(), String> {
        let new = NewDelivery {
            channel: DeliveryChannel::PullReport,
            subject: job.id,
            event: Some(event.id),
            body: String::new(),
        };
        let change = move |database: &rusqlite::Transaction<'_>| match pulls::get(database, new.subject)? {
            Some(_) => deliveries::replace(database, &new),
            None => Ok(()),
        };
        self.0.store.write_now(change).map_err(|fault: StoreFault| fault.to_string())?;
        self.0.outbox.notify_one();
        Ok(())
    }
}
