//! The processes of a run: one, several here, or one on each of several machines.

mod children;
mod follow;

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs as _};
use std::num::NonZeroUsize;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use super::failure::Failure;
use super::secrets::know;
use super::signals::Signals;
use crate::cluster::{ClusterError, Leader, LeaderSettings, PORT, TOKEN_VARIABLE, Token};
use crate::metric::ShardFacts;
use crate::plan::MachineCapacity;
use crate::run::{Generators, OnLostShard, machine};
use crate::units::secret::Secret;
use crate::words::Message;
use children::Children;

pub(super) use follow::follow;

/// Which processes carry out a run, and which of them this one is.
#[derive(Debug, Clone)]
pub struct GeneratorOptions {
    /// How many there are; absent: one, or with `cluster` a mistake.
    pub shards: Option<NonZeroUsize>,
    /// Where the leader is, when the others are on other machines: a name or an address, with or without a port.
    pub cluster: Option<String>,
    /// The number of this one, from 0; 0 leads.
    pub shard: Option<usize>,
    /// How long the others have to join.
    pub join_timeout: Duration,
    /// What happens when one is lost during the run.
    pub on_lost: OnLostShard,
    /// This process was started by a leader on this machine, and has so many engine threads.
    pub threads: Option<NonZeroUsize>,
}

impl Default for GeneratorOptions {
    fn default() -> Self {
        Self {
            shards: None,
            cluster: None,
            shard: None,
            join_timeout: Duration::from_secs(120),
            on_lost: OnLostShard::Stop,
            threads: None,
        }
    }
}

/// What this process is.
pub(super) enum Part {
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
    pub(super) fn part(&self) -> Result<Part, Failure> {
        let usage = |message: Message| Failure::Usage(message);
        let shards = self.shards.map_or(1, NonZeroUsize::get);
        if shards > crate::cluster::MOST_SHARDS {
            return Err(usage(
                Message::new("error-shards-most").with("most", crate::cluster::MOST_SHARDS as u64),
            ));
        }
        let Some(leader) = &self.cluster else {
            return Ok(if shards > 1 { Part::Here(shards) } else { Part::Alone });
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
            0 if shards == 1 => Part::Alone,
            0 => Part::Leads(leader, shards),
            shard => Part::Follows { leader, shard, shards },
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
            Part::Alone | Part::Follows { .. } => return Ok(None),
            Part::Here(shards) => {
                let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
                let token = Token::draw().map_err(|error| Failure::Unexpected(Message::from(&error)))?;
                (address, shards, token, children::threads_of(0, shards, cores))
            }
            Part::Leads(leader, shards) => (address_of(&leader)?, shards, token()?, cores),
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
fn token() -> Result<Token, Failure> {
    Token::from_environment().map_err(|error| Failure::Usage(Message::from(&error)))
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
/// machine's, as a service's.
fn address_of(leader: &str) -> Result<SocketAddr, Failure> {
    let cannot = |source| ClusterError::Address { address: leader.to_owned(), source };
    let found = leader.to_socket_addrs().map_err(cannot)?.next();
    let Some(address) = found else {
        return Err(cannot(std::io::ErrorKind::NotFound.into()).into());
    };
    // Only whether the address is of this machine: the port may be free or not.
    let is_own = std::net::UdpSocket::bind((address.ip(), 0)).is_ok();
    let anywhere = match address {
        SocketAddr::V4(_) => SocketAddr::from((Ipv4Addr::UNSPECIFIED, address.port())),
        SocketAddr::V6(_) => SocketAddr::from((Ipv6Addr::UNSPECIFIED, address.port())),
    };
    Ok(if is_own { address } else { anywhere })
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
                Ok(Part::Alone) => "alone",
                Ok(Part::Here(3)) => "here",
                Ok(Part::Leads(leader, 3)) if leader == "l:7117" => "leads",
                Ok(Part::Follows { shard: 2, shards: 3, .. }) => "follows",
                Ok(_) => "another",
                Err(_) => "mistake",
            };
            assert_eq!(found, expected, "{options:?}");
        }
    }
}
