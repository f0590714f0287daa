//! A shop that goes away in the middle of a run, and comes back.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;

use promo_load::http::NetworkOptions;
use promo_load::metric::{Ending, Outcome};
use promo_load::run::StopReason;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::fault_matrix::rig::{ends, run};

/// Requests that the shop answers before it goes away.
const FIRST_LIFE: u64 = 40;
/// Requests that it answers after its return before the run may end.
const SECOND_LIFE: u64 = 20;

/// An address that no other test connects from, so that nobody takes the port while the shop is away.
const HOME: [u8; 4] = if cfg!(target_os = "linux") { [127, 0, 0, 77] } else { [127, 0, 0, 1] };

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// Answers until there were as many, then closes everything.
async fn live(listener: TcpListener, answered: Arc<AtomicU64>, until: u64) {
    let mut visits = JoinSet::new();
    let (enough, mut is_enough) = tokio::sync::mpsc::channel::<()>(1);
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                visits.spawn(converse(accepted.unwrap().0, Arc::clone(&answered), until, enough.clone()));
            }
            _ = is_enough.recv() => break,
        }
    }
    visits.shutdown().await;
}

async fn converse(
    mut stream: TcpStream,
    answered: Arc<AtomicU64>,
    until: u64,
    enough: tokio::sync::mpsc::Sender<()>,
) {
    let mut head = Vec::new();
    while stream.read_buf(&mut head).await.is_ok_and(|read| read > 0) {
        if head.ends_with(b"\r\n\r\n") {
            // Nothing is waited for here: what is counted is answered.
            assert_eq!(stream.try_write(ANSWER).unwrap(), ANSWER.len());
            head.clear();
            if answered.fetch_add(1, Ordering::SeqCst) + 1 == until {
                let _told = enough.try_send(());
            }
        }
    }
}

/// Lives, goes away, and comes back to the same address when it is called.
fn shop(lives: [Arc<AtomicU64>; 2], call: mpsc::Receiver<()>) -> SocketAddr {
    let (sender, address) = mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = TcpListener::bind((std::net::IpAddr::from(HOME), 0)).await.unwrap();
            let address = listener.local_addr().unwrap();
            sender.send(address).unwrap();
            let [first, second] = lives;
            live(listener, first, FIRST_LIFE).await;
            call.recv().unwrap();
            live(TcpListener::bind(address).await.unwrap(), second, u64::MAX).await;
        });
    });
    address.recv().unwrap()
}

#[test]
fn a_shop_that_comes_back_is_visited_again() {
    let lives = [Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0))];
    let (call, called) = mpsc::channel();
    let address = shop(lives.clone(), called);
    let scenario = format!(
        "schema = 1\nname = 'restart'\nbase_url = 'http://{address}/'\n[thresholds]\nhttp_reqs = ['count>0']\n\
         [load]\nexecutor = 'constant-vus'\nvus = 4\nduration = '90s'\nstart_jitter = '0s'\n\
         [[journey]]\nname = 'look'\n[[journey.step]]\nname = 'page'\npath = '/'\nthink_time = '20ms'\n"
    );
    let [first, second] = &lives;
    let (mut is_away, visited) = (false, Arc::clone(second));
    let finished = run(&scenario, NetworkOptions::default(), move |tick, controller| {
        if !is_away && tick.progress.failures > 0 {
            is_away = true;
            call.send(()).unwrap();
        }
        if visited.load(Ordering::SeqCst) >= SECOND_LIFE {
            controller.stop(StopReason::Enough);
        }
    })
    .expect("the run does not end");

    let [first, second] = [first, second].map(|life| life.load(Ordering::SeqCst));
    assert_eq!(finished.ending, Ending::Completed);
    let ends = ends(&finished.summary, 0);
    let answered: u64 = ends.iter().filter(|(outcome, _)| *outcome == Outcome::Ok).map(|end| end.1).sum();
    assert_eq!(answered, first + second, "{ends:?}");
    assert!(first >= FIRST_LIFE && second >= SECOND_LIFE, "{first} and {second}");
    // Between its lives nobody listened; what its death found on the way was reset.
    let away = [Outcome::Ok, Outcome::Refused, Outcome::ResetFresh, Outcome::ResetReused];
    assert!(ends.iter().all(|(outcome, _)| away.contains(outcome)), "{ends:?}");
    assert!(ends.iter().any(|(outcome, _)| *outcome == Outcome::Refused), "{ends:?}");
    let tally = finished.summary.total.tally();
    assert_eq!((tally.started, tally.interrupted), (tally.completed, 0));
}
