//! A network that comes apart. Each process has a network namespace for a machine, and cables that can be pulled out lead from the
//! leader's to the others'. The shop is at each machine's own loopback: only what the processes say to each other is on the cables.

use std::fs::File;
use std::io::Write as _;
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use promo_load::shop::{DemoShop, ShopConfig};
use rustix::fd::AsFd as _;
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

use crate::cluster::team::TOKEN;
use crate::support::{BINARY, Place, Running, wait_until};

/// Set to 1 where it is a failure that no network namespace can be made.
const NEEDED: &str = "PROMO_LOAD_NEED_NETNS";

/// The port of every machine's shop.
const SHOP: u16 = 8_000;

/// A machine with its shop.
struct Machine {
    /// Of its namespace.
    name: String,
    place: Place,
    shop: DemoShop,
}

/// The leader's machine and two others, each at the end of a cable of its own.
struct Machines([Machine; 3]);

/// Runs `ip`; whether it could.
fn ip(arguments: &str) -> bool {
    Command::new("ip").args(arguments.split(' ')).output().is_ok_and(|done| done.status.success())
}

/// Whether namespaces can be made here, for which one has to be root. Says so once if not; fails where they are needed.
fn can_be_made() -> bool {
    static CAN: OnceLock<bool> = OnceLock::new();
    *CAN.get_or_init(|| {
        let name = format!("pl-{}-try", std::process::id());
        let can = ip(&format!("netns add {name}")) && ip(&format!("netns del {name}"));
        assert!(
            can || std::env::var(NEEDED).as_deref() != Ok("1"),
            "{NEEDED} is 1, and `ip netns add` fails"
        );
        if !can {
            // Past the harness, which keeps what a passed test prints to itself.
            let _unseen = writeln!(std::io::stderr(), "skipped: no network namespace can be made here");
        }
        can
    })
}

/// A shop at the loopback of a namespace: its threads stay where the one is that starts it.
fn shop_in(namespace: &str) -> DemoShop {
    let door = File::open(format!("/run/netns/{namespace}")).unwrap();
    let start = move || {
        move_into_link_name_space(door.as_fd(), Some(LinkNameSpaceType::Network)).unwrap();
        DemoShop::start(([127, 0, 0, 1], SHOP).into(), ShopConfig::default()).unwrap()
    };
    thread::spawn(start).join().unwrap()
}

impl Machines {
    /// `None` where there is no namespace to be had.
    fn new() -> Option<Machines> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let do_it = |arguments: String| assert!(ip(&arguments), "ip {arguments}");
        let names =
            can_be_made().then(|| [0, 1, 2].map(|at| format!("pl-{}-{number}-{at}", std::process::id())))?;
        for name in &names {
            do_it(format!("netns add {name}"));
            do_it(format!("-n {name} link set lo up"));
        }
        let leader = &names[0];
        // At no cable's end, so that the leader has it whichever cable is out.
        do_it(format!("-n {leader} address add 10.7.0.1/32 dev lo"));
        for (at, name) in names.iter().enumerate().skip(1) {
            do_it(format!("-n {leader} link add cable{at} type veth peer name cable netns {name}"));
            do_it(format!("-n {leader} address add 10.7.{at}.1/24 dev cable{at}"));
            do_it(format!("-n {leader} link set cable{at} up"));
            do_it(format!("-n {name} address add 10.7.{at}.2/24 dev cable"));
            do_it(format!("-n {name} link set cable up"));
            do_it(format!("-n {name} route add 10.7.0.1 via 10.7.{at}.1"));
        }
        Some(Machines(names.map(|name| Machine { shop: shop_in(&name), place: Place::new(), name })))
    }

    /// Starts a process on each machine.
    fn start(&self, load: &str) -> [Running<'_>; 3] {
        let scenario = format!(
            "schema = 1\nname = 'machines'\nbase_url = 'http://127.0.0.1:{SHOP}'\n[load]\n{load}\n[[journey]]\nname = 'look'\n\
             [[journey.step]]\nname = 'page'\npath = '/en/'\nthink_time = '300ms'\n[thresholds]\nhttp_reqs = ['count>=0']\n"
        );
        [0, 1, 2].map(|at| {
            let Machine { name, place, .. } = &self.0[at];
            place.write("s.toml", &scenario);
            let mut command = place.command("ip");
            command.args(["netns", "exec", name, BINARY, "bench", "s.toml", "--cluster", "10.7.0.1"]);
            command.args(["--shards", "3", "--shard", &at.to_string()]);
            place.start(command.env("PROMO_LOAD_CLUSTER_TOKEN", TOKEN))
        })
    }

    /// Pulls out the cable of a machine, at the leader's end.
    fn pull_out(&self, machine: usize) {
        assert!(ip(&format!("-n {} link set cable{machine} down", self.0[0].name)));
    }

    fn plug_in(&self, machine: usize) {
        assert!(ip(&format!("-n {} link set cable{machine} up", self.0[0].name)));
    }

    /// What each machine's shop was asked for.
    fn asked(&self) -> [u64; 3] {
        [0, 1, 2].map(|at| self.0[at].shop.stats().requests)
    }

    /// Waits until each of these machines has sent so many more.
    fn await_load(&self, machines: &[usize], requests: u64) {
        let before = self.asked();
        wait_until("the load of each machine", || {
            let now = self.asked();
            machines.iter().all(|at| now[*at] >= before[*at] + requests)
        });
    }
}

impl Drop for Machines {
    fn drop(&mut self) {
        for machine in &self.0 {
            // The processes in it have ended or end now; the next namespace has another name.
            let _gone = ip(&format!("netns del {}", machine.name));
        }
    }
}

/// So many shoppers that each machine has some, up to sixteen cores.
const HOUR: &str = "executor = 'constant-vus'\nvus = 48\nduration = '1h'\nstart_jitter = '0s'";
/// The same shoppers, ten visits each.
const COUNTED: &str = "executor = 'per-vu-iterations'\nvus = 48\niterations = 10";

#[test]
fn one_that_is_cut_off_is_named_and_stops() {
    let Some(machines) = Machines::new() else { return };
    let [leader, first, second] = machines.start(HOUR);
    machines.await_load(&[0, 1, 2], 40);
    machines.pull_out(2);
    let ended = leader.wait();
    ended.assert_code(120);
    assert!(ended.stdout.contains("generator 2 was lost"), "{}", ended.stdout);
    first.wait().assert_code(0);
    let cut_off = second.wait();
    cut_off.assert_code(1);
    assert!(cut_off.stderr.contains("the leader is gone"), "{}", cut_off.stderr);
    assert_eq!(machines.asked(), machines.asked(), "no load goes on");
    let files = machines.0[0].place.files();
    assert_eq!(files.ending(), "generator_lost");
    // All of those that stayed is counted, and of the lost one what came before it was cut off.
    let ([own, stayed, lost], counted) = (machines.asked(), files.all_requests());
    assert!(
        own + stayed <= counted && counted <= own + stayed + lost + 48,
        "{counted} of {own}, {stayed} and {lost}"
    );
}

#[test]
fn one_that_is_cut_off_for_a_moment_stays_and_loses_nothing() {
    let Some(machines) = Machines::new() else { return };
    let [leader, first, second] = machines.start(COUNTED);
    machines.await_load(&[0, 1, 2], 30);
    machines.pull_out(2);
    machines.await_load(&[0, 1], 20);
    machines.plug_in(2);
    let ended = leader.wait();
    assert!(matches!(ended.code, Some(0 | 120)), "late, perhaps, but there: {ended:?}");
    [first, second].into_iter().for_each(|follower| {
        follower.wait().assert_code(0);
    });
    assert_eq!(machines.0[0].place.files().all_requests(), 48 * 10);
    assert_eq!(machines.asked().iter().sum::<u64>(), 48 * 10);
}

#[test]
fn a_leader_that_is_cut_off_leaves_no_load() {
    let Some(machines) = Machines::new() else { return };
    let [leader, first, second] = machines.start(HOUR);
    machines.await_load(&[0, 1, 2], 40);
    machines.pull_out(1);
    machines.pull_out(2);
    leader.wait().assert_code(120);
    for follower in [first, second] {
        follower.wait().assert_code(1);
    }
    assert_eq!(machines.asked(), machines.asked());
    assert_eq!(machines.0[0].place.files().ending(), "generator_lost");
}
