//! What a run's own folder says about the process that carries it out, for the program that started it. Only runs of the team's
//! desk have these files.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

/// The file that the process makes first and holds locked as long as it lives. It is made once in a folder, so of two processes
/// that are started for one folder, one goes on.
pub const CLAIM_FILE: &str = "process.json";
/// The file with where the process's control API listens.
pub const CONTROL_FILE: &str = "control.json";
/// The file with how the process ended.
pub const END_FILE: &str = "process-end.json";

/// The process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimRecord {
    /// Its number, as long as it lives.
    pub pid: u32,
    /// When it made the file.
    pub begun: jiff::Timestamp,
}

/// Where its control API listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControlRecord {
    /// The address.
    pub address: SocketAddr,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessEndRecord {
    /// Its exit code.
    pub exit: u8,
    /// What it said of a command that failed.
    pub problem: Option<String>,
}
