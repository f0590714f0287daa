//! The script's `options`.

use std::path::Path;

use super::context::Context;
use super::js::{Js, Property};
use super::{Settings, journey, js, load, threshold};
use crate::k6::summary::STATISTICS;
use crate::plan::Plan;
use crate::scenario::{Lifetime, Scenario};
use crate::units;

/// Writes the script's `options`.
pub(super) fn options(
    plan: &Plan,
    scenario: &Scenario,
    journeys: &journey::Journeys,
    settings: &Settings,
    context: &mut Context<'_>,
) -> Js {
    let planned = plan.timetable().loads().iter();
    let scenarios: Vec<Property> = scenario
        .loads
        .iter()
        .zip(planned)
        .zip(&journeys.execs)
        .map(|((load, planned), exec)| load::scenario(load, planned, exec, context))
        .collect();
    let thresholds = threshold::thresholds(plan.thresholds().thresholds(), plan.layout(), context);
    let mut options: Vec<Property> = vec![
        ("scenarios", Js::Object(scenarios)).into(),
        ("thresholds", thresholds).into(),
        ("summaryTrendStats", Js::list(STATISTICS.map(|statistic| statistic.to_string()))).into(),
        ("userAgent", String::from_utf8_lossy(plan.user_agent().as_bytes()).into_owned()).into(),
    ];
    if plan.cookies() == Lifetime::PerVu {
        options.push(Property::explained("noCookiesReset", true, "Shoppers come back with their cookies."));
    }
    if plan.connections() == Lifetime::PerIteration {
        options.push(Property::explained(
            "noVUConnectionReuse",
            true,
            "Each visit opens connections of its own.",
        ));
    }
    if !plan.dns().is_default() {
        // A time to live of 0 makes k6 ask DNS for each connection.
        let ttl = plan.dns().lifetime().map_or_else(|| "0".to_owned(), units::duration::format);
        options.push(("dns", Js::object([("ttl", ttl)])).into());
    }
    if let Some(cap) = plan.limits().max_requests_per_second() {
        options.push(Property::explained("rps", cap.get(), "A live shop is never asked more than this."));
    }
    if settings.reach.insecure {
        options.push(("insecureSkipTLSVerify", true).into());
    }
    if !settings.reach.hosts.is_empty() {
        let hosts = settings.reach.hosts.iter().map(|(host, address)| (host.as_str(), address.to_string()));
        options.push(("hosts", Js::object(hosts)).into());
    }
    if let Some((certificate, key)) = &settings.reach.certificate {
        let open = |path: &Path| Js::Code(format!("open({})", js::text(&path.to_string_lossy())));
        options.push(
            ("tlsAuth", Js::List(vec![Js::object([("cert", open(certificate)), ("key", open(key))])])).into(),
        );
    }
    Js::Object(options)
}
