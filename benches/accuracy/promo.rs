//! `--measure-promo` against shops whose promotion has a price.
//!
//! **With cost**: entering the voucher is a request of its own and takes `C + 2R`, with `C` the time of a cart request and `R`
//! that of a rule in the cart (the shop's own rule and the voucher's); the order page afterwards takes `R` more. A request of
//! its own also takes its way there and back, which the product's page shows: what it takes beyond its service time.
//!
//! **Without**: the tested product is reduced and its neighbour is not, and the shop works the same for both.

use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use promo_load::grade::{Counterpart, PromoCost};
use promo_load::shop::CostModel;

use super::command::{bench, open};

/// Shops at the same time: few shoppers walk, most of the time is thinking.
const AT_ONCE: usize = 4;

/// What the product's page takes of a worker.
const PAGE: Duration = Duration::from_millis(25);

struct Case {
    seed: u64,
    cart: Duration,
    rule: Duration,
}

impl Case {
    fn new(seed: u64) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        let millis = |random: &mut fastrand::Rng, range| Duration::from_millis(random.u64(range));
        Self { seed, cart: millis(&mut random, 20..=60), rule: millis(&mut random, 5..=30) }
    }

    /// Milliseconds of a journey that the voucher costs.
    fn truth(&self, found: &PromoCost) -> f64 {
        let page =
            found.steps.iter().find(|step| step.step == "product_page").and_then(|step| step.without_ms);
        let way = page.expect("the product's page is in every journey") - PAGE.as_secs_f64() * 1e3;
        (self.cart + 3 * self.rule).as_secs_f64() * 1e3 + way
    }

    /// The voucher's cost against the journey without it, and that of the reduction against the neighbour without one.
    fn measure(&self) -> (PromoCost, PromoCost) {
        // More workers than shoppers, so that nobody queues and the sum above is all there is.
        let cost = CostModel {
            workers: 16,
            page: PAGE,
            cart: self.cart,
            per_rule: self.rule,
            ..CostModel::default()
        };
        let shop = open(cost);
        let page = format!("{}{}", shop.base_url().trim_end_matches('/'), shop.promotion_path());
        let voucher = self.bench(&page, &["--voucher", "BF2025"]);
        let reduction = self.bench(&page, &[]);
        let find = |costs: Vec<PromoCost>, sibling: bool| {
            let is_it = |cost: &PromoCost| matches!(cost.comparison, Counterpart::Sibling { .. }) == sibling;
            costs.into_iter().find(is_it).expect("it was compared")
        };
        (find(voucher, false), find(reduction, true))
    }

    fn bench(&self, page: &str, more: &[&str]) -> Vec<PromoCost> {
        let folder = tempfile::tempdir().expect("a folder");
        let seed = self.seed.to_string();
        let usual = [
            page,
            "--mode",
            "full",
            "--measure-promo",
            "--vus",
            "40",
            "--duration",
            "30s",
            "--think-time",
            "50ms..150ms",
            "--seed",
            &seed,
        ];
        let arguments: Vec<String> =
            usual.iter().chain(more).map(|argument| (*argument).to_owned()).collect();
        bench(&arguments, folder.path()).promo_costs
    }
}

pub(crate) fn check(seeds: u64) {
    let waiting = Mutex::new((1..=seeds).map(Case::new));
    let right = Mutex::new((0, 0, 0));
    println!(
        "{:>4} {:>8} {:>24}   neighbour without reduction: truth 0 ms",
        "seed", "truth", "measured (95 %)"
    );
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let Some(case) = waiting.lock().expect("nobody panicked").next() else { return };
                    let (contains, silent) = show(&case, &case.measure());
                    let mut right = right.lock().expect("nobody panicked");
                    *right = (right.0 + u32::from(contains), right.1 + u32::from(silent), right.2 + 1);
                }
            });
        }
    });
    let (contains, silent, all) = *right.lock().expect("nobody panicked");
    println!(
        "the interval contains the truth in {contains} of {all}; \"no difference seen\" without cost in {silent} of {all}"
    );
}

/// Prints a case; says whether the interval has the truth in it, and whether no difference was seen where none is.
fn show(case: &Case, (voucher, reduction): &(PromoCost, PromoCost)) -> (bool, bool) {
    let truth = case.truth(voucher);
    let (found, none) = (voucher.journey_ms, reduction.journey_ms);
    println!(
        "{:>4} {truth:>5.1} ms {:>7.1} ({:.1} to {:.1}) ms   {:+.1} ({:+.1} to {:+.1}) ms, {}",
        case.seed,
        found.value,
        found.low,
        found.high,
        none.value,
        none.low,
        none.high,
        if reduction.is_seen() { "a difference seen" } else { "no difference seen" },
    );
    ((found.low..=found.high).contains(&truth), !reduction.is_seen())
}
