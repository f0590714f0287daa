//! 105 while a trial cart holds something: it is emptied before the end, or the end says that it is not.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, mpsc};

use promo_load::shop::DemoShop;

use crate::support::answering::{Answering, Asked};
use crate::support::{BINARY, Ended, Place, shop, wait_until};

/// The request at which the program is interrupted.
type Moment = fn(&Asked) -> bool;

fn adds(asked: &Asked) -> bool {
    asked.head.starts_with("POST ") && asked.body.contains("add=1")
}

fn tries_the_voucher(asked: &Asked) -> bool {
    asked.body.contains("addDiscount=1")
}

fn empties(asked: &Asked) -> bool {
    asked.path().contains("delete=1")
}

/// A relay before a shop, which sends signals to the program under test and may keep back what the shop answers.
struct Relay {
    front: Answering,
    program: Arc<AtomicU32>,
}

/// What the relay does with a request.
enum Turn {
    /// The shop answers.
    Pass,
    /// The signal is sent, and the shop answers when the program has said that it was heard.
    Signal(&'static str),
    /// The signal is sent, and the shop gets the request, but its answer is kept back.
    SignalAndKeep(&'static str),
    /// Neither the shop nor an answer gets through.
    Swallow,
}

impl Relay {
    fn before(shop: &DemoShop, place: &Place, turn: impl Fn(&Asked) -> Turn + Send + Sync + 'static) -> Self {
        let program = Arc::new(AtomicU32::new(0));
        let (id, stderr) = (Arc::clone(&program), place.path("stderr"));
        let shop = shop.base_url().trim_start_matches("http://").trim_end_matches('/').to_owned();
        let front = Answering::by(move |asked| {
            let signal = |signal: &str| {
                let id = id.load(Ordering::Acquire).to_string();
                assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
            };
            let heard = || std::fs::read_to_string(&stderr).is_ok_and(|text| text.contains("emptied first"));
            match turn(asked) {
                Turn::Pass => pass(&shop, asked),
                Turn::Signal(name) => {
                    signal(name);
                    wait_until("the signal is heard", heard);
                    pass(&shop, asked)
                }
                Turn::SignalAndKeep(name) => {
                    signal(name);
                    pass(&shop, asked);
                    never()
                }
                Turn::Swallow => never(),
            }
        });
        Self { front, program }
    }

    /// Runs a command against the shop behind.
    fn run(&self, place: &Place, page: &str, command: &[&str]) -> Ended {
        let mut all = place.command(BINARY);
        let running = place.start(all.args(command).arg(self.front.url(page)).args(["--mode", "full"]));
        self.program.store(running.id().unsigned_abs(), Ordering::Release);
        running.wait()
    }
}

/// An answer that never comes: the visitor goes first.
fn never() -> Vec<u8> {
    let (_keep, wait) = mpsc::channel::<Vec<u8>>();
    wait.recv_timeout(std::time::Duration::from_secs(600)).unwrap_or_default()
}

/// Asks the shop, and gives back all that it answers.
fn pass(shop: &str, asked: &Asked) -> Vec<u8> {
    let mut stream = TcpStream::connect(shop).unwrap();
    // The shop's counters know the carts of a load only.
    let is_mark = |line: &&str| line.to_lowercase().starts_with("x-promo-load-phase");
    let lines: Vec<&str> = asked.head.split("\r\n").filter(|line| !is_mark(line)).collect();
    let head = lines.join("\r\n").replacen("\r\n", "\r\nConnection: close\r\n", 1);
    stream.write_all(format!("{head}{}", asked.body).as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    answer
}

/// The first time that the moment comes, and not again.
fn once(
    moment: Moment,
    then: impl Fn() -> Turn + Send + Sync + 'static,
) -> impl Fn(&Asked) -> Turn + Send + Sync {
    let open = Mutex::new(true);
    move |asked| {
        let mut open = open.lock().unwrap();
        if *open && moment(asked) {
            *open = false;
            then()
        } else {
            Turn::Pass
        }
    }
}

const COMMANDS: [&[&str]; 4] = [&["bench"], &["compile"], &["inspect"], &["export-k6"]];

#[test]
fn a_signal_empties_the_trial_cart() {
    for (command, signal) in COMMANDS.into_iter().zip(["-INT", "-TERM", "-HUP", "-INT"]) {
        for (moment, with_voucher) in [(adds as Moment, false), (tries_the_voucher, true)] {
            let (shop, place) = (shop(), Place::new());
            let relay = Relay::before(&shop, &place, once(moment, move || Turn::Signal(signal)));
            let ended =
                relay.run(&place, shop.promotion_path(), &[command, &["--voucher", "BF2025"]].concat());
            ended.assert_code(105);
            assert_eq!(ended.problem(), "interrupted before anything was written", "{ended:?}");
            assert!(ended.stderr.contains("note: interrupted; the trial cart is emptied first"), "{ended:?}");
            let carts = shop.stats().carts;
            assert_eq!((carts.with_products, carts.vouchers.values().sum::<u64>()), (0, 0), "{carts:?}");
            assert!(relay.front.asked().iter().any(adds) && relay.front.asked().iter().any(empties));
            assert_eq!(relay.front.asked().iter().any(tries_the_voucher), with_voucher);
            assert!(!place.path("out").exists());
        }
    }
}

/// The second signal does not wait for a shop that does not answer.
#[test]
fn a_second_signal_leaves_it_and_says_so() {
    for command in COMMANDS {
        let (shop, place) = (shop(), Place::new());
        let open = once(adds, || Turn::Signal("-INT"));
        let turn = move |asked: &Asked| {
            if empties(asked) { Turn::SignalAndKeep("-TERM") } else { open(asked) }
        };
        let ended = Relay::before(&shop, &place, turn).run(&place, shop.promotion_path(), command);
        ended.assert_code(105);
        let problems = ended.problems();
        assert!(problems[0].contains("was not emptied, because a second signal came"), "{problems:?}");
        assert_eq!(problems[1], "interrupted before anything was written");
    }
}

/// A shop that never answers what empties the cart, or not even what filled it.
#[test]
fn a_cart_that_cannot_be_emptied_is_said() {
    for (is_filling_kept, reason) in [(false, "did not answer in time"), (true, "was still busy with it")] {
        let (shop, place) = (shop(), Place::new());
        let open =
            once(
                adds,
                move || {
                    if is_filling_kept { Turn::SignalAndKeep("-INT") } else { Turn::Signal("-INT") }
                },
            );
        let turn = move |asked: &Asked| match open(asked) {
            Turn::Pass if empties(asked) => Turn::Swallow,
            turn => turn,
        };
        let ended = Relay::before(&shop, &place, turn).run(&place, shop.promotion_path(), &["compile"]);
        ended.assert_code(105);
        let problems = ended.problems();
        assert!(problems[0].contains("could not be emptied again (the shop "), "{problems:?}");
        assert!(problems[0].contains(reason), "{problems:?}");
        assert_eq!(shop.stats().carts.with_products, 1, "what is said is true");
    }
}

/// Before anything is in a cart the first signal ends the command.
#[test]
fn without_a_cart_the_first_signal_is_enough() {
    for command in &COMMANDS[1..] {
        let (shop, place) = (shop(), Place::new());
        let first = once(|asked| asked.head.starts_with("GET "), || Turn::SignalAndKeep("-INT"));
        let relay = Relay::before(&shop, &place, first);
        let ended = relay.run(&place, shop.promotion_path(), command);
        assert_eq!(ended.assert_code(105).problem(), "interrupted before anything was written");
        assert!(!relay.front.asked().iter().any(adds));
    }
}
