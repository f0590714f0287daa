//! Sign-in with GitHub: the code flow of OAuth. It gives no ID token; the API says who the person is.

use serde::Deserialize;
use url::Url;

use super::ask::Question;
use crate::desk::access::{ProvenAccount, SignInProvider};
use crate::words::Message;

#[derive(Debug, Deserialize)]
struct HubToken {
    access_token: String,
}

#[derive(Debug, Deserialize)]
struct HubUser {
    id: u64,
    login: String,
}

#[derive(Debug, Deserialize)]
struct HubEmail {
    email: String,
    primary: bool,
    verified: bool,
}

#[derive(Debug, Deserialize)]
struct HubMembership {
    state: String,
}

/// The page at which a person agrees.
pub(super) fn page(web: &Url, parameters: &[(&str, &str)], needs_orgs: bool) -> Option<Url> {
    let scope = if needs_orgs { "read:user user:email read:org" } else { "read:user user:email" };
    let mut page = web.join("login/oauth/authorize").ok()?;
    page.query_pairs_mut().extend_pairs(parameters).append_pair("scope", scope);
    Some(page)
}

/// Whose code it is.
///
/// # Errors
///
/// Why it is not known.
pub(super) async fn account(
    (web, api): (&Url, &Url),
    provider: &SignInProvider,
    grant: &[(&str, &str)],
    orgs: impl Iterator<Item = &str>,
) -> Result<ProvenAccount, Message> {
    let secret = [("client_id", provider.client.as_str()), ("client_secret", provider.secret.expose())];
    let token: HubToken =
        Question::post(join(web, "login/oauth/access_token")?, &[grant, &secret].concat()).ask().await?;
    let bearer = format!("Bearer {}", token.access_token);
    let about = |path: &str| Ok::<_, Message>(Question::get(join(api, path)?).authorized(&bearer));
    let user: HubUser = about("user")?.ask().await?;
    let emails: Option<Vec<HubEmail>> = about("user/emails")?.find().await?;
    let email = emails.unwrap_or_default().into_iter().find(|email| email.primary && email.verified);
    let mut found = Vec::new();
    for org in orgs {
        let path = match org.split_once('/') {
            Some((org, team)) => format!("orgs/{org}/teams/{team}/memberships/{}", user.login),
            None => format!("user/memberships/orgs/{org}"),
        };
        let membership: Option<HubMembership> = about(&path)?.find().await?;
        // An invitation that was not accepted is `pending`.
        if membership.is_some_and(|membership| membership.state == "active") {
            found.push(org.to_owned());
        }
    }
    Ok(ProvenAccount {
        issuer: web.to_string(),
        subject: user.id.to_string(),
        email: email.map(|email| email.email.to_lowercase()),
        other_name: format!("{}/{}", web.host_str().unwrap_or_default(), user.login),
        orgs: found,
        groups: Vec::new(),
    })
}

fn join(root: &Url, path: &str) -> Result<Url, Message> {
    root.join(path).map_err(|error| Message::plain(error.to_string()))
}
