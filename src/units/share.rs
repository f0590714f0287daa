//! Shares from 0 to 1 as percentages: `0.3 %`, `99.7 %`, `100 %`.

/// Writes a share from 0 to 1 as a percentage with at most three significant digits. Something that happened never reads `0 %`,
/// and something that did not always happen never reads `100 %`: those become `< 0.01 %` and `> 99.99 %`.
#[must_use]
pub fn display(share: f64) -> String {
    let percent = share * 100.0;
    if share <= 0.0 {
        "0 %".to_owned()
    } else if percent < 0.01 {
        "< 0.01 %".to_owned()
    } else if share >= 1.0 {
        "100 %".to_owned()
    } else if percent > 99.99 {
        "> 99.99 %".to_owned()
    } else {
        let decimals = if (1.0..=99.0).contains(&percent) { 1 } else { 2 };
        let digits = format!("{percent:.decimals$}");
        let short =
            if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { &digits };
        format!("{short} %")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extremes_are_kept_for_extremes() {
        for (share, text) in [
            (0.0, "0 %"),
            (0.000_001, "< 0.01 %"),
            (0.003, "0.3 %"),
            (0.001_234, "0.12 %"),
            (0.05, "5 %"),
            (0.123_4, "12.3 %"),
            (0.997, "99.7 %"),
            (0.999_5, "99.95 %"),
            (0.999_999, "> 99.99 %"),
            (1.0, "100 %"),
        ] {
            assert_eq!(display(share), text);
        }
    }
}
