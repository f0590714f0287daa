//! What is asked of a run, and the command line that it becomes.

use std::collections::BTreeMap;
use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::config::Config;
use crate::desk::folder::ASKED_SCENARIO_FILE;
use crate::desk::options::BenchCheck;
use crate::http::{AddressClass, FRAMING_REASON, HeaderName, Site, is_framing};
use crate::plan::{Clock, Environment, Limits, Overrides, Plan};
use crate::scenario::{Fields, Scenario};
use crate::units::secret::is_secret_name;
use crate::words::Message;

/// The most bytes of a scenario.
pub(in crate::desk) const LONGEST_SCENARIO: usize = 256 * 1024;

/// The flags of `bench` that a run may have. Left out are those that read or write other files of this machine, lead elsewhere
/// (a proxy, another address for the host), or belong to the desk.
const OPTIONS: [&str; 26] = [
    "assets",
    "base-url",
    "duration",
    "expect-shoppers",
    "find-capacity",
    "header",
    "http1",
    "http2",
    "insecure",
    "intensity",
    "iterations",
    "junit",
    "max-rps",
    "max-vus",
    "measure-promo",
    "mode",
    "no-background",
    "page-type",
    "per-vu-iterations",
    "poisson",
    "rate",
    "seed",
    "stage",
    "threshold",
    "think-time",
    "user-agent",
];
/// The rest of them.
const MORE_OPTIONS: [&str; 3] = ["voucher", "vus", "without-promo"];

/// A run to carry out: a page or a scenario, with flags of `promo-load bench`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::desk) struct RunRequest {
    /// The address of the promotion page. Either this or a scenario.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::desk) url: Option<String>,
    /// The text of a scenario file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::desk) scenario: Option<String>,
    /// The address of a pull request on GitHub, whose preview is loaded. Such an address as `url` means the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::desk) pull_request: Option<String>,
    /// Flags of `promo-load bench` by their names without dashes, such as `{"vus": 50, "duration": "2m"}`: a number or a text,
    /// `true` for a flag without a value, a list for one that is repeated.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(in crate::desk) options: BTreeMap<String, OptionValue>,
}

/// The value of a flag.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(in crate::desk) enum OptionValue {
    /// The flag is there or not.
    Switch(bool),
    /// A whole number.
    Number(u64),
    /// Anything else, as it is typed.
    Text(String),
    /// A flag for each.
    Several(Vec<String>),
}

/// A run that the command line would take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::desk) struct CheckedRun {
    /// An address of the shop that is loaded.
    pub(in crate::desk) page: Url,
    /// The flags.
    pub(in crate::desk) arguments: Vec<String>,
    /// The variables of the environment that its scenario reads.
    pub(in crate::desk) variables: Vec<String>,
}

/// The variables with secrets that may go to the host of a page.
pub(in crate::desk) fn secrets_of<'a>(config: &'a Config, page: &Url) -> &'a [String] {
    config.host(page).map_or(&[], |host| &host.secrets)
}

impl CheckedRun {
    /// Whether all that it reads may go to its host.
    ///
    /// # Errors
    ///
    /// The variable that may not.
    pub(in crate::desk) fn keeps_secrets(&self, config: &Config) -> Result<(), Message> {
        let allowed = secrets_of(config, &self.page);
        let Some(other) = self.variables.iter().find(|name| !allowed.contains(name)) else { return Ok(()) };
        let host = self.page.host_str().unwrap_or_default();
        Err(Message::new("error-desk-secret-host").exact("name", other).exact("host", host))
    }
}

impl RunRequest {
    /// Whether its page is not known yet: the preview of a pull request.
    pub(in crate::desk) const fn awaits_page(&self) -> bool {
        self.pull_request.is_some() && self.url.is_none()
    }

    /// Checks all of it, by the command line's own rules.
    ///
    /// # Errors
    ///
    /// What is wrong, in one sentence.
    pub(in crate::desk) fn check(&self, check: BenchCheck) -> Result<CheckedRun, Message> {
        let arguments = self.arguments()?;
        let (first, sent) = match (&self.url, &self.scenario) {
            (Some(url), None) => (url.clone(), None),
            (None, Some(text)) => (ASKED_SCENARIO_FILE.to_owned(), Some(sent(text)?)),
            _ => return Err(Message::new("error-desk-url-or-scenario")),
        };
        let variables = sent.as_ref().map(variables).unwrap_or_default();
        let page = sent.map(|scenario| scenario.base_url);
        // A file of this machine, or a flag, where an address is expected.
        if page.is_none() && !is_address(&first) {
            return Err(Message::new("error-desk-no-address"));
        }
        let typed: Vec<String> = std::iter::once(first).chain(arguments.iter().cloned()).collect();
        let addresses = check(&typed)?.addresses;
        page.iter().chain(&addresses).try_for_each(without_secrets)?;
        let page = page.or_else(|| addresses.first().cloned());
        let page = page.ok_or_else(|| Message::new("error-desk-no-address"))?;
        if let Some(other) = addresses.iter().find(|address| address.host() != page.host()) {
            return Err(
                Message::new("error-desk-other-host").exact("other", other.host_str().unwrap_or_default())
            );
        }
        Ok(CheckedRun { page, arguments, variables })
    }

    /// The flags as they are typed: a value never reads like a flag of its own.
    fn arguments(&self) -> Result<Vec<String>, Message> {
        let mut arguments = Vec::new();
        for (name, value) in &self.options {
            if !OPTIONS.iter().chain(&MORE_OPTIONS).any(|known| known == name) {
                return Err(Message::new("error-desk-option").exact("name", name));
            }
            match value {
                OptionValue::Switch(false) => {}
                OptionValue::Switch(true) => arguments.push(format!("--{name}")),
                OptionValue::Number(number) => arguments.push(format!("--{name}={number}")),
                OptionValue::Text(text) => arguments.push(flag(name, text)?),
                OptionValue::Several(texts) => {
                    for text in texts {
                        arguments.push(flag(name, text)?);
                    }
                }
            }
        }
        Ok(arguments)
    }
}

fn flag(name: &str, text: &str) -> Result<String, Message> {
    if name == "header" {
        let header = plain_header(text).ok_or_else(|| Message::new("error-desk-header"))?;
        // What is asked for is kept, listed, and typed into a command line.
        let known = HeaderName::from_bytes(header.as_bytes()).ok().filter(is_framing);
        if let Some(known) = known {
            let why = Message::new(FRAMING_REASON);
            return Err(Message::new("error-header-cannot-set").exact("known", known).with("why", why));
        }
        if is_secret_name(header) {
            return Err(Message::new("error-desk-secret-header").exact("name", header));
        }
    }
    if text.contains('\0') {
        return Err(Message::new("error-desk-option").exact("name", name));
    }
    Ok(format!("--{name}={text}"))
}

/// Refuses an address with a secret: what is asked for is kept and listed.
fn without_secrets(address: &Url) -> Result<(), Message> {
    if !address.username().is_empty() || address.password().is_some() {
        return Err(Message::new("error-desk-secret-address"));
    }
    let secret = address.query_pairs().find(|(name, value)| is_secret_name(name) && !value.is_empty());
    secret.map_or(Ok(()), |(name, _)| Err(Message::new("error-desk-secret-query").exact("name", name)))
}

/// The name of a header that is written with its value. Any other names a file or a variable of this machine, whose value would
/// be sent to the shop.
fn plain_header(text: &str) -> Option<&str> {
    let (name, _) = text.split_once(':')?;
    let is_plain =
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    is_plain.then_some(name)
}

/// The name under which the host of an address is listed.
pub(in crate::desk) fn host_of(url: &Url) -> Option<String> {
    url.host().map(|host| match host {
        Host::Domain(name) => name.trim_end_matches('.').to_owned(),
        Host::Ipv4(address) => address.to_string(),
        Host::Ipv6(address) => address.to_string(),
    })
}

fn is_address(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://")
}

/// The variables of the environment that a scenario reads.
fn variables(scenario: &Scenario) -> Vec<String> {
    scenario.data.iter().flat_map(|data| &data.env.0).map(|(_, variable)| variable.clone()).collect()
}

/// A scenario, whose data and uploads are all in its text, and which can be carried out.
fn sent(text: &str) -> Result<Scenario, Message> {
    if text.len() > LONGEST_SCENARIO {
        return Err(Message::new("error-desk-too-large").exact("most", LONGEST_SCENARIO));
    }
    let scenario = Scenario::parse(text, Path::new(ASKED_SCENARIO_FILE));
    let scenario = scenario.map_err(|error| Message::from(&error))?;
    // Data is not read yet: what comes from a variable of the environment is not among them.
    if let Some((name, _)) = scenario.secrets().next() {
        return Err(Message::new("error-desk-secret-scenario").exact("name", name));
    }
    let data = scenario.data.iter().filter_map(|data| data.file.as_ref());
    let uploads = scenario.uploads().filter_map(|(_, part)| part.file.as_ref());
    if let Some(file) = data.chain(uploads).next() {
        return Err(Message::new("error-desk-scenario-file").exact("file", file.display()));
    }
    rehearse(scenario.clone())?;
    Ok(scenario)
}

/// Whether a plan can be made of a scenario, with the widest limits: those of its host are asked when it starts.
fn rehearse(mut scenario: Scenario) -> Result<(), Message> {
    for data in scenario.data.iter_mut().filter(|data| !data.env.is_empty()) {
        // What the environment has is read by the run itself.
        let fields = std::mem::take(&mut data.env).0;
        let value = |(field, _)| (field, "0123456789".to_owned());
        data.rows = vec![Fields(fields.into_iter().map(value).collect())];
    }
    let site = Site::of(&scenario.base_url, AddressClass::Private).map_err(|error| Message::from(&error))?;
    let limits = Limits::new(site, Environment::Local, Clock::system(), None, true);
    let planned = Plan::rehearse(scenario, Overrides::default(), limits);
    planned.map(drop).map_err(|error| Message::from(&error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::options::CheckedBench;

    fn request(json: &str) -> Result<CheckedRun, String> {
        let request: RunRequest = serde_json::from_str(json).map_err(|error| error.to_string())?;
        // What the command line makes of an address; its own rules are tested where they are.
        let check: BenchCheck = |typed| {
            let others = typed.iter().filter_map(|text| text.strip_prefix("--without-promo="));
            let addresses = std::iter::once(typed[0].as_str()).chain(others);
            Ok(CheckedBench { addresses: addresses.filter_map(|text| Url::parse(text).ok()).collect() })
        };
        request.check(check).map_err(|message| message.to_string())
    }

    #[test]
    fn options_become_flags() {
        let checked = request(
            r#"{"url":"http://shop.example/promo","options":{"vus":5,"duration":"2m","junit":true,"assets":false,
                "stage":["10s:5","-1s:--out"],"header":"X-Test: --out=/etc"}}"#,
        )
        .unwrap();
        assert_eq!(checked.page.host_str(), Some("shop.example"));
        assert_eq!(
            checked.arguments,
            [
                "--duration=2m",
                "--header=X-Test: --out=/etc",
                "--junit",
                "--stage=10s:5",
                "--stage=-1s:--out",
                "--vus=5"
            ]
        );
    }

    #[test]
    fn a_scenario_has_no_secret_in_its_text() {
        let with = |lines: &str| {
            let scenario = format!("schema = 1\nname = 'x'\nbase_url = 'http://a.example/'\n{lines}\n");
            request(&serde_json::json!({ "scenario": scenario }).to_string())
        };
        let step = "[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/'";
        assert!(with(step).is_ok(), "{:?}", with(step));
        for secret in
            ["headers = { Authorization = 'Basic c2hvcDpob3A=' }", "cookies = { session = '0a1b2c3d4e' }"]
        {
            let refused = with(&format!("{step}\n{secret}")).unwrap_err();
            assert!(refused.contains("PROMO_LOAD_SECRET_"), "{refused}");
        }
    }

    #[test]
    fn a_scenario_that_cannot_be_carried_out_is_refused() {
        let with = |lines: &str| {
            let scenario = format!("schema = 1\nname = 'x'\nbase_url = 'http://a.example/'\n{lines}\n");
            request(&serde_json::json!({ "scenario": scenario }).to_string())
        };
        let step =
            |path: &str| format!("[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '{path}'\n");
        for (lines, said) in [
            (String::new(), "journey"),
            (step("http://b.example/"), "b.example"),
            (format!("[[data]]\nname = 'd'\nfile = '/etc/passwd'\n{}", step("/")), "/etc/passwd"),
        ] {
            let refused = with(&lines).unwrap_err();
            assert!(refused.contains(said), "{refused}");
        }
        let data = "[[data]]\nname = 'd'\nenv = { pin = 'PROMO_LOAD_SECRET_PIN' }\n";
        let read = with(&format!("{data}{}", step("/?pin=${d.pin}"))).unwrap();
        assert_eq!(read.variables, ["PROMO_LOAD_SECRET_PIN"]);
    }

    #[test]
    fn what_leads_elsewhere_or_to_files_is_refused() {
        for json in [
            r#"{}"#,
            r#"{"url":"http://a.example/","scenario":"schema = 1"}"#,
            r#"{"url":"/etc/passwd"}"#,
            r#"{"url":"--demo"}"#,
            r#"{"url":"file:///etc/passwd"}"#,
            r#"{"scenario":"schema = 1"}"#,
            r#"{"url":"http://a.example/","options":{"out":"/etc"}}"#,
            r#"{"url":"http://a.example/","options":{"resolve":"a.example:127.0.0.1"}}"#,
            r#"{"url":"http://a.example/","options":{"proxy":"http://127.0.0.1:1"}}"#,
            r#"{"url":"http://a.example/","options":{"own-folder":"/tmp"}}"#,
            r#"{"url":"http://a.example/","options":{"csv":"/etc/x"}}"#,
            r#"{"url":"http://a.example/","options":{"env":"local"}}"#,
            r#"{"url":"http://a.example/","options":{"header":"@/etc/passwd"}}"#,
            r#"{"url":"http://a.example/","options":{"header":"X-Key=env:HOME"}}"#,
            r#"{"url":"http://a.example/","options":{"header":["X: 1","X=env:A: b"]}}"#,
            r#"{"url":"http://a.example/","options":{"without-promo":"http://b.example/"}}"#,
            r#"{"url":"http://a.example/","options":{"header":"Authorization: Basic c2hvcDpob3A="}}"#,
            r#"{"url":"http://a.example/","options":{"header":["X: 1","x-api-key: 0123456789"]}}"#,
            r#"{"url":"http://a.example/","more":1}"#,
            r#"{"url":"http://a.example/","options":{"header":"Host: b.example"}}"#,
            r#"{"url":"http://admin:pw@a.example/"}"#,
            r#"{"url":"http://admin@a.example/"}"#,
            r#"{"url":"http://a.example/?page=1&token=0123456789"}"#,
            r#"{"url":"http://a.example/","options":{"without-promo":"http://a.example/?api_key=0123456789"}}"#,
            r#"{"scenario":"schema = 1\nname = 'x'\nbase_url = 'http://admin:pw@a.example/'"}"#,
        ] {
            assert!(request(json).is_err(), "{json}");
        }
    }
}
