//! HTTP/2 over a stream: exchanges share one connection.

use std::cell::OnceCell;
use std::future::Future;
use std::rc::Rc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http2::{self, SendRequest};
use hyper::header::HeaderMap;
use hyper::rt::Executor;
use hyper_util::rt::{TokioIo, TokioTimer};

use super::failure::ExchangeFailure;
use super::http1::MAX_HEAD;
use super::meter::ByteTimes;
use super::request::Answer;
use super::stream::Stream;
use super::transfer::{Lost, Transfer, read};
use tokio::time::timeout_at;

/// The longest head that h2 reads, in bytes. It is longer than our limit, because h2 reports a head above its own as a general
/// breach of the protocol.
const READ_HEAD: u32 = 16 * MAX_HEAD as u32;
/// The bytes that RFC 9113 §6.5.2 adds to each header's name and value.
const HEADER_OVERHEAD: usize = 32;

/// A connection that speaks HTTP/2. Clones share it.
#[derive(Debug, Clone)]
pub(super) struct Http2 {
    sender: SendRequest<Full<Bytes>>,
    /// The error that ended the connection. hyper reports the cause to the driver only; it is kept here for later exchanges.
    ended: Rc<OnceCell<hyper::Error>>,
}

/// Runs hyper's own tasks on this thread.
#[derive(Debug, Clone, Copy)]
struct ThisThread;

impl<F: Future<Output: 'static> + 'static> Executor<F> for ThisThread {
    fn execute(&self, task: F) {
        tokio::task::spawn_local(task);
    }
}

impl Http2 {
    pub(super) async fn handshake(stream: Stream) -> Result<Self, ExchangeFailure> {
        let (sender, driver) = http2::Builder::new(ThisThread)
            .timer(TokioTimer::new())
            .max_header_list_size(READ_HEAD)
            .handshake(TokioIo::new(stream))
            .await
            .map_err(|error| ExchangeFailure::exchanging(&error, false, false))?;
        // Unlike HTTP/1.1, HTTP/2 needs a task of its own: the peer's pings and settings require an answer at any time.
        let ended = Rc::new(OnceCell::new());
        let end = Rc::clone(&ended);
        tokio::task::spawn_local(async move {
            if let Err(error) = driver.await {
                end.get_or_init(|| error);
            }
        });
        Ok(Self { sender, ended })
    }

    pub(super) fn is_closed(&self) -> bool {
        self.sender.is_closed()
    }

    /// Sends a request and reads its answer. The streams share the socket, so sending cannot be told from waiting and counts as
    /// part of it.
    pub(super) async fn transfer(
        &mut self,
        transfer: Transfer,
        reused: bool,
        marks: &ByteTimes,
    ) -> Result<Answer, Lost> {
        let Transfer { head, keep_body, max_body, begun, timeouts } = transfer;
        let Self { sender, ended } = self;
        let head = async {
            sender.ready().await.map_err(|error| Lost::before(ended.get().unwrap_or(&error), reused))?;
            sender.try_send_request(head).await.map_err(|mut error| {
                let unsent = error.take_message().is_some();
                let told = error.error();
                Lost::sending(if unsent { ended.get().unwrap_or(told) } else { told }, unsent, reused)
            })
        };
        let by = timeouts.deadline(begun, marks);
        let Ok(response) = timeout_at(by.into(), head).await else {
            return Err(timeouts.expired(marks).into());
        };
        if response.is_ok() {
            marks.answered();
        }
        let response = response?;
        if size(response.headers()) > MAX_HEAD {
            return Err(ExchangeFailure::large_head().into());
        }
        let by = timeouts.deadline(begun, marks);
        let answer = timeout_at(by.into(), read(response, keep_body, max_body, reused)).await;
        Ok(answer.unwrap_or_else(|_| Err(timeouts.expired(marks)))?)
    }
}

/// The length of a head in bytes, counted as in RFC 9113 §6.5.2.
fn size(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len() + HEADER_OVERHEAD).sum()
}
