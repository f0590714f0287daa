//! What restricts a sub-metric, as k6 writes it.

use crate::threshold::Threshold;

/// `{name:page}`, or nothing: our `step` is k6's `name`.
pub(super) fn tags(threshold: &Threshold) -> String {
    let mut pairs: Vec<String> = Vec::new();
    for (tag, value) in &threshold.tags {
        let pair = format!("{}:{value}", if tag == "step" { "name" } else { tag });
        if !pairs.contains(&pair) {
            pairs.push(pair);
        }
    }
    if pairs.is_empty() { String::new() } else { format!("{{{}}}", pairs.join(",")) }
}
