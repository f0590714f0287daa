//! A process that another one leads.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::sleep_until;

use super::channel::{FrameReader, FrameWriter, connect};
use super::clock::{OwnPulse, ProcessClock};
use super::job::{Accepted, Assignment};
use super::member::{hung_up, read_all};
use super::message::{FromFollower, FromLeader, Hello, VERSION};
use super::{BEAT, ClusterError, ClusterToken, SILENCE};
use crate::http::NetworkOptions;
use crate::plan::Plan;
use crate::run::{
    FollowedOrders, FollowedRun, FollowedThreads, RunError, RunSettings, RunShare, ThreadNews, Told,
};
use crate::words::Message;

/// How long before a leader that cannot be reached is tried again.
const RETRY: Duration = Duration::from_millis(250);

/// How this process reaches the shop of a plan, and what it must not tell of it.
pub type Reach = Arc<dyn Fn(&Plan, u32) -> Result<NetworkOptions, Message> + Send + Sync>;

/// What a follower needs to know.
#[derive(Clone)]
pub struct FollowerSettings {
    /// The leader: a name or an address with a port.
    pub leader: String,
    /// What both must know.
    pub token: ClusterToken,
    /// Its number, from 1.
    pub shard: usize,
    /// The number of processes, with the leader.
    pub shards: usize,
    /// How long it looks for the leader.
    pub join_timeout: Duration,
    /// The name of its machine.
    pub host: String,
    /// The cores that it may use.
    pub cores: u64,
    /// How many engine threads it has.
    pub threads: usize,
    /// Asked once for each plan, with the number of its virtual users here.
    pub reach: Reach,
}

/// How following ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Followed {
    /// The leader said goodbye.
    ToTheEnd,
    /// This process was told to leave.
    Left,
}

/// A process that has joined a leader.
pub struct RunFollower {
    settings: FollowerSettings,
    reader: FrameReader,
    writer: FrameWriter,
}

/// What a follower is doing.
enum FollowerWork {
    Nothing,
    Ready(Box<FollowedRun>),
    Running(FollowedOrders),
}

impl RunFollower {
    /// Looks for the leader and joins it.
    ///
    /// # Errors
    ///
    /// [`ClusterError`] when it cannot be found in time, has another token, or turns this process away.
    pub async fn join(settings: FollowerSettings) -> Result<Self, ClusterError> {
        let deadline = Instant::now() + settings.join_timeout;
        loop {
            match Self::try_to_join(&settings).await {
                Ok(joined) => return Ok(joined),
                Err(error @ (ClusterError::TurnedAway(_) | ClusterError::Stranger)) => return Err(error),
                Err(error) if Instant::now() >= deadline => {
                    return Err(ClusterError::Unreachable {
                        leader: settings.leader,
                        why: Box::new(Message::from(&error)),
                    });
                }
                Err(_) => tokio::time::sleep(RETRY).await,
            }
        }
    }

    async fn try_to_join(settings: &FollowerSettings) -> Result<Self, ClusterError> {
        let addresses: Vec<SocketAddr> = tokio::net::lookup_host(&settings.leader).await?.collect();
        let connecting = tokio::time::timeout(SILENCE, TcpStream::connect(&*addresses));
        let socket = connecting.await.map_err(|_| std::io::Error::from(std::io::ErrorKind::TimedOut))??;
        let (mut reader, mut writer) = connect(socket, &settings.token).await?;
        let hello = Hello {
            version: VERSION.to_owned(),
            shard: settings.shard,
            shards: settings.shards,
            host: settings.host.clone(),
            cores: settings.cores,
            threads: settings.threads,
        };
        writer.write(&FromFollower::Hello(hello)).await?;
        match reader.read().await? {
            FromLeader::Welcome => Ok(Self { settings: settings.clone(), reader, writer }),
            FromLeader::Refused { why } => Err(ClusterError::TurnedAway(Box::new(Message::plain(why)))),
            _ => Err(ClusterError::Garbled("no welcome".to_owned())),
        }
    }

    /// Does what the leader says, until it says goodbye, is gone, or `leave` resolves.
    ///
    /// # Errors
    ///
    /// [`ClusterError`] when the leader is gone, its plan cannot be carried out, or the engine fails. No load goes on then.
    pub async fn follow(self, leave: impl Future<Output = ()>) -> Result<Followed, ClusterError> {
        let Self { settings, reader, writer } = self;
        let (news, told) = mpsc::unbounded_channel();
        let following =
            Following { settings, writer, clock: ProcessClock::new(), work: FollowerWork::Nothing, news };
        following.follow(reader, told, leave).await
    }
}

/// What a thread of this process tells: its news, or that all threads have ended.
type NewsOrEnd = Result<ThreadNews, Result<(), RunError>>;

struct Following {
    settings: FollowerSettings,
    writer: FrameWriter,
    clock: ProcessClock,
    work: FollowerWork,
    news: mpsc::UnboundedSender<NewsOrEnd>,
}

impl Following {
    async fn follow(
        mut self,
        reader: FrameReader,
        mut told: mpsc::UnboundedReceiver<NewsOrEnd>,
        leave: impl Future<Output = ()>,
    ) -> Result<Followed, ClusterError> {
        let mut frames = read_all(reader);
        let (mut heard, mut beat) = (Instant::now(), Instant::now());
        let pulse = OwnPulse::begin();
        tokio::pin!(leave);
        let ended = loop {
            tokio::select! {
                frame = frames.recv() => {
                    heard = Instant::now();
                    let frame = match frame.unwrap_or_else(|| Err(hung_up())) {
                        Ok(frame) => frame,
                        Err(ClusterError::Io(_)) => break Err(ClusterError::LeaderLost),
                        Err(error) => break Err(error),
                    };
                    match self.obey(frame).await {
                        Ok(true) => {}
                        Ok(false) => break Ok(Followed::ToTheEnd),
                        Err(error) => break Err(error),
                    }
                }
                Some(news) = told.recv() => match news {
                    Ok(news) => {
                        beat = Instant::now();
                        if let Err(error) = self.writer.write(&FromFollower::News(news)).await {
                            break Err(lost(error));
                        }
                    }
                    Err(Ok(())) => self.work = FollowerWork::Nothing,
                    Err(Err(error)) => break Err(error.into()),
                },
                () = sleep_until((beat + BEAT).into()) => {
                    beat = Instant::now();
                    if let Err(error) = self.writer.write(&FromFollower::Alive).await {
                        break Err(lost(error));
                    }
                }
                () = sleep_until((heard + SILENCE).into()) => {
                    if pulse.stood_still(Instant::now()).is_none() {
                        break Err(ClusterError::LeaderLost);
                    }
                    // What the leader said meanwhile is read now.
                    heard = Instant::now();
                }
                () = &mut leave => {
                    // The leader hears of it, or finds out.
                    let _gone = self.writer.write(&FromFollower::Leaving).await;
                    break Ok(Followed::Left);
                }
            }
        };
        self.stop(&mut told).await;
        match ended {
            Err(ClusterError::LeaderLost) => Err(why_lost(&mut frames).await),
            ended => ended,
        }
    }

    /// Stops the load, and waits until nothing is sent any more.
    async fn stop(&mut self, told: &mut mpsc::UnboundedReceiver<NewsOrEnd>) {
        let FollowerWork::Running(orders) = &self.work else { return };
        orders.tell(Told::to_stop());
        let quiet = async { while matches!(told.recv().await, Some(Ok(_))) {} };
        let _in_time = tokio::time::timeout(SILENCE, quiet).await;
    }

    /// Does what the leader says; `false` when that was the last.
    async fn obey(&mut self, frame: FromLeader) -> Result<bool, ClusterError> {
        match frame {
            FromLeader::Part { share, job } => self.prepare(share, *job).await?,
            FromLeader::WhatTime => {
                let micros = self.clock.micros(Instant::now());
                self.writer.write(&FromFollower::Clock { micros }).await.map_err(lost)?;
            }
            FromLeader::Start { micros } => self.start(self.clock.instant(micros)).await?,
            FromLeader::Told(told) => {
                if let FollowerWork::Running(orders) = &self.work {
                    orders.tell(told);
                }
            }
            FromLeader::Goodbye => return Ok(false),
            FromLeader::GivenUp => return Err(ClusterError::GivenUp),
            FromLeader::Ended | FromLeader::Alive | FromLeader::Welcome | FromLeader::Refused { .. } => {}
        }
        Ok(true)
    }

    /// Gets ready for its part, beside the connection's signs of life.
    async fn prepare(&mut self, share: RunShare, job: Assignment) -> Result<(), ClusterError> {
        let (reach, threads) = (Arc::clone(&self.settings.reach), self.settings.threads);
        let preparing = tokio::task::spawn_blocking(move || prepare(share, job, &reach, threads));
        tokio::pin!(preparing);
        let prepared = loop {
            tokio::select! {
                prepared = &mut preparing => break prepared,
                () = tokio::time::sleep(BEAT) => {
                    self.writer.write(&FromFollower::Alive).await.map_err(lost)?;
                }
            }
        };
        let prepared = prepared.map_err(|error| ClusterError::Garbled(error.to_string()))?;
        match prepared {
            Ok((run, fingerprint)) => {
                self.work = FollowerWork::Ready(Box::new(run));
                self.writer.write(&FromFollower::Ready { fingerprint }).await.map_err(lost)
            }
            Err(error) => {
                let why = error.to_string();
                self.writer.write(&FromFollower::Unable { why }).await.map_err(lost)?;
                Err(error)
            }
        }
    }

    async fn start(&mut self, start: Instant) -> Result<(), ClusterError> {
        let FollowerWork::Ready(run) = std::mem::replace(&mut self.work, FollowerWork::Nothing) else {
            return Err(ClusterError::Garbled("a start without a plan".to_owned()));
        };
        let (threads, orders) = run.start(start);
        let late = Instant::now().saturating_duration_since(start);
        self.work = FollowerWork::Running(orders);
        let news = self.news.clone();
        thread::Builder::new().name("news".into()).spawn(move || tell_news(threads, &news))?;
        let late_us = u64::try_from(late.as_micros()).unwrap_or(u64::MAX);
        self.writer.write(&FromFollower::Began { late_us }).await.map_err(lost)
    }
}

fn prepare(
    share: RunShare,
    job: Assignment,
    reach: &Reach,
    threads: usize,
) -> Result<(FollowedRun, String), ClusterError> {
    let Accepted { plan, headers, run_id, trace, fingerprint } = job.unpack()?;
    if share.threads != threads {
        return Err(ClusterError::Garbled("another number of threads".to_owned()));
    }
    let vus = plan.timetable().loads().iter().fold(0_u32, |sum, load| sum.saturating_add(share.vus(load)));
    let network = reach(&plan, vus).map_err(|why| ClusterError::Plan(Box::new(why)))?;
    let settings = RunSettings { network, headers, run_id, trace, ..RunSettings::default() };
    Ok((FollowedRun::prepare(Arc::new(plan), settings, share)?, fingerprint))
}

/// Tells what the threads tell, to their end.
fn tell_news(mut threads: FollowedThreads, news: &mpsc::UnboundedSender<NewsOrEnd>) {
    while let Some(told) = threads.hear() {
        // When this process leaves, the receiver is gone; the threads end all the same.
        let _gone = news.send(Ok(told));
    }
    let _gone = news.send(Err(threads.join()));
}

/// Why the leader is gone, which it may have said before it went: one who has given this process up closes the connection.
async fn why_lost(frames: &mut mpsc::Receiver<Result<FromLeader, ClusterError>>) -> ClusterError {
    let given_up = async {
        while let Some(Ok(frame)) = frames.recv().await {
            if matches!(frame, FromLeader::GivenUp) {
                return true;
            }
        }
        false
    };
    match tokio::time::timeout(BEAT, given_up).await {
        Ok(true) => ClusterError::GivenUp,
        Ok(false) | Err(_) => ClusterError::LeaderLost,
    }
}

/// What a failed write means.
fn lost(error: ClusterError) -> ClusterError {
    match error {
        ClusterError::Io(_) => ClusterError::LeaderLost,
        error => error,
    }
}
