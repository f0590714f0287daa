//! Whether the desk can work: room on its disks, and a database that is whole and takes changes.

use std::io;
use std::path::Path;
use std::time::Duration;

use rustix::fs::statvfs;
use tokio::time::timeout;

use super::state::DeskState;
use super::store::StoreFault;
use crate::words::Message;

/// The bytes that have to be free where the database and the folders of runs are: the database could still take a change where its
/// files have room within them, and a run that starts could write nothing.
const LEAST_FREE: u64 = 4 << 20;

/// How long a change may take: less than a stranger's connection may last.
const PATIENCE: Duration = Duration::from_secs(1);

/// Whether there is room, the database is whole, and a change of it can be stored.
///
/// # Errors
///
/// [`StoreFault`] with what there is not, which the person who opened the desk is told, too.
pub(super) async fn examine(desk: &DeskState) -> Result<(), StoreFault> {
    let examined = all(desk).await;
    match &examined {
        Ok(()) => desk.troubles.are_over(),
        Err(fault) => desk.troubles.tell(&Message::from(fault)),
    }
    examined
}

async fn all(desk: &DeskState) -> Result<(), StoreFault> {
    for folder in [&desk.data, &desk.runs] {
        if free(folder)? < LEAST_FREE {
            return Err(StoreFault::Full);
        }
    }
    desk.store.is_whole().await?;
    // A stranger's request is not kept for as long as the database may take.
    timeout(PATIENCE, desk.store.beat()).await.unwrap_or(Err(StoreFault::Locked))
}

/// The bytes that are free for this account.
fn free(folder: &Path) -> io::Result<u64> {
    let found = statvfs(folder)?;
    Ok(found.f_bavail.saturating_mul(found.f_frsize))
}
