//! Which request is hurt: counts, draws and the clock of the load.

use std::time::{Duration, Instant};

use super::{Misbehaviour, Moment, Quirk, Scope, Share};
use crate::shop::routes::Route;

/// A load request whose fate is open.
#[derive(Debug, Clone, Copy)]
pub(in crate::shop) struct Asked {
    pub(in crate::shop) route: Route,
    /// The backend that serves it, counted from 0; `None` without a balancer.
    pub(in crate::shop) backend: Option<usize>,
    /// Its number among the load's requests, counted from 1.
    pub(in crate::shop) number: u64,
    pub(in crate::shop) at: Instant,
    /// The misbehaviour whose redirect it follows, and how many it has followed.
    pub(in crate::shop) trail: Option<(usize, u32)>,
}

/// What happens to a hurt request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::shop) struct Hurt {
    pub(in crate::shop) quirk: Quirk,
    /// The place of the misbehaviour in the list.
    pub(in crate::shop) index: usize,
    /// Redirects that it has followed.
    pub(in crate::shop) hop: u32,
    /// How much later it is answered.
    pub(in crate::shop) extra: Duration,
}

/// Decides for each load request.
#[derive(Debug)]
pub(in crate::shop) struct Chooser {
    aims: Vec<Aim>,
    /// When the load's first request arrived.
    begun: Instant,
}

impl Chooser {
    /// The same seed hurts the same requests.
    pub(in crate::shop) fn new(misbehaviours: &[Misbehaviour], seed: u64, now: Instant) -> Chooser {
        let aim = |(misbehaviour, index): (&Misbehaviour, u64)| Aim {
            misbehaviour: misbehaviour.clone(),
            seen: 0,
            random: fastrand::Rng::with_seed(seed ^ crate::shop::mix::mix(index)),
            limiter: Limiter { level: 0.0, at: now },
        };
        Chooser { aims: misbehaviours.iter().zip(0..).map(aim).collect(), begun: now }
    }

    /// The load's first request has arrived: the clock and the counts begin anew.
    pub(in crate::shop) fn begin(&mut self, now: Instant) {
        self.begun = now;
        for aim in &mut self.aims {
            aim.seen = 0;
            aim.limiter = Limiter { level: 0.0, at: now };
        }
    }

    /// The first misbehaviour that hurts this request. Those behind it do not count the request.
    pub(in crate::shop) fn choose(&mut self, asked: &Asked) -> Option<Hurt> {
        let elapsed = asked.at.saturating_duration_since(self.begun);
        if let Some((index, hop)) = asked.trail {
            // A request that follows a redirect stays with its misbehaviour and is not counted again.
            let aim = self.aims.get_mut(index)?;
            return Some(aim.hurt(index, hop, elapsed));
        }
        self.aims
            .iter_mut()
            .enumerate()
            .find_map(|(index, aim)| aim.fits(asked, elapsed).then(|| aim.hurt(index, 0, elapsed)))
    }
}

/// A misbehaviour with what it has seen.
#[derive(Debug)]
struct Aim {
    misbehaviour: Misbehaviour,
    /// Requests in scope so far.
    seen: u64,
    random: fastrand::Rng,
    limiter: Limiter,
}

impl Aim {
    fn fits(&mut self, asked: &Asked, elapsed: Duration) -> bool {
        if !covers(&self.misbehaviour.scope, asked, elapsed) {
            return false;
        }
        self.seen += 1;
        let is_chosen = match self.misbehaviour.scope.share {
            Share::All => true,
            Share::First(most) => self.seen <= most,
            Share::Every { hurt, of } => is_in_turn(self.seen, hurt, of),
            Share::Random(share) => self.random.f64() < share,
        };
        match self.misbehaviour.quirk {
            Quirk::Limit(rate) => is_chosen && self.limiter.is_exceeded(rate, asked.at),
            _ => is_chosen,
        }
    }

    fn hurt(&mut self, index: usize, hop: u32, elapsed: Duration) -> Hurt {
        let Misbehaviour { scope, quirk } = &self.misbehaviour;
        let extra = match *quirk {
            Quirk::Hops { count, each, .. } if hop < count => each,
            Quirk::Delay { least, most } => least + most.saturating_sub(least).mul_f64(self.random.f64()),
            Quirk::Rise(each_second) => {
                let begun = match scope.from {
                    Some(Moment::After(begun)) => begun,
                    _ => Duration::ZERO,
                };
                each_second.mul_f64(elapsed.saturating_sub(begun).as_secs_f64())
            }
            Quirk::Pause => match scope.until {
                Some(Moment::After(end)) => end.saturating_sub(elapsed),
                _ => Duration::ZERO,
            },
            _ => Duration::ZERO,
        };
        Hurt { quirk: *quirk, index, hop, extra }
    }
}

fn covers(scope: &Scope, asked: &Asked, elapsed: Duration) -> bool {
    let is_reached = |moment: Moment| match moment {
        Moment::After(time) => elapsed >= time,
        Moment::Request(number) => asked.number >= number,
    };
    let on_route = match scope.routes.as_slice() {
        [] => !matches!(asked.route, Route::Asset | Route::Webservice),
        routes => routes.contains(&asked.route),
    };
    on_route
        && scope.backends.is_none_or(|hurt| asked.backend.is_some_and(|backend| backend < hurt))
        && scope.from.is_none_or(is_reached)
        && !scope.until.is_some_and(is_reached)
}

/// Spreads `hurt` evenly over each `of` that follow one another: the last of twelve, all but the first of ten.
fn is_in_turn(seen: u64, hurt: u64, of: u64) -> bool {
    let place = (seen - 1) % of;
    (place + 1) * hurt / of > place * hurt / of
}

/// A bucket that holds a second's worth of requests and drains at the rate.
#[derive(Debug)]
struct Limiter {
    level: f64,
    at: Instant,
}

impl Limiter {
    /// Whether one more request is too much; one that is not is counted.
    fn is_exceeded(&mut self, rate: u32, now: Instant) -> bool {
        let rate = f64::from(rate);
        let drained = rate * now.saturating_duration_since(self.at).as_secs_f64();
        self.level = (self.level - drained).max(0.0);
        self.at = now;
        if self.level + 1.0 > rate {
            return true;
        }
        self.level += 1.0;
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Which of the first `count` requests are hurt, by their numbers, when one comes each 100 ms to the product and to
    /// the order page in turn.
    fn hurt(text: &str, count: u64) -> Vec<u64> {
        let begun = Instant::now();
        let mut chooser = Chooser::new(&[text.parse().unwrap()], 1, begun);
        chooser.begin(begun);
        (1..=count).filter(|number| chooser.choose(&nth(begun, *number)).is_some()).collect()
    }

    fn nth(begun: Instant, number: u64) -> Asked {
        Asked {
            route: if number.is_multiple_of(2) { Route::Order } else { Route::Product },
            backend: usize::try_from(number % 5).ok(),
            number,
            at: begun + Duration::from_millis(100 * (number - 1)),
            trail: None,
        }
    }

    #[test]
    fn a_scope_says_which_requests_are_hurt() {
        for (text, count, expected) in [
            ("all:500", 3, &[1, 2, 3][..]),
            ("order:500", 6, &[2, 4, 6]),
            ("order:500:1/3", 18, &[6, 12, 18]),
            ("all:500:9/10", 11, &[2, 3, 4, 5, 6, 7, 8, 9, 10]),
            ("all:500:2x:from=#4", 9, &[4, 5]),
            ("all:500:from=#4:until=#6", 9, &[4, 5]),
            ("all:500:from=200ms:until=400ms", 9, &[3, 4]),
            ("all:500:backends=2", 11, &[1, 5, 6, 10, 11]),
            ("product+order:500:from=#11", 11, &[11]),
            ("asset:500", 9, &[]),
        ] {
            assert_eq!(hurt(text, count), expected, "{text}");
        }
    }

    #[test]
    fn a_random_share_is_a_share_and_the_same_again() {
        let once = hurt("all:500:10%", 10_000);
        assert!((800..=1200).contains(&once.len()), "{}", once.len());
        assert_eq!(once, hurt("all:500:10%", 10_000));
    }

    #[test]
    fn a_limiter_lets_its_rate_pass() {
        // Ten come each second: five at once are free, and then every second one.
        let refused = hurt("all:limit=5/s", 100);
        assert!((44..=46).contains(&refused.len()), "{}", refused.len());
        assert!(hurt("all:limit=10/s", 100).is_empty());
    }

    #[test]
    fn extra_time_follows_the_clock_of_the_load() {
        let begun = Instant::now();
        for (text, number, millis) in [
            ("all:delay=7s", 1, 7000),
            ("all:rise=50ms", 21, 100),
            ("all:rise=50ms:from=1s", 21, 50),
            ("all:pause:from=1s:until=3s", 21, 1000),
            ("all:hops=3x900ms", 1, 900),
            ("all:500", 1, 0),
        ] {
            let mut chooser = Chooser::new(&[text.parse().unwrap()], 1, begun);
            let hurt = chooser.choose(&nth(begun, number)).unwrap();
            assert_eq!(hurt.extra, Duration::from_millis(millis), "{text}");
        }
        let mut chooser = Chooser::new(&["all:delay=100ms..200ms".parse().unwrap()], 1, begun);
        for number in 1..100 {
            let extra = chooser.choose(&nth(begun, number)).unwrap().extra.as_millis();
            assert!((100..=200).contains(&extra), "{extra}");
        }
    }

    #[test]
    fn the_first_that_fits_hurts_and_a_new_load_counts_anew() {
        let begun = Instant::now();
        let read = |text: &str| text.parse().unwrap();
        let mut chooser = Chooser::new(&[read("order:500:1x"), read("all:hang:2x")], 1, begun);
        for _ in 0..2 {
            chooser.begin(begun);
            let quirks: Vec<_> = (1..=5)
                .map(|number| chooser.choose(&nth(begun, number)).map(|hurt| hurt.quirk.name()))
                .collect();
            assert_eq!(quirks, [Some("hang"), Some("status"), Some("hang"), None, None]);
        }
    }

    #[test]
    fn a_redirect_is_followed_to_its_end() {
        let begun = Instant::now();
        let mut chooser = Chooser::new(&["order:hops=2x1s>500:1/2".parse().unwrap()], 1, begun);
        assert_eq!(chooser.choose(&nth(begun, 2)), None);
        assert_eq!(chooser.choose(&nth(begun, 4)).unwrap().hop, 0);
        for (hop, extra) in [(1, 1), (2, 0)] {
            let hurt = chooser.choose(&Asked { trail: Some((0, hop)), ..nth(begun, 5) }).unwrap();
            assert_eq!((hurt.hop, hurt.extra), (hop, Duration::from_secs(extra)));
        }
        assert_eq!(chooser.choose(&Asked { trail: Some((7, 1)), ..nth(begun, 5) }), None, "made up");
        assert_eq!(chooser.choose(&nth(begun, 6)), None, "followed redirects are not counted");
    }
}
