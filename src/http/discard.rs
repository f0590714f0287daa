//! Skips bytes of a stream that are not needed.

use std::cell::RefCell;
use std::io;
use std::task::{Context, Poll, ready};

use tokio::net::TcpStream;

/// The most bytes that are skipped at once. Linux writes nothing to the buffer, so it only needs an address; elsewhere the size
/// fits into the second level of a core's cache with room to spare.
const PIECE: usize = if cfg!(target_os = "linux") { 4 * 1024 * 1024 } else { 64 * 1024 };

thread_local! {
    /// The buffer for skipped bytes.
    static SINK: RefCell<Vec<u8>> = RefCell::new(vec![0; PIECE]);
}

/// A stream whose bytes can be skipped.
pub(super) trait Discard {
    /// Skips bytes that have arrived, at most `most`; returns their number, 0 at the end of the stream.
    fn poll_discard(&mut self, context: &mut Context<'_>, most: usize) -> Poll<io::Result<usize>>;
}

impl Discard for TcpStream {
    fn poll_discard(&mut self, context: &mut Context<'_>, most: usize) -> Poll<io::Result<usize>> {
        SINK.with_borrow_mut(|sink| {
            let piece = &mut sink[..most.min(PIECE)];
            loop {
                ready!(self.poll_read_ready(context))?;
                match receive(self, piece) {
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                    received => return Poll::Ready(received),
                }
            }
        })
    }
}

/// Receives into a buffer whose content is not read. Linux drops the bytes in place (`MSG_TRUNC`, tcp(7)): copying a page of 100
/// KB is a quarter of the cost of receiving it.
#[cfg(target_os = "linux")]
fn receive(stream: &TcpStream, piece: &mut [u8]) -> io::Result<usize> {
    use rustix::net::{RecvFlags, recv};
    use tokio::io::Interest;

    let wanted = piece.len();
    let (_, received) =
        stream.try_io(Interest::READABLE, || Ok(recv(stream, &mut *piece, RecvFlags::TRUNC)?))?;
    if 0 < received && received < wanted {
        // Nothing is left. This call clears the readiness and saves another read that finds nothing.
        let _ = stream.try_io(Interest::READABLE, || Err::<(), _>(io::ErrorKind::WouldBlock.into()));
    }
    Ok(received)
}

#[cfg(not(target_os = "linux"))]
fn receive(stream: &TcpStream, piece: &mut [u8]) -> io::Result<usize> {
    stream.try_read(piece)
}
