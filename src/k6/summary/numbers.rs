//! Numbers in the form of k6's text: percentages and durations cut off, bytes by thousands (`internal/js/summary.js`).

use super::metrics::{Contains, Metric};
use crate::metric::MetricKind;

/// Writes a number of this metric as k6 does.
pub(super) fn display(metric: &Metric, value: f64) -> String {
    match (metric.of.kind(), metric.contains()) {
        (MetricKind::Rate, _) => percent(value),
        (_, Contains::Data) => bytes(value),
        (_, Contains::Time) => duration(value),
        (_, Contains::Default) => plain(value),
    }
}

/// Writes a share from 0 to 1 as `99.99%`: two decimals, cut off.
fn percent(share: f64) -> String {
    format!("{}%", fixed((share * 100.0 * 100.0).trunc() / 100.0, 2))
}

/// Writes `9 B`, `1.5 kB`, `15 MB`: thousands, one decimal below ten.
fn bytes(bytes: f64) -> String {
    const UNITS: [&str; 9] = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];
    if bytes < 10.0 {
        return format!("{bytes} B");
    }
    let power = (bytes.ln() / 1_000_f64.ln()).floor().clamp(0.0, 8.0);
    let value = (bytes / 1_000_f64.powf(power) * 10.0 + 0.5).floor() / 10.0;
    format!("{} {}", fixed(value, usize::from(value < 10.0)), UNITS[power as usize])
}

/// Writes milliseconds as `0s`, `12ns`, `12.34µs`, `12.34ms`, `1.23s`, `1m2s`, `1h2m3s`: cut off, not rounded.
fn duration(millis: f64) -> String {
    if millis == 0.0 {
        return "0s".to_owned();
    }
    if millis < 0.001 {
        return format!("{}ns", (millis * 1e6).trunc());
    }
    if millis < 1.0 {
        return format!("{}µs", cut(millis * 1e3, 2));
    }
    if millis < 1e3 {
        return format!("{}ms", cut(millis, 2));
    }
    let seconds = format!("{}s", cut((millis % 60_000.0) / 1e3, if millis > 60_000.0 { 0 } else { 2 }));
    let minutes = (millis / 60_000.0).trunc();
    if minutes < 1.0 {
        return seconds;
    }
    let hours = (minutes / 60.0).trunc();
    let minutes = minutes % 60.0;
    if hours < 1.0 { format!("{minutes}m{seconds}") } else { format!("{hours}h{minutes}m{seconds}") }
}

/// Writes at most six decimals.
pub(super) fn plain(value: f64) -> String {
    short(&fixed(value, 6))
}

/// Writes at most `decimals` decimals and cuts off the rest.
fn cut(value: f64, decimals: i32) -> String {
    let factor = 10_f64.powi(decimals);
    short(&fixed((factor * value).trunc() / factor, usize::try_from(decimals).unwrap_or_default()))
}

/// Removes zeros at the end of the decimals.
fn short(digits: &str) -> String {
    if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits }.to_owned()
}

/// JavaScript's `toFixed`: a value exactly half-way is rounded up, where Rust takes the even neighbour.
fn fixed(value: f64, decimals: usize) -> String {
    // No double that lies half-way has more digits: it is a sum of few powers of two.
    let exact = format!("{value:.60}");
    let rest = exact.split_once('.').map_or("", |(_, rest)| &rest[decimals.min(rest.len())..]);
    let half_way = rest.starts_with('5') && rest[1..].bytes().all(|digit| digit == b'0');
    let value = if half_way { value.next_up() } else { value };
    format!("{value:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_cut_off() {
        for (share, text) in [
            (0.0, "0.00%"),
            (1.0, "100.00%"),
            (0.466_666_666_7, "46.66%"),
            (0.999_999, "99.99%"),
            (0.5, "50.00%"),
            (0.000_09, "0.00%"),
            (1.0 / 3.0, "33.33%"),
        ] {
            assert_eq!(percent(share), text, "{share}");
        }
    }

    #[test]
    fn bytes_go_by_thousands() {
        for (count, text) in [
            (0.0, "0 B"),
            (9.0, "9 B"),
            (9.5, "9.5 B"),
            (10.0, "10 B"),
            (692.0, "692 B"),
            (999.0, "999 B"),
            (1_500.0, "1.5 kB"),
            (6_500.0, "6.5 kB"),
            (9_940.0, "9.9 kB"),
            (9_950.0, "10 kB"),
            (184_553.34, "185 kB"),
            (515_980.0, "516 kB"),
            (14_650_128.04, "15 MB"),
            (1.2e12, "1.2 TB"),
        ] {
            assert_eq!(bytes(count), text, "{count}");
        }
    }

    #[test]
    fn durations_are_cut_off() {
        for (millis, text) in [
            (0.0, "0s"),
            (0.000_012_9, "12ns"),
            (0.000_999_9, "999ns"),
            (0.001, "1µs"),
            (0.689_729, "689.72µs"),
            (0.905_901, "905.9µs"),
            (0.999_999, "999.99µs"),
            (1.0, "1ms"),
            (8.109, "8.1ms"),
            (12.999_9, "12.99ms"),
            (999.999, "999.99ms"),
            (1_000.0, "1s"),
            (1_239.9, "1.23s"),
            (59_999.0, "59.99s"),
            (60_000.0, "1m0s"),
            (61_999.0, "1m1s"),
            (3_600_000.0, "1h0m0s"),
            (3_723_999.0, "1h2m3s"),
        ] {
            assert_eq!(duration(millis), text, "{millis}");
        }
    }

    #[test]
    fn other_numbers_have_six_decimals_at_most() {
        for (value, text) in [
            (20.0, "20"),
            (0.0, "0"),
            (9.706_36, "9.70636"),
            (567.856_429_994_517, "567.85643"),
            (851.784_644_99, "851.784645"),
            (1_234_567.0, "1234567"),
            (0.007_812_5, "0.007813"),
            (0.000_000_5, "0"),
            (100.0, "100"),
        ] {
            assert_eq!(plain(value), text, "{value}");
        }
    }
}
