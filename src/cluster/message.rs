//! What leader and followers say to each other.

use serde::{Deserialize, Serialize};

use super::job::Assignment;
use crate::metric::Micros;
use crate::run::{RunShare, ThreadNews, Told};

/// What a process must have in common with its leader: the same program.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What a follower says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum FromFollower {
    /// It wants to join.
    Hello(Hello),
    /// It has its part of the plan, which it understands as this.
    Ready { fingerprint: String },
    /// It cannot carry out its part.
    Unable { why: String },
    /// Its clock says this.
    Clock { micros: Micros },
    /// It has begun, so much later than it should.
    Began { late_us: Micros },
    /// What its threads tell.
    News(ThreadNews),
    /// It is still there.
    Alive,
    /// A signal told it to go.
    Leaving,
}

/// Who wants to join.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Hello {
    /// The program's version.
    pub(super) version: String,
    /// Its number, from 1.
    pub(super) shard: usize,
    /// How many processes it thinks there are.
    pub(super) shards: usize,
    /// The name of its machine.
    pub(super) host: String,
    /// The cores that it may use.
    pub(super) cores: u64,
    /// How many engine threads it wants to have.
    pub(super) threads: usize,
}

/// What the leader says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum FromLeader {
    /// The follower has joined.
    Welcome,
    /// It cannot join, for this reason in English.
    Refused { why: String },
    /// Its part of a run.
    Part { share: RunShare, job: Box<Assignment> },
    /// What does its clock say?
    WhatTime,
    /// The run begins when its clock says this.
    Start { micros: Micros },
    /// What its threads have to do.
    Told(Told),
    /// The run has ended.
    Ended,
    /// The leader is still there.
    Alive,
    /// Nothing more will be run.
    Goodbye,
    /// The run goes on or ends without the follower, of which too little was heard.
    GivenUp,
}
