//! The tags that restrict a sub-metric, in k6's form.

use crate::threshold::Threshold;

/// Writes `{name:page}`, or nothing without tags: our `step` is k6's `name`, our `load` its `scenario`. The other tags have the
/// same names; exported scripts set `journey`.
pub(super) fn tags(threshold: &Threshold) -> String {
    let mut pairs: Vec<String> = Vec::new();
    for (tag, value) in &threshold.tags {
        let tag = match tag.as_str() {
            "step" => "name",
            "load" => "scenario",
            same => same,
        };
        let pair = format!("{tag}:{value}");
        if !pairs.contains(&pair) {
            pairs.push(pair);
        }
    }
    if pairs.is_empty() { String::new() } else { format!("{{{}}}", pairs.join(",")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_have_k6s_names() {
        for (key, expected) in [
            ("http_reqs", ""),
            ("http_reqs{step:page,name:page}", "{name:page}"),
            ("http_reqs{load:rush}", "{scenario:rush}"),
            ("http_reqs{load:rush,scenario:rush,method:GET}", "{scenario:rush,method:GET}"),
            ("http_reqs{journey:buy,status:503}", "{journey:buy,status:503}"),
        ] {
            assert_eq!(tags(&Threshold::parse(key, "count>1").unwrap()), expected, "{key}");
        }
    }
}
