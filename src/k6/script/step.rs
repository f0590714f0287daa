//! A step as a JavaScript function.

use std::collections::HashSet;

use super::context::Context;
use super::js::{self, Js, Property};
use super::needs::needs;
use super::{ExportError, check, multipart, value};
use crate::plan::{PlannedBody, PlannedPath, PlannedStep};
use crate::scenario::{Check, Step, Template, ThinkTime, is_secret_header};
use crate::words::Message;

/// What a shopper thinks after a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Thinking {
    /// The step's own think time, if it has one.
    Own,
    /// The page's think time begins, and its scripts ask meanwhile.
    Begins,
    /// It goes on: the page's scripts ask more.
    GoesOn,
    /// The rest of it.
    Ends,
}

/// Writes the function that walks a step.
pub(super) fn code(
    step: &Step,
    planned: &PlannedStep,
    thinking: Thinking,
    certain: &HashSet<String>,
    context: &mut Context<'_>,
) -> Result<String, ExportError> {
    let pause = match thinking {
        Thinking::Own => (!step.think_time.is_zero()).then(|| format!("sleep({})", seconds(step.think_time))),
        Thinking::Begins => Some(format!("think({})", seconds(step.think_time))),
        Thinking::GoesOn => None,
        Thinking::Ends => Some("thinkOn()".to_owned()),
    };
    let mut lines = cookies(step, planned, context);
    if planned.dispensable {
        lines.extend(asked(step, planned, context)?);
    } else {
        lines.push(format!("const answer = {};", request(step, planned, context)?));
    }
    let (judged, held) = judgement(step, certain, context)?;
    lines.extend(judged);
    if planned.assets.is_some() {
        lines.push(format!("loadFiles({}, answer);", js::text(&format!("{} assets", step.name))));
    }
    lines.extend(pause.iter().map(|pause| format!("{pause};")));
    let outcome = held.into_iter().chain([outcome(step)?]).collect::<Vec<_>>().join(" && ");
    let goes_on = match outcome {
        _ if planned.dispensable => "true".to_owned(),
        outcome if context.counts_visits() => format!("judge({outcome})"),
        outcome => outcome,
    };
    // A visit that ends here thinks to the end; no script of the page asks any more.
    lines.push(match thinking {
        Thinking::Begins | Thinking::GoesOn if !planned.dispensable => {
            format!("return ({goes_on}) || thinkOn();")
        }
        _ => format!("return {goes_on};"),
    });
    let body = lines.join("\n  ");
    let head = if body.contains("values") { "(values)" } else { "()" };
    // Without these values the request cannot be made, and the visit goes on with the next step.
    let needs = needs(planned).into_iter().filter(|name| !certain.contains(name));
    let needs = Js::list(needs);
    let rest = match (&needs, pause) {
        (Js::List(names), _) if names.is_empty() => String::new(),
        (needs, None) => format!(", {}", needs.layout(0)),
        (needs, Some(pause)) => format!(", {}, () => {pause}", needs.layout(0)),
    };
    Ok(format!("step({}, {head} => {{\n  {body}\n}}{rest})", js::text(&step.name)))
}

/// Writes a request whose answer is not looked at. Without an address, in a row of data, nothing is sent.
fn asked(step: &Step, planned: &PlannedStep, context: &mut Context<'_>) -> Result<Vec<String>, ExportError> {
    let call = format!("{};", request(step, planned, context)?);
    Ok(match &planned.path {
        PlannedPath::Fixed(_) => vec![call],
        PlannedPath::Template(template) => {
            let address = value::address(template, context.data());
            vec![format!("if ({address} !== '') {{\n    {}\n  }}", call.replace('\n', "\n  "))]
        }
    })
}

/// Writes the call that sends the request and follows its redirects.
fn request(step: &Step, planned: &PlannedStep, context: &mut Context<'_>) -> Result<String, ExportError> {
    let is_read = planned.keep_body || planned.assets.is_some();
    let mut more: Vec<Property> = Vec::new();
    let mut headers = context.headers(&step.headers)?;
    if let PlannedBody::Multipart(form) = &planned.body
        && !step.headers.0.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"))
    {
        let own = Js::from(form.content_type().to_str().unwrap_or_default());
        headers.push(("Content-Type".to_owned(), own).into());
    }
    if !headers.is_empty() {
        more.push(("headers", Js::Object(headers)).into());
    }
    match &planned.body {
        PlannedBody::None => {}
        PlannedBody::Multipart(form) => more.push(("body", multipart::body(form, context)).into()),
        PlannedBody::Text(template) => {
            more.push(("body", Js::Code(value::text(template, context.data()))).into());
        }
        PlannedBody::Form(fields) => more.push(("form", form(fields, context)).into()),
    }
    if !step.expect_status.is_empty() {
        more.push(("expect", statuses(step)).into());
    }
    if planned.background && context.tells_kinds_apart() {
        more.push(("tags", Js::object([("kind", "background")])).into());
    }
    let fixed = match &planned.path {
        PlannedPath::Fixed(target) => Some(fixed(target.url(), &step.name, context)),
        PlannedPath::Template(_) => None,
    };
    if let Some(url) = &fixed
        && more.is_empty()
        && planned.method == "GET"
    {
        let params = if is_read { "common()" } else { "{ ...common(), responseType: 'none' }" };
        return Ok(format!("follow(http.get({url}, {params}))"));
    }
    if !is_read {
        more.push(("responseType", "none").into());
    }
    let address = match (fixed, &planned.path) {
        (None, PlannedPath::Template(template)) => value::address(template, context.data()),
        (fixed, _) => fixed.unwrap_or_default(),
    };
    let mut arguments = vec![Js::from(planned.method.as_str()), Js::Code(address)];
    if !more.is_empty() {
        arguments.push(Js::Object(more));
    }
    Ok(Js::call("request", arguments).layout(2))
}

/// Writes a constant address of the shop.
fn fixed(url: &url::Url, step: &str, context: &mut Context<'_>) -> String {
    let (path, query) = (url.path(), &url[url::Position::AfterPath..url::Position::AfterQuery]);
    let mut written = String::new();
    for (place, part) in path.split('%').enumerate() {
        let is_code = part.as_bytes().get(..2).is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit));
        if place > 0 {
            written.push_str(if is_code { "%" } else { "%25" });
        }
        written.push_str(part);
    }
    if written != path {
        context.note(Message::new("k6-bare-percent").with("step", step));
    }
    format!("`${{SHOP.url}}{}`", js::template_text(&(written + query)))
}

/// Writes a form. JavaScript puts names that are numbers first, and has each name once; when that matters, the form is a list of
/// pairs.
fn form(fields: &[(String, Template)], context: &Context<'_>) -> Js {
    let text = |template| Js::Code(value::text(template, context.data()));
    let mut names = HashSet::new();
    let is_object = |name: &str| name.parse::<u32>().map_or(true, |number| number.to_string() != name);
    if fields.iter().all(|(name, _)| is_object(name) && names.insert(name.as_str())) {
        Js::object(fields.iter().map(|(name, template)| (name.as_str(), text(template))))
    } else {
        Js::list(fields.iter().map(|(name, template)| Js::List(vec![name.as_str().into(), text(template)])))
    }
}

/// Writes the lines that give the visitor cookies.
fn cookies(step: &Step, planned: &PlannedStep, context: &mut Context<'_>) -> Vec<String> {
    let written = step.cookies.0.iter().zip(&planned.cookies);
    let line = |((name, value), (_, template)): (&(String, String), &(String, Template))| {
        let value = if is_secret_header(name, value) {
            context.secret_cookie(name, value)
        } else {
            value::text(template, context.data())
        };
        format!("{};", Js::call("putCookie", [Js::from(name.as_str()), Js::Code(value)]).layout(2))
    };
    written.map(line).collect()
}

/// Writes the lines that look at the answer. When visits are counted, every mistake fails the visit; its promotion is judged only
/// on a page that came and is right otherwise. Where a check that does not hold ends the visit, the expression of those that do is
/// returned, too.
fn judgement(
    step: &Step,
    certain: &HashSet<String>,
    context: &mut Context<'_>,
) -> Result<(Vec<String>, Option<String>), ExportError> {
    let counts_visits = context.counts_visits();
    let judged = |checks: Js| if counts_visits { Js::call("judge", [checks]) } else { checks };
    let (promised, others): (Vec<&Check>, Vec<&Check>) =
        step.checks.iter().partition(|check| check.promotion && context.counts_promotion());
    let others = match others.as_slice() {
        [] => None,
        others => Some(judged(checks(others, certain, context)?).layout(2)),
    };
    if promised.is_empty() {
        let Some(others) = others else { return Ok((Vec::new(), None)) };
        return Ok(if step.once_per_vu {
            (vec![format!("const isRight = {others};")], Some("isRight".to_owned()))
        } else {
            (vec![format!("{others};")], None)
        });
    }
    let is_page: Vec<String> = others.into_iter().chain([expected(step)]).collect();
    let is_right = judged(checks(&promised, certain, context)?).layout(2);
    let lines = vec![
        format!("const isPage = {};", is_page.join(" && ")),
        format!("const isRight = {is_right};"),
        "if (isPage) {\n    judge(isRight, 'promotion');\n  }".to_owned(),
    ];
    Ok((lines, step.once_per_vu.then(|| "isPage && isRight".to_owned())))
}

fn checks(
    checks: &[&Check],
    certain: &HashSet<String>,
    context: &mut Context<'_>,
) -> Result<Js, ExportError> {
    let mut tests = Vec::new();
    for item in checks {
        let test = check::check(item, context)?;
        let template = check::text_of(item, context);
        let missing = template.iter().flat_map(value::needed).filter(|name| !certain.contains(*name));
        let missing: Vec<String> = missing.map(js::text).collect();
        // Without its values a check proves nothing.
        let test = match missing.as_slice() {
            [] => test,
            names => format!("!lack(values, {}) && {test}", names.join(", ")),
        };
        tests.push(Property::from((item.name.as_str(), Js::Code(format!("(r) => {test}")))));
    }
    Ok(Js::call("check", [Js::Code("answer".to_owned()), Js::Object(tests)]))
}

/// Whether the answer has an expected status, as an expression.
fn expected(step: &Step) -> String {
    if step.expect_status.is_empty() {
        "isExpected(answer)".to_owned()
    } else {
        format!("{}.includes(answer.status)", statuses(step).layout(2))
    }
}

/// Whether the visit goes on, as an expression that keeps the step's values.
fn outcome(step: &Step) -> Result<String, ExportError> {
    let expected = expected(step);
    if step.extracts.is_empty() {
        return Ok(expected);
    }
    let mut found = [Vec::new(), Vec::new()];
    for extract in &step.extracts {
        let code = Js::Code(check::extract(extract)?);
        found[usize::from(extract.optional)].push(Property::from((extract.name.as_str(), code)));
    }
    let [needed, optional] = found;
    let mut arguments = vec![Js::Code("values".to_owned()), Js::Object(needed)];
    if !optional.is_empty() {
        arguments.push(Js::Object(optional));
    }
    Ok(format!("{expected} && {}", Js::call("keep", arguments).layout(2)))
}

/// Writes the expected statuses.
fn statuses(step: &Step) -> Js {
    Js::list(step.expect_status.iter().map(|status| u32::from(*status)))
}

/// Writes how long a shopper thinks, in seconds.
fn seconds(think_time: ThinkTime) -> String {
    let (min, max) = think_time.bounds();
    let (least, more) = (min.as_secs_f64(), max.saturating_sub(min).as_secs_f64());
    if more == 0.0 { format!("{least}") } else { format!("{least} + Math.random() * {more}") }
}
