//! HTTP/1.1 over a stream: one exchange at a time.

mod bulk;
mod link;

use std::io::ErrorKind;
use std::rc::Rc;
use std::task::{Context, Waker};
use std::time::Instant;

use bulk::Begun;
use link::Http1Halves;

use super::failure::ExchangeFailure;
use super::gate::{Drive, Expired};
use super::meter::{ByteTimes, Watched};
use super::request::Answer;
use super::stream::Stream;
use super::transfer::{Lost, Transfer, read};

/// The longest head that is read, in bytes. Magento names a page's cache tags in headers of tens of kilobytes.
pub(super) const MAX_HEAD: usize = 256 * 1024;

/// A connection that speaks HTTP/1.1.
#[derive(Debug)]
pub(super) struct Http1 {
    holder: Holder,
    drive: Drive,
    /// Whether the heads of the shop's answers have more than 100 headers.
    is_wide: bool,
}

/// The owner of the stream.
#[derive(Debug)]
enum Holder {
    /// The connection itself, between exchanges and without buffers.
    Rest(Watched<Stream>),
    Hyper(Http1Halves),
    /// The connection has ended.
    Gone,
}

/// An answer, as far as hyper reads it.
enum Came {
    Whole(Answer),
    Begun(Begun),
}

impl Http1 {
    pub(super) fn new(stream: Stream, marks: Rc<ByteTimes>, is_wide: bool) -> Self {
        let stream = Watched::timed(stream, marks);
        Self { holder: Holder::Rest(stream), drive: Drive::default(), is_wide }
    }

    pub(super) fn is_closed(&self) -> bool {
        match &self.holder {
            Holder::Rest(_) => false,
            Holder::Hyper(link) => link.is_closed(),
            Holder::Gone => true,
        }
    }

    /// Frees the buffers, some 20 KB, before a long idle time; the next exchange costs a few microseconds more.
    pub(super) fn rest(&mut self) {
        let Holder::Hyper(link) = &mut self.holder else { return };
        if link.is_idle(&mut Context::from_waker(Waker::noop()))
            && let Some((stream, _)) = self.take_back().filter(|(_, read)| read.is_empty())
        {
            self.holder = Holder::Rest(stream);
        }
    }

    /// Takes the stream from hyper, with the bytes that it has read but not handed on. The connection has no holder until one is
    /// set.
    fn take_back(&mut self) -> Option<(Watched<Stream>, bytes::Bytes)> {
        match std::mem::replace(&mut self.holder, Holder::Gone) {
            Holder::Hyper(link) => link.end(),
            Holder::Rest(_) | Holder::Gone => None,
        }
    }

    pub(super) async fn transfer(
        &mut self,
        transfer: Transfer,
        reused: bool,
        marks: &ByteTimes,
    ) -> Result<Answer, Lost> {
        let Self { holder, drive, is_wide } = self;
        holder.wake(*is_wide).await.map_err(|error| Lost::before(&error, reused))?;
        let Holder::Hyper(Http1Halves { sender, driving }) = holder else { return Err(Lost::over(reused)) };
        let Transfer { head, keep_body, max_body, begun, timeouts } = transfer;
        let work = async {
            // hyper is not ready before the last answer is over.
            if !sender.is_ready() {
                sender.ready().await.map_err(|error| Lost::before(&error, reused))?;
            }
            let allows_bulk = bulk::allows(&head);
            let response = sender.try_send_request(head).await.map_err(|mut error| {
                let unsent = error.take_message().is_some();
                Lost::sending(error.error(), unsent, reused)
            })?;
            if allows_bulk && let Some(length) = bulk::suits(&response, max_body) {
                return Ok(Came::Begun(Begun::of(response, length, keep_body, reused)?));
            }
            Ok::<_, Lost>(Came::Whole(read(response, keep_body, max_body, reused).await?))
        };
        let deadline = || timeouts.deadline(begun, marks);
        let exchanged = drive.run(|context| driving.poll(context), work, deadline).await;
        match exchanged.unwrap_or_else(|Expired| Err(timeouts.expired(marks).into()))? {
            Came::Whole(answer) => Ok(answer),
            Came::Begun(begun) => {
                let read = self.read_past_hyper(begun, deadline).await;
                Ok(read.unwrap_or_else(|Expired| Err(timeouts.expired(marks)))?)
            }
        }
    }

    /// Reads the rest of a body. Behind the last byte the connection rests; a connection whose body is not read to its end cannot
    /// be used again.
    async fn read_past_hyper(
        &mut self,
        begun: Begun,
        deadline: impl Fn() -> Instant,
    ) -> Result<Result<Answer, ExchangeFailure>, Expired> {
        let Some((mut stream, read)) = self.take_back() else {
            return Ok(Err(ExchangeFailure::receiving(&ErrorKind::UnexpectedEof.into())));
        };
        let read = self.drive.run(|_| {}, begun.rest(&read, &mut stream), deadline).await?;
        if matches!(read, Ok((_, true))) {
            self.holder = Holder::Rest(stream);
        }
        Ok(read.map(|(answer, _)| answer))
    }
}

impl Holder {
    /// Hands a resting stream to hyper.
    async fn wake(&mut self, is_wide: bool) -> Result<(), hyper::Error> {
        if matches!(self, Self::Rest(_))
            && let Self::Rest(stream) = std::mem::replace(self, Self::Gone)
        {
            *self = Self::Hyper(Http1Halves::begin(stream, is_wide).await?);
        }
        Ok(())
    }
}
