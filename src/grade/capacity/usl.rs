//! The Universal Scalability Law, fitted to measured loads.

use rmpfit::{MPFitter, MPPar, MPResult};

use super::UslFit;
use crate::grade::Estimate;

/// The fewest different loads: three numbers are fitted, and fewer loads would leave nothing to check them by.
const LEAST_LOADS: usize = 5;
/// The number of fits in the bootstrap.
const RESAMPLES: usize = 500;
/// The step of numerical derivatives; the parameters are scaled to about 1.
const STEP: f64 = 1e-5;

/// A measured load: virtual users, and journeys per second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    pub(super) vus: f64,
    pub(super) throughput: f64,
}

/// Fits the law. Errors are shares of the throughput, so that small loads count as much as large ones. `None` with fewer than
/// five different loads, or when no law fits. The knee's interval comes from resampling the residuals.
pub(super) fn fit(points: &[Point], seed: u64) -> Option<UslFit> {
    let points: Vec<Point> =
        points.iter().copied().filter(|point| point.vus >= 1.0 && point.throughput > 0.0).collect();
    let mut loads: Vec<u64> = points.iter().map(|point| point.vus.round() as u64).collect();
    loads.sort_unstable();
    loads.dedup();
    if loads.len() < LEAST_LOADS {
        return None;
    }
    let greatest = points.iter().map(|point| point.vus).fold(1.0, f64::max);
    let law = Law::fitted(&points, greatest)?;
    let knees = bootstrap(&points, &law, seed);
    let at = |part: f64| knees.get(((knees.len() - 1) as f64 * part).round() as usize).copied();
    let knee = law.knee();
    Some(UslFit {
        lambda: law.lambda,
        sigma: law.sigma,
        kappa: law.kappa,
        r_squared: law.r_squared(&points),
        knee: Estimate { value: knee, low: at(0.025)?.min(knee), high: at(0.975)?.max(knee) },
    })
}

/// The knees of fits to the law's own values with resampled residuals, ascending.
fn bootstrap(points: &[Point], law: &Law, seed: u64) -> Vec<f64> {
    let mut random = fastrand::Rng::with_seed(seed);
    let residuals: Vec<f64> =
        points.iter().map(|point| point.throughput / law.throughput(point.vus)).collect();
    let mut knees: Vec<f64> = (0..RESAMPLES)
        .filter_map(|_| {
            let drawn: Vec<Point> = points
                .iter()
                .map(|point| {
                    let residual = residuals[random.usize(..residuals.len())];
                    Point { throughput: law.throughput(point.vus) * residual, ..*point }
                })
                .collect();
            Law::fitted(&drawn, law.greatest).map(|law| law.knee())
        })
        .collect();
    knees.sort_by(f64::total_cmp);
    if knees.is_empty() {
        knees.push(law.knee());
    }
    knees
}

/// The law: the journeys per second of `vus` virtual users.
pub(super) fn throughput(lambda: f64, sigma: f64, kappa: f64, vus: f64) -> f64 {
    lambda * vus / (1.0 + sigma * (vus - 1.0) + kappa * vus * (vus - 1.0))
}

/// A fitted law, with the greatest load that it was fitted to.
struct Law {
    lambda: f64,
    sigma: f64,
    kappa: f64,
    greatest: f64,
}

impl Law {
    fn fitted(points: &[Point], greatest: f64) -> Option<Self> {
        let alone = points.iter().map(|point| point.throughput / point.vus).fold(0.0, f64::max);
        let mut problem = FitProblem { points, greatest, alone };
        let mut parameters = [1.0, 0.1, 0.1];
        problem.mpfit(&mut parameters).ok()?;
        let law = problem.law(&parameters);
        [law.lambda, law.sigma, law.kappa].iter().all(|value| value.is_finite()).then_some(law)
    }

    fn throughput(&self, vus: f64) -> f64 {
        throughput(self.lambda, self.sigma, self.kappa, vus)
    }

    /// The number of virtual users that would bring the highest throughput within the measured loads if they did not hold each
    /// other up.
    fn knee(&self) -> f64 {
        // The law's maximum: its derivative is 0 at √((1 − σ)/κ).
        let summit =
            if self.kappa > 0.0 { ((1.0 - self.sigma).max(0.0) / self.kappa).sqrt() } else { f64::INFINITY };
        (self.throughput(summit.clamp(1.0, self.greatest)) / self.lambda).clamp(1.0, self.greatest)
    }

    fn r_squared(&self, points: &[Point]) -> f64 {
        let mean = points.iter().map(|point| point.throughput).sum::<f64>() / points.len() as f64;
        let square = |difference: f64| difference * difference;
        let around_mean: f64 = points.iter().map(|point| square(point.throughput - mean)).sum();
        let around_law: f64 =
            points.iter().map(|point| square(point.throughput - self.throughput(point.vus))).sum();
        if around_mean > 0.0 { (1.0 - around_law / around_mean).max(0.0) } else { 0.0 }
    }
}

/// The law with parameters of about 1: λ in units of the best single throughput, σ and κ in those of the greatest load.
struct FitProblem<'a> {
    points: &'a [Point],
    greatest: f64,
    alone: f64,
}

impl FitProblem<'_> {
    fn law(&self, parameters: &[f64]) -> Law {
        Law {
            lambda: parameters[0] * self.alone,
            sigma: parameters[1] / self.greatest,
            kappa: parameters[2] / (self.greatest * self.greatest),
            greatest: self.greatest,
        }
    }
}

/// A parameter that is not negative, with a step that also works at the bound.
const PARAMETER: MPPar = MPPar { limited_low: true, step: STEP, ..MPPar::new() };

impl MPFitter for FitProblem<'_> {
    fn eval(&mut self, parameters: &[f64], deviates: &mut [f64]) -> MPResult<()> {
        let law = self.law(parameters);
        for (deviate, point) in deviates.iter_mut().zip(self.points) {
            *deviate = law.throughput(point.vus) / point.throughput - 1.0;
        }
        Ok(())
    }

    fn number_of_points(&self) -> usize {
        self.points.len()
    }

    fn parameters(&self) -> &[MPPar] {
        static PARAMETERS: [MPPar; 3] = [PARAMETER, PARAMETER, PARAMETER];
        &PARAMETERS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LOADS: [f64; 8] = [4.0, 8.0, 16.0, 32.0, 64.0, 96.0, 112.0, 128.0];

    fn points(law: &Law, noise: impl Fn(usize) -> f64) -> Vec<Point> {
        let noisy =
            |(index, vus): (usize, f64)| Point { vus, throughput: law.throughput(vus) * noise(index) };
        LOADS.into_iter().enumerate().map(noisy).collect()
    }

    #[test]
    fn finds_a_law_again() {
        for (lambda, sigma, kappa) in
            [(0.5, 0.02, 0.0001), (3.0, 0.0, 0.001), (1.0, 0.1, 0.0), (2.0, 0.0, 0.0)]
        {
            let law = Law { lambda, sigma, kappa, greatest: 128.0 };
            let fit = fit(&points(&law, |_| 1.0), 1).unwrap();
            for (found, truth) in [(fit.lambda, lambda), (fit.sigma, sigma), (fit.kappa, kappa)] {
                assert!((found - truth).abs() < truth * 0.01 + 1e-5, "{fit:?} for {lambda} {sigma} {kappa}");
            }
            assert!(fit.r_squared > 0.999, "{fit:?}");
            assert!((fit.throughput(50.0) - law.throughput(50.0)).abs() < 0.01 * law.throughput(50.0));
        }
    }

    #[test]
    fn a_few_workers_have_their_knee_where_they_are_all_busy() {
        // 10 visits per second at most, 4 s alone: 40 shoppers keep all workers busy.
        let points: Vec<Point> =
            LOADS.into_iter().map(|vus| Point { vus, throughput: (vus / 4.0).min(10.0) }).collect();
        let fit = fit(&points, 1).unwrap();
        assert!((30.0..60.0).contains(&fit.knee.value), "{fit:?}");
        assert!(fit.knee.low <= fit.knee.value && fit.knee.value <= fit.knee.high);
    }

    #[test]
    fn few_loads_make_no_law() {
        let law = Law { lambda: 1.0, sigma: 0.01, kappa: 0.0, greatest: 128.0 };
        let all = points(&law, |_| 1.0);
        assert!(fit(&all[..4], 1).is_none());
        assert!(fit(&[all[0], all[0], all[1], all[2], all[3]], 1).is_none(), "four different ones");
        assert!(fit(&[Point { vus: 0.0, throughput: 0.0 }; 9], 1).is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(30))]

        #[test]
        fn the_knee_is_never_beyond_what_was_measured(
            lambda in 0.01_f64..100.0, sigma in 0.0_f64..0.5, kappa in 0.0_f64..0.01,
            noise in prop::collection::vec(0.7_f64..1.3, 8),
        ) {
            let law = Law { lambda, sigma, kappa, greatest: 128.0 };
            if let Some(fit) = fit(&points(&law, |index| noise[index]), 7) {
                prop_assert!(fit.knee.low <= fit.knee.value && fit.knee.value <= fit.knee.high);
                prop_assert!(fit.knee.low >= 1.0 && fit.knee.high <= 128.0 + 1e-9, "{fit:?}");
                prop_assert!(fit.sigma >= 0.0 && fit.kappa >= 0.0 && (0.0..=1.0).contains(&fit.r_squared));
            }
        }
    }
}
