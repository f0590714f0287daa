//! A response body in ready pieces.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Frame, SizeHint};

/// Shared bytes, sent one after the other without being joined.
#[derive(Debug)]
pub(super) struct Body {
    pieces: VecDeque<Bytes>,
    sized: bool,
}

impl Body {
    /// Of a length that is not announced, as PHP's answers are.
    pub(super) fn chunked(pieces: Vec<Bytes>) -> Body {
        let pieces = pieces.into_iter().filter(|piece| !piece.is_empty()).collect();
        Body { pieces, sized: false }
    }

    /// With a `Content-Length`, as files are.
    pub(super) fn sized(bytes: Bytes) -> Body {
        Body { pieces: VecDeque::from([bytes]), sized: true }
    }

    /// Nothing.
    pub(super) fn empty() -> Body {
        Body { pieces: VecDeque::new(), sized: true }
    }
}

impl hyper::body::Body for Body {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.pieces.pop_front().map(|piece| Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.sized && self.pieces.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        if self.sized {
            SizeHint::with_exact(self.pieces.iter().map(|piece| piece.len() as u64).sum())
        } else {
            SizeHint::default()
        }
    }
}
