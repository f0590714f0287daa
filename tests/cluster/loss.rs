//! Processes that come late, twice, with another token, or leave.

use std::sync::Arc;
use std::time::Duration;

use promo_load::cluster::{ClusterError, ClusterToken, Followed, FollowerSettings};
use promo_load::http::NetworkOptions;
use promo_load::metric::Ending;
use promo_load::run::{Listener, OnLostShard, Run, Tick};
use promo_load::shop::{DemoShop, ShopConfig};

use crate::cluster::team::{self, Running, TOKEN};

fn settings(leader: String, shard: usize, shards: usize, token: &str) -> FollowerSettings {
    FollowerSettings {
        leader,
        token: ClusterToken::parse(token).unwrap(),
        shard,
        shards,
        join_timeout: Duration::from_secs(30),
        host: "x".into(),
        cores: 1,
        threads: 1,
        reach: Arc::new(|_, _| Ok(NetworkOptions::default())),
    }
}

#[test]
fn strangers_and_those_without_a_place_are_turned_away() {
    let leader = team::leader(3, OnLostShard::Stop);
    let address = leader.address().to_string();
    let first = Running::join(address.clone(), 1, 3, 1);
    let stranger = Running::with(settings(address.clone(), 2, 3, "another-token-of-16"));
    assert!(matches!(stranger.ended(), Err(ClusterError::Stranger)));
    for (shard, shards) in [(0, 3), (3, 3), (2, 4)] {
        let ended = Running::with(settings(address.clone(), shard, shards, TOKEN)).ended();
        let Err(ClusterError::TurnedAway(why)) = ended else { panic!("{shard} of {shards}: {ended:?}") };
        assert!(why.to_string().contains("has no place here"), "{why}");
    }
    let second = Running::join(address.clone(), 2, 3, 1);
    team::joined(&leader).unwrap();
    let twice = Running::with(settings(address, 2, 3, TOKEN)).ended();
    let Err(ClusterError::TurnedAway(why)) = twice else { panic!("{twice:?}") };
    assert!(why.to_string().contains("already"), "{why}");
    drop(leader);
    assert_eq!(first.ended().unwrap(), Followed::ToTheEnd);
    assert_eq!(second.ended().unwrap(), Followed::ToTheEnd);
}

/// Before the run, another may come for one that has left.
#[test]
fn who_leaves_before_the_run_makes_room() {
    let leader = team::leader(2, OnLostShard::Stop);
    let address = leader.address().to_string();
    let first = Running::join(address.clone(), 1, 2, 1);
    team::joined(&leader).unwrap();
    assert_eq!(first.leave().unwrap(), Followed::Left);
    crate::support::wait_until("the place is free", || {
        let again = Running::with(settings(address.clone(), 1, 2, TOKEN));
        // One that is turned away ends at once.
        team::joined(&leader).unwrap();
        !matches!(again.leave(), Err(ClusterError::TurnedAway(_)))
    });
}

/// Lets a follower leave at the third second.
struct Leaves(Option<Running>);

impl Listener for Leaves {
    fn second(&mut self, tick: &Tick<'_>) {
        if tick.end >= Duration::from_secs(2)
            && let Some(follower) = self.0.take()
        {
            assert_eq!(follower.leave().unwrap(), Followed::Left);
        }
    }
}

/// A run of which one of three followers leaves.
fn without_one(on_lost: OnLostShard, load: &str) -> (promo_load::run::Finished, u64) {
    let shop = DemoShop::start(([127, 0, 0, 1], 0).into(), ShopConfig::default()).unwrap();
    let text = format!(
        "schema = 1\nname = 'loss'\nbase_url = '{}'\n{load}\n[[journey]]\nname = 'look'\n[[journey.step]]\nname = 'page'\n\
         path = '/en/'\nthink_time = '50ms'\n[[journey.step]]\nname = 'next'\npath = '/en/'\n[thresholds]\nhttp_reqs = ['count>=0']\n",
        shop.base_url()
    );
    let plan = team::plan(&text, 1);
    let mut leader = team::leader(3, on_lost);
    let address = leader.address().to_string();
    let stays = Running::join(address.clone(), 1, 3, 1);
    let mut leaves = Leaves(Some(Running::join(address, 2, 3, 1)));
    team::joined(&leader).unwrap();
    let run = Run::new(plan, team::threads(1));
    let finished = run.go_with(Some(&mut leader), &mut [&mut leaves]).unwrap();
    drop(leader);
    assert_eq!(stays.ended().unwrap(), Followed::ToTheEnd);
    (finished, shop.stats().requests)
}

#[test]
fn a_run_that_loses_one_stops_and_says_which() {
    let load = "[load]\nexecutor = 'constant-vus'\nvus = 9\nduration = '1h'\nstart_jitter = '0s'";
    let (finished, arrived) = without_one(OnLostShard::Stop, load);
    assert_eq!(finished.ending, Ending::GeneratorLost { shard: 2 });
    let lost: Vec<_> = finished.health.shards.iter().map(|shard| shard.lost_s.is_some()).collect();
    assert_eq!(lost, [false, false, true]);
    let tally = finished.summary.total.tally();
    assert_eq!(tally.started, tally.completed + tally.interrupted + tally.lost, "{tally:?}");
    // Each of its three shoppers is on a visit nearly all the time.
    assert!((1..=3).contains(&tally.lost), "{tally:?}");
    let counted = finished.summary.total.requests();
    assert!(
        counted <= arrived && counted + 200 > arrived,
        "at most a second is missing: {counted} of {arrived}"
    );
}

#[test]
fn a_run_that_may_goes_on_and_says_what_it_did_not_reach() {
    let load = "[load]\nexecutor = 'constant-arrival-rate'\nrate = 30\nduration = '6s'\npre_allocated_vus = 12\nmax_vus = 12";
    let (finished, _) = without_one(OnLostShard::Continue, load);
    assert_eq!(finished.ending, Ending::Completed);
    let tally = finished.summary.total.tally();
    assert_eq!(tally.started + tally.dropped + tally.not_reached, 180, "{tally:?}");
    assert_eq!(tally.started, tally.completed + tally.interrupted + tally.lost, "{tally:?}");
    // A third of the arrivals after the second or third second.
    assert!((25..=60).contains(&tally.not_reached), "{tally:?}");
    assert_eq!(tally.overdue, 0, "what the lost one left behind is not lateness: {tally:?}");
}
