//! Counts as people read them: `14,112`, `1 shopper`, `200 shoppers`.

/// Writes a count in groups of three digits: `14,112`.
#[must_use]
pub fn display(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Writes a count with its noun, which takes a plural s for all counts but 1: `1 shopper`, `200 shoppers`.
#[must_use]
pub fn of(count: u64, noun: &str) -> String {
    format!("{} {noun}{}", display(count), if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_digits() {
        for (count, text) in
            [(0, "0"), (999, "999"), (1_000, "1,000"), (12_804, "12,804"), (1_234_567, "1,234,567")]
        {
            assert_eq!(display(count), text);
        }
        assert_eq!((of(1, "shopper"), of(0, "request")), ("1 shopper".into(), "0 requests".into()));
    }
}
