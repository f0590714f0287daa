//! What keeps processes from carrying out a run together.

use std::io;
use std::net::SocketAddr;

use super::TokenError;
use crate::run::{NewsError, RunError};
use crate::words::Message;

/// What keeps processes from carrying out a run together.
#[derive(Debug, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum ClusterError {
    /// The token is missing or weak.
    Token(#[from] TokenError),
    /// The leader cannot listen.
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The leader's address is not one.
    Address {
        /// The address as it was given.
        address: String,
        /// Why.
        source: io::Error,
    },
    /// Not all processes came in time.
    Missing {
        /// How many came.
        joined: usize,
        /// How many there are.
        shards: usize,
        /// The numbers of those that did not come.
        missing: Vec<usize>,
        /// The last reason for which one was turned away.
        turned_away: Option<Box<Message>>,
    },
    /// The leader could not be reached in time.
    Unreachable {
        /// The leader's address.
        leader: String,
        /// Why not, the last time.
        why: Box<Message>,
    },
    /// The leader turned this process away.
    TurnedAway(Box<Message>),
    /// The other end does not know the token.
    Stranger,
    /// The leader is gone.
    LeaderLost,
    /// The leader is there, but has given this process up.
    GivenUp,
    /// The other process was told to stop.
    Leaves,
    /// The connection broke.
    Io(#[from] io::Error),
    /// TLS failed.
    Tls(#[from] rustls::Error),
    /// The certificate of the run could not be made.
    Certificate(#[from] rcgen::Error),
    /// What came is not what the other end sends.
    Garbled(String),
    /// The measurements cannot be of this run.
    News(#[from] NewsError),
    /// The plan cannot be carried out here.
    Plan(Box<Message>),
    /// The engine failed.
    Run(#[from] RunError),
}

impl From<&ClusterError> for Message {
    fn from(error: &ClusterError) -> Self {
        match error {
            ClusterError::Token(error) => Message::from(error),
            ClusterError::Listen { address, source } => Message::new("error-cluster-listen")
                .exact("address", address)
                .with("why", Message::from(source)),
            ClusterError::Address { address, source } => Message::new("error-cluster-address")
                .exact("address", address)
                .with("why", Message::from(source)),
            ClusterError::Missing { joined, shards, missing, turned_away } => {
                let told = Message::new("error-cluster-missing")
                    .with("joined", *joined as u64)
                    .with("shards", *shards as u64)
                    .exact("missing", numbers(missing));
                match turned_away {
                    None => told,
                    Some(why) => Message::new("error-cluster-turned-one-away")
                        .with("what", told)
                        .with("why", Message::clone(why)),
                }
            }
            ClusterError::Unreachable { leader, why } => Message::new("error-cluster-unreachable")
                .exact("leader", leader)
                .with("why", Message::clone(why)),
            ClusterError::TurnedAway(why) => {
                Message::new("error-cluster-turned-away").with("why", Message::clone(why))
            }
            ClusterError::Stranger => Message::new("error-cluster-stranger"),
            ClusterError::LeaderLost => Message::new("error-cluster-leader-lost"),
            ClusterError::GivenUp => Message::new("error-cluster-given-up"),
            ClusterError::Leaves => Message::new("error-cluster-leaves"),
            ClusterError::Io(error) => Message::from(error),
            ClusterError::Tls(error) => Message::new("error-tls-settings").exact("why", error),
            ClusterError::Certificate(error) => Message::new("error-tls-settings").exact("why", error),
            ClusterError::Garbled(why) => Message::new("error-cluster-garbled").exact("why", why),
            ClusterError::News(error) => Message::from(error),
            ClusterError::Plan(why) => Message::clone(why),
            ClusterError::Run(error) => Message::from(error),
        }
    }
}

/// `2, 5 and 7` as numbers alone: `2, 5, 7`, at most ten of them.
fn numbers(list: &[usize]) -> String {
    let mut texts: Vec<String> = list.iter().take(10).map(usize::to_string).collect();
    if list.len() > texts.len() {
        texts.push("…".to_owned());
    }
    texts.join(", ")
}
