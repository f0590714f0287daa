//! A TLS session: records in, records out.

use std::fmt;
use std::io;
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::client::UnbufferedClientConnection;
use rustls::pki_types::ServerName;
use rustls::unbuffered::{ConnectionState, UnbufferedStatus};
use tokio::io::ReadBuf;

use super::queue::Queue;

/// The most bytes of a record besides its content: head, nonce, type and tag of the AEAD ciphers.
pub(super) const FRAME: usize = 5 + 8 + 1 + 16;
/// The most content of one record, in bytes.
pub(super) const FRAGMENT: usize = 16 * 1024;

/// rustls' connection, with the bytes that it opened and sealed.
pub(super) struct TlsSession {
    tls: UnbufferedClientConnection,
    /// Opened bytes that have not been read yet.
    pub(super) opened: Queue,
    /// Sealed bytes that have not been sent yet.
    pub(super) sealed: Queue,
    /// The state of the peer.
    pub(super) peer: Peer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Peer {
    Speaks,
    /// It has announced that nothing more comes.
    Ended,
    /// It broke the protocol: rustls must not be asked again.
    Broke,
}

/// An action on a session.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wish<'a> {
    Read,
    Write(&'a [u8]),
    Close,
}

/// The destination of opened bytes.
#[derive(Debug)]
pub(super) enum Reader<'a, 'b> {
    Into(&'a mut ReadBuf<'b>),
    /// Skips bytes: at most `most`, of which `passed` have been skipped.
    Past {
        most: usize,
        passed: usize,
    },
}

impl Reader<'_, '_> {
    /// Reads nothing: before the handshake is over there is nothing to read.
    pub(super) const fn none() -> Self {
        Self::Past { most: 0, passed: 0 }
    }

    pub(super) fn remaining(&self) -> usize {
        match self {
            Self::Into(buffer) => buffer.remaining(),
            Self::Past { most, passed } => most - passed,
        }
    }

    pub(super) fn put(&mut self, bytes: &[u8]) {
        match self {
            Self::Into(buffer) => buffer.put_slice(bytes),
            Self::Past { passed, .. } => *passed += bytes.len(),
        }
    }
}

impl fmt::Debug for TlsSession {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // rustls' connection has no `Debug`, and the waiting bytes belong to a shopper.
        formatter.debug_struct("Session").field("peer", &self.peer).finish_non_exhaustive()
    }
}

impl TlsSession {
    /// Creates a client's session, before its first message.
    pub(super) fn new(config: Arc<ClientConfig>, name: ServerName<'static>) -> io::Result<Self> {
        let tls = UnbufferedClientConnection::new(config, name).map_err(invalid)?;
        let mut session =
            Self { tls, opened: Queue::default(), sealed: Queue::default(), peer: Peer::Speaks };
        session.advance(&mut [], &mut Reader::none(), Wish::Read)?;
        Ok(session)
    }

    /// Whether the handshake is still in progress.
    pub(super) fn is_handshaking(&self) -> bool {
        self.tls.is_handshaking()
    }

    /// Whether a record of the application stays incomplete with `more` further bytes. However small the pieces are in which it
    /// arrives, it is opened once. Messages of the handshake are left to rustls.
    pub(super) fn is_unfinished(&self, sealed: &[u8], more: usize) -> bool {
        /// Content type `application_data` (RFC 8446 §5.1).
        const APPLICATION: u8 = 23;
        let &[APPLICATION, _, _, high, low, ..] = sealed else { return false };
        let length = usize::from(u16::from_be_bytes([high, low]));
        more > 0 && !self.is_handshaking() && sealed.len() + more < 5 + length
    }

    /// The protocol that both ends agreed on (RFC 7301).
    pub(super) fn alpn_protocol(&self) -> Option<&[u8]> {
        self.tls.alpn_protocol()
    }

    /// Opens the complete records in `incoming`, into `reader` as far as it has room, and performs the wish once the handshake is
    /// over. Returns the number of bytes of `incoming` that are done with.
    pub(super) fn advance(
        &mut self,
        incoming: &mut [u8],
        reader: &mut Reader<'_, '_>,
        wish: Wish<'_>,
    ) -> io::Result<usize> {
        let mut done = 0;
        loop {
            let UnbufferedStatus { mut discard, state } = self.tls.process_tls_records(&mut incoming[done..]);
            let state = match state {
                Ok(state) => state,
                Err(error) => {
                    self.complain(&mut incoming[done + discard..]);
                    self.peer = Peer::Broke;
                    return Err(invalid(error));
                }
            };
            let mut waits = false;
            match state {
                ConnectionState::ReadTraffic(mut traffic) => {
                    while let Some(record) = traffic.next_record() {
                        let record = record.map_err(invalid)?;
                        discard += record.discard;
                        // Bytes stay in order: none overtakes those that wait.
                        let fits = if self.opened.waiting().is_empty() { reader.remaining() } else { 0 };
                        let (now, later) = record.payload.split_at(record.payload.len().min(fits));
                        reader.put(now);
                        self.opened.bytes.extend_from_slice(later);
                    }
                }
                ConnectionState::EncodeTlsData(mut message) => {
                    self.sealed.fill(0, |room| message.encode(room))?;
                }
                // The message waits in the queue.
                ConnectionState::TransmitTlsData(message) => message.done(),
                ConnectionState::WriteTraffic(mut traffic) => {
                    match wish {
                        Wish::Read => {}
                        Wish::Write(bytes) => {
                            let expected = bytes.len() + FRAME * bytes.len().div_ceil(FRAGMENT);
                            self.sealed.fill(expected, |room| traffic.encrypt(bytes, room))?;
                        }
                        Wish::Close => self.sealed.fill(FRAME, |room| traffic.queue_close_notify(room))?,
                    }
                    waits = true;
                }
                ConnectionState::PeerClosed => self.peer = Peer::Ended,
                ConnectionState::Closed => {
                    self.peer = Peer::Ended;
                    waits = true;
                }
                // Nothing is sent before the handshake is over.
                _ => waits = true,
            }
            done += discard;
            if waits {
                return Ok(done);
            }
        }
    }

    /// Seals the alert that tells the peer what was wrong with its bytes; without an alert the connection just ends.
    fn complain(&mut self, incoming: &mut [u8]) {
        while self.tls.wants_write()
            && let Ok(ConnectionState::EncodeTlsData(mut alert)) =
                self.tls.process_tls_records(incoming).state
            && self.sealed.fill(0, |room| alert.encode(room)).is_ok()
        {}
    }
}

fn invalid(error: rustls::Error) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}
