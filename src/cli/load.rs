//! Flags about how much load.

use std::time::Duration;

use clap::Args;

use super::values;
use crate::app::{Failure, LoadOptions, Rate, Target};
use crate::config::Config;
use crate::plan::Intensity;
use crate::scenario::Stage;
use crate::threshold::Threshold;
use crate::units::duration;
use crate::words::Message;

/// The shortest load that a plan takes.
const LEAST_DURATION: Duration = Duration::from_secs(1);

#[derive(Debug, Args)]
#[command(next_help_heading = "Load")]
pub(super) struct LoadArgs {
    /// A named load: smoke (1 visitor, once), light (50 VUs, 2 min), medium (200, 5 min), heavy (500, 10 min)
    #[arg(long, value_name = "NAME", env = "PROMO_LOAD_INTENSITY", conflicts_with_all = ["stages", "iterations", "per_vu_iterations"])]
    intensity: Option<Intensity>,
    /// Virtual users
    #[arg(long, short = 'u', value_name = "N", env = "PROMO_LOAD_VUS", value_parser = values::vus, allow_negative_numbers = true)]
    vus: Option<u32>,
    /// How long, such as 90s or 5m; alone it keeps the virtual users constant
    #[arg(long, short = 'd', value_name = "TIME", env = "PROMO_LOAD_DURATION", value_parser = duration::parse)]
    duration: Option<Duration>,
    /// A stage of a ramp, such as 30s:100; repeatable
    #[arg(long = "stage", short = 's', value_name = "TIME:VUS", value_parser = stage, conflicts_with_all = ["duration", "iterations", "per_vu_iterations"])]
    stages: Vec<Stage>,
    /// Visits that begin per time unit, such as 50/s or 200/1m
    ///
    /// They begin whether or not those before have ended. Stages then change the rate.
    #[arg(long, short = 'r', value_name = "N/TIME", env = "PROMO_LOAD_RATE", value_parser = rate, conflicts_with_all = ["intensity", "iterations", "per_vu_iterations"])]
    rate: Option<Rate>,
    /// The most virtual users that a rate may use
    ///
    /// Without it as many as the rate needs while every page comes within 2 s.
    #[arg(long, value_name = "N", env = "PROMO_LOAD_MAX_VUS", requires = "rate", value_parser = values::count::<u32>, allow_negative_numbers = true)]
    max_vus: Option<u32>,
    /// Let visits begin at random moments, as independent shoppers do (a Poisson process)
    #[arg(long, requires = "rate")]
    poisson: bool,
    /// Visits that all virtual users share
    #[arg(long, short = 'i', value_name = "N", env = "PROMO_LOAD_ITERATIONS", value_parser = values::number::<u64>, allow_negative_numbers = true)]
    iterations: Option<u64>,
    /// Visits of each virtual user
    #[arg(long, value_name = "N", conflicts_with = "iterations", value_parser = values::number::<u64>, allow_negative_numbers = true)]
    per_vu_iterations: Option<u64>,
    /// Load what pages need, as browsers do: style sheets, scripts, pictures and fonts of the shop
    #[arg(long)]
    assets: bool,
    /// Leave out what the pages' scripts ask the shop by themselves, such as wish lists and the small cart
    ///
    /// Browsers send it with the page, and no cache answers it: a capacity found without it is too high, and is said to be without it.
    #[arg(long)]
    no_background: bool,
    /// What must hold beside the defaults, such as 'http_req_duration:p(95)<800'; repeatable
    ///
    /// With a window it must hold in each: 'http_req_duration:p(95) over 10s<800' looks at every ten seconds.
    #[arg(long = "threshold", value_name = "METRIC:EXPRESSION", value_parser = Threshold::parse_flag)]
    thresholds: Vec<Threshold>,
    /// Seed of think times and journey choice, 1 when nothing is said
    #[arg(long, value_name = "N", env = "PROMO_LOAD_SEED", value_parser = values::number::<u64>, allow_negative_numbers = true)]
    seed: Option<u64>,
}

impl LoadArgs {
    /// Whether a flag says how much load.
    fn speak_of_load(&self) -> bool {
        self.intensity.is_some()
            || self.vus.is_some()
            || self.duration.is_some()
            || !self.stages.is_empty()
            || self.rate.is_some()
            || self.iterations.is_some()
            || self.per_vu_iterations.is_some()
    }

    /// Refuses combinations of flags in which one would have no effect.
    ///
    /// # Errors
    ///
    /// [`Failure::Usage`] or, for a load that tests nothing, [`Failure::Refused`], in one line.
    pub(super) fn check(&self) -> Result<(), Failure> {
        if self.rate.is_some() && self.vus.is_some() {
            return Err(Failure::Usage(Message::new("error-vus-beside-rate")));
        }
        self.tests_nothing().map_or(Ok(()), |id| Err(Failure::Refused(Message::new(id))))
    }

    /// The sentence that says why no request would be sent, in the words of the flags.
    fn tests_nothing(&self) -> Option<&'static str> {
        let ramps = !self.stages.is_empty();
        let starts_at_0 = self.rate.is_none_or(|rate| rate.count == 0);
        if ramps && starts_at_0 && self.stages.iter().all(|stage| stage.target == 0) {
            return Some("error-stages-test-nothing");
        }
        if self.rate.is_some_and(|rate| rate.count == 0) && !ramps {
            return Some("error-rate-tests-nothing");
        }
        if self.vus == Some(0) && !ramps {
            return Some("error-vus-test-nothing");
        }
        if self.iterations == Some(0) || self.per_vu_iterations == Some(0) {
            return Some("error-iterations-test-nothing");
        }
        if self.duration.is_some_and(|duration| duration < LEAST_DURATION) {
            return Some("error-duration-too-short");
        }
        None
    }

    /// Turns the flags into options. The configuration's load applies only when neither the flags nor a scenario file say
    /// anything about the load, and then as a whole: half of one load and half of the other would be a load that no one intended.
    pub(super) fn options(self, config: &Config, target: Option<&Target>) -> LoadOptions {
        let args = self;
        let silent = !args.speak_of_load() && !matches!(target, Some(Target::File(_)));
        let defaults = silent.then_some(config.defaults());
        LoadOptions {
            intensity: args.intensity.or(defaults.and_then(|defaults| defaults.intensity)),
            vus: args.vus.or(defaults.and_then(|defaults| defaults.vus)),
            duration: args.duration.or(defaults.and_then(|defaults| defaults.duration)),
            stages: args.stages,
            rate: args.rate,
            max_vus: args.max_vus,
            poisson: args.poisson,
            iterations: args.iterations,
            per_vu_iterations: args.per_vu_iterations,
            assets: args.assets,
            no_background: args.no_background,
            thresholds: args.thresholds,
            seed: args.seed.or(config.defaults().seed).unwrap_or(1),
        }
    }
}

fn stage(text: &str) -> Result<Stage, String> {
    let malformed = || Message::new("error-value-stage").exact("text", text).to_string();
    let (time, target) = text.split_once(':').ok_or_else(malformed)?;
    Ok(Stage {
        duration: duration::parse(time).map_err(|error| error.to_string())?,
        target: target.trim().parse().map_err(|_| malformed())?,
    })
}

fn rate(text: &str) -> Result<Rate, String> {
    let malformed = || Message::new("error-value-rate").exact("text", text).to_string();
    let (count, per) = text.split_once('/').ok_or_else(malformed)?;
    // `s`, `m` and `h` alone mean one of them.
    let per = if per.starts_with(|first: char| first.is_ascii_digit()) {
        per.to_owned()
    } else {
        format!("1{per}")
    };
    Ok(Rate {
        count: count.trim().parse().map_err(|_| malformed())?,
        per: duration::parse(&per).map_err(|_| malformed())?,
    })
}
