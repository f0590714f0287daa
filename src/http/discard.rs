//! Reading past bytes that nothing looks at.

use std::cell::RefCell;
use std::io;
use std::task::{Context, Poll, ready};

use tokio::net::TcpStream;

/// Read past at once. Linux writes nothing there, so that the memory is only an address; elsewhere it is what fits into the
/// second level of a core's cache with room for others.
const PIECE: usize = if cfg!(target_os = "linux") { 4 * 1024 * 1024 } else { 64 * 1024 };

thread_local! {
    /// Where bytes go that nothing looks at.
    static SINK: RefCell<Vec<u8>> = RefCell::new(vec![0; PIECE]);
}

/// A stream whose bytes need not be handed out.
pub(super) trait Discard {
    /// Reads past some bytes that have arrived, at most so many; how many, none at the stream's end.
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

/// Linux drops the bytes where they are (`MSG_TRUNC`, tcp(7)): copying a page of 100 KB is a quarter of what it costs to
/// receive it.
#[cfg(target_os = "linux")]
fn receive(stream: &TcpStream, piece: &mut [u8]) -> io::Result<usize> {
    use rustix::net::{RecvFlags, recv};
    use tokio::io::Interest;

    let wanted = piece.len();
    let (_, received) =
        stream.try_io(Interest::READABLE, || Ok(recv(stream, &mut *piece, RecvFlags::TRUNC)?))?;
    if 0 < received && received < wanted {
        // Nothing is left: it is told here instead of by one more call that finds nothing.
        let _ = stream.try_io(Interest::READABLE, || Err::<(), _>(io::ErrorKind::WouldBlock.into()));
    }
    Ok(received)
}

#[cfg(not(target_os = "linux"))]
fn receive(stream: &TcpStream, piece: &mut [u8]) -> io::Result<usize> {
    stream.try_read(piece)
}
