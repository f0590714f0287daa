//! Sockets that count their bytes and note when they were written and read.

use std::cell::Cell;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What a connection's socket has seen. Single-threaded: the connection and its client live on one thread.
#[derive(Debug, Default)]
pub(super) struct Meter {
    sent: Cell<u64>,
    received: Cell<u64>,
    last_write: Cell<Option<Instant>>,
    first_read: Cell<Option<Instant>>,
}

impl Meter {
    /// Forgets the marks and counts of the exchange before.
    pub(super) fn begin(&self) {
        self.sent.set(0);
        self.received.set(0);
        self.last_write.set(None);
        self.first_read.set(None);
    }

    pub(super) fn sent(&self) -> u64 {
        self.sent.get()
    }

    pub(super) fn received(&self) -> u64 {
        self.received.get()
    }

    pub(super) fn last_write(&self) -> Option<Instant> {
        self.last_write.get()
    }

    pub(super) fn first_read(&self) -> Option<Instant> {
        self.first_read.get()
    }
}

/// What a watched stream notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Watch {
    /// How many bytes pass; for the socket itself, below TLS.
    Bytes,
    /// When plain-text bytes pass; above TLS, so that session tickets are not taken for the first byte of an answer.
    Instants,
}

/// A stream that tells a meter what passes through it.
#[derive(Debug)]
pub(super) struct Watched<S> {
    inner: S,
    watch: Watch,
    meter: Rc<Meter>,
}

impl<S> Watched<S> {
    /// A stream whose bytes are counted.
    pub(super) fn bytes(inner: S, meter: Rc<Meter>) -> Self {
        Self { inner, watch: Watch::Bytes, meter }
    }

    /// A stream whose instants are noted.
    pub(super) fn instants(inner: S, meter: Rc<Meter>) -> Self {
        Self { inner, watch: Watch::Instants, meter }
    }

    fn has_read(&self, bytes: usize) {
        match self.watch {
            Watch::Bytes => self.meter.received.set(self.meter.received.get() + bytes as u64),
            Watch::Instants if bytes > 0 && self.meter.first_read.get().is_none() => {
                self.meter.first_read.set(Some(Instant::now()));
            }
            Watch::Instants => {}
        }
    }

    fn has_written(&self, bytes: usize) {
        match self.watch {
            Watch::Bytes => self.meter.sent.set(self.meter.sent.get() + bytes as u64),
            Watch::Instants => self.meter.last_write.set(Some(Instant::now())),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.inner).poll_read(context, buffer))?;
        self.has_read(buffer.filled().len() - before);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.inner).poll_write(context, bytes))?;
        self.has_written(written);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}
