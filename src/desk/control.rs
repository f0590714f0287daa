//! Tells the process of a run to pause, to go on or to stop, through its control API on the loopback.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::desk::folder::JobFolder;
use crate::desk::state::ControlSecret;

/// How long a process may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// More than any answer has.
const LONGEST: u64 = 64 * 1024;

/// What a process is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::desk) enum ControlOrder {
    /// Stand still.
    Pause,
    /// Go on.
    Resume,
    /// End early, with a report.
    Stop,
}

impl ControlOrder {
    const fn body(self) -> &'static str {
        match self {
            Self::Pause => r#"{"data":{"attributes":{"paused":true}}}"#,
            Self::Resume => r#"{"data":{"attributes":{"paused":false}}}"#,
            Self::Stop => r#"{"data":{"attributes":{"stopped":true}}}"#,
        }
    }
}

/// Tells the process of the run in this folder; `false` when it does not listen yet, or no longer. May wait for seconds.
///
/// # Errors
///
/// The system's, or an answer that is a refusal.
pub(in crate::desk) fn tell(
    folder: &JobFolder,
    name: &str,
    secret: &ControlSecret,
    order: ControlOrder,
) -> io::Result<bool> {
    let Some(control) = folder.control() else { return Ok(false) };
    let mut stream = match TcpStream::connect_timeout(&control.address, PATIENCE) {
        Ok(stream) => stream,
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => return Ok(false),
        Err(error) => return Err(error),
    };
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let (body, token) = (order.body(), secret.token(name));
    write!(
        stream,
        "PATCH /v1/status HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        control.address,
        body.len()
    )?;
    let mut answer = Vec::new();
    stream.take(LONGEST).read_to_end(&mut answer)?;
    if answer.starts_with(b"HTTP/1.1 200 ") {
        return Ok(true);
    }
    let line = answer.split(|byte| *byte == b'\r').next().unwrap_or_default();
    Err(io::Error::other(String::from_utf8_lossy(line).into_owned()))
}
