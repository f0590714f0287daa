//! Serves HTTP/1.1 to programs near this machine: the control API, and the page of a run. Not on the way of any request of a
//! load: it has a thread of its own.
//!
//! Every connection is accepted at once and is a stranger first. It has a place among so many of them; when they are full, the
//! one that came first loses its place to the next, so that none that says nothing keeps others out. What a service calls known
//! moves to places of its own.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::rc::Rc;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Incoming};
use hyper::header::HOST;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::Builder;
use tokio::sync::Notify;
use tokio::task::{AbortHandle, LocalSet};
use tokio::time::{sleep, timeout};
use url::Host;

/// Connections that the kernel keeps until they are accepted. Where the system allows fewer, it keeps fewer.
const BACKLOG: u32 = 1024;
/// How long a stranger may stay.
const STRANGER_FOR: Duration = Duration::from_secs(2);
/// How long the next request's head may take, and the last answer.
const HEAD_WITHIN: Duration = Duration::from_secs(5);
/// The most bytes of a request's head.
const LONGEST_HEAD: usize = 16 * 1024;
/// How long to wait when the system has no descriptor or memory for a connection.
const AFTER_ERROR: Duration = Duration::from_millis(50);

/// How many connections there may be at once.
#[derive(Debug, Clone, Copy)]
pub struct ConnectionSlots {
    /// Connections that are not known. So many others must connect between a client's `connect` and its request before it loses
    /// the place.
    pub strangers: usize,
    /// Connections that are known; the oldest goes when there are more.
    pub known: usize,
    /// How long a known connection may last; `None` for as long as the client likes.
    pub known_for: Option<Duration>,
}

impl ConnectionSlots {
    /// The most descriptors that a server has open: its connections, its socket, and one that is on its way out.
    #[must_use]
    pub const fn descriptors(&self) -> u64 {
        (self.strangers + self.known + 2) as u64
    }
}

/// A socket that is listened on.
#[derive(Debug)]
pub struct LocalServer {
    listener: TcpListener,
    places: ConnectionSlots,
    guests: Rc<RefCell<Guests>>,
    left: Rc<Notify>,
}

impl LocalServer {
    /// Binds a socket, and serves it in a thread of its own until `serve` returns: where it listens, and the thread.
    ///
    /// # Errors
    ///
    /// The system's, such as an address that is taken.
    pub fn start<S, F>(
        name: &str,
        address: SocketAddr,
        places: ConnectionSlots,
        serve: S,
    ) -> io::Result<(SocketAddr, JoinHandle<()>)>
    where
        S: FnOnce(Self) -> F + Send + 'static,
        F: Future<Output = ()>,
    {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (told, bound) = mpsc::channel();
        let body = move || {
            let work = async move {
                let (server, told_of) = match Self::bind(address, places) {
                    Ok((server, address)) => (Some(server), Ok(address)),
                    Err(error) => (None, Err(error)),
                };
                // Its reader waits for it.
                let _read = told.send(told_of);
                if let Some(server) = server {
                    serve(server).await;
                }
            };
            LocalSet::new().block_on(&runtime, work);
        };
        let thread = thread::Builder::new().name(name.to_owned()).spawn(body)?;
        let gone = |_| Err(io::Error::other("its thread is gone"));
        Ok((bound.recv().unwrap_or_else(gone)?, thread))
    }

    fn bind(address: SocketAddr, places: ConnectionSlots) -> io::Result<(Self, SocketAddr)> {
        let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        // As the standard library does: the port of a run that has just ended can be taken again.
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        let listener = socket.listen(BACKLOG)?;
        let address = listener.local_addr()?;
        Ok((Self { listener, places, guests: Rc::default(), left: Rc::default() }, address))
    }

    /// Serves for as long as this is awaited, in a `LocalSet`. The connections' tasks go on afterwards.
    pub async fn serve<A, F, B>(&self, answer: A)
    where
        A: Fn(Request<Incoming>, Rc<Guest>) -> F + 'static,
        F: Future<Output = Response<B>> + 'static,
        B: Body<Data = Bytes, Error = Infallible> + 'static,
    {
        self.serve_by(|stream| async { Ok(stream) }, answer).await;
    }

    /// The same over what `open` makes of each connection, such as TLS. A connection is a stranger while it is opened.
    pub async fn serve_by<O, G, S, A, F, B>(&self, open: O, answer: A)
    where
        O: Fn(TcpStream) -> G,
        G: Future<Output = io::Result<S>> + 'static,
        S: AsyncRead + AsyncWrite + Unpin + 'static,
        A: Fn(Request<Incoming>, Rc<Guest>) -> F + 'static,
        F: Future<Output = Response<B>> + 'static,
        B: Body<Data = Bytes, Error = Infallible> + 'static,
    {
        let answer = Rc::new(answer);
        for id in 0.. {
            let (stream, peer) = self.accept().await;
            let (guests, left) = (Rc::clone(&self.guests), Rc::clone(&self.left));
            let guest = Rc::new(Guest { id, peer, places: self.places, guests, left });
            let (opened, answer) = (open(stream), Rc::clone(&answer));
            // Nothing runs between here and the entry: this task has not let go of the thread.
            let task = tokio::task::spawn_local(async move {
                // One that cannot be opened, or takes too long, has no reader either.
                if let Ok(Ok(stream)) = timeout(STRANGER_FOR, opened).await {
                    attend(stream, answer, guest).await;
                }
            });
            self.guests.borrow_mut().welcome(id, task.abort_handle(), self.places.strangers);
            // The new connection is looked at before the next: a request that is there already is answered.
            tokio::task::yield_now().await;
        }
    }

    /// Waits until no known connection is left.
    pub async fn empty(&self) {
        while !self.guests.borrow().known.is_empty() {
            self.left.notified().await;
        }
    }

    async fn accept(&self) -> (TcpStream, SocketAddr) {
        loop {
            match self.listener.accept().await {
                Ok(accepted) => return accepted,
                // It ended before it was accepted, which says nothing about the next.
                Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
                Err(_) => {
                    self.guests.borrow_mut().make_room();
                    sleep(AFTER_ERROR).await;
                }
            }
        }
    }
}

/// Whether a request is for a name of this machine itself. A page of another site can have its own name lead here (DNS
/// rebinding), but it cannot change the name that the browser sends.
#[must_use]
pub fn is_for_loopback<T>(request: &Request<T>) -> bool {
    let mut hosts = request.headers().get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let Ok(host) = host.to_str() else { return false };
    // A request's target may name a host, too.
    let target = request.uri().authority();
    names_loopback(host) && target.is_none_or(|target| names_loopback(target.as_str()))
}

fn names_loopback(authority: &str) -> bool {
    let Ok(url) = url::Url::parse(&format!("http://{authority}/")) else { return false };
    let is_bare =
        url.username().is_empty() && url.password().is_none() && url.path() == "/" && url.query().is_none();
    is_bare
        && match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
}

/// Answers the requests of a connection.
async fn attend<S, A, F, B>(stream: S, answer: Rc<A>, guest: Rc<Guest>)
where
    S: AsyncRead + AsyncWrite + Unpin + 'static,
    A: Fn(Request<Incoming>, Rc<Guest>) -> F + 'static,
    F: Future<Output = Response<B>> + 'static,
    B: Body<Data = Bytes, Error = Infallible> + 'static,
{
    let service = service_fn(|request| {
        let answered = answer(request, Rc::clone(&guest));
        async { Ok::<_, Infallible>(answered.await) }
    });
    let mut serving = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_WITHIN)
            .max_buf_size(LONGEST_HEAD)
            .serve_connection(TokioIo::new(stream), service)
    );
    // Errors have no reader: the client has gone.
    if timeout(STRANGER_FOR, serving.as_mut()).await.is_ok() || !guest.is_known() {
        return;
    }
    let Some(known_for) = guest.places.known_for else {
        let _broken = serving.await;
        return;
    };
    if timeout(known_for, serving.as_mut()).await.is_err() {
        serving.as_mut().graceful_shutdown();
        let _broken = timeout(HEAD_WITHIN, serving).await;
    }
}

/// A connection, until it ends.
#[derive(Debug)]
pub struct Guest {
    id: u64,
    peer: SocketAddr,
    places: ConnectionSlots,
    guests: Rc<RefCell<Guests>>,
    left: Rc<Notify>,
}

impl Guest {
    /// The other end of the connection.
    #[must_use]
    pub const fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// Gives the connection a place among the known.
    pub fn introduce(&self) {
        self.guests.borrow_mut().introduce(self.id, self.places.known);
    }

    /// Whether one more can become known without another losing its place.
    #[must_use]
    pub fn finds_room(&self) -> bool {
        self.guests.borrow().known.len() < self.places.known
    }

    fn is_known(&self) -> bool {
        self.guests.borrow().known.iter().any(|(id, _)| *id == self.id)
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.guests.borrow_mut().leave(self.id);
        self.left.notify_waiters();
    }
}

/// The connections by their class, the oldest first.
#[derive(Debug, Default)]
struct Guests {
    strangers: VecDeque<(u64, AbortHandle)>,
    known: VecDeque<(u64, AbortHandle)>,
}

impl Guests {
    fn welcome(&mut self, id: u64, task: AbortHandle, most: usize) {
        self.strangers.push_back((id, task));
        if self.strangers.len() > most {
            self.make_room();
        }
    }

    /// Ends the oldest stranger.
    fn make_room(&mut self) {
        if let Some((_, task)) = self.strangers.pop_front() {
            task.abort();
        }
    }

    /// A connection that is known already keeps its place.
    fn introduce(&mut self, id: u64, most: usize) {
        let Some(at) = self.strangers.iter().position(|(known, _)| *known == id) else { return };
        self.known.extend(self.strangers.remove(at));
        if self.known.len() > most
            && let Some((_, task)) = self.known.pop_front()
        {
            task.abort();
        }
    }

    fn leave(&mut self, id: u64) {
        self.strangers.retain(|(known, _)| *known != id);
        self.known.retain(|(known, _)| *known != id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_served() {
        let request = |target: &str, hosts: &[&str]| {
            let head = Request::builder().uri(target);
            hosts.iter().fold(head, |head, host| head.header(HOST, *host)).body(()).unwrap()
        };
        for host in [
            "127.0.0.1",
            "127.0.0.1:6566",
            "127.9.9.9:1",
            "localhost",
            "LOCALHOST:6566",
            "[::1]",
            "[::1]:6566",
        ] {
            assert!(is_for_loopback(&request("/", &[host])), "{host}");
        }
        for host in [
            "",
            "shop.example",
            "shop.example:6566",
            "localhost.shop.example",
            "127.0.0.1.shop.example",
            "127.0.0.1@shop.example",
            "shop.example@127.0.0.1",
            "shop.example/127.0.0.1",
            "127.0.0.1/x",
            "127.0.0.1?x",
            "192.168.0.1",
            "0.0.0.0",
            "[::]",
            "[::ffff:192.168.0.1]",
            "10.0.0.1:6566",
        ] {
            assert!(!is_for_loopback(&request("/", &[host])), "{host}");
        }
        assert!(!is_for_loopback(&request("/", &[])), "HTTP/1.0 without a name");
        assert!(!is_for_loopback(&request("/", &["127.0.0.1", "shop.example"])), "two names");
        assert!(!is_for_loopback(&request("http://shop.example/", &["127.0.0.1"])), "another in the target");
        assert!(is_for_loopback(&request("http://localhost:1/", &["localhost:1"])));
    }
}
