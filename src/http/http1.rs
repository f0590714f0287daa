//! HTTP/1.1 over a stream: one exchange at a time.

use std::pin::Pin;
use std::rc::Rc;
use std::task::Context;

use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;

use super::connection::{Lost, Transfer, read};
use super::failure::Failure;
use super::gate::{Drive, Expired};
use super::meter::{Marks, Watched};
use super::request::Answer;
use super::stream::Stream;

/// hyper's own strategy lets the buffer grow with the page and keeps it. Measured with a 100-KB page: a fixed 16 KiB
/// costs no CPU time and leaves 26 KiB per idle virtual user instead of 130; 8 KiB costs 15 % CPU time.
const READ_BUFFER: usize = 16 * 1024;

type Driver = Pin<Box<http1::Connection<TokioIo<Watched<Stream>>, Full<Bytes>>>>;

/// A connection that speaks HTTP/1.1.
#[derive(Debug)]
pub(super) struct Http1 {
    sender: SendRequest<Full<Bytes>>,
    /// Driven by whoever exchanges over it, not by a task of its own: two wake-ups less per request. Between exchanges
    /// nothing moves; what the peer did meanwhile is seen when it is next used.
    driver: Option<Driver>,
    drive: Drive,
}

impl Http1 {
    pub(super) async fn handshake(stream: Stream, marks: Rc<Marks>) -> Result<Self, Failure> {
        let (sender, driver) = http1::Builder::new()
            .read_buf_exact_size(Some(READ_BUFFER))
            .handshake(TokioIo::new(Watched::timed(stream, marks)))
            .await
            .map_err(|error| Failure::exchanging(&error, false, false))?;
        Ok(Self { sender, driver: Some(Box::pin(driver)), drive: Drive::default() })
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
        let Self { sender, driver, drive } = self;
        let Transfer { head, keep_body, max_body, begun, timeouts } = transfer;
        let work = async {
            // Not ready before the last answer is over.
            if !sender.is_ready() {
                sender.ready().await.map_err(|error| Lost::before(&error, reused))?;
            }
            let response = sender.try_send_request(head).await.map_err(|mut error| {
                let unsent = error.take_message().is_some();
                Lost::sending(error.error(), unsent, reused)
            })?;
            Ok(read(response, keep_body, max_body, reused).await?)
        };
        let exchanged =
            drive.run(|context| poll(driver, context), work, || timeouts.deadline(begun, marks)).await;
        exchanged.unwrap_or_else(|Expired| Err(timeouts.expired(marks).into()))
    }
}

/// What went wrong on the connection reaches the exchange that was waiting.
fn poll(driver: &mut Option<Driver>, context: &mut Context<'_>) {
    if let Some(running) = driver
        && running.as_mut().poll(context).is_ready()
    {
        *driver = None;
    }
}
