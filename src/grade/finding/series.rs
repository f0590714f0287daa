//! Robust statistics of a short series: they use medians and orders, so that single hiccups decide nothing.

/// The median; 0 for an empty list.
pub(in crate::grade) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    match sorted.len() {
        0 => 0.0,
        even if even % 2 == 0 => f64::midpoint(sorted[half - 1], sorted[half]),
        _ => sorted[half],
    }
}

/// The Theil–Sen slope: the median of the slopes between all pairs of points `(x, y)`; 0 with fewer than two.
pub(in crate::grade) fn theil_sen(points: &[(f64, f64)]) -> f64 {
    let mut slopes = Vec::with_capacity(points.len() * points.len() / 2);
    for (position, (x, y)) in points.iter().enumerate() {
        slopes.extend(
            points[position + 1..].iter().filter(|(other, _)| other > x).map(|(a, b)| (b - y) / (a - x)),
        );
    }
    median(&slopes)
}

/// The Mann–Kendall test: the number of standard deviations by which the count of rising over falling pairs exceeds chance, with
/// the correction for ties. Above 2.33 a rise is significant at 1 %.
pub(in crate::grade) fn mann_kendall(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let mut rising = 0.0_f64;
    for (position, value) in values.iter().enumerate() {
        for later in &values[position + 1..] {
            rising += f64::from(i8::from(later > value) - i8::from(later < value));
        }
    }
    let spread = |n: f64| n * (n - 1.0) * (2.0 * n + 5.0);
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let ties: f64 = sorted.chunk_by(|a, b| a.total_cmp(b).is_eq()).map(|tie| spread(tie.len() as f64)).sum();
    let variance = (spread(count) - ties) / 18.0;
    // One is subtracted because the count is discrete.
    if variance <= 0.0 || rising <= 0.0 { 0.0 } else { (rising - 1.0) / variance.sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_not_moved_by_one_value() {
        for (values, middle) in [(&[][..], 0.0), (&[3.0, 1.0], 2.0), (&[1.0, 9_000.0, 2.0], 2.0)] {
            assert!((median(values) - middle).abs() < 1e-9);
        }
        let mut points: Vec<(f64, f64)> = (0..20).map(|x| (f64::from(x), 2.0 * f64::from(x))).collect();
        points[7].1 = 1e6;
        assert!((theil_sen(&points) - 2.0).abs() < 0.2);
        assert!(theil_sen(&points[..1]).abs() < 1e-9);
    }

    #[test]
    fn a_rise_is_told_from_noise() {
        // Gilbert's tables: S = 45 of ten rising values has z = 44 / sqrt(125) = 3.94.
        let rising: Vec<f64> = (0..10).map(f64::from).collect();
        assert!((mann_kendall(&rising) - 44.0 / 125.0_f64.sqrt()).abs() < 1e-9);
        let falling: Vec<f64> = rising.iter().rev().copied().collect();
        for silent in [&falling[..], &[5.0; 30], &[1.0, 2.0], &[]] {
            assert!(mann_kendall(silent) < 2.33, "{silent:?}");
        }
        let noise: Vec<f64> = (0..60).map(|at| f64::from(at * 37 % 11)).collect();
        assert!(mann_kendall(&noise) < 2.33);
    }
}
