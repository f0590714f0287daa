//! The providers of sign-in, and what a person may do who signs in with one.

use url::Url;

use super::TokenScope;
use crate::config::{DeskTable, RoleScope, RoleTable, SignInTable};
use crate::units::secret::Secret;
use crate::words::Message;

/// How the environment variables begin that have the clients' secrets. Runs of the desk do not get them.
pub(in crate::desk) const SECRETS: &str = "PROMO_LOAD_SIGN_IN_";
/// The longest name of a provider, in characters.
const LONGEST_NAME: usize = 40;

/// The providers of sign-in, and the rules for those who use them.
#[derive(Debug, Clone, Default)]
pub(in crate::desk) struct Providers {
    all: Vec<SignInProvider>,
    roles: Vec<RoleTable>,
}

/// A provider of sign-in.
#[derive(Debug, Clone)]
pub(in crate::desk) struct SignInProvider {
    pub(in crate::desk) name: String,
    pub(in crate::desk) client: String,
    pub(in crate::desk) secret: Secret,
    pub(in crate::desk) kind: ProviderKind,
}

/// Of which kind a provider is.
#[derive(Debug, Clone)]
pub(in crate::desk) enum ProviderKind {
    /// GitHub, with the roots of its pages and of its API, each with a slash at its end.
    Github { web: Url, api: Url },
    /// A provider of OpenID Connect.
    Oidc {
        issuer: String,
        scopes: Vec<String>,
        /// The claim that lists a person's groups.
        groups_claim: String,
    },
}

/// Who a provider says a person is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::desk) struct ProvenAccount {
    /// The address of the provider, which stays when its name in the configuration changes.
    pub(in crate::desk) issuer: String,
    /// The account at the provider, for ever.
    pub(in crate::desk) subject: String,
    /// A verified address, in lower case.
    pub(in crate::desk) email: Option<String>,
    /// What the person is called without one: the provider's host, a slash and the account, which no address is like.
    pub(in crate::desk) other_name: String,
    /// Organisations and teams at GitHub among those that rules name.
    pub(in crate::desk) orgs: Vec<String>,
    /// Groups at a provider of OpenID Connect.
    pub(in crate::desk) groups: Vec<String>,
}

impl ProvenAccount {
    /// The person whom the account stands for at its first sign-in.
    pub(in crate::desk) fn person(&self) -> &str {
        self.email.as_deref().unwrap_or(&self.other_name)
    }
}

impl Providers {
    /// The providers of the configuration, with their secrets by the names of environment variables.
    ///
    /// # Errors
    ///
    /// What is wrong with them.
    pub(in crate::desk) fn read(
        table: &DeskTable,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Message> {
        let mut all = Vec::new();
        for (name, provider) in &table.sign_in {
            let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if name.is_empty() || name.len() > LONGEST_NAME || !name.chars().all(is_plain) {
                return Err(Message::new("error-signin-name").exact("name", name));
            }
            let place = format!("{SECRETS}{}", name.to_ascii_uppercase().replace('-', "_"));
            let secret = variable(&place).as_deref().and_then(Secret::new);
            let secret = secret.ok_or_else(|| {
                Message::new("error-signin-secret").exact("name", name).exact("variable", &place)
            })?;
            let (client, kind) =
                kind(provider).ok_or_else(|| Message::new("error-signin-address").exact("name", name))?;
            all.push(SignInProvider { name: name.clone(), client, secret, kind });
        }
        for role in &table.role {
            let has_condition =
                [&role.email, &role.domain, &role.org, &role.group].iter().any(|part| part.is_some());
            if !has_condition {
                return Err(Message::new("error-signin-role"));
            }
            if let Some(named) = role.provider.as_ref().filter(|named| !table.sign_in.contains_key(*named)) {
                return Err(Message::new("error-signin-role-provider").exact("name", named));
            }
        }
        Ok(Self { all, roles: table.role.clone() })
    }

    /// All of them, by name.
    pub(in crate::desk) fn all(&self) -> &[SignInProvider] {
        &self.all
    }

    /// The one with this name.
    pub(in crate::desk) fn named(&self, name: &str) -> Option<&SignInProvider> {
        self.all.iter().find(|provider| provider.name == name)
    }

    /// The organisations and teams that rules for this provider name.
    pub(in crate::desk) fn orgs(&self, provider: &str) -> impl Iterator<Item = &str> {
        self.roles_of(provider).filter_map(|role| role.org.as_deref())
    }

    /// What the person of an account may do; `None` when no rule applies.
    pub(in crate::desk) fn scope(&self, provider: &str, account: &ProvenAccount) -> Option<TokenScope> {
        let applying = self.roles_of(provider).filter(|role| applies(role, account));
        applying.map(|role| role.scope.into()).max()
    }

    fn roles_of(&self, provider: &str) -> impl Iterator<Item = &RoleTable> {
        self.roles.iter().filter(move |role| role.provider.as_deref().is_none_or(|named| named == provider))
    }
}

fn applies(role: &RoleTable, account: &ProvenAccount) -> bool {
    let email = account.email.as_deref().unwrap_or_default();
    let domain = email.rsplit_once('@').map(|(_, domain)| domain).unwrap_or_default();
    let is_it = |wanted: &Option<String>, found: &str| {
        wanted.as_ref().is_none_or(|wanted| !found.is_empty() && wanted.eq_ignore_ascii_case(found))
    };
    let has = |wanted: &Option<String>, found: &[String]| {
        wanted.as_ref().is_none_or(|wanted| found.contains(wanted))
    };
    is_it(&role.email, email)
        && is_it(&role.domain, domain)
        && has(&role.org, &account.orgs)
        && has(&role.group, &account.groups)
}

fn kind(table: &SignInTable) -> Option<(String, ProviderKind)> {
    let root = |given: &Option<Url>, usual: &str| {
        let url = given.clone().or_else(|| Url::parse(usual).ok())?;
        // Addresses are joined to it.
        url.path().ends_with('/').then_some(url)
    };
    Some(match table {
        SignInTable::Github { client_id, web, api } => {
            let (web, api) = (root(web, "https://github.com/")?, root(api, "https://api.github.com/")?);
            (client_id.clone(), ProviderKind::Github { web, api })
        }
        SignInTable::Oidc { client_id, issuer, scopes, groups_claim } => {
            Url::parse(issuer).ok().filter(|url| url.query().is_none() && url.fragment().is_none())?;
            let groups_claim = groups_claim.clone().unwrap_or_else(|| "groups".to_owned());
            (
                client_id.clone(),
                ProviderKind::Oidc { issuer: issuer.clone(), scopes: scopes.clone(), groups_claim },
            )
        }
    })
}

impl From<RoleScope> for TokenScope {
    fn from(scope: RoleScope) -> Self {
        match scope {
            RoleScope::Read => Self::Read,
            RoleScope::Run => Self::Run,
            RoleScope::Admin => Self::Admin,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Providers, String> {
        let config = crate::config::Config::parse(&format!("schema = 1\n{text}"), "promo-load.toml".as_ref());
        let variable = |name: &str| (name == "PROMO_LOAD_SIGN_IN_MY_HUB").then(|| "secret".to_owned());
        Providers::read(config.unwrap().desk(), variable).map_err(|message| message.to_string())
    }

    const HUB: &str = "[desk.sign_in.my-hub]\nkind = 'github'\nclient_id = 'x'\n";

    #[test]
    fn a_provider_has_its_secret_in_the_environment_and_a_rule_a_condition() {
        let read_hub = read(HUB).unwrap();
        assert_eq!(read_hub.named("my-hub").unwrap().secret.expose(), "secret");
        assert!(!format!("{read_hub:?}").contains("\"secret\""), "{read_hub:?}");
        for (text, said) in [
            ("[desk.sign_in.hub]\nkind = 'github'\nclient_id = 'x'", "PROMO_LOAD_SIGN_IN_HUB"),
            ("[desk.sign_in.Hub]\nkind = 'github'\nclient_id = 'x'", "Hub"),
            (
                "[desk.sign_in.my-hub]\nkind = 'github'\nclient_id = 'x'\nweb = 'https://a.example/x'",
                "my-hub",
            ),
            ("[desk.sign_in.my-hub]\nkind = 'oidc'\nclient_id = 'x'\nissuer = 'login'", "my-hub"),
            ("[[desk.role]]\nscope = 'admin'", "condition"),
            ("[[desk.role]]\nscope = 'admin'\nemail = 'a@b.example'\nprovider = 'own'", "own"),
        ] {
            let refused = read(text).unwrap_err();
            assert!(refused.contains(said), "{refused}");
        }
    }

    #[test]
    fn the_rule_that_allows_the_most_wins_and_without_one_nobody_is_let_in() {
        let roles = "[[desk.role]]\nscope = 'read'\ndomain = 'shop.example'\n\
                     [[desk.role]]\nscope = 'admin'\nemail = 'Ada@shop.example'\n\
                     [[desk.role]]\nscope = 'run'\nprovider = 'my-hub'\norg = 'shop/load'\n\
                     [[desk.role]]\nscope = 'run'\ngroup = 'ops'\ndomain = 'shop.example'\n";
        let providers = read(&format!("{HUB}{roles}")).unwrap();
        let list = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        for (email, orgs, groups, provider, expected) in [
            ("ada@shop.example", &[][..], &[][..], "own", Some(TokenScope::Admin)),
            ("bob@shop.example", &[], &[], "own", Some(TokenScope::Read)),
            ("bob@shop.example", &[], &["ops"], "own", Some(TokenScope::Run)),
            ("bob@other.example", &[], &["ops"], "own", None),
            ("bob@other.example", &["shop/load"], &[], "my-hub", Some(TokenScope::Run)),
            ("bob@other.example", &["shop/load"], &[], "own", None),
            ("bob@other.example", &["shop"], &[], "my-hub", None),
            ("bob@shop.example.evil", &[], &[], "own", None),
            ("shop.example", &[], &[], "own", None),
            ("", &[], &[], "own", None),
        ] {
            let email = (!email.is_empty()).then(|| email.to_owned());
            let (orgs, groups) = (list(orgs), list(groups));
            let account = ProvenAccount { email, orgs, groups, ..ProvenAccount::default() };
            assert_eq!(providers.scope(provider, &account), expected, "{account:?}");
        }
        assert_eq!(providers.orgs("my-hub").collect::<Vec<_>>(), ["shop/load"]);
    }
}
