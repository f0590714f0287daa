//! What all pages have in common: their frame, their language, and the page that says what went wrong.

use std::sync::LazyLock;

use hyper::header::{HeaderValue, SET_COOKIE};
use hyper::{HeaderMap, StatusCode, Uri};
use minijinja::Environment;
use minijinja::value::Serde;
use serde_json::{Value, json};

use crate::desk::access::{TokenScope, cookie, csrf_token};
use crate::desk::signin::language;
use crate::desk::web::{
    AllowedValues, ApiProblem, ApiReply, ApiRequest, ApiRoute, ProblemKind, QueryParameter,
};
use crate::report::html;
use crate::words::{Lang, Message};

/// The cookie with the language that a person chose.
const LANGUAGE: &str = "promo-load-lang";
/// A choice is kept for a year.
const KEPT_FOR: u32 = 365 * 24 * 3600;

const TEMPLATES: [(&str, &str); 16] = [
    ("layout.html", include_str!("templates/layout.html.jinja")),
    ("parts.html", include_str!("templates/parts.html.jinja")),
    ("ask-fields.html", include_str!("templates/ask-fields.html.jinja")),
    ("now.html", include_str!("templates/now.html.jinja")),
    ("runs.html", include_str!("templates/runs.html.jinja")),
    ("run.html", include_str!("templates/run.html.jinja")),
    ("shops.html", include_str!("templates/shops.html.jinja")),
    ("shop.html", include_str!("templates/shop.html.jinja")),
    ("compare-runs.html", include_str!("templates/compare-runs.html.jinja")),
    ("ask.html", include_str!("templates/ask.html.jinja")),
    ("schedules.html", include_str!("templates/schedules.html.jinja")),
    ("make-schedule.html", include_str!("templates/make-schedule.html.jinja")),
    ("targets.html", include_str!("templates/targets.html.jinja")),
    ("tokens.html", include_str!("templates/tokens.html.jinja")),
    ("audit.html", include_str!("templates/audit.html.jinja")),
    ("problem.html", include_str!("templates/problem.html.jinja")),
];

/// The templates in each language, read once.
static PAGES: LazyLock<[Result<Environment<'static>, String>; 2]> =
    LazyLock::new(|| Lang::ALL.map(|lang| read(lang).map_err(|error| error.to_string())));

fn read(lang: Lang) -> Result<Environment<'static>, crate::report::ReportError> {
    let mut environment = html::environment(lang)?;
    for (name, text) in TEMPLATES {
        environment.add_template(name, text)?;
    }
    Ok(environment)
}

/// The pages that the frame leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DeskPage {
    Now,
    Ask,
    Runs,
    Shops,
    Compare,
    Schedules,
    Targets,
    Tokens,
    Audit,
}

impl DeskPage {
    const ALL: [Self; 9] = [
        Self::Now,
        Self::Ask,
        Self::Runs,
        Self::Shops,
        Self::Compare,
        Self::Schedules,
        Self::Targets,
        Self::Tokens,
        Self::Audit,
    ];

    /// Its address, its name, and what a person must be allowed to see it.
    fn entry(self) -> (&'static str, Message, TokenScope) {
        match self {
            Self::Now => ("/", Message::new("desk-now"), TokenScope::Read),
            Self::Ask => ("/new", Message::new("desk-ask"), TokenScope::Run),
            Self::Runs => ("/runs", Message::new("desk-runs"), TokenScope::Read),
            Self::Shops => ("/shops", Message::new("desk-shops"), TokenScope::Read),
            Self::Compare => ("/compare", Message::new("desk-compare"), TokenScope::Read),
            Self::Schedules => ("/schedules", Message::new("desk-schedules"), TokenScope::Read),
            Self::Targets => ("/targets", Message::new("desk-targets"), TokenScope::Read),
            Self::Tokens => ("/tokens", Message::new("desk-tokens"), TokenScope::Admin),
            Self::Audit => ("/audit", Message::new("desk-audit"), TokenScope::Admin),
        }
    }

    /// Its name.
    pub(super) fn title(self, lang: Lang) -> String {
        self.entry().1.say(lang)
    }
}

pub(super) fn routes() -> Vec<ApiRoute> {
    const BACK: [QueryParameter; 1] =
        [QueryParameter::new("back", AllowedValues::Text(2_000), "The page that comes after the choice")];
    vec![ApiRoute::open("/language/{lang}", |_, request| Box::pin(choose(request))).query(&BACK)]
}

/// Keeps the language that a person chose, and leads back.
async fn choose(request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let lang: Lang = request.place(0).parse().map_err(|_| ApiProblem::not_found())?;
    let back = request.query("back").filter(|back| is_own(back)).unwrap_or("/");
    let text = format!("{LANGUAGE}={lang}; Path=/; Max-Age={KEPT_FOR}; HttpOnly; SameSite=Lax");
    let reply = ApiReply::see_other(back);
    let cookie = HeaderValue::from_str(&text);
    Ok(match cookie {
        Ok(cookie) => reply.with(SET_COOKIE, cookie),
        Err(_) => reply,
    })
}

/// Whether an address is a page of this desk: a path that no browser takes for another host.
fn is_own(address: &str) -> bool {
    let is_path = address.starts_with('/') && !address.starts_with("//");
    is_path && address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

/// The language of a person's pages: as they chose, or as their browser asks.
pub(super) fn lang_of(headers: &HeaderMap) -> Lang {
    let chosen = cookie(headers, LANGUAGE).and_then(|chosen| chosen.parse().ok());
    chosen.unwrap_or_else(|| language(headers))
}

/// The language of a request's page.
pub(super) fn lang(request: &ApiRequest) -> Lang {
    lang_of(&request.headers)
}

/// Whether the person of a request may do what needs this scope.
pub(super) fn may(request: &ApiRequest, needed: TokenScope) -> bool {
    request.caller.as_ref().is_some_and(|caller| caller.may(needed))
}

/// A page: the frame around a template, which sees `page`.
///
/// # Errors
///
/// A problem when the template cannot be filled, which is a fault of the program.
pub(super) fn show(
    request: &ApiRequest,
    kind: DeskPage,
    template: &str,
    title: &str,
    page: &Value,
) -> Result<ApiReply, ApiProblem> {
    show_as(StatusCode::OK, request, kind, template, title, page)
}

/// The same with another status.
///
/// # Errors
///
/// As those of [`show`].
pub(super) fn show_as(
    status: StatusCode,
    request: &ApiRequest,
    kind: DeskPage,
    template: &str,
    title: &str,
    page: &Value,
) -> Result<ApiReply, ApiProblem> {
    let lang = lang(request);
    let reached = DeskPage::ALL.into_iter().filter(|kind| may(request, kind.entry().2));
    let entries = reached.map(|other| {
        let (address, name, _) = other.entry();
        json!({ "address": address, "name": name.say(lang), "is_current": other == kind })
    });
    let frame = json!({
        "entries": entries.collect::<Vec<_>>(),
        "person": request.caller.as_ref().map(|caller| &caller.person),
        "csrf": csrf_token(&request.headers),
        "may_run": may(request, TokenScope::Run),
        "is_admin": may(request, TokenScope::Admin),
        "title": title,
        "page": page,
    });
    rendered(status, lang, template, &request.uri, frame)
}

fn rendered(
    status: StatusCode,
    lang: Lang,
    template: &str,
    uri: &Uri,
    mut frame: Value,
) -> Result<ApiReply, ApiProblem> {
    let fault = |why: String| ApiProblem::new(ProblemKind::Unavailable, Message::plain(why));
    let back = uri.path_and_query().map_or("/", |address| address.as_str());
    let back: String = url::form_urlencoded::byte_serialize(back.as_bytes()).collect();
    let others = Lang::ALL.into_iter().filter(|other| *other != lang);
    frame["lang"] = json!(lang.code());
    frame["others"] = others.map(|other| json!({ "code": other.code(), "back": back })).collect();
    let pages = match lang {
        Lang::En => &PAGES[0],
        Lang::Fr => &PAGES[1],
    };
    let environment = pages.as_ref().map_err(|why| fault(why.clone()))?;
    let text = environment.get_template(template).and_then(|template| template.render(Serde(frame)));
    text.map(|text| ApiReply::html(status, text)).map_err(|error| fault(format!("{error:#}")))
}

/// Shows a problem as a page; one who is not signed in goes to the sign-in, and comes back.
pub(in crate::desk) fn problem(headers: &HeaderMap, uri: &Uri, problem: ApiProblem) -> ApiReply {
    if problem.kind == ProblemKind::NoToken {
        let next = uri.path_and_query().map_or("/", |address| address.as_str());
        let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        return ApiReply::see_other(&format!("/sign-in?next={next}"));
    }
    let lang = lang_of(headers);
    let frame = json!({
        "entries": [],
        "person": null,
        "csrf": null,
        "may_run": false,
        "is_admin": false,
        "title": title_of(problem.kind).say(lang),
        "page": { "detail": problem.detail.say(lang) },
    });
    rendered(problem.kind.status(), lang, "problem.html", uri, frame).unwrap_or_else(|_| problem.into())
}

fn title_of(kind: ProblemKind) -> Message {
    match kind {
        ProblemKind::NotFound => Message::new("desk-problem-not-found"),
        ProblemKind::Forbidden | ProblemKind::NoToken => Message::new("desk-problem-forbidden"),
        ProblemKind::Unavailable | ProblemKind::NoRoom => Message::new("desk-problem-unavailable"),
        _ => Message::new("desk-problem-refused"),
    }
}

/// Where a form leads after it was carried out.
pub(super) async fn then(
    done: impl Future<Output = Result<Value, ApiProblem>>,
    next: &str,
) -> Result<ApiReply, ApiProblem> {
    done.await?;
    Ok(ApiReply::see_other(next))
}

/// What a page's work on a thread of its own came to.
///
/// # Errors
///
/// A problem when the work was broken off.
pub(super) async fn worked<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ApiProblem> {
    let gone = |gone: tokio::task::JoinError| {
        ApiProblem::new(ProblemKind::Unavailable, Message::heard(&gone.to_string()))
    };
    tokio::task::spawn_blocking(work).await.map_err(gone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_can_be_read_in_both_languages() {
        for pages in PAGES.iter() {
            assert!(pages.is_ok(), "{:?}", pages.as_ref().err());
        }
        assert_eq!(Lang::ALL, [Lang::En, Lang::Fr], "the order of the templates' languages");
    }

    #[test]
    fn a_choice_leads_back_to_the_desk_only() {
        for own in ["/", "/runs?host=a&x=%22", "/shops/a.example"] {
            assert!(is_own(own), "{own}");
        }
        for other in ["", "runs", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nb"] {
            assert!(!is_own(other), "{other}");
        }
    }
}
