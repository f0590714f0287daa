//! The state of an export while the parts of a script are written: names, secrets, and the limits of k6.

use std::collections::HashSet;
use std::path::PathBuf;

use super::identifiers::Identifiers;
use super::js::{self, Js, Property};
use super::needs::needs;
use super::{ExportError, Settings, helpers, value};
use crate::http::{HttpVersion, REDIRECTS};
use crate::metric::MetricName;
use crate::plan::{Plan, PlannedBody, PlannedJourney, PlannedLoad, PlannedPath, PlannedStep};
use crate::scenario::{
    DataSet, Extract, Fields, HttpTable, Journey, Lifetime, OwnValue, Scenario, Step, Template,
    TemplateError, is_secret_header,
};
use crate::words::Message;

/// A value that is written to no file.
pub(super) struct ScriptSecret {
    /// The description of the secret for the user.
    pub(super) what: String,
    /// The header that carries it, with its value; `None` for data.
    header: Option<(String, String)>,
    pub(super) constant: String,
    pub(super) variable: String,
}

/// A file that a form sends, and the constant that holds its bytes.
pub(super) struct Upload {
    pub(super) path: PathBuf,
    pub(super) constant: String,
}

/// The state of an export while the parts of a script are written.
pub(super) struct Context<'a> {
    plan: &'a Plan,
    pub(super) names: Identifiers,
    pub(super) secrets: Vec<ScriptSecret>,
    pub(super) notes: Vec<Message>,
    /// The files that forms send.
    pub(super) uploads: Vec<Upload>,
}

impl<'a> Context<'a> {
    pub(super) fn new(plan: &'a Plan, scenario: &Scenario) -> Self {
        let own = [
            "SHOP",
            "REDIRECTS",
            "MOST_REDIRECTS",
            "failedRequests",
            "goodVisits",
            "rightPromotions",
            "seen",
            "ask",
            "parsed",
            "answer",
            "values",
            "isPage",
            "isRight",
            "thoughtAt",
            "spans",
        ];
        let k6 = [
            "check",
            "group",
            "sleep",
            "randomSeed",
            "md5",
            "SharedArray",
            "exec",
            "parseHTML",
            "http",
            "Rate",
        ];
        let taken: Vec<&str> = own.into_iter().chain(k6).chain(helpers::names()).collect();
        let mut context = Self {
            plan,
            names: Identifiers::without(&taken),
            secrets: Vec::new(),
            notes: Vec::new(),
            uploads: Vec::new(),
        };
        if let Some(hours) = plan.limits().hours() {
            context.note(Message::new("k6-hours").with("hours", hours.to_string()));
        }
        if scenario.journeys.iter().filter(|journey| journey.weight > 0).count() > 1 {
            context.note(Message::new("k6-seed"));
        }
        context
    }

    pub(super) fn data(&self) -> &'a DataSet {
        self.plan.data()
    }

    /// Whether a shopper keeps its row of this data source.
    pub(super) fn keeps_row(&self, source: usize) -> bool {
        self.plan.keeps_row(source)
    }

    /// Whether a threshold is about the visits of one journey, so that k6 has to tell them apart.
    pub(super) fn tells_journeys_apart(&self) -> bool {
        let mut tags = self.plan.thresholds().thresholds().flat_map(|threshold| &threshold.tags);
        tags.any(|(tag, _)| tag == "journey")
    }

    /// Whether a threshold of the script needs a count of visits, which k6 does not have.
    pub(super) fn counts_visits(&self) -> bool {
        self.has_threshold_on(MetricName::Visits) || self.counts_promotion()
    }

    /// Whether a threshold of the script needs to know in which visits the promotion was right.
    pub(super) fn counts_promotion(&self) -> bool {
        self.has_threshold_on(MetricName::Promotion)
    }

    fn has_threshold_on(&self, metric: MetricName) -> bool {
        let mut thresholds = self.plan.thresholds().thresholds();
        thresholds.any(|threshold| threshold.metric == metric && threshold.expression.window.is_none())
    }

    /// Whether promo-load judges the visits at full load only, and the run has others.
    pub(super) fn judges_full_load_only(&self) -> bool {
        let timetable = self.plan.timetable();
        let end = timetable.loads().iter().map(PlannedLoad::end).max().unwrap_or_default();
        match timetable.holds().as_slice() {
            [] => false,
            [(from, to)] => !from.is_zero() || *to < end,
            _ => true,
        }
    }

    /// Adds a note about something that k6 cannot do, once.
    pub(super) fn note(&mut self, note: Message) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Parses a text of a check, bound to the data.
    pub(super) fn template(&self, text: &str) -> Result<Template, TemplateError> {
        let mut template = Template::parse(text)?;
        template.bind(self.data());
        Ok(template)
    }

    /// Whether there are other requests than those for pages, so that k6 has to tell them apart.
    pub(super) fn tells_kinds_apart(&self) -> bool {
        let layout = self.plan.layout();
        !layout.assets.is_empty() || !layout.background.is_empty()
    }

    /// The headers of every request; k6 does not state by itself that it unpacks.
    pub(super) fn common_headers(&mut self, http: &HttpTable) -> Vec<Property> {
        let accepted = crate::http::ACCEPTED;
        let accepted = accepted.to_str().unwrap_or_default();
        let mut headers = vec![("Accept-Encoding".to_owned(), Js::from(accepted))];
        for (name, value) in &http.headers.0 {
            let code = if http.is_secret(name) { self.secret(name, value) } else { js::text(value) };
            headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
            headers.push((name.clone(), Js::Code(code)));
        }
        headers.into_iter().map(Into::into).collect()
    }

    /// The headers of a step.
    pub(super) fn headers(&mut self, fields: &Fields) -> Result<Vec<Property>, ExportError> {
        let mut headers: Vec<(String, Js)> = Vec::new();
        for (name, value) in &fields.0 {
            let template = self.template(value)?;
            let code = if is_secret_header(name, value) {
                self.secret(name, value)
            } else {
                value::text(&template, self.data())
            };
            headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
            headers.push((name.clone(), Js::Code(code)));
        }
        Ok(headers.into_iter().map(Into::into).collect())
    }

    /// The constant for the value of a secret header.
    fn secret(&mut self, header: &str, value: &str) -> String {
        self.secret_of(header, value, "header")
    }

    /// The constant for the value of a secret cookie.
    pub(super) fn secret_cookie(&mut self, cookie: &str, value: &str) -> String {
        self.secret_of(cookie, value, "cookie")
    }

    fn secret_of(&mut self, header: &str, value: &str, kind: &str) -> String {
        let is_known = |(known, its): &(String, String)| known.eq_ignore_ascii_case(header) && its == value;
        if let Some(known) = self.secrets.iter().find(|known| known.header.as_ref().is_some_and(is_known)) {
            return known.constant.clone();
        }
        let constant = self.names.take_constant(header);
        let secret = ScriptSecret {
            what: format!("the shop gets it as the {kind} {header}"),
            header: Some((header.to_owned(), value.to_owned())),
            variable: format!("PROMO_LOAD_{constant}"),
            constant: constant.clone(),
        };
        self.secrets.push(secret);
        constant
    }

    /// The constant for the value of an environment variable, whose name is by default that of the constant.
    pub(super) fn secret_data(&mut self, name: &str, variable: Option<&str>, what: String) -> String {
        let known = self.secrets.iter().find(|known| variable == Some(known.variable.as_str()));
        if let Some(known) = known {
            return known.constant.clone();
        }
        let constant = self.names.take_constant(name);
        let variable = variable.map_or_else(|| format!("PROMO_LOAD_{constant}"), str::to_owned);
        self.secrets.push(ScriptSecret { what, header: None, constant: constant.clone(), variable });
        constant
    }

    /// Notes how k6 treats the answers of a journey differently.
    pub(super) fn note_answers(&mut self, journey: &Journey, planned: &PlannedJourney) {
        let follows = |step: &PlannedStep| !REDIRECTS.iter().any(|status| step.stops_at(*status));
        if planned.steps.iter().any(follows) {
            self.note(Message::new("k6-redirect-percent"));
        }
        let puts_cookies = planned.steps.iter().any(|step| !step.cookies.is_empty());
        if planned.steps.len() > 1 || puts_cookies || self.plan.cookies() == Lifetime::PerVu {
            self.note(Message::new("k6-cookies"));
        }
        if planned.steps.iter().any(PlannedStep::goes_aside) {
            self.note(Message::new("k6-background"));
        }
        if planned.steps.iter().any(asks_by_answers) {
            self.note(Message::new("k6-orders"));
        }
        let loads = self.plan.timetable().loads();
        let ramps = |load: &PlannedLoad| load.schedule.changes().nth(1).is_some();
        if planned.once.is_some() && (loads.len() > 1 || loads.iter().any(ramps)) {
            self.note(Message::new("k6-once"));
        }
        let is_beyond_ascii = |text: &String| !text.is_ascii() || text.contains("${");
        let looks = |step: &Step| {
            let checks = step
                .checks
                .iter()
                .flat_map(|check| [&check.body_contains, &check.body_lacks, &check.body_matches]);
            let extracts = step.extracts.iter().flat_map(|extract| [&extract.regex, &extract.css]);
            let between = step.extracts.iter().flat_map(|extract| extract.between.iter().flatten());
            checks.chain(extracts).flatten().chain(between).any(is_beyond_ascii)
        };
        let sent: HashSet<String> = planned.steps.iter().flat_map(needs).collect();
        let is_of_page = |extract: &Extract| extract.header.is_none() && extract.cookie.is_none();
        let sends = |step: &Step| {
            step.extracts.iter().any(|extract| is_of_page(extract) && sent.contains(&extract.name))
        };
        if journey.steps.iter().any(|step| looks(step) || sends(step)) {
            self.note(Message::new("k6-charset"));
        }
    }

    /// Notes the network settings of the scenario that k6 cannot express.
    pub(super) fn note_network(&mut self, http: &HttpTable, settings: &Settings) {
        let defaults = HttpTable::default();
        if http.connect_timeout != defaults.connect_timeout {
            self.note(Message::new("k6-connecting"));
        }
        if http.first_byte_timeout.is_some() {
            self.note(Message::new("k6-first-byte"));
        }
        match http.version {
            HttpVersion::Auto => {}
            HttpVersion::Http1 => self.note(Message::new("k6-http1")),
            HttpVersion::Http2 => {
                self.note(Message::new("k6-http2"));
            }
        }
        if http.assets {
            self.note(Message::new("k6-assets"));
        }
        if settings.reach.own_authorities {
            self.note(Message::new("k6-authorities"));
        }
        if settings.reach.proxy {
            self.note(Message::new("k6-proxy"));
        }
    }
}

/// Whether the address or the document of a step has a value of an answer, which nobody knows before.
fn asks_by_answers(step: &PlannedStep) -> bool {
    let brings = |template: &Template| template.names().any(|name| OwnValue::parse(name).is_none());
    let by_path = matches!(&step.path, PlannedPath::Template(path) if brings(path));
    by_path || matches!(&step.body, PlannedBody::Text(text) if brings(text))
}
