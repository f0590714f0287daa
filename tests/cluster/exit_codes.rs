//! With which code each process of a run ends: the leader's is the run's, as of one process; a follower's says whether it did what
//! it was told, so that a Job controller counts no index as failed for what the shop did.

use std::fmt::Write as _;
use std::net::TcpListener;

use promo_load::shop::DemoShop;

use crate::cluster::team::TOKEN;
use crate::support::{BINARY, Place, Running, shop, wait_until};

/// How a follower is started.
#[derive(Clone, Copy)]
enum Follower {
    /// As it should be.
    Well,
    /// With another token.
    Stranger,
    /// On a machine with so few descriptors that its part does not fit.
    Small,
    /// Not at all.
    Absent,
}

/// What is done once the load is there.
#[derive(Clone, Copy)]
enum Then {
    Nothing,
    Signal(usize, &'static str),
}

/// A run of three, and the code of each process; none of one that a signal ended, or that was not started.
struct Case {
    name: &'static str,
    /// More flags of all.
    flags: &'static [&'static str],
    /// More lines of the scenario.
    scenario: &'static str,
    second: Follower,
    then: Then,
    codes: [Option<i32>; 3],
}

impl Case {
    const USUAL: Case = Case {
        name: "",
        flags: &["--per-vu-iterations", "3", "--vus", "9"],
        scenario: "",
        second: Follower::Well,
        then: Then::Nothing,
        codes: [Some(0); 3],
    };

    const LONG: &'static [&'static str] = &["--vus", "9", "--duration", "1h"];
}

const CASES: [Case; 10] = [
    Case { name: "everything held", ..Case::USUAL },
    Case {
        name: "a threshold was crossed",
        scenario: "[thresholds]\nhttp_reqs = ['count<1']",
        codes: [Some(99), Some(0), Some(0)],
        ..Case::USUAL
    },
    Case {
        name: "the leader is told to stop",
        flags: Case::LONG,
        then: Then::Signal(0, "-TERM"),
        codes: [Some(105), Some(0), Some(0)],
        ..Case::USUAL
    },
    Case {
        name: "a follower is told to stop",
        flags: Case::LONG,
        then: Then::Signal(2, "-TERM"),
        codes: [Some(120), Some(0), Some(105)],
        ..Case::USUAL
    },
    Case {
        name: "a follower is killed",
        flags: Case::LONG,
        then: Then::Signal(2, "-KILL"),
        codes: [Some(120), Some(0), None],
        ..Case::USUAL
    },
    Case {
        name: "the leader is killed",
        flags: Case::LONG,
        then: Then::Signal(0, "-KILL"),
        codes: [None, Some(1), Some(1)],
        ..Case::USUAL
    },
    Case {
        name: "a follower does not come",
        flags: &["--vus", "9", "--duration", "1h", "--join-timeout", "3s"],
        second: Follower::Absent,
        codes: [Some(1), Some(0), None],
        ..Case::USUAL
    },
    Case {
        name: "a follower has another token",
        flags: &["--vus", "9", "--duration", "1h", "--join-timeout", "3s"],
        second: Follower::Stranger,
        codes: [Some(1), Some(0), Some(104)],
        ..Case::USUAL
    },
    Case {
        name: "a follower's machine is too small",
        flags: &["--vus", "300", "--duration", "1h"],
        second: Follower::Small,
        codes: [Some(104), Some(0), Some(104)],
        ..Case::USUAL
    },
    Case {
        name: "a cap that cannot be shared out",
        flags: &["--vus", "9", "--duration", "1h", "--max-rps", "2"],
        codes: [Some(104), Some(0), Some(0)],
        ..Case::USUAL
    },
];

/// Starts a process of the run.
fn start<'p>(case: &Case, places: &'p [Place; 3], leader: &str, index: usize) -> Option<Running<'p>> {
    let follower = if index == 2 { case.second } else { Follower::Well };
    let place = &places[index];
    let mut command = match follower {
        Follower::Absent => return None,
        Follower::Small => {
            let mut command = place.command("sh");
            command.args(["-c", "ulimit -n 64; exec \"$0\" \"$@\"", BINARY]);
            command
        }
        Follower::Well | Follower::Stranger => place.command(BINARY),
    };
    command.args(["bench", "s.toml", "--quiet", "--cluster", leader, "--shards", "3"]).args(case.flags);
    let token = if matches!(follower, Follower::Stranger) { "another-token-of-16" } else { TOKEN };
    command.env("PROMO_LOAD_CLUSTER_TOKEN", token).env("JOB_COMPLETION_INDEX", index.to_string());
    Some(place.start(&mut command))
}

/// What the processes of a case end with; what they said beside it.
fn codes(case: &Case, shop: &DemoShop) -> ([Option<i32>; 3], String) {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let leader = format!("127.0.0.1:{port}");
    let places = [Place::new(), Place::new(), Place::new()];
    for place in &places {
        place.write(
            "s.toml",
            &format!(
                "schema = 1\nname = 'codes'\nbase_url = '{}'\n[[journey]]\nname = 'look'\n[[journey.step]]\nname = 'page'\n\
                 path = '/en/'\nthink_time = '30ms'\n{}\n",
                shop.base_url(),
                if case.scenario.is_empty() { "[thresholds]\nhttp_reqs = ['count>=0']" } else { case.scenario }
            ),
        );
    }
    let running = [0, 1, 2].map(|index| start(case, &places, &leader, index));
    if let Then::Signal(index, signal) = case.then {
        let before = shop.stats().requests;
        wait_until("the load", || shop.stats().requests >= before + 200);
        running[index].as_ref().unwrap().signal(signal);
    }
    let mut said = String::new();
    let codes = running.map(|running| {
        let ended = running?.wait();
        let _written = writeln!(said, "{}{}", ended.stdout, ended.stderr);
        ended.code
    });
    (codes, said)
}

#[test]
fn each_process_ends_with_a_code_of_one_scheme() {
    for case in &CASES {
        let shop = shop();
        let (found, said) = codes(case, &shop);
        // A machine that is too busy to judge says so.
        let is_busy = case.codes[0] == Some(0) && found[0] == Some(120);
        let found = if is_busy { [Some(0), found[1], found[2]] } else { found };
        assert_eq!(found, case.codes, "{}: {said}", case.name);
    }
}
