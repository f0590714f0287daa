//! `bench` as a follower: it carries out what its leader says.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread::available_parallelism;

use super::{host_name, token};
use crate::app::failure::{Ended, Failure};
use crate::app::options::BenchOptions;
use crate::app::output::View;
use crate::app::process::in_runtime;
use crate::app::secrets::{know, know_scenario};
use crate::app::signals::Signals;
use crate::app::target::TargetOptions;
use crate::cluster::{Followed, FollowerSettings, Reach, RunFollower, TOKEN_VARIABLE};
use crate::plan::Plan;
use crate::run::{capacity, machine};
use crate::units::secret::Secret;
use crate::words::Message;

/// Joins the leader and does what it says, to its goodbye. Nothing is written; the leader has the run.
pub(in crate::app) fn follow(
    options: &BenchOptions,
    (leader, shard, shards): (String, usize, usize),
    signals: &Signals,
) -> Result<Ended, Failure> {
    let generators = &options.generators;
    let cores = available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let token = token()?;
    know(TOKEN_VARIABLE, Secret::new(token.expose()));
    let settings = FollowerSettings {
        leader,
        token,
        shard,
        shards,
        join_timeout: generators.join_timeout,
        host: host_name(),
        cores: machine().cores,
        threads: generators.threads.unwrap_or(cores).get(),
        reach: reach(options.reach.clone()),
    };
    let view = View::new(options.quiet || generators.threads.is_some(), options.lang);
    let name = |message: Message| {
        let message = message.with("shard", shard as u64).with("shards", shards as u64);
        view.say(&message.exact("leader", &settings.leader).say(options.lang));
    };
    name(Message::new("follower-looks"));
    let followed = in_runtime(async {
        let joined = tokio::select! {
            joined = RunFollower::join(settings.clone()) => joined?,
            () = signals.received() => return Err(Failure::Interrupted),
        };
        name(Message::new("follower-joined"));
        Ok(joined.follow(signals.received()).await?)
    })?;
    let (said, ended) = match followed {
        Followed::ToTheEnd => (Message::new("follower-ended"), Ended::Held),
        Followed::Left => (Message::new("follower-left"), Ended::Interrupted),
    };
    name(said);
    Ok(ended)
}

/// How this process reaches the shop of its leader's plan: by its own certificates, addresses and proxy.
fn reach(options: TargetOptions) -> Reach {
    Arc::new(move |plan: &Plan, vus: u32| {
        know_scenario(&plan.scenario());
        capacity(1, 0).allow(vus).map_err(|error| Message::from(&error))?;
        let network = options.network().map_err(|failure| Message::from(&failure))?;
        let site = plan.site();
        if let Some(host) = site.root().host_str() {
            network.resolver.keep_to(host, site.class());
        }
        Ok(network)
    })
}
