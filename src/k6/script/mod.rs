//! A plan as a k6 script: the same journeys, checks, extracts, data, load and thresholds.
//!
//! Owns the script's text and the list of things that k6 cannot do. `js` writes everything that comes from a scenario, so that no
//! text can become code. The functions that scripts share are JavaScript, in `helpers.js`; a script contains those that it calls.
//! Not here: writing files.

mod assemble;
mod check;
mod context;
mod data;
mod helpers;
mod identifiers;
mod journey;
mod js;
mod load;
mod multipart;
mod needs;
mod options;
mod rows;
mod step;
mod threshold;
mod value;

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use url::Position;

use crate::plan::Plan;
use crate::scenario::{Mode, Scenario, TemplateError};
use crate::words::Message;
use assemble::{ScriptView, SecretView, assemble};
use context::Context;
use js::{Js, Property};

/// k6's default for the time-out of a request.
const K6_TIMEOUT: Duration = Duration::from_secs(60);

/// The network settings of the script that are not in the plan.
#[derive(Debug, Clone, Default)]
pub struct ScriptNetwork {
    /// Whether any certificate is accepted.
    pub insecure: bool,
    /// Hosts with the addresses to use for them.
    pub hosts: Vec<(String, IpAddr)>,
    /// The files of the client certificate and of its key.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// Whether authorities are trusted in addition to the system's.
    pub own_authorities: bool,
    /// Whether connections go through a proxy.
    pub proxy: bool,
}

/// The settings of an export.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The network settings of the script.
    pub reach: ScriptNetwork,
    /// The name of the script's file in the command that runs it: `script.js`.
    pub file_name: String,
    /// The page or scenario that the script was made from.
    pub source: String,
    /// The module beside the script that receives the helpers, as it is imported: `./helpers.js`; `None` keeps them in the
    /// script.
    pub helpers: Option<String>,
    /// Whether large data may be written to files beside the script.
    pub files_allowed: bool,
}

/// An exported k6 script.
#[derive(Debug, Clone, PartialEq)]
pub struct Script {
    /// The text of the script.
    pub text: String,
    /// The text of the helpers, when they are a module of their own.
    pub helpers: Option<String>,
    /// Files that belong beside the script: name and content.
    pub files: Vec<(String, String)>,
    /// Things that k6 cannot do, and that the script therefore does differently.
    pub notes: Vec<Message>,
    /// The environment variables that the script takes secrets from.
    pub secrets: Vec<String>,
}

/// Why a plan cannot be written as a script.
#[derive(Debug, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum ExportError {
    /// A regular expression has no equivalent in JavaScript.
    Regex {
        /// The name of the check or extract.
        name: String,
        /// Why the expression has no equivalent.
        reason: Message,
    },
    /// A template is invalid, although the plan accepted it.
    Template(#[from] TemplateError),
    /// The script's own template failed, which is a defect.
    Script(#[from] minijinja::Error),
}

impl From<&ExportError> for Message {
    fn from(error: &ExportError) -> Self {
        match error {
            ExportError::Regex { name, reason } => {
                Message::new("error-export-regex").exact("name", name).with("reason", reason.clone())
            }
            ExportError::Template(error) => Message::from(error),
            ExportError::Script(error) => Message::new("error-export-script").exact("why", error),
        }
    }
}

/// Writes a plan as a k6 script.
///
/// # Errors
///
/// [`ExportError`] when a part of the scenario has no equivalent in JavaScript.
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

    let view = ScriptView {
        title: js::comment(&scenario.name),
        version: env!("CARGO_PKG_VERSION"),
        source: js::comment(&format!("from {}", settings.source)),
        command: js::comment(&format!("  k6 run {}", settings.file_name)),
        fills_carts: plan.mode() == Mode::Full,
        notes: notes.iter().map(|note| js::comment(&format!("- {note}"))).collect(),
        secrets,
        shop: shop.layout(0),
        shop_type: helpers::SHOP_TYPE,
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
        helpers: settings.helpers.as_ref().map(|_| helpers::module()),
        files,
        notes,
        secrets: context.secrets.into_iter().map(|secret| secret.variable).collect(),
    })
}

/// Writes the constant that tells the helpers about the shop.
fn shop(plan: &Plan, scenario: &Scenario, context: &mut Context<'_>) -> Js {
    let base_url = js::text(&scenario.base_url[..Position::BeforePath]);
    let url = Js::Code(format!("(__ENV.BASE_URL || {base_url}).replace(/\\/+$/, '')"));
    let headers = Js::Object(context.common_headers(&scenario.http));
    let mut sent: Vec<Property> = vec![("headers", headers).into()];
    if scenario.http.timeout() != K6_TIMEOUT {
        sent.push(("timeout", load::time(scenario.http.timeout())).into());
    }
    sent.push(("redirects", 0_u32).into());
    if context.tells_kinds_apart() {
        sent.push(("tags", Js::object([("kind", "page")])).into());
    }
    Js::object([("url", url), ("sent", Js::Object(sent)), ("seed", plan.seed().into())])
}

#[cfg(test)]
mod tests;
