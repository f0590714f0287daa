//! Sign-in with a provider of OpenID Connect: discovery, the code flow with PKCE, and an ID token that is verified.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::jwk::JwkSet;
use serde::Deserialize;
use serde_json::Value;
use url::Url;
use url::form_urlencoded::byte_serialize;

use super::ask::Question;
use super::signed::{self, Expected};
use crate::desk::access::{ProvenAccount, SignInProvider};
use crate::words::Message;

/// What a provider says of itself (OpenID Connect Discovery 1.0).
#[derive(Debug, Clone, Deserialize)]
pub(super) struct OidcDiscovery {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
    jwks_uri: Url,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct IdTokenReply {
    id_token: String,
}

/// Asks a provider about itself.
///
/// # Errors
///
/// Why that is not known, or that another one replies.
pub(super) async fn discover(issuer: &str) -> Result<OidcDiscovery, Message> {
    let place = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
    let place = Url::parse(&place).map_err(|error| Message::plain(error.to_string()))?;
    let found: OidcDiscovery = Question::get(place).ask().await?;
    if found.issuer != issuer {
        let message = Message::new("error-signin-issuer").exact("issuer", issuer);
        return Err(message.exact("found", found.issuer));
    }
    Ok(found)
}

impl OidcDiscovery {
    /// The page at which a person agrees.
    pub(super) fn page(&self, parameters: &[(&str, &str)], scopes: &[String], nonce: &str) -> Url {
        let mut page = self.authorization_endpoint.clone();
        let scope = ["openid", "email", "profile"].into_iter().chain(scopes.iter().map(String::as_str));
        let scope = scope.collect::<Vec<_>>().join(" ");
        page.query_pairs_mut()
            .extend_pairs(parameters)
            .append_pair("scope", &scope)
            .append_pair("nonce", nonce);
        page
    }

    /// Whose code it is.
    ///
    /// # Errors
    ///
    /// Why it is not known.
    pub(super) async fn account(
        &self,
        provider: &SignInProvider,
        grant: &[(&str, &str)],
        nonce: &str,
        groups_claim: &str,
    ) -> Result<ProvenAccount, Message> {
        let reply: IdTokenReply = self.redeem(provider, grant).ask().await?;
        let keys: JwkSet = Question::get(self.jwks_uri.clone()).ask().await?;
        let expected = Expected { issuer: &self.issuer, client: &provider.client, nonce };
        let claims = signed::verify(&reply.id_token, &keys, expected)
            .map_err(|error| Message::new("error-signin-id-token").exact("why", error))?;
        let host = Url::parse(&self.issuer).ok().and_then(|issuer| issuer.host_str().map(str::to_owned));
        let groups = match claims.others.get(groups_claim) {
            Some(Value::Array(groups)) => {
                groups.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            }
            Some(Value::String(group)) => vec![group.clone()],
            _ => Vec::new(),
        };
        Ok(ProvenAccount {
            issuer: self.issuer.clone(),
            other_name: format!("{}/{}", host.unwrap_or_default(), claims.sub),
            subject: claims.sub,
            email: claims.email.filter(|_| claims.email_verified).map(|email| email.to_lowercase()),
            orgs: Vec::new(),
            groups,
        })
    }

    /// The request that redeems a code: with the secret in a header, as every provider takes it unless it says otherwise.
    fn redeem(&self, provider: &SignInProvider, grant: &[(&str, &str)]) -> Question {
        let methods = &self.token_endpoint_auth_methods_supported;
        let has = |name: &str| methods.iter().any(|method| method == name);
        let (client, secret) = (provider.client.as_str(), provider.secret.expose());
        if !methods.is_empty() && !has("client_secret_basic") && has("client_secret_post") {
            let own = [("client_id", client), ("client_secret", secret)];
            return Question::post(self.token_endpoint.clone(), &[grant, &own].concat());
        }
        // RFC 6749 §2.3.1: both are written as in a form first.
        let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let pair = STANDARD.encode(format!("{}:{}", encoded(client), encoded(secret)));
        Question::post(self.token_endpoint.clone(), grant).authorized(&format!("Basic {pair}"))
    }
}
