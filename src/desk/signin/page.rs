//! The page of the sign-in.

use hyper::StatusCode;
use hyper::header::{ACCEPT_LANGUAGE, HeaderMap};
use minijinja::{Environment, UndefinedBehavior, context};

use crate::desk::access::{Caller, ProviderKind, SignInProvider};
use crate::desk::state::DeskState;
use crate::desk::web::{ApiProblem, ApiReply, ProblemKind};
use crate::words::{Lang, Message};

/// What the page shows.
#[derive(Debug, Clone, Default)]
pub(super) struct SignInFacts {
    /// Who is signed in.
    pub(super) caller: Option<Caller>,
    /// The token of the form that signs them out.
    pub(super) csrf: Option<String>,
    /// The page that comes after the sign-in.
    pub(super) next: Option<String>,
    /// The providers: the name in the path, and the name that is shown.
    pub(super) providers: Vec<(String, String)>,
    /// The sentence that says what was wrong.
    pub(super) wrong: Option<Message>,
}

/// The providers of a desk, as the page has them.
pub(super) fn ways(desk: &DeskState) -> Vec<(String, String)> {
    let shown = |provider: &SignInProvider| match &provider.kind {
        ProviderKind::Github { .. } => "GitHub".to_owned(),
        ProviderKind::Oidc { .. } => provider.name.clone(),
    };
    desk.providers.all().iter().map(|provider| (provider.name.clone(), shown(provider))).collect()
}

/// The page in a language, as a reply.
///
/// # Errors
///
/// A problem when its template cannot be filled, which is a fault of the program.
pub(super) fn reply(status: StatusCode, lang: Lang, facts: &SignInFacts) -> Result<ApiReply, ApiProblem> {
    let unforeseen = |error: minijinja::Error| {
        ApiProblem::new(ProblemKind::Unavailable, Message::plain(error.to_string()))
    };
    Ok(ApiReply::html(status, html(lang, facts).map_err(unforeseen)?))
}

fn html(lang: Lang, facts: &SignInFacts) -> Result<String, minijinja::Error> {
    let text = |message: Message| message.say(lang);
    let say = |id| text(Message::new(id));
    let caller = facts.caller.as_ref().map(|caller| {
        [
            text(Message::new("signin-as").exact("person", &caller.person)),
            text(Message::new("signin-scope").exact("scope", caller.scope)),
        ]
    });
    let query = facts.next.as_ref().map_or_else(String::new, |next| {
        format!("?next={}", url::form_urlencoded::byte_serialize(next.as_bytes()).collect::<String>())
    });
    let ways = facts.providers.iter().map(|(name, shown)| {
        [format!("/sign-in/{name}{query}"), text(Message::new("signin-with").exact("provider", shown))]
    });
    let ways: Vec<_> = ways.collect();
    let values = context! {
        lang => lang.code(),
        title => say("signin-title"),
        with_token => say("signin-with-token"),
        token => say("signin-token"),
        help => say("signin-token-help"),
        submit => say("signin-submit"),
        out => say("signin-out"),
        wrong => facts.wrong.clone().map(text),
        ways,
        caller,
        csrf => &facts.csrf,
        next => &facts.next,
    };
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // The name's ending says that values are escaped for HTML.
    environment.render_named_str("sign-in.html", include_str!("sign-in.html"), values)
}

/// Its style sheet.
pub(super) fn style() -> ApiReply {
    ApiReply::bytes(StatusCode::OK, "text/css; charset=utf-8", include_str!("sign-in.css"))
}

/// The language that a browser asks for; English when it asks for none that there is. Qualities are taken in the order in which
/// browsers write them, the best first.
pub(in crate::desk) fn language(headers: &HeaderMap) -> Lang {
    let asked = headers.get(ACCEPT_LANGUAGE).and_then(|field| field.to_str().ok()).unwrap_or_default();
    let codes = asked.split(',').filter_map(|part| part.split([';', '-']).next());
    codes.filter_map(|code| code.trim().parse().ok()).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::scope::TokenScope;

    #[test]
    fn a_browser_gets_its_language() {
        for (asked, expected) in [
            ("fr-FR,fr;q=0.9,en;q=0.8", Lang::Fr),
            ("de, fr;q=0.5", Lang::Fr),
            ("en-GB,fr;q=0.1", Lang::En),
            ("de", Lang::En),
            ("", Lang::En),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT_LANGUAGE, asked.parse().unwrap())]);
            assert_eq!(language(&headers), expected, "{asked}");
        }
    }

    #[test]
    fn names_are_text_on_the_page() {
        let person = "<script>alert(1)</script>\"'".to_owned();
        let facts = SignInFacts {
            caller: Some(Caller { token: -1, person: person.clone(), scope: TokenScope::Run }),
            csrf: Some("c".to_owned()),
            next: Some("/\"><b>".to_owned()),
            providers: vec![("own".to_owned(), "<b>own</b>".to_owned())],
            wrong: Some(Message::plain("<b>wrong</b>")),
        };
        for facts in [&facts, &SignInFacts { caller: None, ..facts.clone() }] {
            let text = html(Lang::Fr, facts).unwrap();
            assert!(!text.contains("<script") && !text.contains("<b>"), "{text}");
            assert!(text.contains("lang=\"fr\""), "{text}");
        }
    }
}
