//! A timer that is finer than the runtime's, which counts whole milliseconds and rounds up.

use std::time::Instant;

/// Wakes one task at a time. It is a `timerfd` on Linux; elsewhere, or when the system refuses one, the runtime's own timer.
#[derive(Debug)]
pub(crate) struct Timer {
    #[cfg(target_os = "linux")]
    precise: Option<precise::Timer>,
}

impl Timer {
    /// Creates a timer. It must be called within a runtime.
    pub(crate) fn new() -> Self {
        Self {
            #[cfg(target_os = "linux")]
            precise: precise::Timer::new().ok(),
        }
    }

    /// Waits until `at`. The wait can be cancelled without a loss.
    pub(crate) async fn sleep_until(&mut self, at: Instant) {
        #[cfg(target_os = "linux")]
        if let Some(precise) = &mut self.precise {
            match precise.sleep_until(at).await {
                Ok(()) => return,
                Err(_) => self.precise = None,
            }
        }
        tokio::time::sleep_until(at.into()).await;
    }
}

#[cfg(target_os = "linux")]
mod precise {
    use std::io;
    use std::time::{Duration, Instant};

    use rustix::time::{
        Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create,
        timerfd_settime,
    };
    use tokio::net::unix::pipe;

    #[derive(Debug)]
    pub(super) struct Timer {
        /// The timer's descriptor. Like the reading end of a pipe it becomes readable when the timer has rung, and this type is
        /// the runtime's safe way to wait for that.
        descriptor: pipe::Receiver,
        /// The time that the timer is set to.
        set: Option<Instant>,
    }

    impl Timer {
        pub(super) fn new() -> io::Result<Self> {
            let flags = TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC;
            let descriptor = timerfd_create(TimerfdClockId::Monotonic, flags)?;
            Ok(Self { descriptor: pipe::Receiver::from_owned_fd_unchecked(descriptor)?, set: None })
        }

        pub(super) async fn sleep_until(&mut self, at: Instant) -> io::Result<()> {
            let left = at.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            if self.set != Some(at) {
                // `None` while the timer is being set, because the wait may be cancelled in between.
                self.set = None;
                timerfd_settime(&self.descriptor, TimerfdTimerFlags::empty(), &once(left))?;
                self.set = Some(at);
            }
            loop {
                self.descriptor.readable().await?;
                match self.descriptor.try_read(&mut [0; 8]) {
                    Ok(_expirations) => {
                        self.set = None;
                        return Ok(());
                    }
                    // The timer was set again after it had rung.
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }

    /// A single expiry after this time; zero would disarm the timer.
    fn once(after: Duration) -> Itimerspec {
        Itimerspec {
            it_interval: Timespec::default(),
            it_value: Timespec {
                tv_sec: i64::try_from(after.as_secs()).unwrap_or(i64::MAX),
                tv_nsec: after.subsec_nanos().max(1).into(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn it_rings_no_sooner_than_it_is_set_to() {
        let mut timer = Timer::new();
        let begun = Instant::now();
        timer.sleep_until(begun).await;
        for micros in [1, 300, 2_500] {
            let at = Instant::now() + Duration::from_micros(micros);
            timer.sleep_until(at).await;
            assert!(Instant::now() >= at);
        }
    }

    #[tokio::test]
    async fn a_wait_that_was_given_up_disturbs_no_later_one() {
        let mut timer = Timer::new();
        let soon = Instant::now() + Duration::from_millis(1);
        tokio::select! {
            biased;
            () = std::future::ready(()) => {}
            () = timer.sleep_until(soon) => {}
        }
        let later = Instant::now() + Duration::from_millis(3);
        tokio::select! {
            biased;
            () = tokio::task::yield_now() => {}
            () = timer.sleep_until(later) => {}
        }
        let last = Instant::now() + Duration::from_millis(5);
        timer.sleep_until(last).await;
        assert!(Instant::now() >= last);
    }
}
