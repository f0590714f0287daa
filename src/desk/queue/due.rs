//! When a schedule is due, and the runs of those that are.

use std::str::FromStr as _;

use croner::Cron;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde_json::json;

use super::request::RunRequest;
use crate::desk::state::DeskState;
use crate::desk::store::{NewAudit, NewJob, ScheduleRow, StoreFault, TargetEnvironment};
use crate::desk::store::{audit, jobs, schedules, targets};
use crate::words::Message;

/// When a schedule is due: fields of cron in a time zone.
#[derive(Debug)]
pub(in crate::desk) struct CronTimes {
    cron: Cron,
    zone: TimeZone,
}

/// Fields or a zone that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub(in crate::desk) enum CronError {
    /// Not fields of cron.
    Fields(String),
    /// Not five of them: a sixth would be seconds, a seventh years.
    Count(usize),
    /// Not an IANA time zone.
    Zone(String),
}

impl From<&CronError> for Message {
    fn from(error: &CronError) -> Self {
        match error {
            CronError::Fields(why) => Message::new("error-desk-cron").exact("why", why),
            CronError::Count(count) => Message::new("error-desk-cron-fields").exact("count", count),
            CronError::Zone(zone) => Message::new("error-desk-zone").exact("zone", zone),
        }
    }
}

impl CronTimes {
    /// Reads the fields and the name of the zone.
    ///
    /// # Errors
    ///
    /// [`CronError`] for either.
    pub(in crate::desk) fn parse(cron: &str, zone: &str) -> Result<Self, CronError> {
        let count = cron.split_whitespace().count();
        if count != 5 {
            return Err(CronError::Count(count));
        }
        let cron = Cron::from_str(cron).map_err(|error| CronError::Fields(error.to_string()))?;
        let zone = TimeZone::get(zone).map_err(|_| CronError::Zone(zone.to_owned()))?;
        Ok(Self { cron, zone })
    }

    /// The next time after this one; `None` when it is never due again.
    pub(in crate::desk) fn after(&self, now: Timestamp) -> Option<Timestamp> {
        let now: Zoned = now.to_zoned(self.zone.clone());
        self.cron.find_next_occurrence(&now, false).ok().map(|next| next.timestamp())
    }
}

/// Asks for the runs of all schedules that are due, once for each however late it is.
pub(super) fn ask(desk: &DeskState) -> Result<(), StoreFault> {
    let now = Timestamp::now();
    let due = desk.store.read_now(move |database| schedules::due(database, now))?;
    due.into_iter().try_for_each(|schedule| ask_for(desk, schedule, now))
}

/// The run and the next time are one transaction: neither is there without the other. While its last run waits or goes on, a
/// schedule asks for no other.
fn ask_for(desk: &DeskState, schedule: ScheduleRow, now: Timestamp) -> Result<(), StoreFault> {
    let next = CronTimes::parse(&schedule.cron, &schedule.zone).ok().and_then(|times| times.after(now));
    let request: Option<RunRequest> = serde_json::from_value(schedule.request.clone()).ok();
    let checked = request.and_then(|request| request.check(desk.check).ok());
    desk.store.write_now(move |database| {
        schedules::turn(database, schedule.id, false, next)?;
        let subject = format!("schedule {}", schedule.id);
        if let Some(open) = jobs::open_of_schedule(database, schedule.id)? {
            schedules::skip(database, schedule.id, Some(now))?;
            // Once: it may be due each minute.
            if schedule.skipped.is_some() {
                return Ok(());
            }
            let detail = json!({ "run": open });
            return audit::add(
                database,
                &NewAudit { person: "desk", action: "schedule.skipped", subject, detail },
            );
        }
        schedules::skip(database, schedule.id, None)?;
        let target = targets::covering(database, &schedule.host)?;
        let (Some(checked), Some(target)) = (checked, target) else {
            let detail = json!({ "host": schedule.host });
            let entry = NewAudit { person: "desk", action: "schedule.refused", subject, detail };
            return audit::add(database, &entry);
        };
        let job = jobs::add(
            database,
            &NewJob {
                host: schedule.host,
                request: schedule.request,
                asked_by: schedule.created_by,
                needs_approval: target.environment == TargetEnvironment::Prod,
                approved_by: schedule.approved_by,
                schedule: Some(schedule.id),
            },
        )?;
        let detail = json!({ "run": job.id, "arguments": checked.arguments });
        audit::add(database, &NewAudit { person: "desk", action: "schedule.due", subject, detail })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_in_its_zone_also_over_a_change_of_the_clocks() {
        let next = |cron: &str, zone: &str, now: &str| {
            let times = CronTimes::parse(cron, zone).unwrap();
            times.after(now.parse().unwrap()).map(|next| next.to_string())
        };
        let paris = |now: &str| next("0 4 * * 1", "Europe/Paris", now);
        assert_eq!(paris("2026-11-29T12:00:00Z").as_deref(), Some("2026-11-30T03:00:00Z"), "winter");
        assert_eq!(paris("2026-07-01T12:00:00Z").as_deref(), Some("2026-07-06T02:00:00Z"), "summer");
        assert_eq!(
            next("0 4 * * 1", "Europe/Paris", "2026-11-30T03:00:00Z").as_deref(),
            Some("2026-12-07T03:00:00Z"),
            "the time itself is over"
        );
        assert_eq!(next("0 0 30 2 *", "UTC", "2026-01-01T00:00:00Z"), None, "never");
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for (cron, zone, said) in [
            ("every day at four o'clock", "UTC", "cron"),
            ("0 4 * *", "UTC", "five fields of cron"),
            ("* * * * * *", "UTC", "five fields of cron"),
            ("0 0 4 * * 1 2026", "UTC", "five fields of cron"),
            ("@daily", "UTC", "five fields of cron"),
            ("61 4 * * *", "UTC", "cron"),
            ("0 4 * * *", "Mars/Olympus", "Mars/Olympus"),
        ] {
            let refused = CronTimes::parse(cron, zone).unwrap_err().to_string();
            assert!(refused.contains(said), "{refused}");
        }
    }
}
