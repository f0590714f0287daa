//! Listens, and hands requests to the router.

use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::thread::JoinHandle;

use hyper::Request;
use hyper::body::Incoming;
use rustls::ServerConfig;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use super::problem::{ApiProblem, ProblemKind};
use super::reply::ApiReply;
use super::router::Router;
use crate::desk::error::DeskError;
use crate::desk::state::DeskState;
use crate::run::{ConnectionSlots, Guest, LocalServer, is_for_loopback};
use crate::words::Message;

/// A connection is known by its caller; one without a token never keeps a caller out. A listener of a live run stays as long as
/// the run goes on.
const PLACES: ConnectionSlots = ConnectionSlots { strangers: 256, known: 1024, known_for: None };

/// Serves in a thread of its own until the watched value is true or its sender is gone: where, and the thread.
///
/// # Errors
///
/// [`DeskError::Listen`] for an address that is taken.
pub(in crate::desk) fn serve(
    desk: Arc<DeskState>,
    router: Router,
    address: SocketAddr,
    tls: Option<Arc<ServerConfig>>,
    mut over: watch::Receiver<bool>,
) -> Result<(SocketAddr, JoinHandle<()>), DeskError> {
    let serving = move |server: LocalServer| async move {
        let router = Rc::new(router);
        let answer = move |request: Request<Incoming>, guest: Rc<Guest>| {
            let (desk, router) = (Arc::clone(&desk), Rc::clone(&router));
            async move {
                // A page of another site must not reach the desk under a name of its own.
                let is_ours = is_for_loopback(&request) || desk.entrance.is_public_host(request.headers());
                if address.ip().is_loopback() && !is_ours {
                    let detail = Message::new("error-desk-misdirected");
                    return ApiReply::from(ApiProblem::new(ProblemKind::Misdirected, detail)).into_response();
                }
                let from = desk.entrance.visitor(guest.peer().ip(), request.headers());
                let known = || guest.introduce();
                router.reply(&desk, request, from, known).await.into_response()
            }
        };
        let serving = async {
            match tls {
                None => server.serve(answer).await,
                Some(tls) => {
                    let acceptor = TlsAcceptor::from(tls);
                    server.serve_by(move |stream| acceptor.accept(stream), answer).await;
                }
            }
        };
        tokio::select! {
            () = serving => {}
            _ = over.wait_for(|over| *over) => {}
        }
    };
    LocalServer::start("desk", address, PLACES, serving)
        .map_err(|source| DeskError::Listen { address, source })
}
