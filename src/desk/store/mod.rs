//! The database: one thread that writes, one that reads, and a file of SQL for each table.
//!
//! SQLite in write-ahead mode lets the reader work while the writer does. Every change is one transaction, done whole or not at
//! all when the process is killed. A table is added by a migration (`migrations.rs`) and a file in this folder with its row type
//! and its functions, which take a connection and know nothing of HTTP.

pub(super) mod accounts;
pub(super) mod audit;
pub(super) mod deliveries;
pub(super) mod events;
mod fault;
pub(super) mod jobs;
mod migrations;
pub(super) mod once;
mod page;
pub(super) mod pulls;
pub(super) mod repositories;
pub(super) mod schedules;
pub(super) mod secret;
pub(super) mod sessions;
pub(super) mod targets;
mod threads;
pub(super) mod tokens;
pub(super) mod webhooks;

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, Transaction};

pub(super) use audit::{AuditRow, NewAudit};
pub(super) use deliveries::{DeliveryChannel, DeliveryRow, DeliveryState, NewDelivery};
pub(super) use events::JobEventRow;
pub(super) use fault::StoreFault;
pub(super) use jobs::{EndedJob, JobFilter, JobOutcome, JobRow, JobState, NewJob};
pub(super) use once::OnceKey;
pub(super) use page::RowPage;
pub(super) use pulls::PullRunRow;
pub(super) use repositories::RepositoryRow;
pub(super) use schedules::{NewSchedule, ScheduleRow};
pub(super) use sessions::NewSession;
pub(super) use targets::{TargetEnvironment, TargetRow};
use threads::StoreThread;
pub(super) use threads::is_backup;
pub(super) use tokens::{NewToken, TokenRow};
pub(super) use webhooks::{NewWebhook, WebhookFormat, WebhookRow};

/// The name of the database in the desk's folder.
pub(super) const FILE: &str = "desk.sqlite";

/// How long a file that was found whole is taken for it: to look takes as long as reading all of it.
const WHOLE_FOR: Duration = Duration::from_secs(30);

/// An open database.
#[derive(Debug)]
pub(super) struct DeskStore {
    writer: StoreThread,
    reader: StoreThread,
    /// When the file was last found to be whole.
    looked: Mutex<Option<Instant>>,
}

impl DeskStore {
    /// Opens the database, made when it is not there, and brings its tables up to date.
    ///
    /// # Errors
    ///
    /// [`StoreFault`] when it cannot be opened, is damaged, or is a newer desk's.
    pub(super) fn open(path: &Path) -> Result<Self, StoreFault> {
        let mut writer = threads::connect(path)?;
        migrations::migrate(&mut writer)?;
        let reader = threads::connect(path)?;
        reader.pragma_update(None, "query_only", true)?;
        Ok(Self {
            writer: StoreThread::start("desk-writer", writer)?,
            reader: StoreThread::start("desk-reader", reader)?,
            looked: Mutex::default(),
        })
    }

    /// Asks the database something.
    pub(super) async fn read<T, E>(
        &self,
        ask: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreFault> + Send + 'static,
    {
        self.reader.send(|connection| ask(connection))?.await.unwrap_or_else(|_| Err(StoreFault::Gone.into()))
    }

    /// Changes the database in one transaction, which an error undoes.
    pub(super) async fn write<T, E>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreFault> + Send + 'static,
    {
        let done = self.writer.send(|connection| threads::in_transaction(connection, change))?;
        done.await.unwrap_or_else(|_| Err(StoreFault::Gone.into()))
    }

    /// [`read`](Self::read) for a thread that may wait.
    pub(super) fn read_now<T, E>(
        &self,
        ask: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreFault> + Send + 'static,
    {
        let done = self.reader.send(|connection| ask(connection))?;
        done.blocking_recv().unwrap_or_else(|_| Err(StoreFault::Gone.into()))
    }

    /// [`write`](Self::write) for a thread that may wait.
    pub(super) fn write_now<T, E>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreFault> + Send + 'static,
    {
        let done = self.writer.send(|connection| threads::in_transaction(connection, change))?;
        done.blocking_recv().unwrap_or_else(|_| Err(StoreFault::Gone.into()))
    }

    /// Whether the file is whole. It is read to its end at most once in [`WHOLE_FOR`].
    ///
    /// # Errors
    ///
    /// [`StoreFault::Damaged`] when it is not.
    pub(super) async fn is_whole(&self) -> Result<(), StoreFault> {
        let looked = self
            .looked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_some_and(|at| at.elapsed() < WHOLE_FOR);
        if looked {
            return Ok(());
        }
        self.read(threads::is_whole).await?;
        *self.looked.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        Ok(())
    }

    /// Stores a change, to see whether one can be.
    ///
    /// # Errors
    ///
    /// [`StoreFault`] when none can.
    pub(super) async fn beat(&self) -> Result<(), StoreFault> {
        let now = jiff::Timestamp::now().as_millisecond();
        self.write(move |database| {
            database.execute("INSERT OR REPLACE INTO pulse (id, at) VALUES (1, ?1)", [now])?;
            Ok(())
        })
        .await
    }

    /// Writes a copy of the database, as it is now, to a new file.
    pub(super) fn back_up(&self, to: &Path) -> Result<(), StoreFault> {
        let to = to.to_owned();
        let copy = move |connection: &mut Connection| -> Result<(), StoreFault> {
            // SQLite writes into an empty file, and leaves its rights.
            threads::make_private(&to)?;
            connection.execute("VACUUM INTO ?1", [to.to_string_lossy()])?;
            Ok(())
        };
        self.writer.send(copy)?.blocking_recv().unwrap_or(Err(StoreFault::Gone))
    }
}
