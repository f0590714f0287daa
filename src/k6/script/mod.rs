//! A plan as a k6 script: the same journeys, checks, extracts, data, load and thresholds.
//!
//! Owns the script's text and the list of what k6 cannot do. Everything that comes from a scenario is written by `js`, so
//! that no text can become code. The functions that every script shares are JavaScript, in `helpers.js`; a script
//! contains those that it calls. Not here: writing files.

mod assemble;
mod check;
mod context;
mod data;
mod identifiers;
mod journey;
mod js;
mod load;
mod multipart;
mod options;
mod step;
mod threshold;
mod value;

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use url::Position;

use crate::plan::Plan;
use crate::scenario::{Mode, Scenario, TemplateError};
use assemble::{SecretView, View, assemble};
use context::Context;
use js::{Entry, Js};

/// How long a request may take in k6 when nothing is said.
const K6_TIMEOUT: Duration = Duration::from_secs(60);

/// What the script says of the network, beyond the plan.
#[derive(Debug, Clone, Default)]
pub struct Reach {
    /// Accept any certificate.
    pub insecure: bool,
    /// Hosts with the addresses to use for them.
    pub hosts: Vec<(String, IpAddr)>,
    /// The files of the client certificate and of its key.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// Whether authorities beside the system's are trusted.
    pub own_authorities: bool,
    /// Whether there is a proxy.
    pub proxy: bool,
}

/// What a script is made of.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How the shop is reached.
    pub reach: Reach,
    /// What the script is called when it is run: `script.js`.
    pub file_name: String,
    /// What it was made from.
    pub source: String,
    /// The module beside the script that the helpers go to, as it is imported: `./helpers.js`; absent: they stand in the
    /// script.
    pub helpers: Option<String>,
    /// Whether large data may go to files of their own beside the script.
    pub files_allowed: bool,
}

/// A k6 script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// The script.
    pub text: String,
    /// The helpers, where they are a module of their own.
    pub helpers: Option<String>,
    /// Files that have to lie beside it: name and content.
    pub files: Vec<(String, String)>,
    /// What k6 cannot do and the script therefore does otherwise.
    pub notes: Vec<String>,
    /// The environment variables that it takes secrets from.
    pub secrets: Vec<String>,
}

/// A plan that has no script.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A regular expression that JavaScript cannot express.
    #[error("`{name}`: {reason}")]
    Regex {
        /// The check or extract.
        name: String,
        /// What cannot be expressed.
        reason: String,
    },
    /// A template that the plan had accepted.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The script's own template; a defect.
    #[error("the script cannot be written: {0}")]
    Script(#[from] minijinja::Error),
}

/// Writes a plan as a k6 script.
///
/// # Errors
///
/// [`ExportError`] when a part of the scenario cannot be said in JavaScript.
pub fn export(plan: &Plan, settings: &Settings) -> Result<Script, ExportError> {
    let scenario = plan.scenario();
    let mut context = Context::new(plan, &scenario);
    let shop = shop(plan, &scenario, &mut context);
    let journeys = journey::journeys(plan, &scenario, &mut context)?;
    let (mut rows, files) = data::rows(plan, settings, &journeys, &mut context);
    rows.extend(context.uploads.iter().map(multipart::constant));
    let options = options::options(plan, &scenario, &journeys, settings, &mut context);
    context.note_network(&scenario.http, settings);
    let notes = std::mem::take(&mut context.notes);
    let secrets: Vec<SecretView> = context.secrets.iter().map(SecretView::of).collect();

    let view = View {
        title: js::comment(&scenario.name),
        version: env!("CARGO_PKG_VERSION"),
        source: js::comment(&format!("from {}", settings.source)),
        command: js::comment(&format!("  k6 run {}", settings.file_name)),
        fills_carts: plan.mode() == Mode::Full,
        notes: notes.iter().map(|note| js::comment(&format!("- {note}"))).collect(),
        secrets,
        shop: shop.layout(0),
        shop_type: assemble::SHOP_TYPE,
        options: options.layout(0),
        rows,
        visits: journeys.visits,
        journeys: journeys.journeys,
        default: journeys.default,
        steps: journeys.steps,
        module_literal: js::text(settings.helpers.as_deref().unwrap_or_default()),
        module: settings.helpers.clone(),
        helpers: String::new(),
        imports: Vec::new(),
    };
    Ok(Script {
        text: assemble(view)?,
        helpers: settings.helpers.as_ref().map(|_| assemble::module()),
        files,
        notes,
        secrets: context.secrets.into_iter().map(|secret| secret.variable).collect(),
    })
}

/// What the helpers know of the shop.
fn shop(plan: &Plan, scenario: &Scenario, context: &mut Context<'_>) -> Js {
    let base_url = js::text(&scenario.base_url[..Position::BeforePath]);
    let url = Js::Code(format!("(__ENV.BASE_URL || {base_url}).replace(/\\/+$/, '')"));
    let headers = Js::Object(context.common_headers(&scenario.http.headers));
    let mut sent: Vec<Entry> = vec![("headers", headers).into()];
    if scenario.http.timeout() != K6_TIMEOUT {
        sent.push(("timeout", load::time(scenario.http.timeout())).into());
    }
    sent.push(("redirects", 0_u32).into());
    if context.loads_files() {
        sent.push(("tags", Js::object([("kind", "page")])).into());
    }
    Js::object([("url", url), ("sent", Js::Object(sent)), ("seed", plan.seed().into())])
}

#[cfg(test)]
mod tests;
