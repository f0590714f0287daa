//! A response body in ready pieces.

use std::collections::VecDeque;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use tokio::time::Sleep;

/// A slow body comes in so many pieces of the same length.
const DRIBBLES: usize = 10;

/// What comes after the last piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BodyEnd {
    /// The end.
    Regular,
    /// The connection closes; the pieces go out first.
    Cut,
    /// The connection closes, now.
    CutNow,
    /// Nothing, ever.
    Silence,
}

/// Shared bytes, sent one after the other without being joined.
#[derive(Debug)]
pub(super) struct AnswerBody {
    pieces: VecDeque<Bytes>,
    /// The announced length, in bytes.
    length: Option<u64>,
    end: BodyEnd,
    /// A pause before each piece, and the one that is going on.
    pause: Option<(Duration, Pin<Box<Sleep>>)>,
}

impl AnswerBody {
    fn new(pieces: VecDeque<Bytes>, length: Option<u64>) -> AnswerBody {
        AnswerBody { pieces, length, end: BodyEnd::Regular, pause: None }
    }

    /// Of a length that is not announced, as PHP's answers are.
    pub(super) fn chunked(pieces: Vec<Bytes>) -> AnswerBody {
        AnswerBody::new(pieces.into_iter().filter(|piece| !piece.is_empty()).collect(), None)
    }

    /// With a `Content-Length`, as files are.
    pub(super) fn sized(bytes: Bytes) -> AnswerBody {
        let length = bytes.len() as u64;
        AnswerBody::new(VecDeque::from([bytes]), Some(length))
    }

    /// Nothing.
    pub(super) fn empty() -> AnswerBody {
        AnswerBody::new(VecDeque::new(), Some(0))
    }

    /// Bytes that there are to send.
    pub(super) fn len(&self) -> usize {
        self.pieces.iter().map(Bytes::len).sum()
    }

    /// What it begins with; `None` when it is empty.
    pub(super) fn first_byte(&self) -> Option<u8> {
        self.pieces.iter().flatten().copied().next()
    }

    /// The pieces in one.
    pub(super) fn joined(&self) -> Vec<u8> {
        self.pieces.iter().flatten().copied().collect()
    }

    /// The first half, and then the connection closes.
    pub(super) fn cut(self) -> AnswerBody {
        AnswerBody { end: BodyEnd::Cut, ..self.half() }
    }

    /// The first half, and then nothing for as long as the client waits.
    pub(super) fn stalled(self) -> AnswerBody {
        AnswerBody { end: BodyEnd::Silence, ..self.half() }
    }

    /// In pieces that take this long altogether. To be called inside a runtime, whose clock paces it.
    pub(super) fn slow(self, lasts: Duration) -> AnswerBody {
        let whole = Bytes::from(self.joined());
        let size = whole.len().div_ceil(DRIBBLES).max(1);
        let pieces: VecDeque<Bytes> = whole.chunks(size).map(|piece| whole.slice_ref(piece)).collect();
        let pause = lasts / u32::try_from(pieces.len().max(1)).unwrap_or(u32::MAX);
        AnswerBody { pieces, pause: Some((pause, Box::pin(tokio::time::sleep(pause)))), ..self }
    }

    /// What was announced stays.
    fn half(mut self) -> AnswerBody {
        let mut left = self.len() / 2;
        self.pieces = std::mem::take(&mut self.pieces)
            .into_iter()
            .map_while(|mut piece| {
                piece.truncate(left);
                left -= piece.len();
                (!piece.is_empty()).then_some(piece)
            })
            .collect();
        self
    }
}

impl hyper::body::Body for AnswerBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let body = &mut *self;
        if let Some((lasts, pause)) = &mut body.pause
            && !body.pieces.is_empty()
        {
            ready!(pause.as_mut().poll(context));
            pause.as_mut().reset(tokio::time::Instant::now() + *lasts);
        }
        if let Some(piece) = body.pieces.pop_front() {
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
        match body.end {
            BodyEnd::Regular => Poll::Ready(None),
            BodyEnd::Silence => Poll::Pending,
            // hyper sends what it has only while it has to wait, and forgets it at an error.
            BodyEnd::Cut => {
                body.end = BodyEnd::CutNow;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            BodyEnd::CutNow => Poll::Ready(Some(Err(io::ErrorKind::ConnectionAborted.into()))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.length.is_some() && self.pieces.is_empty() && self.end == BodyEnd::Regular
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
