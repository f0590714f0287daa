//! Where the desk is found by others, and how it knows GitHub.

use url::{Host, Url};

use super::signature::SigningSecret;
use crate::http::AddressClass;
use crate::units::secret::Secret;
use crate::words::Message;

/// The prefix of the environment variables that a webhook may name: one must not send any other secret of the machine.
pub(in crate::desk) const WEBHOOK_VARIABLES: &str = "PROMO_LOAD_WEBHOOK_";
const TOKEN: &str = "PROMO_LOAD_GITHUB_TOKEN";
const APP: &str = "PROMO_LOAD_GITHUB_APP_ID";
const APP_KEY: &str = "PROMO_LOAD_GITHUB_APP_KEY";
const HOOK_SECRET: &str = "PROMO_LOAD_GITHUB_HOOK_SECRET";
/// How the variables begin that are the desk's own, and none of the runs that it starts.
pub(in crate::desk) const OWN_VARIABLES: [&str; 2] = [WEBHOOK_VARIABLES, "PROMO_LOAD_GITHUB_"];

/// What the command line says of the world outside.
#[derive(Debug, Clone)]
pub struct OutwardOptions {
    /// The root of GitHub's API.
    pub github_api: Url,
    /// The address of a pull request's preview, with `{number}` and `{sha}`, where its repository has none of its own.
    pub preview_url: Option<String>,
}

/// The same with the secrets of the environment.
#[derive(Debug)]
pub(in crate::desk) struct OutwardSettings {
    /// Where people reach the desk, for links; `None` leaves links out.
    pub(in crate::desk) public_url: Option<Url>,
    pub(in crate::desk) preview_url: Option<String>,
    pub(in crate::desk) github: GithubSettings,
}

/// How GitHub is known.
#[derive(Debug)]
pub(in crate::desk) struct GithubSettings {
    /// The root of its API, with a slash at the end.
    pub(in crate::desk) api: Url,
    /// The root of its pages, on which pull requests are.
    pub(in crate::desk) pages: Url,
    /// A token of a person or a machine.
    pub(in crate::desk) token: Option<Secret>,
    /// An app, which goes before a token.
    pub(in crate::desk) app: Option<GithubApp>,
    /// What its webhooks are signed with.
    pub(in crate::desk) hook_secret: Option<SigningSecret>,
}

/// A GitHub App.
#[derive(Debug, Clone)]
pub(in crate::desk) struct GithubApp {
    /// Its number or client id.
    pub(in crate::desk) id: String,
    /// Its private key in PEM.
    pub(in crate::desk) key: Secret,
}

/// The value of an environment variable; `None` when it is empty or not set.
pub(in crate::desk) fn variable(name: &str) -> Option<Secret> {
    Secret::new(&std::env::var(name).ok()?)
}

impl OutwardSettings {
    /// Reads the environment. `public_url` is where people reach the desk.
    ///
    /// # Errors
    ///
    /// A file with the app's key that cannot be read, an app without a key, or an API that the token would be read on the way to.
    pub(in crate::desk) fn read(options: &OutwardOptions, public_url: Option<&Url>) -> Result<Self, Message> {
        let app = match (variable(APP), variable(APP_KEY)) {
            (None, None) => None,
            (Some(id), Some(file)) => {
                let key = std::fs::read_to_string(file.expose()).map_err(|error| {
                    let message = Message::new("error-outward-app-key").exact("variable", APP_KEY);
                    message.with("why", Message::from(&error))
                })?;
                let empty = || Message::new("error-outward-app").exact("id", APP).exact("key", APP_KEY);
                Some(GithubApp { id: id.expose().to_owned(), key: Secret::new(&key).ok_or_else(empty)? })
            }
            _ => return Err(Message::new("error-outward-app").exact("id", APP).exact("key", APP_KEY)),
        };
        if !keeps_secrets(&options.github_api) {
            return Err(Message::new("error-outward-api").exact("url", &options.github_api));
        }
        let mut api = options.github_api.clone();
        if !api.path().ends_with('/') {
            api.set_path(&format!("{}/", api.path()));
        }
        Ok(Self {
            public_url: public_url.cloned(),
            preview_url: options.preview_url.clone(),
            github: GithubSettings {
                pages: pages_of(&api),
                api,
                token: variable(TOKEN),
                app,
                hook_secret: variable(HOOK_SECRET).map(|secret| SigningSecret::new(&secret)),
            },
        })
    }

    /// Where people find a run; `None` when it is not known where they reach the desk.
    pub(in crate::desk) fn link(&self, run: i64) -> Option<String> {
        let root = self.public_url.as_ref()?.as_str();
        Some(format!("{}/runs/{run}", root.trim_end_matches('/')))
    }
}

/// Whether a token can be sent there: over TLS, or to a private network.
fn keeps_secrets(api: &Url) -> bool {
    let is_near = match api.host() {
        Some(Host::Ipv4(address)) => AddressClass::of(address.into()) == AddressClass::Private,
        Some(Host::Ipv6(address)) => AddressClass::of(address.into()) == AddressClass::Private,
        Some(Host::Domain(name)) => name == "localhost",
        None => return false,
    };
    api.scheme() == "https" || (api.scheme() == "http" && is_near)
}

/// The root of the pages that belong to an API: github.com has its API on a host of its own, GitHub Enterprise below a path.
fn pages_of(api: &Url) -> Url {
    let mut pages = api.clone();
    pages.set_path("/");
    if let Some(host) = api.host_str().and_then(|host| host.strip_prefix("api.")) {
        // The name was a host's with one part more.
        let _valid = pages.set_host(Some(host));
    }
    pages
}

#[cfg(test)]
impl OutwardSettings {
    /// Nothing is known of the world outside.
    pub(in crate::desk) fn of_test() -> Self {
        let api = Url::parse("https://api.github.com/").unwrap();
        let github = GithubSettings { pages: pages_of(&api), api, token: None, app: None, hook_secret: None };
        Self { public_url: None, preview_url: None, github }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_goes_over_tls_or_to_a_private_network() {
        for (api, expected) in [
            ("https://api.github.com/", true),
            ("http://127.0.0.1:9/", true),
            ("http://localhost:9/", true),
            ("http://api.github.com/", false),
            ("http://8.8.8.8/", false),
            ("file:///etc", false),
        ] {
            assert_eq!(keeps_secrets(&Url::parse(api).unwrap()), expected, "{api}");
        }
    }

    #[test]
    fn pages_are_found_by_the_api() {
        for (api, pages) in [
            ("https://api.github.com/", "https://github.com/"),
            ("https://git.shop.example/api/v3/", "https://git.shop.example/"),
            ("http://127.0.0.1:9/", "http://127.0.0.1:9/"),
        ] {
            assert_eq!(pages_of(&Url::parse(api).unwrap()).as_str(), pages);
        }
    }
}
