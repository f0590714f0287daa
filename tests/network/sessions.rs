//! A visitor resumes its own TLS sessions and nobody else's.

use promo_load::http::{Client, HttpVersion};
use rustls::HandshakeKind::{Full, Resumed};

use crate::network::server::{Server, Tls, VERSIONS};
use crate::network::{get, https, options, settings, visit};

#[test]
fn a_visitor_who_comes_back_resumes() {
    for versions in VERSIONS {
        let server = Server::tls(&Tls { versions, ..Tls::default() });
        // HTTP/1.1: the shop closes the connection after each answer.
        let url = https(server.address, "/last");
        let settings = settings(&options(), HttpVersion::Http1, &url);
        let ask = async |client: &Client| {
            let exchange = get(client, &url).await;
            assert!(exchange.timings.tls_handshaking > 0, "the connection was not closed");
            assert_eq!(exchange.result.unwrap().body, "ok");
        };
        visit(settings.clone(), async |client| {
            ask(&client).await;
            ask(&client).await;
            client.forget_connections();
            ask(&client).await;
            ask(&client).await;
        });
        visit(settings, async |client| ask(&client).await);
        assert_eq!(server.seen().handshakes, [Full, Resumed, Full, Resumed, Full], "{versions:?}");
    }
}
