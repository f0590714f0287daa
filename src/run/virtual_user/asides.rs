//! The requests of a visitor's pages that are on their way beside it. Dropped with the visitor, they end.

use std::panic::resume_unwind;

use tokio::task::{JoinError, JoinSet};

/// The requests of a visitor's pages that are on their way.
#[derive(Debug, Default)]
pub(super) struct Asides(JoinSet<()>);

impl Asides {
    /// Waits until fewer than `most` are on their way.
    pub(super) async fn fewer_than(&mut self, most: usize) {
        while let Some(ended) = self.0.try_join_next() {
            passed_on(ended);
        }
        while self.0.len() >= most
            && let Some(ended) = self.0.join_next().await
        {
            passed_on(ended);
        }
    }

    /// Sends one more.
    pub(super) fn send(&mut self, aside: impl Future<Output = ()> + 'static) {
        self.0.spawn_local(aside);
    }

    /// Waits for all of them.
    pub(super) async fn settle(&mut self) {
        while let Some(ended) = self.0.join_next().await {
            passed_on(ended);
        }
    }

    /// Whether none is on its way.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A mistake of ours ends the visitor, as it would in the visitor's own task.
fn passed_on(ended: Result<(), JoinError>) {
    if let Err(error) = ended
        && error.is_panic()
    {
        resume_unwind(error.into_panic());
    }
}
