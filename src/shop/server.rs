//! The listener: connections, and the shop's end.

use std::error::Error;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::LocalSet;

use super::ShopError;
use super::config::ShopConfig;
use super::service::{Line, Reset, Service};
use super::store::Ledger;

/// How long to wait when the system has no descriptor left for a new connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves until told to stop or until a fault kills the shop. Returning closes the listener and drops every
/// connection.
pub(super) fn run(
    listener: std::net::TcpListener,
    base: &str,
    config: &ShopConfig,
    ledger: Arc<Mutex<Ledger>>,
    mut stop: watch::Receiver<bool>,
    ready: impl FnOnce(Result<(), ShopError>),
) {
    let prepared = prepare(listener, base, config, ledger);
    let (runtime, listener, service) = match prepared {
        Ok(prepared) => prepared,
        Err(error) => return ready(Err(error)),
    };
    ready(Ok(()));
    LocalSet::new().block_on(&runtime, async move {
        tokio::select! {
            () = accept(&listener, &service) => {}
            () = service.death.notified() => {}
            // The sender is gone when the handle was forgotten: then the shop serves on.
            Ok(_) = stop.wait_for(|stop| *stop) => {}
        }
        // Before the connections go: a client whose connection is dropped must not be let in again.
        drop(listener);
    });
}

type PreparedAnswer = (tokio::runtime::Runtime, TcpListener, Rc<Service>);

fn prepare(
    listener: std::net::TcpListener,
    base: &str,
    config: &ShopConfig,
    ledger: Arc<Mutex<Ledger>>,
) -> Result<PreparedAnswer, ShopError> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(ShopError::Runtime)?;
    let service = Service::new(config, base, ledger)?;
    let listener = {
        let _inside = runtime.enter();
        TcpListener::from_std(listener).map_err(ShopError::Runtime)?
    };
    Ok((runtime, listener, Rc::new(service)))
}

async fn accept(listener: &TcpListener, service: &Rc<Service>) {
    let mut opened = 0;
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                opened += 1;
                let line = Line::new(opened);
                tokio::task::spawn_local(connection(stream, line, Rc::clone(service)));
            }
            Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
        }
    }
}

async fn connection(stream: TcpStream, line: Line, service: Rc<Service>) {
    // Without it, an answer in pieces waits for the client's acknowledgement.
    let _ = stream.set_nodelay(true);
    let line = Rc::new(line);
    let answer = service_fn(move |request| {
        let (service, line) = (Rc::clone(&service), Rc::clone(&line));
        async move { service.handle(request, &line).await }
    });
    let mut served =
        hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), answer);
    // A client may hang up at any time.
    let Err(error) = (&mut served).await else { return };
    if error.source().is_some_and(|source| source.is::<Reset>()) {
        // With it, closing sends RST and not FIN, which a client would take for an orderly end.
        let _ = served.into_parts().io.into_inner().set_zero_linger();
    }
}

/// The address under which a listening shop is reached.
pub(super) fn base_url(addr: SocketAddr) -> String {
    let ip = match addr {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => "127.0.0.1".to_owned(),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => "[::1]".to_owned(),
        SocketAddr::V4(v4) => v4.ip().to_string(),
        SocketAddr::V6(v6) => format!("[{}]", v6.ip()),
    };
    match addr.port() {
        80 => format!("http://{ip}"),
        port => format!("http://{ip}:{port}"),
    }
}
