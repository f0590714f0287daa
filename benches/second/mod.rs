//! What one thread measures in a busy second, shared by the benchmarks of what happens to it afterwards.

use promo_load::metric::{Layout, Measurements, Outcome, Sample, StepId, Timings};

/// Steps of a journey that buys.
pub(crate) fn layout() -> Layout {
    let steps = ["product_page", "add_to_cart", "cart_page", "voucher", "order_page"];
    Layout { steps: steps.map(str::to_owned).to_vec(), ..Layout::default() }
}

/// 10,000 requests, one in a hundred a time-out.
pub(crate) fn busy_second() -> Measurements {
    let mut random = fastrand::Rng::with_seed(1);
    let mut measured = Measurements::new(&layout());
    for number in 0..10_000_u16 {
        let timed_out = number % 100 == 0;
        let waiting = if timed_out { 60_000_000 } else { random.u64(20_000..900_000) };
        measured.record(&Sample {
            response_time: waiting,
            bytes_sent: 300,
            bytes_received: 100_000,
            ..Sample::new(
                StepId(number % 5),
                if timed_out { 0 } else { 200 },
                if timed_out { Outcome::TimeoutTotal } else { Outcome::Ok },
                Timings { waiting, ..Timings::default() },
            )
        });
    }
    measured
}
