//! Reads large bodies past hyper: straight into their buffer, or nowhere when they are not needed.
//!
//! hyper reads into a buffer of the connection and copies from there. For a page of 100 KB that is six more reads, one more copy,
//! and 16 KB or more that each idle connection keeps. hyper still reads the head and says how long the body is; only a body of
//! known length is read past it, and hyper gets the connection back behind the last byte.

use std::future::poll_fn;
use std::io;

use bytes::{BufMut as _, Bytes, BytesMut};
use futures_util::FutureExt as _;
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};
use hyper::header::CONNECTION;
use hyper::http::response::Parts;
use hyper::{Response, Version};
use tokio::io::{AsyncRead, AsyncReadExt as _};

use super::super::buffers;
use super::super::discard::Discard;
use super::super::failure::ExchangeFailure;
use super::super::request::Answer;
use super::super::transfer::{Head, announced};

/// The shortest body that is read so, in bytes. Shorter ones come with hyper's first reads: its buffer has 8 KB, then 16.
const SHORTEST: usize = 32 * 1024;
/// The most bytes read at once.
const PIECE: usize = 64 * 1024;

/// Whether an answer to this request may be read past hyper: the request has no body, so it is written when the answer begins,
/// and it does not ask to close the connection.
pub(super) fn allows(head: &Head) -> bool {
    head.body().is_end_stream() && !head.headers().contains_key(CONNECTION)
}

/// The length in bytes of a body that is read past hyper: that of a good answer of known length, at most `max`, on a connection
/// that stays open (RFC 9112 §9.3). `None` leaves the answer to hyper: errors, of which a sample is kept, and answers that say
/// something else about the connection.
pub(super) fn suits(response: &Response<Incoming>, max: usize) -> Option<usize> {
    let length = announced(response.body()).filter(|length| (SHORTEST..=max).contains(length))?;
    let stays = response.version() == Version::HTTP_11
        && response
            .headers()
            .get_all(CONNECTION)
            .iter()
            .all(|said| said.as_bytes().eq_ignore_ascii_case(b"keep-alive"));
    (stays && response.status().as_u16() < 400).then_some(length)
}

/// An answer of which hyper has read the head and perhaps a part of the body.
#[derive(Debug)]
pub(super) struct Begun {
    parts: Parts,
    /// The body as far as it is read, when it is kept.
    kept: Option<BytesMut>,
    /// The length of the body in bytes.
    length: usize,
    /// The bytes of the body that are still to come.
    left: usize,
}

impl Begun {
    /// Takes over an answer that [`suits`], with the part of its body that hyper has handed on; `length` is the body's length in
    /// bytes.
    pub(super) fn of(
        response: Response<Incoming>,
        length: usize,
        keep: bool,
        reused: bool,
    ) -> Result<Self, ExchangeFailure> {
        let (parts, mut body) = response.into_parts();
        let mut begun = Self { parts, kept: keep.then(|| buffers::take(length + 1)), length, left: length };
        while let Some(Some(frame)) = body.frame().now_or_never() {
            let frame = frame.map_err(|error| ExchangeFailure::exchanging(&error, reused, true))?;
            if let Ok(data) = frame.into_data() {
                begun.add(&data);
            }
        }
        Ok(begun)
    }

    /// Adds received bytes; returns how many of them are not the body's.
    fn add(&mut self, data: &Bytes) -> usize {
        let own = data.len().min(self.left);
        self.left -= own;
        if let Some(kept) = &mut self.kept {
            kept.extend_from_slice(&data[..own]);
        }
        data.len() - own
    }

    /// Reads the rest, beginning with the bytes that hyper has read but not handed on. Also returns whether the connection is in
    /// step: it is not when more came than the body has.
    pub(super) async fn rest(
        mut self,
        read: &Bytes,
        stream: &mut (impl AsyncRead + Discard + Unpin),
    ) -> Result<(Answer, bool), ExchangeFailure> {
        let mut in_step = self.add(read) == 0;
        while self.left > 0 {
            // One more than should come: whether nothing is left is then known without another read that finds nothing.
            let most = self.left + 1;
            let came = match &mut self.kept {
                Some(kept) => {
                    kept.reserve(most.min(PIECE));
                    stream.read_buf(&mut kept.limit(most)).await
                }
                None => poll_fn(|context| stream.poll_discard(context, most)).await,
            };
            match came.map_err(|error| ExchangeFailure::receiving(&error))? {
                0 => return Err(ExchangeFailure::receiving(&io::ErrorKind::UnexpectedEof.into())),
                bytes if bytes == most => {
                    self.left = 0;
                    in_step = false;
                }
                bytes => self.left -= bytes,
            }
        }
        let mut body = self.kept.unwrap_or_default();
        body.truncate(self.length);
        let body = body.freeze();
        Ok((Answer { status: self.parts.status.as_u16(), headers: self.parts.headers, body }, in_step))
    }
}
