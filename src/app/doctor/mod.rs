//! `promo-load doctor`: what this machine has for a run, before anything is sent.

mod machine;
mod surroundings;

use std::sync::Arc;

use super::failure::{Ended, Failure};
use super::process::{print_data, print_page};
use super::signals::Signals;
use crate::config::Config;
use crate::report::doctor::{ExaminationState, json, terminal, worst};
use crate::run::{Cores, capacity};
use crate::words::Lang;

/// What `doctor` is asked for.
#[derive(Debug, Clone)]
pub struct DoctorOptions {
    /// The shop's host, whose name is looked up; nothing else is asked of the network.
    pub host: Option<String>,
    /// JSON instead of text.
    pub json: bool,
    /// The language of the text.
    pub lang: Lang,
}

/// Looks at the machine and its surroundings, and says what each means for a run. `config` is the configuration, or why there is
/// none.
///
/// # Errors
///
/// [`Failure`] when nothing can be printed.
pub fn doctor(options: &DoctorOptions, config: &Result<Arc<Config>, Failure>) -> Result<Ended, Failure> {
    // What a run has open when its plan is checked, a look has open, too: the room is the same.
    let signals = Signals::install().map_err(anyhow::Error::from)?;
    let (resources, config) = (capacity(1, 0), config.as_ref().map(Arc::as_ref));
    let mut checks = vec![
        machine::descriptors(resources),
        machine::ports(resources.ports),
        machine::cores(Cores::of_system()),
        machine::clock(&machine::ClockLook::take()),
        machine::time(jiff::Timestamp::now()),
    ];
    let proxy = surroundings::proxy_source(config.ok());
    if let Some(host) = &options.host {
        checks.push(surroundings::dns(host, proxy.is_some(), &signals)?);
    }
    checks.push(surroundings::proxy(proxy, &surroundings::unread_proxies()));
    checks.push(surroundings::config(config));
    checks.extend(surroundings::programs());
    if options.json {
        print_data(&json(&checks).map_err(anyhow::Error::from)?)?;
    } else {
        let columns = console::Term::stdout().size_checked();
        let width = columns.map_or(100, |(_, columns)| usize::from(columns));
        let colour = console::Term::stdout().is_term() && console::colors_enabled();
        print_page(&terminal(&checks, width, colour, options.lang))?;
    }
    Ok(if worst(&checks) == ExaminationState::Problem { Ended::Unfit } else { Ended::Held })
}
