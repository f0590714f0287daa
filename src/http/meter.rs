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
    /// Bytes sent and received since this was last asked: each byte is counted for one exchange. Where several share a
    /// connection (HTTP/2), for the one that ends first.
    pub(super) fn take(&self) -> (u64, u64) {
        (self.sent.take(), self.received.take())
    }
}

/// When an exchange's bytes passed.
#[derive(Debug, Default)]
pub(super) struct Marks {
    last_write: Cell<Option<Instant>>,
    first_read: Cell<Option<Instant>>,
}

impl Marks {
    /// Forgets the exchange before.
    pub(super) fn begin(&self) {
        self.last_write.set(None);
        self.first_read.set(None);
    }

    /// When the request's last byte was written.
    pub(super) fn last_write(&self) -> Option<Instant> {
        self.last_write.get()
    }

    /// When the answer's first byte was read.
    pub(super) fn first_read(&self) -> Option<Instant> {
        self.first_read.get()
    }

    /// The answer has begun, unless it had before.
    pub(super) fn answered(&self) {
        if self.first_read.get().is_none() {
            self.first_read.set(Some(Instant::now()));
        }
    }
}

/// What a watched stream notes.
#[derive(Debug)]
enum Watch {
    /// How many bytes pass; for the socket itself, below TLS.
    Volume(Rc<Volume>),
    /// When plain-text bytes pass; above TLS, so that session tickets are not taken for the first byte of an answer.
    Marks(Rc<Marks>),
}

/// A stream that tells what passes through it.
#[derive(Debug)]
pub(super) struct Watched<S> {
    inner: S,
    watch: Watch,
}

impl<S> Watched<S> {
    /// A stream whose bytes are counted.
    pub(super) fn counted(inner: S, volume: Rc<Volume>) -> Self {
        Self { inner, watch: Watch::Volume(volume) }
    }

    /// A stream whose bytes are timed.
    pub(super) fn timed(inner: S, marks: Rc<Marks>) -> Self {
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
    /// Bytes.
    most: u64,
}

impl<S: AsyncRead> Sips<S> {
    /// At most so many bytes at once.
    pub(super) fn new(inner: S, most: u64) -> Self {
        Self { inner: inner.take(most), most }
    }

    /// The stream, to be read without a limit.
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
