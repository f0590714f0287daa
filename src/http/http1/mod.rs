//! HTTP/1.1 over a stream: one exchange at a time.

mod bulk;

use std::pin::Pin;
use std::rc::Rc;
use std::task::Context;
use std::time::Instant;

use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http1::{self, Parts, SendRequest};
use hyper_util::rt::TokioIo;

use bulk::Begun;

use super::connection::{Lost, Transfer, read};
use super::failure::Failure;
use super::gate::{Drive, Expired};
use super::meter::{Marks, Sips, Watched};
use super::request::Answer;
use super::stream::Stream;

/// The most bytes that are read at once. hyper doubles its buffer, and keeps it so, when a read fills it; just below 16 KiB
/// none does, so the buffer stays there however large a page is, and grows only for a head that is larger. Measured with
/// a 100-KB page: 26 KiB per idle virtual user instead of 130, at no CPU time; reads of 8 KiB cost 15 % CPU time.
const READ_AT_ONCE: u64 = 16 * 1024 - 1;
/// The longest head that is read. Magento names a page's cache tags in headers of tens of kilobytes.
pub(super) const MAX_HEAD: usize = 256 * 1024;
/// The most headers of an answer on a connection for wide heads.
const MAX_HEADERS: usize = 1_000;

type Driver = Box<http1::Connection<TokioIo<Sips<Watched<Stream>>>, Full<Bytes>>>;

/// A connection that speaks HTTP/1.1.
#[derive(Debug)]
pub(super) struct Http1 {
    sender: SendRequest<Full<Bytes>>,
    /// Driven by whoever exchanges over it, not by a task of its own: two wake-ups less per request. Between exchanges
    /// nothing moves; what the peer did meanwhile is seen when it is next used.
    driver: Option<Driver>,
    drive: Drive,
    is_wide: bool,
}

/// An answer, as far as hyper reads it.
enum Came {
    Whole(Answer),
    Begun(Begun),
}

impl Http1 {
    /// `wide`: the heads of the shop's answers have more than 100 headers.
    pub(super) async fn handshake(stream: Stream, marks: Rc<Marks>, wide: bool) -> Result<Self, Failure> {
        let (sender, driver) = begin(Watched::timed(stream, marks), wide).await?;
        Ok(Self { sender, driver: Some(driver), drive: Drive::default(), is_wide: wide })
    }

    pub(super) fn is_closed(&self) -> bool {
        self.driver.is_none() || self.sender.is_closed()
    }

    pub(super) async fn transfer(
        &mut self,
        transfer: Transfer,
        reused: bool,
        marks: &Marks,
    ) -> Result<Answer, Lost> {
        let Self { sender, driver, drive, .. } = self;
        let Transfer { head, keep_body, max_body, begun, timeouts } = transfer;
        let work = async {
            // Not ready before the last answer is over.
            if !sender.is_ready() {
                sender.ready().await.map_err(|error| Lost::before(&error, reused))?;
            }
            let allows_bulk = bulk::allows(&head);
            let response = sender.try_send_request(head).await.map_err(|mut error| {
                let unsent = error.take_message().is_some();
                Lost::sending(error.error(), unsent, reused)
            })?;
            if allows_bulk && bulk::suits(&response, max_body) {
                return Ok(Came::Begun(Begun::of(response, keep_body, reused)?));
            }
            Ok::<_, Lost>(Came::Whole(read(response, keep_body, max_body, reused).await?))
        };
        let deadline = || timeouts.deadline(begun, marks);
        let exchanged = drive.run(|context| poll(driver, context), work, deadline).await;
        match exchanged.unwrap_or_else(|Expired| Err(timeouts.expired(marks).into()))? {
            Came::Whole(answer) => Ok(answer),
            Came::Begun(begun) => {
                let read = self.rest(begun, deadline).await;
                Ok(read.unwrap_or_else(|Expired| Err(timeouts.expired(marks)))?)
            }
        }
    }

    /// Reads the rest of a body past hyper, and gives the connection back to it.
    async fn rest(
        &mut self,
        begun: Begun,
        deadline: impl Fn() -> Instant,
    ) -> Result<Result<Answer, Failure>, Expired> {
        // Gone, unless it comes back at the end: a connection whose body is not read to its end is of no use.
        let Some(driver) = self.driver.take() else {
            return Ok(Err(Failure::receiving(&std::io::ErrorKind::UnexpectedEof.into())));
        };
        let Parts { io, read_buf, .. } = driver.into_parts();
        let mut stream = io.into_inner().into_inner();
        let read = self.drive.run(|_| {}, begun.rest(&read_buf, &mut stream), deadline).await?;
        if matches!(read, Ok((_, true))) {
            let again = begin(stream, self.is_wide).await;
            if let Ok((sender, driver)) = again {
                (self.sender, self.driver) = (sender, Some(driver));
            }
        }
        Ok(read.map(|(answer, _)| answer))
    }
}

/// Gives a stream to hyper.
async fn begin(stream: Watched<Stream>, wide: bool) -> Result<(SendRequest<Full<Bytes>>, Driver), Failure> {
    let mut builder = http1::Builder::new();
    builder
        .max_buf_size(MAX_HEAD)
        // What browsers read: a folded header, a space before its colon; a line without a colon is left out.
        .allow_obsolete_multiline_headers_in_responses(true)
        .allow_spaces_after_header_name_in_responses(true)
        .ignore_invalid_headers_in_responses(true);
    if wide {
        // hyper then writes 64 KiB of room for them in every exchange, which costs a third of its CPU time.
        builder.max_headers(MAX_HEADERS);
    }
    let (sender, driver) = builder
        .handshake(TokioIo::new(Sips::new(stream, READ_AT_ONCE)))
        .await
        .map_err(|error| Failure::exchanging(&error, false, false))?;
    Ok((sender, Box::new(driver)))
}

/// What went wrong on the connection reaches the exchange that was waiting.
fn poll(driver: &mut Option<Driver>, context: &mut Context<'_>) {
    if let Some(running) = driver
        && Pin::new(running).poll(context).is_ready()
    {
        *driver = None;
    }
}
