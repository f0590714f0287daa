//! TLS over a stream, without buffers of its own.
//!
//! rustls' buffered connection reads 4 KB at a time into a buffer that each connection keeps: eighteen reads for a page of 100
//! KB. Here all connections of a thread read into one shared buffer, as much as has arrived, and records are opened there. A
//! connection keeps only unfinished data: a record that has not arrived whole, or bytes that the reader had no room for.

mod queue;
mod session;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use queue::empty;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use session::{FRAGMENT, FRAME, Peer, Reader, TlsSession, Wish};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::discard::Discard;

/// The longest record on the wire (RFC 8446 §5.2, RFC 5246 §6.2.3): the least that a read asks for.
const RECORD: usize = 5 + 16 * 1024 + 2048;
/// The most content received at once: it fits into the second level of a core's cache with room to spare.
const MOST_READ: usize = 64 * 1024;
/// The most bytes written at once.
const MOST_WRITTEN: usize = 64 * 1024;

thread_local! {
    /// The shared buffer in which sealed records are received and opened.
    static ROOM: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// A stream that is encrypted to its other end.
#[derive(Debug)]
pub(super) struct Encrypted<S> {
    session: TlsSession,
    socket: S,
    /// The beginning of a record, or of a message of the handshake, whose end has not arrived.
    sealed: Vec<u8>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Encrypted<S> {
    /// Performs the client's side of the handshake.
    ///
    /// # Errors
    ///
    /// [`rustls::Error`] within an error of kind `InvalidData`, and those of the socket.
    pub(super) async fn handshake(
        config: Arc<ClientConfig>,
        name: ServerName<'static>,
        socket: S,
    ) -> io::Result<Self> {
        let mut stream = Self { session: TlsSession::new(config, name)?, socket, sealed: Vec::new() };
        poll_fn(|context| {
            loop {
                ready!(stream.poll_send(context))?;
                if !stream.session.is_handshaking() {
                    return Poll::Ready(Ok(()));
                }
                if ready!(stream.poll_receive(context, &mut Reader::none()))? == 0 {
                    let error = io::Error::new(io::ErrorKind::UnexpectedEof, "the TLS handshake was cut off");
                    return Poll::Ready(Err(error));
                }
            }
        })
        .await?;
        Ok(stream)
    }

    /// The protocol that both ends agreed on (RFC 7301).
    pub(super) fn alpn_protocol(&self) -> Option<&[u8]> {
        self.session.alpn_protocol()
    }

    /// Sends the sealed bytes.
    fn poll_send(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.session.sealed.waiting().is_empty() {
            let socket = Pin::new(&mut self.socket);
            match ready!(socket.poll_write(context, self.session.sealed.waiting()))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                sent => self.session.sealed.take(sent),
            }
        }
        Poll::Ready(Ok(()))
    }

    /// Receives the bytes that have arrived, once, and opens them; returns their number, 0 at the end of the stream.
    fn poll_receive(
        &mut self,
        context: &mut Context<'_>,
        reader: &mut Reader<'_, '_>,
    ) -> Poll<io::Result<usize>> {
        ROOM.with_borrow_mut(|room| {
            let before = self.sealed.len();
            let wanted = reader.remaining().min(MOST_READ);
            let end = before + (wanted + FRAME * wanted.div_ceil(FRAGMENT)).max(RECORD);
            if room.len() < end {
                room.resize(end, 0);
            }
            let mut free = ReadBuf::new(&mut room[before..end]);
            ready!(Pin::new(&mut self.socket).poll_read(context, &mut free))?;
            let received = free.filled().len();
            if self.session.is_unfinished(&self.sealed, received) {
                self.sealed.extend_from_slice(free.filled());
                return Poll::Ready(Ok(received));
            }
            let incoming = &mut room[..before + received];
            incoming[..before].copy_from_slice(&self.sealed);
            match self.session.advance(incoming, reader, Wish::Read) {
                Ok(done) => {
                    empty(&mut self.sealed);
                    self.sealed.extend_from_slice(&incoming[done..]);
                    Poll::Ready(Ok(received))
                }
                Err(error) => {
                    // The caller learns the error whether or not the peer receives the alert.
                    let _ = self.poll_send(context);
                    Poll::Ready(Err(error))
                }
            }
        })
    }

    /// Hands out the waiting bytes, otherwise those that arrive; none at the end of the stream.
    fn poll_open(&mut self, context: &mut Context<'_>, reader: &mut Reader<'_, '_>) -> Poll<io::Result<()>> {
        let before = reader.remaining();
        let waiting = self.session.opened.waiting();
        if !waiting.is_empty() {
            let fits = waiting.len().min(before);
            reader.put(&waiting[..fits]);
            self.session.opened.take(fits);
            return Poll::Ready(Ok(()));
        }
        if self.session.peer == Peer::Broke {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        while reader.remaining() == before && before > 0 && self.session.peer == Peer::Speaks {
            let received = ready!(self.poll_receive(context, reader))?;
            // Answers to the peer's requests about TLS (a new key); they may wait for the next write.
            if let Poll::Ready(Err(error)) = self.poll_send(context) {
                return Poll::Ready(Err(error));
            }
            if received == 0 && self.session.peer == Peer::Speaks {
                let error = "the peer closed the connection without TLS's close_notify";
                return Poll::Ready(Err(io::Error::new(io::ErrorKind::UnexpectedEof, error)));
            }
        }
        Poll::Ready(Ok(()))
    }

    fn wish(&mut self, wish: Wish<'_>) -> io::Result<()> {
        if self.session.peer == Peer::Broke {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let done = self.session.advance(&mut self.sealed, &mut Reader::none(), wish)?;
        self.sealed.drain(..done);
        Ok(())
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Encrypted<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.get_mut().poll_open(context, &mut Reader::Into(buffer))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Discard for Encrypted<S> {
    fn poll_discard(&mut self, context: &mut Context<'_>, most: usize) -> Poll<io::Result<usize>> {
        let mut reader = Reader::Past { most, passed: 0 };
        ready!(self.poll_open(context, &mut reader))?;
        Poll::Ready(Ok(most - reader.remaining()))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Encrypted<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let stream = self.get_mut();
        ready!(stream.poll_send(context))?;
        let bytes = &bytes[..bytes.len().min(MOST_WRITTEN)];
        stream.wish(Wish::Write(bytes))?;
        // The next write or flush sends the bytes that the socket does not take now.
        match stream.poll_send(context) {
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Ready(Ok(())) | Poll::Pending => Poll::Ready(Ok(bytes.len())),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let stream = self.get_mut();
        ready!(stream.poll_send(context))?;
        Pin::new(&mut stream.socket).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let stream = self.get_mut();
        if stream.session.peer != Peer::Broke {
            stream.wish(Wish::Close)?;
        }
        ready!(stream.poll_send(context))?;
        Pin::new(&mut stream.socket).poll_shutdown(context)
    }
}
