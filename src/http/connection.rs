//! A live connection over either version of HTTP.

use std::rc::Rc;

use super::http1::Http1;
use super::http2::Http2;
use super::meter::{ByteTimes, Volume};
use super::request::{Answer, Origin};
use super::transfer::{Lost, Transfer};

/// A handle to a live connection with its measurements.
#[derive(Debug)]
pub(super) struct Connection {
    link: Link,
    pub(super) volume: Rc<Volume>,
    pub(super) marks: Rc<ByteTimes>,
    origin: Origin,
    /// Whether it has served an exchange.
    used: bool,
    /// Whether it accepts more than 100 headers.
    pub(super) is_wide: bool,
}

/// The protocol of a connection, which decides how exchanges share it.
#[derive(Debug)]
pub(super) enum Link {
    /// HTTP/1.1: one exchange after the other. Boxed, because it is moved with every exchange.
    Http1(Box<Http1>),
    /// HTTP/2: as many exchanges at once as the peer allows.
    Http2(Http2),
}

impl Connection {
    /// Wraps a connection that has served no exchange yet.
    pub(super) const fn new(
        link: Link,
        volume: Rc<Volume>,
        marks: Rc<ByteTimes>,
        origin: Origin,
        is_wide: bool,
    ) -> Self {
        Self { link, volume, marks, origin, used: false, is_wide }
    }

    /// The origin at the other end.
    pub(super) const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Whether the connection has ended.
    pub(super) fn is_closed(&self) -> bool {
        match &self.link {
            Link::Http1(link) => link.is_closed(),
            Link::Http2(link) => link.is_closed(),
        }
    }

    /// Frees the buffers of exchanges before a long idle time.
    pub(super) fn rest(&mut self) {
        if let Link::Http1(link) = &mut self.link {
            link.rest();
        }
    }

    /// Whether several exchanges can share the connection, which HTTP/2 allows.
    pub(super) const fn is_shared(&self) -> bool {
        matches!(self.link, Link::Http2(_))
    }

    /// Whether both are handles to the same connection.
    pub(super) fn shares_with(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.volume, &other.volume)
    }

    /// Another handle to the connection; `None` when exchanges cannot share it.
    pub(super) fn share(&self) -> Option<Self> {
        let Link::Http2(link) = &self.link else { return None };
        Some(Self {
            link: Link::Http2(link.clone()),
            volume: Rc::clone(&self.volume),
            marks: Rc::default(),
            origin: self.origin.clone(),
            used: true,
            is_wide: self.is_wide,
        })
    }

    /// Sends the request and reads the answer.
    pub(super) async fn transfer(&mut self, transfer: Transfer) -> Result<Answer, Lost> {
        self.marks.begin();
        let reused = std::mem::replace(&mut self.used, true);
        match &mut self.link {
            Link::Http1(link) => link.transfer(transfer, reused, &self.marks).await,
            Link::Http2(link) => {
                let exchanged = link.transfer(transfer, reused, &self.marks).await;
                let by_prior_knowledge = !reused && !self.origin.secure;
                exchanged.map_err(|lost| if by_prior_knowledge { lost.perhaps_http1() } else { lost })
            }
        }
    }
}
