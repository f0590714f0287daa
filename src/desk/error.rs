//! Why the desk cannot open.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use super::store::StoreFault;
use crate::words::Message;

/// Why the desk cannot open, or a task of it failed.
#[derive(Debug, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum DeskError {
    /// A folder or file of the desk cannot be made, read or written.
    Place {
        /// Where.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Another desk has the folder open.
    Taken(PathBuf),
    /// The address is taken, or not this machine's.
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
    /// The file to restore from is not a desk's database, or a newer one's.
    NotABackup(PathBuf),
    /// The file for the copy is there already.
    Exists(PathBuf),
    /// Others reach the address, and tokens would go there in cleartext.
    Cleartext(SocketAddr),
    /// What is configured cannot be used.
    Settings(Message),
    /// The database.
    Store(StoreFault),
    /// The system gives no random numbers.
    Random,
    /// The system gives no thread.
    Thread(io::Error),
    /// What the environment says of the world outside cannot be used.
    Outward(Message),
    /// The end cannot be waited for.
    Wait(Message),
}

impl From<&DeskError> for Message {
    fn from(error: &DeskError) -> Self {
        match error {
            DeskError::Place { path, source } => {
                Message::new("error-at").exact("place", path.display()).with("why", Message::from(source))
            }
            DeskError::Taken(path) => Message::new("error-desk-taken").exact("path", path.display()),
            DeskError::Listen { address, source } => {
                Message::new("error-desk-listen").exact("address", address).with("why", Message::from(source))
            }
            DeskError::NotABackup(path) => Message::new("error-desk-no-backup").exact("path", path.display()),
            DeskError::Exists(path) => Message::new("error-desk-backup-exists").exact("path", path.display()),
            DeskError::Store(fault) => Message::from(fault),
            DeskError::Random => Message::new("error-desk-random"),
            DeskError::Thread(source) => Message::from(source),
            DeskError::Cleartext(address) => Message::new("error-desk-cleartext").exact("address", address),
            DeskError::Outward(why) | DeskError::Settings(why) | DeskError::Wait(why) => why.clone(),
        }
    }
}

impl From<StoreFault> for DeskError {
    fn from(fault: StoreFault) -> Self {
        Self::Store(fault)
    }
}
