//! A connection and the thread that alone uses it.

use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use tokio::sync::oneshot;

use super::StoreFault;
use super::migrations;

/// How long a connection waits for another one's transaction.
const PATIENCE: Duration = Duration::from_secs(5);

type Work = Box<dyn FnOnce(&mut Connection) + Send>;

/// A thread with its connection; both end with the last sender.
#[derive(Debug)]
pub(super) struct StoreThread {
    work: mpsc::Sender<Work>,
}

impl StoreThread {
    pub(super) fn start(name: &str, mut connection: Connection) -> Result<Self, StoreFault> {
        let (work, received) = mpsc::channel::<Work>();
        let body = move || received.into_iter().for_each(|work| work(&mut connection));
        thread::Builder::new().name(name.to_owned()).spawn(body)?;
        Ok(Self { work })
    }

    /// Hands work to the thread, and returns where its result comes.
    pub(super) fn send<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> T + Send + 'static,
    ) -> Result<oneshot::Receiver<T>, StoreFault> {
        let (done, result) = oneshot::channel();
        let work: Work = Box::new(move |connection| {
            // A caller that has gone away needs no result.
            let _gone = done.send(work(connection));
        });
        self.work.send(work).map_err(|_| StoreFault::Gone)?;
        Ok(result)
    }
}

/// Lets the file, made when it is not there, and those that SQLite keeps beside it be its owner's alone: they have the digests of
/// tokens, and who did what.
pub(super) fn make_private(path: &Path) -> io::Result<()> {
    File::options().create(true).append(true).mode(0o600).open(path)?;
    for ending in ["", "-wal", "-shm"] {
        let file = format!("{}{ending}", path.display());
        match fs::set_permissions(file, Permissions::from_mode(0o600)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Opens the file with the settings of every connection. What a transaction has committed outlasts a power cut.
pub(super) fn connect(path: &Path) -> Result<Connection, StoreFault> {
    make_private(path)?;
    let connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

/// Carries out a change in a transaction; an error undoes it.
pub(super) fn in_transaction<T, E: From<StoreFault>>(
    connection: &mut Connection,
    change: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let begin = connection.transaction_with_behavior(TransactionBehavior::Immediate);
    let transaction = begin.map_err(StoreFault::from)?;
    let changed = change(&transaction)?;
    transaction.commit().map_err(StoreFault::from)?;
    Ok(changed)
}

/// Looks through the whole file for damage.
pub(super) fn is_whole(connection: &Connection) -> Result<(), StoreFault> {
    let said: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if said == "ok" { Ok(()) } else { Err(StoreFault::Damaged) }
}

/// Whether a file is a database that this desk can open, undamaged.
pub(in crate::desk) fn is_backup(path: &Path) -> bool {
    let look = || -> Result<bool, StoreFault> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let version = migrations::version(&connection)?;
        let sound: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        Ok(migrations::is_known(version) && sound == "ok")
    };
    look().unwrap_or(false)
}
