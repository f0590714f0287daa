//! The process that leads a run: listens, waits for the others, and gives each its part.

use std::collections::BTreeMap;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError, mpsc as blocking};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tokio::net::TcpStream;
use tokio::runtime::{Builder, LocalOptions};
use tokio::sync::{Semaphore, mpsc, watch};

use super::channel::{Acceptor, FrameReader};
use super::clock::OwnPulse;
use super::job::AssignmentMaker;
use super::member::{Member, MemberCommand, MemberState};
use super::message::{FromFollower, FromLeader, Hello, VERSION};
use super::{ClusterError, ClusterToken, SILENCE};
use crate::metric::ShardFacts;
use crate::plan::{MachineCapacity, Plan};
use crate::run::{CrewLink, Generators, NotReady, OnLostShard, RunSettings, RunShare};
use crate::words::Message;

/// How long followers may take to get ready: they unpack the plan and make their threads.
const PREPARATION: Duration = Duration::from_secs(60);

/// The start of a run, after the last follower is ready: time enough to tell all of them.
const HEAD_START: Duration = Duration::from_millis(300);

/// How many may shake hands at once.
const HANDSHAKES: usize = 64;

/// What a leader needs to know.
#[derive(Debug, Clone)]
pub struct LeaderSettings {
    /// Where it listens; port 0 is any.
    pub address: SocketAddr,
    /// What the others must know.
    pub token: ClusterToken,
    /// The number of processes, with this one.
    pub shards: usize,
    /// How long it waits for the others.
    pub join_timeout: Duration,
    /// What happens when one is lost.
    pub on_lost: OnLostShard,
    /// What this machine lends to this process.
    pub capacity: MachineCapacity,
    /// What is known of this process.
    pub own: ShardFacts,
}

/// The process that leads a run.
pub struct Leader {
    settings: LeaderSettings,
    address: SocketAddr,
    hall: Arc<Hall>,
    thread: Option<JoinHandle<()>>,
    /// Dropped, it lets the thread end.
    open: Option<watch::Sender<()>>,
    begun: Instant,
}

/// Where followers take their seats.
#[derive(Default)]
struct Hall {
    seats: Mutex<Seats>,
    /// Changes with each one who comes or goes.
    changed: watch::Sender<u64>,
}

#[derive(Default)]
struct Seats {
    taken: BTreeMap<usize, Seat>,
    /// Set when the first part is dealt: later processes are turned away.
    closed: bool,
    turned_away: Option<Message>,
}

struct Seat {
    state: Arc<MemberState>,
    threads: usize,
    commands: mpsc::UnboundedSender<MemberCommand>,
}

impl Leader {
    /// Listens from now on.
    ///
    /// # Errors
    ///
    /// [`ClusterError`] when it cannot listen, or the run's certificate cannot be made.
    pub fn listen(settings: LeaderSettings) -> Result<Self, ClusterError> {
        let listener = TcpListener::bind(settings.address)
            .map_err(|source| ClusterError::Listen { address: settings.address, source })?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let acceptor = Acceptor::new()?;
        let hall = Arc::new(Hall::default());
        let (open, closed) = watch::channel(());
        let runtime_of_thread = (settings.clone(), Arc::clone(&hall));
        let thread = thread::Builder::new().name("cluster".into()).spawn(move || {
            let (settings, hall) = runtime_of_thread;
            let runtime = Builder::new_current_thread().enable_all().build_local(LocalOptions::default());
            let ended = runtime
                .and_then(|runtime| runtime.block_on(receive(listener, acceptor, settings, hall, closed)));
            if let Err(error) = ended {
                tracing::error!("the generators cannot be heard: {error}");
            }
        })?;
        Ok(Self { settings, address, hall, thread: Some(thread), open: Some(open), begun: Instant::now() })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until all followers have joined.
    ///
    /// # Errors
    ///
    /// [`ClusterError::Missing`] when some have not, after the time that they have.
    pub async fn joined(&self) -> Result<(), ClusterError> {
        let mut changed = self.hall.changed.subscribe();
        let deadline = self.begun + self.settings.join_timeout;
        loop {
            let missing = self.missing();
            if missing.is_empty() {
                return Ok(());
            }
            let waiting = tokio::time::timeout_at(deadline.into(), changed.changed());
            if waiting.await.is_err() {
                let turned_away = self.hall.lock().turned_away.clone().map(Box::new);
                let (shards, joined) = (self.settings.shards, self.settings.shards - missing.len());
                return Err(ClusterError::Missing { joined, shards, missing, turned_away });
            }
        }
    }

    fn missing(&self) -> Vec<usize> {
        let seats = self.hall.lock();
        let is_there = |shard: &usize| seats.taken.get(shard).is_some_and(|seat| !seat.state.is_gone());
        (1..self.settings.shards).filter(|shard| !is_there(shard)).collect()
    }

    /// Refuses what the processes cannot carry out together.
    fn refuse(&self, plan: &Plan, shares: &[RunShare]) -> Result<(), Message> {
        let cap = plan.limits().max_requests_per_second();
        if let Some(cap) = cap.filter(|cap| (cap.get() as usize) < shares.len()) {
            return Err(Message::new("error-cluster-small-cap")
                .with("cap", u64::from(cap.get()))
                .with("shards", shares.len() as u64));
        }
        let own = plan.timetable().loads().iter().filter_map(|load| Some(shares.first()?.vus(load)));
        let own = own.fold(0_u32, u32::saturating_add);
        self.settings.capacity.allow(own).map_err(|error| Message::from(&error))
    }

    /// Gives each follower its part, and waits until all are ready.
    fn deal(&self, job: &Arc<AssignmentMaker>, shares: &[RunShare]) -> Result<(), NotReady> {
        let (reply, replies) = blocking::channel();
        let (mut asked, mut gone) = (Vec::new(), None);
        self.each(|shard, seat| {
            let Some(share) = shares.get(shard) else { return };
            let command =
                MemberCommand::Prepare { job: Arc::clone(job), share: *share, reply: reply.clone() };
            if !seat.state.is_gone() && seat.commands.send(command).is_ok() {
                asked.push(shard);
            } else {
                gone.get_or_insert(shard);
            }
        });
        drop(reply);
        let named = |shard: usize, why: Message| {
            Message::new("error-cluster-shard").with("shard", shard as u64).with("why", why)
        };
        if let Some(shard) = gone.filter(|_| self.settings.on_lost == OnLostShard::Stop) {
            return Err(NotReady::Gone(named(shard, Message::new("error-cluster-gone"))));
        }
        let deadline = Instant::now() + PREPARATION;
        while !asked.is_empty() {
            let left = deadline.saturating_duration_since(Instant::now());
            match replies.recv_timeout(left) {
                Ok((shard, Ok(()))) => asked.retain(|other| *other != shard),
                Ok((shard, Err(why))) => return Err(why.said_as(|why| named(shard, why))),
                Err(_) => {
                    return Err(NotReady::Gone(named(asked[0], Message::new("error-cluster-not-ready"))));
                }
            }
        }
        Ok(())
    }

    /// Acts on each follower that joined, gone or not.
    fn each(&self, mut act: impl FnMut(usize, &Seat)) {
        self.hall.lock().taken.iter().for_each(|(shard, seat)| act(*shard, seat));
    }
}

impl Drop for Leader {
    fn drop(&mut self) {
        // Without a sender of commands, members say goodbye.
        let mut seats = self.hall.lock();
        seats.closed = true;
        seats.taken.clear();
        drop(seats);
        self.open = None;
        if let Some(thread) = self.thread.take() {
            // A mistake in that thread was told by its panic.
            let _failed = thread.join();
        }
    }
}

impl Hall {
    fn lock(&self) -> std::sync::MutexGuard<'_, Seats> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn has_changed(&self) {
        self.changed.send_modify(|count| *count += 1);
    }
}

impl Generators for Leader {
    fn threads(&self) -> Vec<usize> {
        let mut threads = vec![0; self.settings.shards.saturating_sub(1)];
        self.each(|shard, seat| {
            if !seat.state.is_gone()
                && let Some(own) = threads.get_mut(shard - 1)
            {
                *own = seat.threads;
            }
        });
        threads
    }

    fn prepare(
        &mut self,
        plan: &Arc<Plan>,
        settings: &RunSettings,
        shares: &[RunShare],
    ) -> Result<(), NotReady> {
        self.refuse(plan, shares).map_err(NotReady::Refused)?;
        self.hall.lock().closed = true;
        let job = AssignmentMaker::new(plan, settings, shares);
        let job = job.map_err(|error| NotReady::Refused(Message::from(&error)))?;
        self.deal(&Arc::new(job), shares)
    }

    fn head_start(&self) -> Duration {
        HEAD_START
    }

    fn start(&mut self, start: Instant, link: CrewLink) {
        self.each(|_, seat| {
            // One that is gone meanwhile says so by its member.
            let _gone = seat.commands.send(MemberCommand::Start { start, link: link.clone() });
        });
    }

    fn end(&mut self) {
        self.each(|_, seat| {
            let _gone = seat.commands.send(MemberCommand::End);
        });
    }

    fn facts(&self) -> Vec<ShardFacts> {
        let mut facts = vec![self.settings.own.clone()];
        facts.resize(self.settings.shards, ShardFacts::default());
        self.each(|shard, seat| {
            if let Some(place) = facts.get_mut(shard) {
                *place = seat.state.facts();
            }
        });
        facts
    }
}

/// Receives all who come, until the leader is done and all members have said goodbye.
async fn receive(
    listener: TcpListener,
    acceptor: Acceptor,
    settings: LeaderSettings,
    hall: Arc<Hall>,
    mut closed: watch::Receiver<()>,
) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let (settings, room) = (Rc::new(settings), Arc::new(Semaphore::new(HANDSHAKES)));
    let mut guests = tokio::task::JoinSet::new();
    let pulse = OwnPulse::begin();
    loop {
        tokio::select! {
            // The sender is dropped when the leader is done.
            _ = closed.changed() => break,
            Some(_) = guests.join_next(), if !guests.is_empty() => {}
            accepted = listener.accept() => {
                let Ok((socket, _)) = accepted else {
                    // Out of descriptors, say: the next try may succeed.
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                };
                let Ok(permit) = Arc::clone(&room).acquire_owned().await else { continue };
                let guest = (acceptor.clone(), Rc::clone(&settings), Arc::clone(&hall), Rc::clone(&pulse));
                guests.spawn_local(async move {
                    let (acceptor, settings, hall, pulse) = guest;
                    let joined = join(socket, &acceptor, &settings, &hall, pulse).await;
                    drop(permit);
                    match joined {
                        Ok(Some((member, reader, commands))) => member.serve(reader, commands).await,
                        Ok(None) => {}
                        Err(error) => {
                            tracing::warn!("one who came could not join: {error}");
                            hall.lock().turned_away = Some(Message::from(&error));
                            hall.has_changed();
                        }
                    }
                });
            }
        }
    }
    let goodbyes = async { while guests.join_next().await.is_some() {} };
    let _in_time = tokio::time::timeout(SILENCE, goodbyes).await;
    Ok(())
}

type Joined = (Member, FrameReader, mpsc::UnboundedReceiver<MemberCommand>);

/// Takes one who came to their seat; `None` when they were told that they cannot have it.
async fn join(
    socket: TcpStream,
    acceptor: &Acceptor,
    settings: &LeaderSettings,
    hall: &Hall,
    pulse: Rc<OwnPulse>,
) -> Result<Option<Joined>, ClusterError> {
    let (mut reader, mut writer) = acceptor.accept(socket, &settings.token).await?;
    let said = tokio::time::timeout(SILENCE, reader.read()).await;
    let said = said.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
    let FromFollower::Hello(hello) = said else {
        return Err(ClusterError::Garbled("no greeting".to_owned()));
    };
    let (commands, received) = mpsc::unbounded_channel();
    let state = Arc::new(MemberState::new(&hello));
    if let Err(why) = seat(&hello, settings, hall, commands, &state) {
        tracing::warn!(shard = hello.shard, "turned away: {why}");
        hall.lock().turned_away = Some(why.clone());
        hall.has_changed();
        writer.write(&FromLeader::Refused { why: why.to_string() }).await?;
        return Ok(None);
    }
    let welcomed = writer.write(&FromLeader::Welcome).await;
    hall.has_changed();
    welcomed?;
    let member = Member::new(hello.shard, state, settings.on_lost, pulse, writer);
    Ok(Some((member, reader, received)))
}

/// Gives one the seat of their number; the reason why not.
fn seat(
    hello: &Hello,
    settings: &LeaderSettings,
    hall: &Hall,
    commands: mpsc::UnboundedSender<MemberCommand>,
    state: &Arc<MemberState>,
) -> Result<(), Message> {
    if hello.version != VERSION {
        return Err(Message::new("error-cluster-version")
            .exact("theirs", &hello.version)
            .exact("ours", VERSION));
    }
    if hello.shards != settings.shards || !(1..settings.shards).contains(&hello.shard) || hello.threads == 0 {
        return Err(Message::new("error-cluster-number")
            .with("shard", hello.shard as u64)
            .with("theirs", hello.shards as u64)
            .with("ours", settings.shards as u64));
    }
    let mut seats = hall.lock();
    let is_free = match seats.taken.get(&hello.shard) {
        None => true,
        // Before the run begins, another may come for one who has left.
        Some(seat) => seat.state.is_gone() && !seats.closed,
    };
    if !is_free || seats.closed {
        return Err(Message::new("error-cluster-taken").with("shard", hello.shard as u64));
    }
    let seat = Seat { state: Arc::clone(state), threads: hello.threads, commands };
    seats.taken.insert(hello.shard, seat);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::channel::connect;
    use super::*;

    /// What a leader of two answers one who says this.
    fn answer(hello: Hello) -> FromLeader {
        let token = ClusterToken::parse("0123456789abcdef").unwrap();
        let leader = Leader::listen(LeaderSettings {
            address: ([127, 0, 0, 1], 0).into(),
            token: token.clone(),
            shards: 2,
            join_timeout: SILENCE,
            on_lost: OnLostShard::Stop,
            capacity: MachineCapacity::UNKNOWN,
            own: ShardFacts::default(),
        })
        .unwrap();
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let socket = TcpStream::connect(leader.address()).await.unwrap();
            let (mut reader, mut writer) = connect(socket, &token).await.unwrap();
            writer.write(&FromFollower::Hello(hello)).await.unwrap();
            reader.read().await.unwrap()
        })
    }

    #[test]
    fn another_version_is_turned_away() {
        let hello = |version: &str| Hello {
            version: version.to_owned(),
            shard: 1,
            shards: 2,
            host: "x".to_owned(),
            cores: 1,
            threads: 1,
        };
        assert!(matches!(answer(hello(VERSION)), FromLeader::Welcome));
        let FromLeader::Refused { why } = answer(hello("0.0.0")) else { panic!("not refused") };
        assert!(why.contains("version 0.0.0, the leader"), "{why}");
    }
}
