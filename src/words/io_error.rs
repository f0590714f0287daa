//! What the operating system says of files and connections, in our words where they are known.

use std::io;

use super::Message;

impl From<&io::Error> for Message {
    fn from(error: &io::Error) -> Self {
        // An error that another library wraps says more than its kind.
        if error.get_ref().is_some() {
            return Message::heard(&error.to_string());
        }
        let kind = match error.kind() {
            io::ErrorKind::NotFound => "not-found",
            io::ErrorKind::PermissionDenied => "permission-denied",
            io::ErrorKind::AlreadyExists => "already-exists",
            io::ErrorKind::IsADirectory => "is-a-directory",
            io::ErrorKind::NotADirectory => "not-a-directory",
            io::ErrorKind::DirectoryNotEmpty => "directory-not-empty",
            io::ErrorKind::ReadOnlyFilesystem => "read-only",
            io::ErrorKind::StorageFull => "storage-full",
            io::ErrorKind::QuotaExceeded => "quota-exceeded",
            io::ErrorKind::FileTooLarge => "file-too-large",
            io::ErrorKind::InvalidFilename => "invalid-filename",
            io::ErrorKind::ConnectionRefused => "connection-refused",
            io::ErrorKind::ConnectionReset => "connection-reset",
            io::ErrorKind::ConnectionAborted => "connection-aborted",
            io::ErrorKind::NotConnected => "not-connected",
            io::ErrorKind::BrokenPipe => "broken-pipe",
            io::ErrorKind::HostUnreachable => "host-unreachable",
            io::ErrorKind::NetworkUnreachable => "network-unreachable",
            io::ErrorKind::NetworkDown => "network-down",
            io::ErrorKind::AddrInUse => "address-in-use",
            io::ErrorKind::AddrNotAvailable => "address-not-available",
            io::ErrorKind::TimedOut => "timed-out",
            io::ErrorKind::UnexpectedEof => "unexpected-end",
            io::ErrorKind::OutOfMemory => "out-of-memory",
            // EMFILE and ENFILE have no kind.
            _ if matches!(error.raw_os_error(), Some(23 | 24)) => "too-many-files",
            _ => return Message::verbatim(&error.to_string()),
        };
        Message::new("error-io").exact("kind", kind)
    }
}
