//! Ctrl-C, SIGTERM and SIGHUP: the first lets running iterations finish, the second stops now. While a cart is tried, the
//! first empties it.

#[cfg_attr(unix, path = "signals/unix.rs")]
#[cfg_attr(windows, path = "signals/windows.rs")]
mod stops;

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tokio::sync::watch;

use self::stops::StopSignals;
use super::failure::Failure;
use super::notes::tell;
use super::process::{spoken, warn};
use crate::run::{Controller, Listener, StopReason};
use crate::scrape::{CartTrial, Left};
use crate::words::Message;

/// Receives the signals of the process from its creation on.
#[derive(Debug)]
pub(super) struct Signals {
    received: watch::Receiver<u32>,
    controller: Arc<Mutex<Option<Controller>>>,
}

/// Resolves when a trial cart has to be given back.
pub(super) type GiveBack = Pin<Box<dyn Future<Output = ()>>>;

/// What set-up work has in a cart of the shop.
#[derive(Debug, Clone, Default, PartialEq)]
enum HeldCart {
    /// Nothing.
    #[default]
    Nothing,
    /// A trial is going on.
    Trial,
    /// A trial ended and left something, for this reason.
    Left(Left),
}

/// What [`Signals::unless_received`] shares with the trials in its work.
#[derive(Clone)]
struct SetUp {
    received: watch::Receiver<u32>,
    held: watch::Sender<HeldCart>,
}

tokio::task_local! {
    static SET_UP: SetUp;
}

impl Signals {
    /// Takes over the process's signals, but for those that the process was told to ignore (`nohup`, `&` in a script).
    pub(super) fn install() -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (count, received) = watch::channel(0);
        let controller: Arc<Mutex<Option<Controller>>> = Arc::default();
        let mut stops = {
            let _context = runtime.enter();
            StopSignals::install()?
        };
        let shared = Arc::clone(&controller);
        thread::Builder::new().name("signals".into()).spawn(move || {
            runtime.block_on(async {
                loop {
                    stops.next().await;
                    // Counted under the lock: `stop_run` sees either the count or not the signal at all.
                    let run = shared.lock().unwrap_or_else(PoisonError::into_inner);
                    count.send_modify(|received| *received += 1);
                    tracing::warn!(signals = *count.borrow(), "a signal asks for the end");
                    if let Some(run) = &*run {
                        run.stop(StopReason::Signal);
                    }
                }
            });
        })?;
        Ok(Self { received, controller })
    }

    /// Does set-up work unless a signal comes. The first signal ends it at once, or, while a cart is tried, as soon as that
    /// is empty again; the second ends it at once.
    ///
    /// # Errors
    ///
    /// [`Failure::Interrupted`], after a line that says what is left in a cart.
    pub(super) async fn unless_received<T>(
        &self,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let held = watch::Sender::default();
        let mut trial = held.subscribe();
        let set_up = SetUp { received: self.received.clone(), held };
        let interrupted = async {
            arrived(self.received.clone(), 1).await;
            if *trial.borrow() == HeldCart::Trial {
                tell(&Message::new("interrupted-emptying-first"), spoken());
            }
            let second = arrived(self.received.clone(), 2);
            tokio::select! {
                () = second => {}
                _ = trial.wait_for(|held| *held != HeldCart::Trial) => {}
            }
            trial.borrow().clone()
        };
        tokio::select! {
            done = SET_UP.scope(set_up, work) => done,
            held = interrupted => {
                match held {
                    HeldCart::Nothing => {}
                    HeldCart::Trial => warn(&Message::new("interrupted-cart-left")),
                    HeldCart::Left(left) => warn(&Message::from(&left)),
                }
                Err(Failure::Interrupted)
            }
        }
    }

    /// Waits for a signal; for work before the run.
    pub(super) async fn received(&self) {
        arrived(self.received.clone(), 1).await;
    }

    /// Whether a signal came.
    pub(super) fn any(&self) -> bool {
        *self.received.borrow() > 0
    }

    /// Sends signals to a run from now on, and those that came since the preparation ended.
    fn stop_run(&self, run: Controller) {
        let mut controller = self.controller.lock().unwrap_or_else(PoisonError::into_inner);
        for _ in 0..*self.received.borrow() {
            run.stop(StopReason::Signal);
        }
        *controller = Some(run);
    }
}

/// A signal stops the run that goes on.
impl Listener for &Signals {
    fn begin(&mut self, controller: &Controller) {
        self.stop_run(controller.clone());
    }
}

/// Tries a cart, and gives it back when a signal comes. Then the work of [`Signals::unless_received`] goes no further.
pub(super) async fn trying_a_cart<T: Future<Output = CartTrial>>(
    trial: impl FnOnce(GiveBack) -> T,
) -> CartTrial {
    let Ok(SetUp { received, held }) = SET_UP.try_with(Clone::clone) else {
        return trial(Box::pin(std::future::pending())).await;
    };
    held.send_replace(HeldCart::Trial);
    let done = trial(Box::pin(arrived(received.clone(), 1))).await;
    held.send_replace(done.left.clone().map_or(HeldCart::Nothing, HeldCart::Left));
    if *received.borrow() > 0 {
        std::future::pending::<()>().await;
    }
    done
}

/// Waits until so many signals came.
async fn arrived(mut received: watch::Receiver<u32>, signals: u32) {
    if received.wait_for(|count| *count >= signals).await.is_err() {
        std::future::pending::<()>().await;
    }
}
