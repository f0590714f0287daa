//! The way of every request: its route, its caller, what the caller may do, the parameters, the body, the handler.

use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::Body;
use hyper::header::{ACCEPT, ALLOW, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Request};
use percent_encoding::percent_decode_str;

use super::problem::{ApiProblem, ProblemKind};
use super::reply::ApiReply;
use super::request::ApiRequest;
use super::route::{ApiRoute, ProblemPage};
use crate::desk::access::{Caller, has_csrf_token, identify};
use crate::desk::state::DeskState;
use crate::words::Message;

/// Bytes of a body that is too large which are read and dropped.
const DROPPED: usize = 1 << 20;

const JSON_MEDIA: &str = "application/json";
const FORM_MEDIA: &str = "application/x-www-form-urlencoded";

/// All routes.
#[derive(Debug)]
pub(in crate::desk) struct Router {
    routes: Vec<ApiRoute>,
    /// Shows a browser that it asks for what is not there.
    problems: Option<ProblemPage>,
}

impl Router {
    pub(in crate::desk) const fn new(routes: Vec<ApiRoute>) -> Self {
        Self { routes, problems: None }
    }

    /// Shows people in browsers, too, that a path leads to nothing.
    pub(in crate::desk) fn shows_problems(self, page: ProblemPage) -> Self {
        Self { problems: Some(page), ..self }
    }

    /// Replies to a request. `known` is called when the caller is, so that a stranger keeps nobody's place.
    pub(in crate::desk) async fn reply(
        &self,
        desk: &Arc<DeskState>,
        request: Request<impl Body<Data = Bytes> + Unpin>,
        from: IpAddr,
        known: impl Fn(),
    ) -> ApiReply {
        let (parts, body) = request.into_parts();
        let (route, places) = match self.find(&parts) {
            Ok(found) => found,
            Err(NoRoute { problem, allowed }) => {
                let page = self.problems.filter(|_| is_browsing(&parts));
                let reply = page.map_or_else(
                    || problem.clone().into(),
                    |page| page(&parts.headers, &parts.uri, problem.clone()),
                );
                return allowed.into_iter().fold(reply, |reply, methods| reply.with(ALLOW, methods));
            }
        };
        let page = route.problems.map(|page| (page, parts.headers.clone(), parts.uri.clone()));
        let replied = match admit(desk, (route, places), (parts, body), from, known).await {
            Ok(asked) => (route.handler)(Arc::clone(desk), asked).await,
            Err(problem) => Err(problem),
        };
        replied.unwrap_or_else(|problem| match page {
            Some((page, headers, uri)) => page(&headers, &uri, problem),
            None => problem.into(),
        })
    }

    /// The route of a request; a path without one is a problem, as is a method that the path does not have, with those it has.
    fn find(&self, parts: &Parts) -> Result<(&ApiRoute, Vec<String>), NoRoute> {
        let path = parts.uri.path();
        let fitting = self.routes.iter().filter_map(|route| Some((route, places(route.path, path)?)));
        let mut fitting: Vec<_> = fitting.collect();
        let has = |method: &Method| {
            *method == parts.method || (*method == Method::GET && parts.method == Method::HEAD)
        };
        if let Some(at) = fitting.iter().position(|(route, _)| has(&route.method)) {
            return Ok(fitting.swap_remove(at));
        }
        if fitting.is_empty() {
            return Err(NoRoute { problem: ApiProblem::not_found(), allowed: None });
        }
        let methods: Vec<&str> = fitting.iter().map(|(route, _)| route.method.as_str()).collect();
        let methods = methods.join(", ");
        let detail = Message::new("error-desk-method").exact("methods", &methods);
        let problem = ApiProblem::new(ProblemKind::MethodNotAllowed, detail);
        Err(NoRoute { problem, allowed: HeaderValue::from_str(&methods).ok() })
    }
}

/// A request without a route.
struct NoRoute {
    problem: ApiProblem,
    /// The methods that the path has.
    allowed: Option<HeaderValue>,
}

/// Whether a request is a browser's, for a page.
fn is_browsing(parts: &Parts) -> bool {
    let accepts = parts.headers.get_all(ACCEPT).iter().filter_map(|accept| accept.to_str().ok());
    parts.method.is_safe()
        && !parts.uri.path().starts_with("/api/")
        && accepts.into_iter().any(|accept| accept.contains("text/html"))
}

/// The parts of a path that stand for the names in a route's; `None` when the path is not the route's.
fn places(route: &str, path: &str) -> Option<Vec<String>> {
    let mut found = Vec::new();
    let (mut wanted, mut given) = (route.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(found),
            (Some(wanted), Some(given)) if wanted.starts_with('{') => {
                let text = percent_decode_str(given).decode_utf8().ok().filter(|text| !text.is_empty())?;
                found.push(text.into_owned());
            }
            (Some(wanted), Some(given)) if wanted == given => {}
            _ => return None,
        }
    }
}

/// Lets a request in, or says why not.
async fn admit(
    desk: &DeskState,
    (route, places): (&ApiRoute, Vec<String>),
    (parts, body): (Parts, impl Body<Data = Bytes> + Unpin),
    from: IpAddr,
    known: impl Fn(),
) -> Result<ApiRequest, ApiProblem> {
    let caller = match route.scope {
        None => {
            desk.limits.address(from).map_err(ApiProblem::too_many)?;
            None
        }
        Some(needed) => {
            let caller = caller(desk, &parts.headers, from).await?;
            let Some(caller) = caller else {
                return Err(ApiProblem::new(ProblemKind::NoToken, Message::new("error-desk-no-token")));
            };
            known();
            if !caller.may(needed) {
                return Err(ApiProblem::scope(needed, &caller));
            }
            Some(caller)
        }
    };
    let query = parameters(route, parts.uri.query().unwrap_or_default())?;
    let body = read_body(route, &parts, body).await?;
    if !parts.method.is_safe() {
        let is_signed_in = caller.as_ref().is_some_and(Caller::has_session);
        let is_foreign = route.form.is_some() && !desk.entrance.is_same_origin(&parts.headers);
        if is_foreign || is_signed_in && !has_csrf_token(&parts.headers, &body) {
            return Err(ApiProblem::new(ProblemKind::Forbidden, Message::new("error-desk-csrf")));
        }
    }
    let line = format!("{} {}", parts.method, parts.uri.path());
    Ok(ApiRequest { caller, from, places, query, headers: parts.headers, body, line, uri: parts.uri })
}

/// The caller, unless it asks too often or its address has shown too many wrong tokens.
async fn caller(desk: &DeskState, headers: &HeaderMap, from: IpAddr) -> Result<Option<Caller>, ApiProblem> {
    let shows_token = headers.contains_key(AUTHORIZATION);
    if shows_token {
        desk.limits.may_show_token(from).map_err(ApiProblem::too_many_guesses)?;
    }
    let caller = identify(headers, &desk.store).await?;
    match &caller {
        Some(caller) => desk.limits.caller(caller.token).map_err(ApiProblem::too_many)?,
        None => {
            desk.limits.address(from).map_err(ApiProblem::too_many)?;
            if shows_token {
                desk.limits.wrong_token(from);
            }
        }
    }
    Ok(caller)
}

/// The parameters that the route knows. Others are ignored.
fn parameters(route: &ApiRoute, query: &str) -> Result<Vec<(&'static str, String)>, ApiProblem> {
    let bad = |id, name: &str| ApiProblem::new(ProblemKind::BadRequest, Message::new(id).exact("name", name));
    let mut found: Vec<(&'static str, String)> = Vec::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let Some(parameter) = route.query.iter().find(|parameter| parameter.name == name) else { continue };
        if !parameter.takes(&value) || found.iter().any(|(known, _)| *known == name) {
            return Err(bad("error-desk-parameter", &name));
        }
        found.push((parameter.name, value.into_owned()));
    }
    let is_missing = |name: &str| found.iter().all(|(known, _)| *known != name);
    match route.query.iter().find(|parameter| parameter.required && is_missing(parameter.name)) {
        Some(missing) => Err(bad("error-desk-parameter-missing", missing.name)),
        None => Ok(found),
    }
}

/// The body, no larger than the route takes; nothing for a route without one. Of a larger one some more is read and dropped, so
/// that its sender is there for the reply.
async fn read_body(
    route: &ApiRoute,
    parts: &Parts,
    mut body: impl Body<Data = Bytes> + Unpin,
) -> Result<Bytes, ApiProblem> {
    let most = route.form.unwrap_or_else(|| route.body.map_or(0, |shape| shape.most));
    let (mut kept, mut seen) = (Vec::new(), 0);
    while let Some(frame) = body.frame().await {
        let cut = |_| ApiProblem::new(ProblemKind::BadRequest, Message::new("error-desk-body-cut"));
        let Ok(data) = frame.map_err(cut)?.into_data() else { continue };
        seen += data.len();
        match seen {
            seen if seen <= most => kept.extend_from_slice(&data),
            seen if seen > most + DROPPED => break,
            _ => {}
        }
    }
    if seen > most {
        let detail = Message::new("error-desk-too-large").exact("most", most);
        return Err(ApiProblem::new(ProblemKind::TooLarge, detail));
    }
    let wanted = match (route.form, route.body) {
        (Some(_), _) => Some(FORM_MEDIA),
        (None, Some(_)) => Some(JSON_MEDIA),
        (None, None) => None,
    };
    if let Some(wanted) = wanted.filter(|wanted| !is_media(parts, wanted)) {
        let detail = Message::new("error-desk-media-type").exact("media", wanted);
        return Err(ApiProblem::new(ProblemKind::MediaType, detail));
    }
    Ok(kept.into())
}

fn is_media(parts: &Parts, wanted: &str) -> bool {
    let media = parts.headers.get(CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim();
    media.eq_ignore_ascii_case(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_as_many_parts_as_its_route() {
        for (route, path, expected) in [
            ("/a", "/a", Some(vec![])),
            ("/a/{id}", "/a/7", Some(vec!["7"])),
            ("/a/{id}/b/{name}", "/a/7/b/%C3%A9%2F", Some(vec!["7", "é/"])),
            ("/a/{id}", "/a/", None),
            ("/a/{id}", "/a", None),
            ("/a/{id}", "/a/7/", None),
            ("/a/{id}", "/a/%FF", None),
            ("/a", "/A", None),
        ] {
            let expected = expected.map(|parts| parts.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(places(route, path), expected, "{path}");
        }
    }
}
