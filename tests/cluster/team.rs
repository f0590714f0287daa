//! A leader and its followers in this process, each follower with a thread and a connection of its own.

use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use promo_load::cluster::{
    ClusterError, ClusterToken, Followed, FollowerSettings, Leader, LeaderSettings, RunFollower,
};
use promo_load::http::{AddressClass, NetworkOptions, Site};
use promo_load::metric::ShardFacts;
use promo_load::plan::{Environment, Limits, MachineCapacity, Overrides, Plan};
use promo_load::run::{Finished, Listener, OnLostShard, Run, RunSettings};
use promo_load::scenario::Scenario;
use tokio::sync::oneshot;
use tokio::task::LocalSet;

pub(crate) const TOKEN: &str = "0123456789abcdef";

/// A plan of a scenario's text, within the limits of a local shop.
pub(crate) fn plan(text: &str, seed: u64) -> Arc<Plan> {
    within(text, seed, None)
}

/// The same with a cap on requests per second.
pub(crate) fn capped(text: &str, cap: u32) -> Arc<Plan> {
    within(text, 1, std::num::NonZeroU32::new(cap))
}

fn within(text: &str, seed: u64, cap: Option<std::num::NonZeroU32>) -> Arc<Plan> {
    let scenario = Scenario::parse(text, Path::new("cluster.toml")).unwrap();
    let site = Site::of(&scenario.base_url, AddressClass::Private).unwrap();
    let limits = Limits::new(site, Environment::Local, jiff::Zoned::now(), None, false).at_most(cap);
    let overrides = Overrides { seed, ..Overrides::default() };
    Arc::new(Plan::new(scenario, overrides, limits).unwrap_or_else(|error| panic!("{error}")))
}

/// A follower that is running.
pub(crate) struct Running {
    thread: JoinHandle<Result<Followed, ClusterError>>,
    leave: oneshot::Sender<()>,
}

impl Running {
    /// Joins a leader with so many engine threads.
    pub(crate) fn join(leader: String, shard: usize, shards: usize, threads: usize) -> Running {
        let settings = FollowerSettings {
            leader,
            token: ClusterToken::parse(TOKEN).unwrap(),
            shard,
            shards,
            join_timeout: Duration::from_secs(60),
            host: format!("host-{shard}"),
            cores: 1,
            threads,
            reach: Arc::new(|_, _| Ok(NetworkOptions::default())),
        };
        Self::with(settings)
    }

    pub(crate) fn with(settings: FollowerSettings) -> Running {
        let (leave, left) = oneshot::channel();
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            LocalSet::new().block_on(&runtime, async {
                let follower = RunFollower::join(settings).await?;
                let told = async {
                    if left.await.is_err() {
                        std::future::pending::<()>().await;
                    }
                };
                follower.follow(told).await
            })
        });
        Running { thread, leave }
    }

    /// Tells it to leave, as a signal would.
    pub(crate) fn leave(self) -> Result<Followed, ClusterError> {
        self.leave.send(()).unwrap();
        self.thread.join().unwrap()
    }

    /// How it ended.
    pub(crate) fn ended(self) -> Result<Followed, ClusterError> {
        let Self { thread, leave } = self;
        let ended = thread.join().unwrap();
        drop(leave);
        ended
    }
}

/// A leader on a free port of the loopback.
pub(crate) fn leader(shards: usize, on_lost: OnLostShard) -> Leader {
    Leader::listen(LeaderSettings {
        address: (Ipv4Addr::LOCALHOST, 0).into(),
        token: ClusterToken::parse(TOKEN).unwrap(),
        shards,
        join_timeout: Duration::from_secs(60),
        on_lost,
        capacity: MachineCapacity::UNKNOWN,
        own: ShardFacts { host: "host-0".into(), cores: 1, threads: 1, ..ShardFacts::default() },
    })
    .unwrap()
}

/// Waits until all followers have joined.
pub(crate) fn joined(leader: &Leader) -> Result<(), ClusterError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(leader.joined())
}

/// Settings of an engine with so many threads.
pub(crate) fn threads(threads: usize) -> RunSettings {
    RunSettings { threads: std::num::NonZeroUsize::new(threads), ..RunSettings::default() }
}

/// Carries out a plan with so many threads in each process.
pub(crate) fn run(plan: &Arc<Plan>, each: &[usize], listeners: &mut [&mut dyn Listener]) -> Finished {
    let run = Run::new(Arc::clone(plan), threads(each[0]));
    if each.len() == 1 {
        return run.go(listeners).unwrap();
    }
    let mut leader = leader(each.len(), OnLostShard::Stop);
    let address = leader.address().to_string();
    let followers: Vec<Running> =
        (1..each.len()).map(|shard| Running::join(address.clone(), shard, each.len(), each[shard])).collect();
    joined(&leader).unwrap();
    let finished = run.go_with(Some(&mut leader), listeners).unwrap_or_else(|error| panic!("{error}"));
    drop(leader);
    for follower in followers {
        assert_eq!(follower.ended().unwrap(), Followed::ToTheEnd);
    }
    finished
}
