//! Student's t distribution.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// The number of standard errors on both sides that contain the share `confidence` of Student's t; infinite for invalid
/// parameters.
pub(super) fn student(freedom: f64, confidence: f64) -> f64 {
    StudentsT::new(0.0, 1.0, freedom)
        .map_or(f64::INFINITY, |student| student.inverse_cdf(1.0 - (1.0 - confidence) / 2.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn student_is_that_of_the_tables() {
        // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2.
        for (freedom, confidence, expected) in
            [(10.0, 0.95, 2.228), (11.0, 0.99, 3.106), (4.0, 0.998, 7.173), (100.0, 0.95, 1.984)]
        {
            let found = student(freedom, confidence);
            assert!((found - expected).abs() < 0.001, "{freedom}, {confidence}: {found}");
        }
        assert!(student(f64::NAN, 0.95).is_infinite());
    }
}
