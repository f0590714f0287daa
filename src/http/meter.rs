//! Streams that count their bytes and note when they were written and read.

use std::cell::Cell;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf, Take};

use super::discard::Discard;

/// The bytes that passed a connection's socket. Single-threaded: the connection and its client live on one thread.
#[derive(Debug, Default)]
pub(super) struct Volume {
    sent: Cell<u64>,
    received: Cell<u64>,
}

impl Volume {
    /// The bytes sent and received since the last call, so that each byte counts for one exchange. When several share a
    /// connection (HTTP/2), it counts for the one that ends first.
    pub(super) fn take(&self) -> (u64, u64) {
        (self.sent.take(), self.received.take())
    }
}

/// The times at which an exchange's bytes passed.
#[derive(Debug, Default)]
pub(super) struct ByteTimes {
    last_write: Cell<Option<Instant>>,
    first_read: Cell<Option<Instant>>,
}

impl ByteTimes {
    /// Forgets the exchange before.
    pub(super) fn begin(&self) {
        self.last_write.set(None);
        self.first_read.set(None);
    }

    /// The time at which the last byte of the request was written.
    pub(super) fn last_write(&self) -> Option<Instant> {
        self.last_write.get()
    }

    /// The time at which the first byte of the answer was read.
    pub(super) fn first_read(&self) -> Option<Instant> {
        self.first_read.get()
    }

    /// Marks the beginning of the answer, unless it has begun before.
    pub(super) fn answered(&self) {
        if self.first_read.get().is_none() {
            self.first_read.set(Some(Instant::now()));
        }
    }
}

/// The notes that a watched stream takes.
#[derive(Debug)]
enum Watch {
    /// The number of bytes, for the socket itself, below TLS.
    Volume(Rc<Volume>),
    /// The times of plain-text bytes, above TLS, so that a session ticket does not count as the first byte of an answer.
    Marks(Rc<ByteTimes>),
}

/// A stream that notes the bytes that pass through it.
#[derive(Debug)]
pub(super) struct Watched<S> {
    inner: S,
    watch: Watch,
}

impl<S> Watched<S> {
    /// Wraps a stream to count its bytes.
    pub(super) fn counted(inner: S, volume: Rc<Volume>) -> Self {
        Self { inner, watch: Watch::Volume(volume) }
    }

    /// Wraps a stream to note the times of its bytes.
    pub(super) fn timed(inner: S, marks: Rc<ByteTimes>) -> Self {
        Self { inner, watch: Watch::Marks(marks) }
    }

    fn has_read(&self, bytes: usize) {
        match &self.watch {
            Watch::Volume(volume) => volume.received.set(volume.received.get() + bytes as u64),
            Watch::Marks(marks) if bytes > 0 => marks.answered(),
            Watch::Marks(_) => {}
        }
    }

    fn has_written(&self, bytes: usize) {
        match &self.watch {
            Watch::Volume(volume) => volume.sent.set(volume.sent.get() + bytes as u64),
            Watch::Marks(marks) => marks.last_write.set(Some(Instant::now())),
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

impl<S: Discard> Discard for Watched<S> {
    fn poll_discard(&mut self, context: &mut Context<'_>, most: usize) -> Poll<io::Result<usize>> {
        let passed = ready!(self.inner.poll_discard(context, most))?;
        self.has_read(passed);
        Poll::Ready(Ok(passed))
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

/// A stream that is read in pieces of a limited size.
#[derive(Debug)]
pub(super) struct Sips<S> {
    inner: Take<S>,
    /// The greatest size of a piece, in bytes.
    most: u64,
}

impl<S: AsyncRead> Sips<S> {
    /// Wraps a stream so that each read takes at most `most` bytes.
    pub(super) fn new(inner: S, most: u64) -> Self {
        Self { inner: inner.take(most), most }
    }

    /// The stream itself, without the limit.
    pub(super) fn into_inner(self) -> S {
        self.inner.into_inner()
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Sips<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let most = self.most;
        if buffer.remaining() as u64 <= most {
            return Pin::new(self.inner.get_mut()).poll_read(context, buffer);
        }
        self.inner.set_limit(most);
        Pin::new(&mut self.inner).poll_read(context, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Sips<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(self.inner.get_mut()).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(self.inner.get_mut()).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(self.inner.get_mut()).poll_shutdown(context)
    }
}
