//! Restricts a metric to a part of its samples, as k6's sub-metrics do.

use super::tagged::TaggedSeries;
use super::{Layout, Measurements, MetricName, Outcome, StepSeries, TagSet};
use crate::words::Message;

/// A restriction of a metric to a part of its samples: k6's `{name:step}` sub-metrics.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only this step (index into the layout).
    pub step: Option<usize>,
    /// Only this check (index into the layout).
    pub check: Option<usize>,
    /// Only expected (`true`) or unexpected (`false`) answers.
    pub expected_response: Option<bool>,
    /// Only visits that this executor began (index into the plan).
    pub load: Option<usize>,
    /// Only visits of this journey (index into the plan).
    pub journey: Option<usize>,
    /// Only requests that were answered with this status; 0 stands for no answer.
    pub status: Option<u16>,
    /// Only requests with this method (index into the layout).
    pub method: Option<usize>,
}

impl Filter {
    /// Looks up `tag:value` pairs in the layout.
    ///
    /// # Errors
    ///
    /// A sentence with the tag or value that does not exist, and those that do.
    pub fn resolve(tags: &[(String, String)], layout: &Layout) -> Result<Self, Message> {
        let mut filter = Self::default();
        for (tag, value) in tags {
            match tag.as_str() {
                "name" | "step" => {
                    filter.step =
                        Some(layout.steps.iter().position(|step| step == value).ok_or_else(|| {
                            Message::new("error-no-step")
                                .exact("step", value)
                                .exact("known", layout.steps.join(", "))
                        })?);
                }
                "check" => {
                    filter.check = Some(
                        layout
                            .checks
                            .iter()
                            .position(|(_, name)| name == value)
                            .ok_or_else(|| Message::new("error-no-check").exact("check", value))?,
                    );
                }
                "journey" => filter.journey = Some(place(&layout.journeys, "error-no-journey", value)?),
                "load" | "scenario" => {
                    let load = Some(place(&layout.loads, "error-no-load", value)?);
                    if filter.load.is_some() && filter.load != load {
                        return Err(Message::new("error-tag-load"));
                    }
                    filter.load = load;
                }
                "status" => filter.status = Some(status(value)?),
                "method" => filter.method = Some(place(&layout.methods, "error-no-method", value)?),
                "expected_response" => {
                    filter.expected_response = Some(
                        value
                            .parse()
                            .map_err(|_| Message::new("error-tag-expected").exact("value", value))?,
                    );
                }
                _ => {
                    return Err(Message::new("error-tag-unknown").exact("tag", tag));
                }
            }
        }
        Ok(filter)
    }

    /// The tags that need a series of their own for this metric; `None` when the metric is counted by them anyway.
    #[must_use]
    pub fn tag_set(&self, metric: MetricName) -> Option<TagSet> {
        let of_visit = TagSet { load: self.load, journey: self.journey, ..TagSet::default() };
        let of_request = TagSet { status: self.status, method: self.method, ..of_visit };
        let set = match metric {
            MetricName::HttpReqs
            | MetricName::HttpReqFailed
            | MetricName::HttpReqDuration
            | MetricName::Phase(_)
            | MetricName::ResponseTime
            | MetricName::PageLoadTime
            | MetricName::HttpReqRetried
            | MetricName::DataSent
            | MetricName::DataReceived => of_request,
            MetricName::Checks | MetricName::Iterations | MetricName::IterationDuration => {
                return (of_visit != TagSet::default()).then_some(of_visit);
            }
            MetricName::GroupDuration
            | MetricName::DroppedIterations
            | MetricName::Visits
            | MetricName::Promotion
            | MetricName::Vus
            | MetricName::VusMax
            | MetricName::ScheduleLag => return None,
        };
        (set != TagSet::default()).then_some(TagSet { step: self.step, ..set })
    }

    pub(super) fn takes(&self, outcome: Outcome) -> bool {
        self.expected_response.is_none_or(|expected| expected != outcome.is_http_failure())
    }

    /// Whether k6 counts such a request: requests that the end of our own run cut off are in none of its numbers.
    pub(super) fn takes_request(&self, outcome: Outcome) -> bool {
        outcome != Outcome::Interrupted
            && self.expected_response.is_none_or(|expected| expected == outcome.is_expected_answer())
    }

    /// The series that a metric is computed from. Without a step these are the pages' alone; the pages' files and background requests
    /// are added only for metrics that count all traffic, because hundreds of fast files would make any page look fast.
    pub(super) fn steps<'a>(
        &self,
        measurements: &'a Measurements,
        metric: MetricName,
    ) -> Vec<&'a StepSeries> {
        let counts_all = matches!(
            metric,
            MetricName::HttpReqs
                | MetricName::HttpReqRetried
                | MetricName::DataSent
                | MetricName::DataReceived
        );
        match (self.tag_set(metric), self.step) {
            (Some(tags), step) => {
                let both = measurements.tagged.get(tags).into_iter().flat_map(TaggedSeries::requests);
                both.filter(|series| counts_all || step.is_some() || series.is_of_pages()).collect()
            }
            (None, Some(step)) => measurements.steps.get(step).into_iter().collect(),
            (None, None) => {
                measurements.steps.iter().filter(|step| counts_all || step.is_of_pages()).collect()
            }
        }
    }
}

/// The position of a name among those of the plan.
fn place(known: &[String], id: &'static str, name: &str) -> Result<usize, Message> {
    known
        .iter()
        .position(|known| known == name)
        .ok_or_else(|| Message::new(id).exact("name", name).exact("known", known.join(", ")))
}

/// Parses a status as k6 writes it; 0 stands for no answer.
fn status(text: &str) -> Result<u16, Message> {
    let status = text.parse().ok().filter(|status: &u16| *status == 0 || (100..600).contains(status));
    status
        .filter(|status| status.to_string() == text)
        .ok_or_else(|| Message::new("error-tag-status").exact("text", text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout() -> Layout {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Layout {
            steps: names(&["page", "cart"]),
            journeys: names(&["look", "buy"]),
            loads: names(&["day", "rush"]),
            methods: names(&["GET", "POST"]),
            ..Layout::default()
        }
    }

    fn resolve(tags: &[(&str, &str)]) -> Result<Filter, Message> {
        let tags: Vec<_> = tags.iter().map(|(tag, value)| ((*tag).to_owned(), (*value).to_owned())).collect();
        Filter::resolve(&tags, &layout())
    }

    #[test]
    fn values_are_found_in_the_plan() {
        let none = Filter::default();
        for (tags, filter) in [
            (&[("load", "rush")][..], Filter { load: Some(1), ..none.clone() }),
            (&[("scenario", "day"), ("load", "day")], Filter { load: Some(0), ..none.clone() }),
            (&[("journey", "buy")], Filter { journey: Some(1), ..none.clone() }),
            (&[("status", "0")], Filter { status: Some(0), ..none.clone() }),
            (&[("status", "599")], Filter { status: Some(599), ..none.clone() }),
            (
                &[("method", "POST"), ("step", "cart")],
                Filter { method: Some(1), step: Some(1), ..none.clone() },
            ),
        ] {
            assert_eq!(resolve(tags), Ok(filter), "{tags:?}");
        }
    }

    #[test]
    fn what_does_not_exist_is_named_with_what_does() {
        for (tags, parts) in [
            (&[("name", "basket")][..], ["basket", "page, cart"]),
            (&[("journey", "steal")], ["no journey is named `steal`", "look, buy"]),
            (&[("load", "night")], ["no load is named `night`", "day, rush"]),
            (&[("scenario", "night")], ["no load is named `night`", "day, rush"]),
            (&[("scenario", "day"), ("load", "rush")], ["`load`", "one tag"]),
            (&[("method", "get")], ["no method is named `get`", "methods are GET, POST"]),
            (&[("method", "PUT")], ["no method is named `PUT`", "methods are GET, POST"]),
            (&[("status", "abc")], ["`abc`", "from 100 to 599, or 0"]),
            (&[("status", "99")], ["`99`", "from 100 to 599, or 0"]),
            (&[("status", "600")], ["`600`", "from 100 to 599, or 0"]),
            (&[("status", "+200")], ["`+200`", "from 100 to 599, or 0"]),
            (&[("status", "0200")], ["`0200`", "from 100 to 599, or 0"]),
            (&[("status", "2xx")], ["`2xx`", "from 100 to 599, or 0"]),
            (&[("city", "Lyon")], ["city", "journey, status or method"]),
        ] {
            let error = resolve(tags).unwrap_err().to_string();
            assert!(parts.iter().all(|part| error.contains(part)), "{tags:?}: {error}");
        }
    }
}
