//! Work that stays on one thread, for callers that may move between threads: the program's HTTP client is made for one.

use std::future::Future;

use tokio::runtime::Builder;
use tokio::task;

use crate::words::Message;

/// Carries out what `begin` begins on a thread of its own, with a runtime of its own.
///
/// # Errors
///
/// What went wrong, or that the system gives no thread.
pub(super) async fn apart<T, F>(begin: impl FnOnce() -> F + Send + 'static) -> Result<T, Message>
where
    T: Send + 'static,
    F: Future<Output = Result<T, Message>>,
{
    let carried_out = task::spawn_blocking(move || {
        let runtime = Builder::new_current_thread().enable_all().build();
        runtime.map_err(|error| Message::heard(&error.to_string()))?.block_on(begin())
    });
    carried_out.await.map_err(|error| Message::heard(&error.to_string()))?
}
