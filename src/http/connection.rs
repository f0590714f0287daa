//! A live connection and what passes over it.

use std::pin::Pin;
use std::rc::Rc;
use std::task::Context;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;

use super::failure::Failure;
use super::gate::{Drive, Expired};
use super::meter::{Meter, Watched};
use super::request::{Answer, Origin};
use super::stream::Stream;
use crate::metric::Outcome;

/// hyper's own strategy lets the buffer grow with the page and keeps it. Measured with a 100-KB page: a fixed 16 KiB
/// costs no CPU time and leaves 26 KiB per idle virtual user instead of 130; 8 KiB costs 15 % CPU time.
const READ_BUFFER: usize = 16 * 1024;

type Http1 = http1::Connection<TokioIo<Watched<Stream>>, Full<Bytes>>;

/// A live connection.
#[derive(Debug)]
pub(super) struct Connection {
    sender: http1::SendRequest<Full<Bytes>>,
    /// Driven by whoever exchanges over it, not by a task of its own: two wake-ups less per request. Between exchanges
    /// nothing moves; what the peer did meanwhile is seen when it is next used.
    driver: Option<Pin<Box<Http1>>>,
    drive: Drive,
    meter: Rc<Meter>,
    origin: Origin,
    /// Whether it has served an exchange.
    used: bool,
}

/// What to exchange, and within which bounds.
#[derive(Debug)]
pub(super) struct Transfer {
    pub(super) head: hyper::Request<Full<Bytes>>,
    pub(super) keep_body: bool,
    pub(super) max_body: usize,
    pub(super) begun: Instant,
    pub(super) limit: Duration,
}

/// No answer, and whether the request was never sent.
#[derive(Debug)]
pub(super) struct Lost {
    pub(super) failure: Failure,
    pub(super) unsent: bool,
}

impl From<Failure> for Lost {
    fn from(failure: Failure) -> Self {
        Self { failure, unsent: false }
    }
}

impl Connection {
    /// Speaks HTTP/1.1 over a stream.
    pub(super) async fn http1(stream: Stream, meter: Rc<Meter>, origin: Origin) -> Result<Self, Failure> {
        let watched = Watched::instants(stream, Rc::clone(&meter));
        let (sender, driver) = http1::Builder::new()
            .read_buf_exact_size(Some(READ_BUFFER))
            .handshake(TokioIo::new(watched))
            .await
            .map_err(|error| Failure::exchanging(&error, false, false))?;
        Ok(Self {
            sender,
            driver: Some(Box::pin(driver)),
            drive: Drive::default(),
            meter,
            origin,
            used: false,
        })
    }

    /// Whom it leads to.
    pub(super) const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// What its socket has seen.
    pub(super) fn meter(&self) -> &Meter {
        &self.meter
    }

    /// Whether it is over.
    pub(super) fn is_closed(&self) -> bool {
        self.driver.is_none() || self.sender.is_closed()
    }

    /// Sends the request and reads the answer.
    pub(super) async fn transfer(&mut self, transfer: Transfer) -> Result<Answer, Lost> {
        let reused = std::mem::replace(&mut self.used, true);
        let Self { sender, driver, drive, meter, .. } = self;
        let Transfer { head, keep_body, max_body, begun, limit } = transfer;
        let work = async {
            if !sender.is_ready() {
                let gone = |error: hyper::Error| Lost {
                    failure: Failure::exchanging(&error, reused, false),
                    unsent: true,
                };
                sender.ready().await.map_err(gone)?;
            }
            let response = sender.try_send_request(head).await.map_err(|mut error| {
                let unsent = error.take_message().is_some();
                Lost { failure: Failure::exchanging(&error.into_error(), reused, false), unsent }
            })?;
            let (parts, body) = response.into_parts();
            let body = read_body(body, keep_body, max_body, reused).await?;
            Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, body })
        };
        let exchanged = drive.run(|context| poll_driver(driver, context), work, || begun + limit).await;
        exchanged
            .unwrap_or_else(|Expired| Err(Failure::timed_out(meter.first_read().is_some(), limit).into()))
    }
}

/// What went wrong on the connection reaches the exchange that was waiting.
fn poll_driver(driver: &mut Option<Pin<Box<Http1>>>, context: &mut Context<'_>) {
    if let Some(running) = driver
        && running.as_mut().poll(context).is_ready()
    {
        *driver = None;
    }
}

async fn read_body(mut body: Incoming, keep: bool, max: usize, reused: bool) -> Result<Bytes, Failure> {
    let mut kept = BytesMut::new();
    let mut length = 0_usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| Failure::exchanging(&error, reused, true))?;
        let Ok(data) = frame.into_data() else { continue };
        length = length.saturating_add(data.len());
        if length > max {
            return Err(Failure::new(
                Outcome::TooLarge,
                format!("the answer is larger than {} MB", max / 1_000_000),
            ));
        }
        if keep {
            kept.extend_from_slice(&data);
        }
    }
    Ok(kept.freeze())
}
