//! The scenario file: TOML that a person can read and edit.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::{Position, Url};

use super::toml_problem::TomlProblem;
use super::{DataError, DataSource, Fields, FormPart, Journey, Load, Step, UploadError};
use crate::http::{DnsUse, HttpVersion};
use crate::page::{Blind, PageKind};
use crate::promotion::Promotion;
use crate::threshold::ThresholdTable;
use crate::units;
use crate::units::secret::is_secret_name;
use crate::words::Message;

/// The version of the format that this program writes and reads.
pub(super) const SCHEMA: u32 = 1;

/// The JSON Schema of a scenario file.
pub const JSON_SCHEMA: &str = include_str!("scenario.schema.json");

/// Whether journeys may change anything in the shop.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Only looks at pages.
    #[default]
    ReadOnly,
    /// Adds to real carts; never places an order.
    Full,
}

/// A mode that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub struct UnknownMode(String);

impl From<&UnknownMode> for Message {
    fn from(error: &UnknownMode) -> Self {
        Message::new("error-unknown-mode").exact("text", &error.0)
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::ReadOnly => "read-only",
            Self::Full => "full",
        })
    }
}

impl FromStr for Mode {
    type Err = UnknownMode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "read-only" | "read_only" => Ok(Self::ReadOnly),
            "full" => Ok(Self::Full),
            _ => Err(UnknownMode(text.to_owned())),
        }
    }
}

/// How long a visitor keeps what it has: its cookies, its connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Lifetime {
    /// Every iteration begins without.
    PerIteration,
    /// A virtual user comes back with it.
    PerVu,
}

/// The `[http]` table: how requests are sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct HttpTable {
    /// The `User-Agent` header; absent: promo-load's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// From a request's first byte to the answer's last (default 60 s). One that is written down and longer than the 10 seconds
    /// after which a silent shop is given up, is waited for.
    #[serde(with = "units::duration::optional", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(schema_with = "units::duration::schema"))]
    pub timeout: Option<Duration>,
    /// From a request's first byte to the answer's first; absent: as long as `timeout`.
    #[serde(with = "units::duration::optional", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(schema_with = "units::duration::schema"))]
    pub first_byte_timeout: Option<Duration>,
    /// DNS, TCP and TLS together.
    #[serde(with = "units::duration")]
    #[cfg_attr(test, schemars(schema_with = "units::duration::schema"))]
    pub connect_timeout: Duration,
    /// How long a visitor keeps its cookies, and with them its cart (default per-iteration, as in k6).
    pub cookies: Lifetime,
    /// How long it keeps its connections and TLS sessions (default per-vu, as in k6).
    pub connections: Lifetime,
    /// How long an answer of DNS is used for new connections (default ttl: 300 s, as in k6).
    #[serde(skip_serializing_if = "DnsUse::is_default")]
    pub dns: DnsUse,
    /// Which HTTP is spoken.
    pub version: HttpVersion,
    /// Whether the files that a page needs are loaded with it, as browsers do (default: pages alone, as in k6).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub assets: bool,
    /// Headers of every request.
    #[serde(skip_serializing_if = "Fields::is_empty")]
    pub headers: Fields,
    /// The names, in small letters, of headers that are secret whatever they are called: a flag took them from a file or from the
    /// environment.
    #[serde(skip)]
    pub secret_headers: BTreeSet<String>,
}

impl Default for HttpTable {
    fn default() -> Self {
        Self {
            user_agent: None,
            timeout: None,
            first_byte_timeout: None,
            connect_timeout: Duration::from_secs(30),
            cookies: Lifetime::PerIteration,
            connections: Lifetime::PerVu,
            dns: DnsUse::Ttl,
            version: HttpVersion::Auto,
            assets: false,
            headers: Fields::default(),
            secret_headers: BTreeSet::new(),
        }
    }
}

impl HttpTable {
    /// Whether the value of a common header is secret, by its name or by where it came from.
    #[must_use]
    pub fn is_secret(&self, header: &str) -> bool {
        is_secret_name(header) || self.secret_headers.contains(&header.to_ascii_lowercase())
    }

    /// From a request's first byte to the answer's last.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        self.timeout.unwrap_or(Duration::from_secs(60))
    }
}

/// The `[page]` table: what the compiler saw. Reports use it, and set-up asks for the page between two loads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PageFacts {
    /// The page after redirects. A secret in it is a placeholder of a source with `env`.
    #[cfg_attr(test, schemars(with = "String"))]
    pub url: Url,
    /// Its kind.
    pub kind: PageKind,
    /// How sure that is, from 0 to 1.
    pub confidence: f64,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What the scripts of the visitors' pages ask the shop besides, each in a word. Steps with `background` send it; where none does,
    /// reports say that the load was without it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub background: Vec<String>,
    /// Why promotions could not be looked for, or not everywhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub blind: Vec<Blind>,
    /// Whether the checks look at a product's price only in the page's data for machines (JSON-LD and the like): no place where
    /// shoppers read it could be told from others. Reports say so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub price_in_data_only: bool,
}

impl PageFacts {
    /// What the report says of it: what was not seen, and what no check looks at.
    pub fn notes(&self) -> impl Iterator<Item = Message> {
        let blind = self.blind.iter();
        let blind = blind.map(|reason| Message::new("note-blind").with("reason", Message::from(reason)));
        blind.chain(self.price_in_data_only.then(|| Message::new("note-price-in-data-only")))
    }
}

/// A scenario file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Version of the format: 1.
    #[cfg_attr(test, schemars(extend("const" = SCHEMA)))]
    pub schema: u32,
    /// What it is called in reports.
    pub name: String,
    /// The shop: scheme, host and port. Nothing else is ever loaded.
    #[serde(deserialize_with = "address")]
    #[cfg_attr(test, schemars(with = "String"))]
    pub base_url: Url,
    /// Whether it may change anything in the shop.
    #[serde(default)]
    pub mode: Mode,
    /// What the compiler saw.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<PageFacts>,
    /// How requests are sent.
    #[serde(default)]
    pub http: HttpTable,
    /// How many visitors and for how long: one `[load]` or several `[[load]]` that run side by side. The command
    /// line replaces all of them.
    #[serde(rename = "load", default, with = "super::load::several", skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(schema_with = "super::load::several::schema"))]
    pub loads: Vec<Load>,
    /// Rows of values that visitors walk with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub data: Vec<DataSource>,
    /// What must hold.
    #[serde(default, skip_serializing_if = "ThresholdTable::is_empty")]
    pub thresholds: ThresholdTable,
    /// The promotions that were found.
    #[serde(rename = "promotion", default, skip_serializing_if = "Vec::is_empty")]
    pub promotions: Vec<Promotion>,
    /// What visitors do.
    #[serde(rename = "journey", default)]
    pub journeys: Vec<Journey>,
}

/// A scenario file that cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum FileError {
    /// The file cannot be opened.
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not a scenario.
    Parse {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// The key with a colon, or nothing.
        key: String,
        /// What is wrong.
        message: Box<Message>,
    },
    /// A format this program does not know.
    Schema {
        /// The file.
        path: PathBuf,
        /// The version in the file.
        found: u32,
    },
    /// A data source has no usable file.
    Data {
        /// The scenario's file.
        path: PathBuf,
        /// The data source.
        name: String,
        /// What is wrong.
        source: DataError,
    },
    /// A form's file cannot be sent.
    Upload {
        /// The scenario's file.
        path: PathBuf,
        /// The step.
        step: String,
        /// What is wrong.
        source: UploadError,
    },
    /// It cannot be written as TOML.
    Format(#[from] toml::ser::Error),
}

impl From<&FileError> for Message {
    fn from(error: &FileError) -> Self {
        match error {
            FileError::Read { path, source } => Message::new("error-file-read")
                .exact("path", path.display())
                .with("why", Message::from(source))
                .exact("made", maker(path, source)),
            FileError::Parse { path, line, key, message } => Message::new("error-toml")
                .exact("path", path.display())
                .exact("line", line)
                .exact("key", key)
                .with("why", Message::clone(message)),
            FileError::Schema { path, found } => Message::new("error-file-schema")
                .exact("path", path.display())
                .exact("found", found)
                .exact("schema", SCHEMA),
            FileError::Data { path, name, source } => Message::new("error-file-data")
                .exact("path", path.display())
                .exact("name", name)
                .with("why", Message::from(source)),
            FileError::Upload { path, step, source } => Message::new("error-file-upload")
                .exact("path", path.display())
                .exact("step", step)
                .with("why", Message::from(source)),
            FileError::Format(error) => Message::new("error-file-format").exact("why", error),
        }
    }
}

impl Scenario {
    /// An empty scenario of the current format.
    #[must_use]
    pub fn new(name: String, base_url: Url, mode: Mode) -> Self {
        Self {
            schema: SCHEMA,
            name,
            base_url,
            mode,
            page: None,
            http: HttpTable::default(),
            loads: Vec::new(),
            data: Vec::new(),
            thresholds: ThresholdTable::default(),
            promotions: Vec::new(),
            journeys: Vec::new(),
        }
    }

    /// Reads a scenario file, its data files and the files that its forms send.
    ///
    /// # Errors
    ///
    /// [`FileError`] with the file, the line and the key that is wrong.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        Self::read_with(path, &[])
    }

    /// The same, with data files from these folders, too: a scenario may come from another person, and must not choose what
    /// of this machine is sent to its shop.
    ///
    /// # Errors
    ///
    /// [`FileError`] with the file, the line and the key that is wrong.
    pub fn read_with(path: &Path, data_folders: &[PathBuf]) -> Result<Self, FileError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| FileError::Read { path: path.to_owned(), source })?;
        let mut scenario = Self::parse(&text, path)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        for data in &mut scenario.data {
            data.read(folder, data_folders).map_err(|source| FileError::Data {
                path: path.to_owned(),
                name: data.name.clone(),
                source,
            })?;
        }
        for step in scenario.journeys.iter_mut().flat_map(|journey| &mut journey.steps) {
            for part in &mut step.multipart {
                part.read(folder, data_folders).map_err(|source| FileError::Upload {
                    path: path.to_owned(),
                    step: step.name.clone(),
                    source,
                })?;
            }
        }
        super::written::fill_page(&mut scenario);
        Ok(scenario)
    }

    /// Reads a scenario's text, but no data files; `path` only appears in errors.
    ///
    /// # Errors
    ///
    /// [`FileError`] with the line and the key that is wrong.
    pub fn parse(text: &str, path: &Path) -> Result<Self, FileError> {
        let mut scenario: Self = toml::from_str(text).map_err(|error| parse_error(&error, text, path))?;
        if scenario.schema != SCHEMA {
            return Err(FileError::Schema { path: path.to_owned(), found: scenario.schema });
        }
        scenario.journeys.iter_mut().flat_map(|journey| &mut journey.steps).for_each(Step::write_json);
        Ok(scenario)
    }

    /// Points it at another copy of the shop: its base URL, the page it was compiled from, full addresses of steps, and the
    /// headers by which a browser says which page it comes from. Texts that answers are compared with stay as they are.
    pub fn move_to(&mut self, base_url: &Url) {
        let from = self.base_url[..Position::BeforePath].to_owned();
        let to = base_url[..Position::BeforePath].to_owned();
        let moved = |text: &str| {
            let rest = text.strip_prefix(&from)?;
            (rest.is_empty() || rest.starts_with(['/', '?', '#'])).then(|| format!("{to}{rest}"))
        };
        if let Some(page) = &mut self.page
            && let Some(url) = moved(page.url.as_str()).and_then(|url| Url::parse(&url).ok())
        {
            page.url = url;
        }
        let follows = |name: &str| ["origin", "referer"].iter().any(|known| name.eq_ignore_ascii_case(known));
        for step in self.journeys.iter_mut().flat_map(|journey| &mut journey.steps) {
            if let Some(path) = moved(&step.path) {
                step.path = path;
            }
            for (name, value) in &mut step.headers.0 {
                if let Some(value_there) = moved(value).filter(|_| follows(name)) {
                    *value = value_there;
                }
            }
        }
        for (name, value) in &mut self.http.headers.0 {
            if let Some(value_there) = moved(value).filter(|_| follows(name)) {
                *value = value_there;
            }
        }
        self.base_url = base_url.clone();
    }

    /// The files that its forms send, each with its step.
    pub fn uploads(&self) -> impl Iterator<Item = (&Step, &FormPart)> {
        let steps = self.journeys.iter().flat_map(|journey| &journey.steps);
        let parts = steps.flat_map(|step| step.multipart.iter().map(move |part| (step, part)));
        parts.filter(|(_, part)| part.file.is_some())
    }

    /// Takes what was read from files and from the environment from `same`, another copy of this scenario: what is written of a
    /// scenario lacks it.
    pub fn take_contents(&mut self, same: Self) {
        self.data = same.data;
        self.http.secret_headers = same.http.secret_headers;
        let steps = self.journeys.iter_mut().flat_map(|journey| &mut journey.steps);
        let others = same.journeys.into_iter().flat_map(|journey| journey.steps);
        let parts = steps.flat_map(|step| &mut step.multipart);
        for (part, other) in parts.zip(others.flat_map(|step| step.multipart)) {
            part.read = other.read;
        }
    }

    /// The file's text, read back by [`Scenario::parse`].
    ///
    /// # Errors
    ///
    /// [`FileError::Format`] when a value has no TOML form.
    pub fn to_toml(&self) -> Result<String, FileError> {
        let text = super::layout::lay_out(toml::to_string_pretty(self)?, self.page.is_some());
        Ok(super::escape::escape(&text))
    }
}

/// How a scenario that is not there is made.
fn maker(path: &Path, error: &std::io::Error) -> &'static str {
    let is_scenario = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
    if error.kind() != std::io::ErrorKind::NotFound || !is_scenario {
        return "otherwise";
    }
    "by-compile"
}

/// Reads an address with its scheme.
fn address<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Url, D::Error> {
    let text = String::deserialize(deserializer)?;
    match Url::parse(&text) {
        Ok(url) if url.has_host() => Ok(url),
        // `localhost:8080` is a URL whose scheme is `localhost`.
        Ok(_) | Err(url::ParseError::RelativeUrlWithoutBase) => {
            Err(serde::de::Error::custom(Message::new("error-no-scheme").exact("text", text)))
        }
        Err(error) => Err(serde::de::Error::custom(
            Message::new("error-no-address")
                .exact("text", text)
                .with("why", Message::heard(&error.to_string())),
        )),
    }
}

fn parse_error(error: &toml::de::Error, text: &str, path: &Path) -> FileError {
    let TomlProblem { line, key, message } = TomlProblem::of(error, text);
    FileError::Parse { path: path.to_owned(), line, key, message: Box::new(message) }
}
