//! A curve in one line of text.

/// From the lowest to the highest.
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The values as blocks, as high as they are beside the greatest of them; a gap where there is none.
pub(super) fn spark(values: &[Option<u64>]) -> String {
    let most = values.iter().flatten().copied().max().unwrap_or(0).max(1);
    let highest = (BLOCKS.len() - 1) as f64;
    let block = |value: u64| BLOCKS[(value as f64 / most as f64 * highest).round() as usize];
    values.iter().map(|value| value.map_or(' ', block)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_as_high_as_its_greatest_value() {
        let all = |values: &[u64]| spark(&values.iter().copied().map(Some).collect::<Vec<_>>());
        for (values, curve) in [
            (&[][..], ""),
            (&[0], "▁"),
            (&[0, 0, 0], "▁▁▁"),
            (&[7], "█"),
            (&[5, 5, 5], "███"),
            (&[0, 1, 2, 3, 4, 5, 6, 7], "▁▂▃▄▅▆▇█"),
            (&[1, 1_000_000], "▁█"),
            (&[u64::MAX, 0, u64::MAX / 2], "█▁▅"),
        ] {
            assert_eq!(all(values), curve, "{values:?}");
        }
        assert_eq!(spark(&[None, Some(2), None, Some(4)]), " ▅ █");
        assert_eq!(spark(&[None; 3]), "   ");
    }
}
