//! The processes of a run: one, several here, or one on each of several machines.

mod children;
mod follow;

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs as _};
use std::num::NonZeroUsize;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use super::failure::Failure;
use super::options::GeneratorOptions;
use super::secrets::know;
use super::signals::Signals;
use crate::cluster::{ClusterError, ClusterToken, Leader, LeaderSettings, MOST_SHARDS, PORT, TOKEN_VARIABLE};
use crate::metric::ShardFacts;
use crate::plan::MachineCapacity;
use crate::run::{Generators, machine};
use crate::units::secret::Secret;
use crate::words::Message;
use children::Children;

pub(super) use follow::follow;

/// What this process is.
pub(super) enum GeneratorRole {
    /// The only one.
    Alone,
    /// It leads the others, which are this program again, on this machine.
    Here(usize),
    /// It leads the others, and listens there.
    Leads(String, usize),
    /// It follows the leader there.
    Follows { leader: String, shard: usize, shards: usize },
}

impl GeneratorOptions {
    /// What this process is.
    ///
    /// # Errors
    ///
    /// [`Failure::Usage`] when the numbers do not fit together.
    pub(super) fn part(&self) -> Result<GeneratorRole, Failure> {
        let usage = |message: Message| Failure::Usage(message);
        let shards = self.shards.map_or(1, NonZeroUsize::get);
        if shards > usize::from(MOST_SHARDS) {
            return Err(usage(Message::new("error-shards-most").with("most", u64::from(MOST_SHARDS))));
        }
        let Some(leader) = &self.cluster else {
            return Ok(if shards > 1 { GeneratorRole::Here(shards) } else { GeneratorRole::Alone });
        };
        if self.shards.is_none() {
            return Err(usage(Message::new("error-shards-needed")));
        }
        let shard = self.shard.ok_or_else(|| usage(Message::new("error-shard-needed")))?;
        if shard >= shards {
            return Err(usage(
                Message::new("error-shard-number").with("shard", shard as u64).with("shards", shards as u64),
            ));
        }
        let leader = with_port(leader);
        Ok(match shard {
            0 if shards == 1 => GeneratorRole::Alone,
            0 => GeneratorRole::Leads(leader, shards),
            shard => GeneratorRole::Follows { leader, shard, shards },
        })
    }
}

/// A leader's address with a port.
fn with_port(address: &str) -> String {
    let is_bare = match address.rsplit_once(':') {
        None => true,
        // An IPv6 address without a port.
        Some((host, _)) => (host.contains(':') && !host.ends_with(']')) || address.ends_with(']'),
    };
    match is_bare {
        false => address.to_owned(),
        true if address.contains(':') && !address.starts_with('[') => format!("[{address}]:{PORT}"),
        true => format!("{address}:{PORT}"),
    }
}

/// The other processes of a run that this one leads.
pub(super) struct Team {
    leader: Leader,
    children: Option<Children>,
    /// How many engine threads this process has.
    threads: NonZeroUsize,
}

impl Team {
    /// Begins to listen for the others, and starts them when they are to run here; `None` when there are none.
    pub(super) fn begin(
        options: &GeneratorOptions,
        capacity: MachineCapacity,
    ) -> Result<Option<Self>, Failure> {
        let cores = available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let (address, shards, token, threads) = match options.part()? {
            GeneratorRole::Alone | GeneratorRole::Follows { .. } => return Ok(None),
            GeneratorRole::Here(shards) => {
                let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
                let token =
                    ClusterToken::draw().map_err(|error| Failure::Unexpected(Message::from(&error)))?;
                (address, shards, token, children::threads_of(0, shards, cores))
            }
            GeneratorRole::Leads(leader, shards) => (address_of(&leader)?, shards, token()?, cores),
        };
        know(TOKEN_VARIABLE, Secret::new(token.expose()));
        let settings = LeaderSettings {
            address,
            token: token.clone(),
            shards,
            join_timeout: options.join_timeout,
            on_lost: options.on_lost,
            capacity,
            own: ShardFacts { threads: threads.get() as u64, ..own_facts() },
        };
        let leader = Leader::listen(settings)?;
        let children = match options.cluster {
            None => Some(Children::start(shards, leader.address(), &token, cores)?),
            Some(_) => None,
        };
        Ok(Some(Self { leader, children, threads }))
    }

    /// Waits until all have joined.
    pub(super) fn wait(&mut self, signals: &Signals) -> Result<(), Failure> {
        let Self { leader, children, .. } = self;
        super::process::in_runtime(signals.unless_received(async {
            let alive = async {
                match children {
                    Some(children) => children.first_end().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                joined = leader.joined() => Ok(joined?),
                ended = alive => Err(ended),
            }
        }))
    }

    /// The other processes, for the engine.
    pub(super) fn generators(&mut self) -> &mut dyn Generators {
        &mut self.leader
    }

    /// How many engine threads this process has.
    pub(super) const fn threads(&self) -> NonZeroUsize {
        self.threads
    }
}

impl Drop for Team {
    fn drop(&mut self) {
        if let Some(children) = &mut self.children {
            children.leave_by(Instant::now() + Duration::from_secs(10));
        }
    }
}

impl From<ClusterError> for Failure {
    fn from(error: ClusterError) -> Self {
        let message = Message::from(&error);
        match error {
            ClusterError::Token(_) | ClusterError::Address { .. } | ClusterError::Listen { .. } => {
                Self::Usage(message)
            }
            ClusterError::Plan(_) | ClusterError::TurnedAway(_) | ClusterError::Stranger => {
                Self::Refused(message)
            }
            _ => Self::Unexpected(message),
        }
    }
}

/// The token that all processes were given.
fn token() -> Result<ClusterToken, Failure> {
    ClusterToken::from_environment().map_err(|error| Failure::Usage(Message::from(&error)))
}

/// What is known of this process.
fn own_facts() -> ShardFacts {
    ShardFacts { host: host_name(), cores: machine().cores, ..ShardFacts::default() }
}

/// The name of this machine or pod.
#[cfg(unix)]
fn host_name() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

#[cfg(not(unix))]
fn host_name() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_default()
}

/// Where a leader listens: its own address, or all addresses of this machine when its name leads to one that is not a
/// machine's, as a service's, or nowhere yet: the names of pods are only known a moment after the pods begin.
fn address_of(leader: &str) -> Result<SocketAddr, Failure> {
    let port = leader.rsplit(':').next().and_then(|port| port.parse().ok());
    let port: u16 = port.ok_or_else(|| {
        let source = std::io::ErrorKind::InvalidInput.into();
        Failure::from(ClusterError::Address { address: leader.to_owned(), source })
    })?;
    // Only whether the address is of this machine: the port may be free or not.
    let is_own = |address: &SocketAddr| std::net::UdpSocket::bind((address.ip(), 0)).is_ok();
    let found = leader.to_socket_addrs().ok().and_then(|mut found| found.find(is_own));
    let anywhere = [SocketAddr::from((Ipv6Addr::UNSPECIFIED, port)), (Ipv4Addr::UNSPECIFIED, port).into()];
    Ok(found.or_else(|| anywhere.into_iter().find(is_own)).unwrap_or(anywhere[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leader_without_a_port_has_the_usual_one() {
        for (address, expected) in [
            ("leader", "leader:7117"),
            ("leader:1", "leader:1"),
            ("127.0.0.1", "127.0.0.1:7117"),
            ("::1", "[::1]:7117"),
            ("[::1]", "[::1]:7117"),
            ("[::1]:9", "[::1]:9"),
        ] {
            assert_eq!(with_port(address), expected);
        }
    }

    #[test]
    fn numbers_that_do_not_fit_are_mistakes() {
        let options = |shards, shard, cluster: Option<&str>| GeneratorOptions {
            shards: NonZeroUsize::new(shards),
            shard,
            cluster: cluster.map(str::to_owned),
            ..GeneratorOptions::default()
        };
        for (options, expected) in [
            (options(0, None, None), "alone"),
            (options(1, None, None), "alone"),
            // As in a pod that runs by itself.
            (options(0, Some(3), None), "alone"),
            (options(3, None, None), "here"),
            (options(3, Some(0), Some("l")), "leads"),
            (options(3, Some(2), Some("l")), "follows"),
            (options(1, Some(0), Some("l")), "alone"),
            (options(3, Some(3), Some("l")), "mistake"),
            (options(3, None, Some("l")), "mistake"),
            (options(0, Some(1), Some("l")), "mistake"),
            (options(1_001, None, None), "mistake"),
        ] {
            let found = match options.part() {
                Ok(GeneratorRole::Alone) => "alone",
                Ok(GeneratorRole::Here(3)) => "here",
                Ok(GeneratorRole::Leads(leader, 3)) if leader == "l:7117" => "leads",
                Ok(GeneratorRole::Follows { shard: 2, shards: 3, .. }) => "follows",
                Ok(_) => "another",
                Err(_) => "mistake",
            };
            assert_eq!(found, expected, "{options:?}");
        }
    }
}
