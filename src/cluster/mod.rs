//! A run over several processes: the leader, whose engine merges what all of them measure, and the followers.
//!
//! A follower is a few engine threads (`run::Generators`) whose channel is a connection: TLS 1.3 with a certificate that the leader
//! makes for the run, and on both ends a proof that the other knows the run's token (`channel`). Over it go frames of JSON
//! (`message`). Only the leader sees the page, tries the cart and asks the limits; a follower gets the plan (`job`) and refuses to
//! walk one that it does not understand as the leader does.
//!
//! ```text
//! leader     listens, waits for all, gives them their parts; member is its end of one connection
//! follower   joins, carries out what it is given, stops when the leader is gone
//! job        a plan for another process
//! clock      how the clocks of two processes differ, and whether this one ran
//! channel    an authenticated connection; message is what goes over it
//! token      what all processes of a run know
//! ```

mod channel;
mod clock;
mod error;
mod follower;
mod job;
mod leader;
mod member;
mod message;
mod token;

use std::time::Duration;

pub use error::ClusterError;
pub use follower::{Followed, FollowerSettings, Reach, RunFollower};
pub use leader::{Leader, LeaderSettings};
pub use token::{ClusterToken, TOKEN_VARIABLE, TokenError};

/// The port of a leader whose address names none.
pub const PORT: u16 = 7117;

/// The most processes of a run. Each costs the leader a connection, and a merge of each step's buckets a second.
pub const MOST_SHARDS: u16 = 1_000;

/// After this time without a sign of life the other end is gone.
const SILENCE: Duration = Duration::from_secs(5);

/// The time between two signs of life.
const BEAT: Duration = Duration::from_secs(1);
