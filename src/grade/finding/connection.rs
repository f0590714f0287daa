//! The cost of connections: slow TLS handshakes, and connections that are not kept.

use super::slow::time;
use super::{Confidence, Costly, Finding, FindingKind, pages};
use crate::metric::{Histogram, Micros, Outcome, Phase, Summary};
use crate::words::{Message, Value};

/// The fewest handshakes with a meaningful p95; fewer have at most one beyond it.
const HANDSHAKES: u64 = 20;
/// The time from which a TLS handshake is slow, in microseconds. A full TLS 1.3 handshake is one exchange of packets and a few
/// milliseconds of work.
const SLOW_TLS: Micros = 200_000;
/// The factor over the TCP handshake, which is also one exchange of packets, from which the distance is not the reason.
const BEYOND_DISTANCE: u64 = 4;
/// The fewest requests that show who closes connections.
const REQUESTS: u64 = 200;
/// The share of requests with a new connection above which connections are not kept; servers close one after some hundreds of
/// requests.
const CHURN: f64 = 0.2;
/// The share of failures above which they are the reason: a connection is not used again after a failure.
const FAILING: f64 = 0.05;

/// The times of a phase in the requests that had it.
fn phase(summary: &Summary, phase: Phase) -> Histogram {
    let mut merged = Histogram::new();
    for (_, series) in pages(summary, &summary.total) {
        if let Some(times) = series.phase(phase) {
            merged.merge(&times.without_zeros());
        }
    }
    merged
}

pub(super) fn slow_tls(summary: &Summary) -> Option<Costly> {
    let (tls, tcp) = (phase(summary, Phase::TlsHandshaking), phase(summary, Phase::Connecting));
    let (p95, distance) = (tls.quantile(0.95), tcp.quantile(0.5));
    if tls.count() < HANDSHAKES || p95 < SLOW_TLS || p95 < distance.saturating_mul(BEYOND_DISTANCE) {
        return None;
    }
    let evidence = Message::new("slow-tls-evidence")
        .with("p95", time(p95))
        .with("handshakes", tls.count())
        .with("tcp", time(distance));
    let finding = Finding::new(
        FindingKind::SlowTls,
        Message::new("slow-tls"),
        evidence,
        Message::new("remedy-slow-tls"),
    );
    let requests = summary.total.requests().max(1);
    Some((p95 as f64 / 1e3 * tls.count() as f64 / requests as f64, finding))
}

/// Requests that had to connect again, although each shopper keeps a connection.
pub(super) fn churn(summary: &Summary, per_iteration: bool) -> Option<Costly> {
    let total = &summary.total;
    let requests = total.requests();
    let failed = total.count_where(Outcome::is_http_failure) as f64;
    if requests < REQUESTS || failed > requests as f64 * FAILING {
        return None;
    }
    let firsts = if per_iteration { total.tally().started.max(summary.vus_max) } else { summary.vus_max };
    let connected = phase(summary, Phase::Connecting);
    let anew = connected.count().saturating_sub(firsts);
    let beyond = requests.saturating_sub(firsts);
    let share = anew as f64 / beyond.max(1) as f64;
    if share < CHURN {
        return None;
    }
    let evidence = Message::new("churn-evidence").with("anew", anew).with("total", beyond);
    let blocked = phase(summary, Phase::Blocked);
    let finding = Finding::new(
        FindingKind::ConnectionChurn,
        Message::new("churn"),
        evidence.with("share", Value::Share(share)).with("mean", Value::Millis(blocked.mean() / 1e3)),
        Message::new("remedy-churn"),
    );
    Some((blocked.mean() / 1e3 * share, finding.sure(Confidence::High)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::metric::{Layout, Measurements, RunPhase, Sample, StepId, Timings};
    use crate::words::Lang;

    struct Shape {
        requests: u64,
        /// The number of requests, of ten, that connect.
        connect: u64,
        connecting_ms: u64,
        tls_ms: u64,
        failing: u64,
        vus: u64,
        started: u64,
    }

    const KEPT: Shape =
        Shape { requests: 400, connect: 0, connecting_ms: 1, tls_ms: 5, failing: 0, vus: 10, started: 100 };

    fn summary(shape: &Shape) -> Summary {
        let layout = Layout { steps: vec!["page".into()], ..Layout::default() };
        let mut second = Measurements::new(&layout);
        for number in 0..shape.requests {
            let connects = number < shape.vus || number % 10 < shape.connect;
            let once = |millis: u64| if connects { millis * 1_000 } else { 0 };
            let (connecting, tls_handshaking) = (once(shape.connecting_ms), once(shape.tls_ms));
            let timings = Timings {
                blocked: connecting + tls_handshaking,
                connecting,
                tls_handshaking,
                waiting: 50_000,
                ..Timings::default()
            };
            let outcome = if number % 10 < shape.failing { Outcome::ResetReused } else { Outcome::Ok };
            second.record(&Sample {
                response_time: timings.duration(),
                ..Sample::new(StepId(0), 200, outcome, timings)
            });
        }
        second.tally_mut(0).started = shape.started;
        let mut summary = Summary::new(layout, shape.vus);
        summary.add_second(Duration::from_secs(1), RunPhase::Hold, shape.vus, &second);
        summary
    }

    #[test]
    fn connections_that_are_not_kept_are_told() {
        let (_, finding) = churn(&summary(&Shape { connect: 5, ..KEPT }), false).unwrap();
        assert_eq!(
            finding.evidence.say(Lang::En),
            "195 of 390 requests after each shopper's first (50 %) had to connect anew, which took 6.00 ms on average"
        );
        for (shape, per_iteration, why) in [
            (KEPT, false, "kept"),
            (Shape { connect: 1, ..KEPT }, false, "some hundreds of requests each"),
            (Shape { requests: 150, connect: 5, ..KEPT }, false, "few requests"),
            (Shape { connect: 5, failing: 1, ..KEPT }, false, "failures close connections"),
            (Shape { connect: 5, started: 180, ..KEPT }, true, "each iteration is a new visitor"),
        ] {
            assert!(churn(&summary(&shape), per_iteration).is_none(), "{why}");
        }
    }

    #[test]
    fn a_slow_handshake_is_told_from_a_distant_server() {
        let slow = Shape { connect: 5, tls_ms: 400, ..KEPT };
        let (_, finding) = slow_tls(&summary(&slow)).unwrap();
        assert_eq!(
            finding.evidence.say(Lang::En),
            "p95 400 ms in 205 handshakes; the TCP handshake took 1.00 ms"
        );
        for (shape, why) in [
            (KEPT, "fast"),
            (Shape { connect: 5, tls_ms: 400, connecting_ms: 150, ..KEPT }, "far away"),
            (Shape { tls_ms: 400, ..KEPT }, "ten handshakes"),
        ] {
            assert!(slow_tls(&summary(&shape)).is_none(), "{why}");
        }
    }
}
