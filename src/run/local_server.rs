//! Who is connected to the control API, and who has to go: a connection without a token never keeps the owner out.
//!
//! Every connection is accepted at once. One that has not yet sent the token has a place among the [`STRANGERS`]; when they
//! are full, the one that came first loses its place to the next. The token moves a connection to places of its own.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::AbortHandle;
use tokio::time::{sleep, timeout};

use super::token::Token;
use super::{State, answer};

/// Connections that have not sent the token. So many others must connect between an owner's `connect` and its request
/// before the owner loses the place.
const STRANGERS: usize = 128;
/// Connections that have sent the token: more than scripts and a Prometheus need.
const OWNERS: usize = 16;
/// The most descriptors that the API has open: its connections, its socket, and one that is on its way out.
pub(super) const DESCRIPTORS: u64 = (STRANGERS + OWNERS + 2) as u64;
/// Connections that the kernel keeps until they are accepted. Where the system allows fewer, it keeps fewer.
const BACKLOG: u32 = 1024;

/// How long a connection may live without the token.
const TOKEN_WITHIN: Duration = Duration::from_secs(2);
/// How long the next request's head may take, and the last answer.
const HEAD_WITHIN: Duration = Duration::from_secs(5);
/// How long a connection with the token may live.
const SERVED_WITHIN: Duration = Duration::from_secs(60);
/// The most bytes of a request's head.
const LONGEST_HEAD: usize = 16 * 1024;
/// How long to wait when the system has no descriptor or memory for a connection.
const AFTER_ERROR: Duration = Duration::from_millis(50);

/// Binds a socket. Needs a runtime.
pub(super) fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // As the standard library does: the port of a run that has just ended can be taken again.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Serves until the process ends.
pub(super) async fn serve(listener: TcpListener, token: Token, state: Arc<Mutex<State>>) {
    let guests = Rc::new(RefCell::new(Guests::default()));
    for id in 0.. {
        let stream = accept(&listener, &guests).await;
        let guest = Guest { id, guests: Rc::clone(&guests) };
        // Nothing runs between here and the entry: this task has not let go of the thread.
        let task = tokio::task::spawn_local(attend(stream, token, Arc::clone(&state), guest));
        guests.borrow_mut().welcome(id, task.abort_handle());
        // The new connection is looked at before the next: a request that is there already is answered.
        tokio::task::yield_now().await;
    }
}

async fn accept(listener: &TcpListener, guests: &RefCell<Guests>) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            // It ended before it was accepted, which says nothing about the next.
            Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
            Err(_) => {
                guests.borrow_mut().make_room();
                sleep(AFTER_ERROR).await;
            }
        }
    }
}

/// Answers the requests of a connection.
async fn attend(stream: TcpStream, token: Token, state: Arc<Mutex<State>>, guest: Guest) {
    let service =
        service_fn(|request| async { Ok::<_, Infallible>(answer(request, &token, &state, &guest).await) });
    let mut serving = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_WITHIN)
            .max_buf_size(LONGEST_HEAD)
            .serve_connection(TokioIo::new(stream), service)
    );
    // Errors have no reader: the client has gone.
    if timeout(TOKEN_WITHIN, serving.as_mut()).await.is_ok() || !guest.is_authenticated() {
        return;
    }
    if timeout(SERVED_WITHIN, serving.as_mut()).await.is_err() {
        serving.as_mut().graceful_shutdown();
        let _broken = timeout(HEAD_WITHIN, serving).await;
    }
}

/// A connection, until it ends.
#[derive(Debug)]
pub(super) struct Guest {
    id: u64,
    guests: Rc<RefCell<Guests>>,
}

impl Guest {
    /// Gives the connection a place among those with the token.
    pub(super) fn authenticate(&self) {
        self.guests.borrow_mut().authenticate(self.id);
    }

    fn is_authenticated(&self) -> bool {
        self.guests.borrow().owners.iter().any(|(id, _)| *id == self.id)
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.guests.borrow_mut().leave(self.id);
    }
}

/// The connections by their class, the oldest first.
#[derive(Debug, Default)]
struct Guests {
    strangers: VecDeque<(u64, AbortHandle)>,
    owners: VecDeque<(u64, AbortHandle)>,
}

impl Guests {
    fn welcome(&mut self, id: u64, task: AbortHandle) {
        self.strangers.push_back((id, task));
        if self.strangers.len() > STRANGERS {
            self.make_room();
        }
    }

    /// Ends the oldest connection without the token.
    fn make_room(&mut self) {
        if let Some((_, task)) = self.strangers.pop_front() {
            task.abort();
        }
    }

    /// A connection that has shown the token before keeps its place.
    fn authenticate(&mut self, id: u64) {
        let Some(at) = self.strangers.iter().position(|(known, _)| *known == id) else { return };
        self.owners.extend(self.strangers.remove(at));
        if self.owners.len() > OWNERS
            && let Some((_, task)) = self.owners.pop_front()
        {
            task.abort();
        }
    }

    fn leave(&mut self, id: u64) {
        self.strangers.retain(|(known, _)| *known != id);
        self.owners.retain(|(known, _)| *known != id);
    }
}
