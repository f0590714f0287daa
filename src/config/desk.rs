//! The `[desk]` table: who may sign in to the team's desk, and how often it is asked.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use serde::Deserialize;
use url::Url;

/// What holds at the team's desk.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct DeskTable {
    /// Providers with which people sign in, by a name of lower-case letters, digits and hyphens.
    pub sign_in: BTreeMap<String, SignInTable>,
    /// What people may do who sign in with a provider. The rule that allows the most wins; a person to whom none applies is not let
    /// in.
    pub role: Vec<RoleTable>,
    /// How often the desk is asked.
    pub limits: DeskLimits,
}

/// A provider. The client's secret is in the environment variable `PROMO_LOAD_SIGN_IN_` with the provider's name in upper case,
/// and underscores for hyphens.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum SignInTable {
    /// GitHub, or GitHub Enterprise Server.
    Github {
        /// The id of the OAuth app.
        client_id: String,
        /// The root of its pages; `https://github.com/` when nothing is said.
        #[cfg_attr(test, schemars(with = "Option<String>"))]
        web: Option<Url>,
        /// The root of its API; `https://api.github.com/` when nothing is said.
        #[cfg_attr(test, schemars(with = "Option<String>"))]
        api: Option<Url>,
    },
    /// A provider of OpenID Connect.
    Oidc {
        /// The id of the client.
        client_id: String,
        /// The address of the provider, exactly as it names itself.
        issuer: String,
        /// Scopes to ask for beside `openid`, `email` and `profile`.
        #[serde(default)]
        scopes: Vec<String>,
        /// The claim that lists a person's groups; `groups` when nothing is said.
        groups_claim: Option<String>,
    },
}

/// What some of the people may do. Every condition that is there must hold, and at least one has to be there.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RoleTable {
    /// What they may do.
    pub scope: RoleScope,
    /// The name of the provider; any when nothing is said.
    pub provider: Option<String>,
    /// An e-mail address that the provider has verified.
    pub email: Option<String>,
    /// The domain of such an address.
    pub domain: Option<String>,
    /// An organisation at GitHub, or a team of one: `shop`, `shop/load-tests`.
    pub org: Option<String>,
    /// A group at a provider of OpenID Connect.
    pub group: Option<String>,
}

/// What people may do; each includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum RoleScope {
    /// Look.
    Read,
    /// Submit, approve and stop runs.
    Run,
    /// Decide about hosts and tokens.
    Admin,
}

/// How often the desk is asked.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct DeskLimits {
    /// The most requests per second of one token, one session, or one address without either; 50 when nothing is said. Ten seconds'
    /// worth may come at once.
    pub requests_per_second: Option<NonZeroU32>,
    /// The most wrong tokens per minute from one address; 30 when nothing is said.
    pub wrong_tokens_per_minute: Option<NonZeroU32>,
}
