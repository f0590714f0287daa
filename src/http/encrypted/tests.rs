use std::io;
use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ServerConfig, SupportedProtocolVersion, version};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::super::tls::{TlsOptions, client_config};
use super::super::version::HttpVersion;
use super::queue::SMALL;
use super::*;

static VERSIONS: [&SupportedProtocolVersion; 2] = [&version::TLS12, &version::TLS13];

static SERVERS: LazyLock<[Arc<ServerConfig>; 2]> = LazyLock::new(|| {
    let own = rcgen::generate_simple_self_signed(["shop.test".to_owned()]).unwrap();
    VERSIONS.map(|version| {
        let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).unwrap();
        let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let builder = builder.with_protocol_versions(&[version]).unwrap().with_no_client_auth();
        Arc::new(builder.with_single_cert(vec![own.cert.der().clone()], key).unwrap())
    })
});

static CLIENT: LazyLock<Arc<ClientConfig>> = LazyLock::new(|| {
    let options = TlsOptions { insecure: true, ..TlsOptions::default() };
    client_config(&options, HttpVersion::Http1).unwrap()
});

type Client = Encrypted<DuplexStream>;

/// The handshakes of both ends over a pipe that holds this many bytes.
fn handshakes(
    version: usize,
    pipe: usize,
) -> (impl Future<Output = io::Result<Client>>, impl Future<Output = io::Result<TlsStream<DuplexStream>>>) {
    let (here, there) = tokio::io::duplex(pipe);
    let name = ServerName::try_from("shop.test").unwrap();
    let acceptor = TlsAcceptor::from(Arc::clone(&SERVERS[version]));
    (Encrypted::handshake(Arc::clone(&CLIENT), name, here), async move { acceptor.accept(there).await })
}

/// Both ends of a connection with TLS 1.3.
async fn ends() -> (Client, TlsStream<DuplexStream>) {
    let (client, server) = handshakes(1, 300_000);
    let (client, server) = tokio::join!(client, server);
    (client.unwrap(), server.unwrap())
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
}

fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|place| (place % 251) as u8).collect()
}

async fn discard(client: &mut Client, most: usize) -> io::Result<usize> {
    poll_fn(|context| client.poll_discard(context, most)).await
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_is_written_in_any_pieces_is_read_in_any_pieces(
        version in 0_usize..2,
        pipe in prop_oneof![20_usize..2_000, 2_000_usize..200_000],
        written in prop::collection::vec(1_usize..40_000, 1..4),
        pieces in prop::collection::vec((any::<bool>(), 1_usize..90_000), 1..6),
    ) {
        block_on(async {
            let (client, server) = handshakes(version, pipe);
            let sent = bytes(written.iter().sum());
            let serve = async {
                let mut server = server.await.unwrap();
                let mut rest = sent.as_slice();
                for length in &written {
                    let (now, later) = rest.split_at(*length);
                    server.write_all(now).await.unwrap();
                    server.flush().await.unwrap();
                    rest = later;
                }
                let mut heard = vec![0; sent.len()];
                server.read_exact(&mut heard).await.unwrap();
                server.shutdown().await.unwrap();
                heard
            };
            let visit = async {
                let mut client = client.await.unwrap();
                let mut place = 0;
                for (discards, most) in pieces.iter().cycle() {
                    if place == sent.len() {
                        break;
                    }
                    if *discards {
                        let passed = discard(&mut client, *most).await.unwrap();
                        assert!((1..=*most).contains(&passed));
                        place += passed;
                    } else {
                        let mut read = vec![0; *most];
                        let came = client.read(&mut read).await.unwrap();
                        assert_eq!(read[..came], sent[place..place + came]);
                        place += came;
                    }
                }
                client.write_all(&sent).await.unwrap();
                client.flush().await.unwrap();
                assert_eq!(client.read(&mut [0; 10]).await.unwrap(), 0, "the server has ended");
            };
            let (heard, ()) = tokio::join!(serve, visit);
            assert!(heard == sent);
        });
    }
}

#[test]
fn an_idle_connection_keeps_no_large_buffer() {
    block_on(async {
        let (mut client, mut server) = ends().await;
        let sent = bytes(100_000);
        server.write_all(&sent).await.unwrap();
        server.flush().await.unwrap();
        let mut read = vec![0; sent.len()];
        client.read_exact(&mut read[..9_000]).await.unwrap();
        client.read_exact(&mut read[9_000..]).await.unwrap();
        assert!(read == sent);
        client.write_all(&sent).await.unwrap();
        let kept =
            [&client.sealed, &client.session.opened.bytes, &client.session.sealed.bytes].map(Vec::capacity);
        assert!(kept.iter().all(|bytes| *bytes <= SMALL), "{kept:?}");
    });
}

#[test]
fn a_new_key_is_answered() {
    block_on(async {
        let (mut client, mut server) = ends().await;
        for _ in 0..3 {
            server.get_mut().1.refresh_traffic_keys().unwrap();
            server.write_all(b"answer").await.unwrap();
            server.flush().await.unwrap();
            let mut read = [0; 6];
            client.read_exact(&mut read).await.unwrap();
            assert_eq!(&read, b"answer");
            client.write_all(b"question").await.unwrap();
            let mut heard = [0; 8];
            server.read_exact(&mut heard).await.unwrap();
            assert_eq!(&heard, b"question");
        }
    });
}

#[test]
fn an_end_that_tls_does_not_announce_is_an_error() {
    block_on(async {
        let (mut client, server) = ends().await;
        drop(server);
        let error = client.read(&mut [0; 10]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof, "{error}");
    });
}

#[test]
fn broken_records_end_the_connection_and_nothing_else() {
    for garbage in [
        &b"HTTP/1.1 400 Bad Request\r\n\r\n"[..],
        &[23, 3, 3, 0, 20],
        &[0; 40],
        &[22, 3, 3, 0, 4, 0, 0, 0, 0],
    ] {
        block_on(async {
            let (mut client, server) = ends().await;
            let (mut pipe, _) = server.into_inner();
            pipe.write_all(garbage).await.unwrap();
            pipe.write_all(&[7; 60]).await.unwrap();
            let error = client.read(&mut [0; 10]).await.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{error}");
            // An alert with the reason; then the end of the stream.
            let mut alert = [0; 5];
            pipe.read_exact(&mut alert).await.unwrap();
            assert!(client.read(&mut [0; 10]).await.is_err());
            assert!(client.write(b"question").await.is_err());
            client.shutdown().await.unwrap();
        });
    }
}

#[test]
fn a_handshake_that_is_cut_off_says_so() {
    block_on(async {
        let (here, mut there) = tokio::io::duplex(1_000);
        let name = ServerName::try_from("shop.test").unwrap();
        let cut = async {
            there.read_u8().await.unwrap();
            drop(there);
        };
        let handshake = Encrypted::handshake(Arc::clone(&CLIENT), name, here);
        let error = tokio::join!(handshake, cut).0.unwrap_err();
        assert!(matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::BrokenPipe), "{error}");
    });
}
