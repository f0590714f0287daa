//! A stream that hyper drives.

use std::pin::Pin;
use std::task::Context;

use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http1::{self, Parts, SendRequest};
use hyper_util::rt::TokioIo;

use super::super::meter::{Sips, Watched};
use super::super::stream::Stream;
use super::MAX_HEAD;

/// The most bytes that are read at once. hyper doubles its buffer for good when a read fills it; just below 16 KiB no read does,
/// so the buffer stays at that size however large a page is, and grows only for a larger head. Measured with a 100-KB page: 26
/// KiB per idle virtual user instead of 130, at no CPU time; reads of 8 KiB cost 15 % CPU time.
const READ_AT_ONCE: u64 = 16 * 1024 - 1;
/// The most headers of an answer on a connection for wide heads.
const MAX_HEADERS: usize = 1_000;

type Driver = http1::Connection<TokioIo<Sips<Watched<Stream>>>, Full<Bytes>>;

/// hyper's two halves. The task of the exchange drives them instead of a task of their own: two wake-ups less per request.
/// Between exchanges nothing is polled; the next exchange sees what the peer did meanwhile.
#[derive(Debug)]
pub(super) struct Http1Halves {
    pub(super) sender: SendRequest<Full<Bytes>>,
    pub(super) driving: Driving,
}

/// The half that reads and writes; `None` once it has ended.
#[derive(Debug)]
pub(super) struct Driving(Option<Box<Driver>>);

impl Http1Halves {
    /// Hands a stream to hyper. `wide` says that answers have more than 100 headers.
    pub(super) async fn begin(stream: Watched<Stream>, wide: bool) -> Result<Self, hyper::Error> {
        let mut builder = http1::Builder::new();
        builder
            .max_buf_size(MAX_HEAD)
            // Accepts what browsers accept: a folded header, a space before its colon; a line without a colon is left out.
            .allow_obsolete_multiline_headers_in_responses(true)
            .allow_spaces_after_header_name_in_responses(true)
            .ignore_invalid_headers_in_responses(true);
        if wide {
            // With this limit hyper clears 64 KiB of room for headers in every exchange, which costs a third of its CPU time.
            builder.max_headers(MAX_HEADERS);
        }
        let stream = Sips::new(stream, READ_AT_ONCE);
        let (sender, driver) = builder.handshake(TokioIo::new(stream)).await?;
        Ok(Self { sender, driving: Driving(Some(Box::new(driver))) })
    }

    pub(super) fn is_closed(&self) -> bool {
        self.driving.0.is_none() || self.sender.is_closed()
    }

    /// Whether hyper has seen the end of the last exchange and keeps the connection.
    pub(super) fn is_idle(&mut self, context: &mut Context<'_>) -> bool {
        self.driving.poll(context);
        self.sender.is_ready()
    }

    /// Takes the stream back, with the bytes that hyper has read but not handed on; `None` when the connection has ended.
    pub(super) fn end(self) -> Option<(Watched<Stream>, Bytes)> {
        let Parts { io, read_buf, .. } = self.driving.0?.into_parts();
        Some((io.into_inner().into_inner(), read_buf))
    }
}

impl Driving {
    /// Lets hyper read and write. An error reaches the exchange that waits.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) {
        if let Some(driver) = &mut self.0
            && Pin::new(driver).poll(context).is_ready()
        {
            self.0 = None;
        }
    }
}
