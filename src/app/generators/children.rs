//! Followers on this machine: this program again, with the same arguments.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::app::failure::Failure;
use crate::cluster::{ClusterToken, TOKEN_VARIABLE};
use crate::words::Message;

/// The flag by which a follower knows that it was started here.
pub(in crate::app) const THREADS_FLAG: &str = "local-threads";

/// How often the followers are looked after.
const LOOK: Duration = Duration::from_millis(50);

/// The followers that this process started. They end with it: without their leader they stop by themselves.
#[derive(Debug)]
pub(super) struct Children(Vec<(usize, Child)>);

/// How many engine threads one of the processes on a machine has: all together as many as cores, if there are enough.
pub(super) fn threads_of(shard: usize, shards: usize, cores: NonZeroUsize) -> NonZeroUsize {
    let cores = cores.get();
    let own = cores / shards + usize::from(shard < cores % shards);
    NonZeroUsize::new(own).unwrap_or(NonZeroUsize::MIN)
}

impl Children {
    /// Starts all but the leader.
    pub(super) fn start(
        shards: usize,
        leader: SocketAddr,
        token: &ClusterToken,
        cores: NonZeroUsize,
    ) -> Result<Self, Failure> {
        let program = std::env::current_exe()?;
        let mut children = Self(Vec::new());
        for shard in 1..shards {
            let mut command = Command::new(&program);
            command
                .args(std::env::args_os().skip(1))
                .args(own_arguments(shard, leader, threads_of(shard, shards, cores)))
                .env(TOKEN_VARIABLE, token.expose())
                .stdin(Stdio::null())
                .stdout(Stdio::null());
            in_own_group(&mut command);
            // One that cannot be started lets those before it go, as they are dropped.
            children.0.push((shard, command.spawn()?));
        }
        Ok(children)
    }

    /// Waits until one ends, which none does while the leader is there; says which.
    pub(super) async fn first_end(&mut self) -> Failure {
        loop {
            for (shard, child) in &mut self.0 {
                if let Ok(Some(status)) = child.try_wait() {
                    let ended = Message::new("error-child-ended").with("shard", *shard as u64);
                    return Failure::Unexpected(ended.exact("status", status));
                }
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Waits until all have ended, but no longer than this.
    pub(super) fn leave_by(&mut self, deadline: Instant) {
        for (_, child) in &mut self.0 {
            loop {
                match child.try_wait() {
                    Ok(None) if Instant::now() < deadline => std::thread::sleep(LOOK),
                    Ok(Some(_)) => break,
                    Ok(None) | Err(_) => {
                        // It is gone, or hangs: nothing of it is needed any more.
                        let _gone = child.kill();
                        let _reaped = child.wait();
                        break;
                    }
                }
            }
        }
    }
}

fn own_arguments(shard: usize, leader: SocketAddr, threads: NonZeroUsize) -> Vec<OsString> {
    vec![
        "--cluster".into(),
        leader.to_string().into(),
        "--shard".into(),
        shard.to_string().into(),
        format!("--{THREADS_FLAG}").into(),
        threads.to_string().into(),
    ]
}

/// A Ctrl-C in the terminal is the leader's: it tells the others what to do.
#[cfg(unix)]
fn in_own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;
    command.process_group(0);
}

#[cfg(not(unix))]
const fn in_own_group(_: &mut Command) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cores_are_shared_out() {
        let all = |shards, cores: usize| {
            let cores = NonZeroUsize::new(cores).unwrap();
            (0..shards).map(|shard| threads_of(shard, shards, cores).get()).collect::<Vec<_>>()
        };
        assert_eq!(all(3, 8), [3, 3, 2]);
        assert_eq!(all(3, 2), [1, 1, 1]);
        assert_eq!(all(2, 4), [2, 2]);
    }
}
