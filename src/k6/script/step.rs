//! A step as a JavaScript function.

use std::collections::HashSet;

use super::context::Context;
use super::js::{self, Entry, Js};
use super::{ExportError, check, multipart, value};
use crate::plan::{PlannedBody, PlannedPath, PlannedStep};
use crate::scenario::{Step, ThinkTime};

/// A step's function without its head: the lines between the braces.
pub(super) fn body(
    step: &Step,
    planned: &PlannedStep,
    certain: &HashSet<String>,
    context: &mut Context<'_>,
) -> Result<String, ExportError> {
    let name = Js::from(step.name.as_str());
    let mut inner = vec![format!("const answer = {};", request(step, planned, context)?.layout(4))];
    if !step.checks.is_empty() {
        inner.push(format!("{};", checks(step, certain, &name, context)?.layout(4)));
    }
    if planned.assets.is_some() {
        let files = js::text(&format!("{} assets", step.name));
        inner.push(format!(
            "if (isExpected(answer{})) {{\n      loadFiles(answer, {files});\n    }}",
            expected(step)
        ));
    }
    inner.extend(outcome(step, context)?);
    let group = format!("group({}, () => {{\n    {}\n  }})", js::text(&step.name), inner.join("\n    "));

    let missing: Vec<String> = needs(planned)
        .into_iter()
        .filter(|name| !certain.contains(name))
        .map(|name| js::text(&name))
        .collect();
    let taken = match missing.as_slice() {
        [] => group,
        // Without them the request cannot be made: the visit goes on with the next step.
        names => format!("lack(values, {}) || {group}", names.join(", ")),
    };
    Ok(if step.think_time.is_zero() {
        format!("  return {taken};")
    } else {
        format!("  const goesOn = {taken};\n  {}\n  return goesOn;", sleep(step.think_time))
    })
}

/// The extracted values that a step's request needs.
pub(super) fn needs(step: &PlannedStep) -> Vec<String> {
    let path = match &step.path {
        PlannedPath::Fixed(_) => None,
        PlannedPath::Template(template) => Some(template),
    };
    let body: Vec<_> = match &step.body {
        PlannedBody::None => Vec::new(),
        PlannedBody::Form(fields) => fields.iter().map(|(_, template)| template).collect(),
        PlannedBody::Multipart(form) => form.templates().collect(),
        PlannedBody::Text(template) => vec![template],
    };
    let headers = step.header_templates.iter().map(|(_, template)| template);
    let mut names: Vec<String> = Vec::new();
    for name in path.into_iter().chain(body).chain(headers).flat_map(value::needed) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

fn request(step: &Step, planned: &PlannedStep, context: &mut Context<'_>) -> Result<Js, ExportError> {
    let path = match &planned.path {
        PlannedPath::Fixed(target) => {
            js::text(&target.url()[url::Position::BeforePath..url::Position::AfterQuery])
        }
        PlannedPath::Template(template) => value::address(template, context.data()),
    };
    let (body, own_type) = payload(planned, context);
    let mut params = vec![Entry::from(("tags", Js::object([("name", step.name.as_str())])))];
    let headers = context.headers(&step.headers, own_type.as_deref())?;
    if !headers.is_empty() {
        params.push(("headers", Js::Object(headers)).into());
    }
    if planned.keep_body || planned.assets.is_some() {
        params.push(("responseType", "text").into());
    }
    let mut arguments = vec![Js::from(planned.method.as_str()), Js::Code(path), body, Js::Object(params)];
    if !step.expect_status.is_empty() {
        arguments.push(statuses(step));
    }
    Ok(Js::call("request", arguments))
}

/// The body, and the type that has to be said of it.
fn payload(planned: &PlannedStep, context: &mut Context<'_>) -> (Js, Option<String>) {
    if let PlannedBody::Multipart(form) = &planned.body {
        let own_type = form.content_type().to_str().unwrap_or_default().to_owned();
        return (multipart::body(form, context), Some(own_type));
    }
    let text = |template| Js::Code(value::text(template, context.data()));
    match &planned.body {
        PlannedBody::None | PlannedBody::Multipart(_) => (Js::Code("null".to_owned()), None),
        PlannedBody::Text(template) => (text(template), Some("text/plain; charset=utf-8".to_owned())),
        PlannedBody::Form(fields) => {
            let mut names = HashSet::new();
            // k6 makes a form of an object: sorted, which a shop does not mind, but with each name only once.
            if fields.iter().all(|(name, _)| names.insert(name.as_str())) {
                return (
                    Js::object(fields.iter().map(|(name, template)| (name.as_str(), text(template)))),
                    None,
                );
            }
            let pairs =
                fields.iter().map(|(name, template)| Js::List(vec![name.as_str().into(), text(template)]));
            (Js::call("form", pairs), Some("application/x-www-form-urlencoded".to_owned()))
        }
    }
}

fn checks(
    step: &Step,
    certain: &HashSet<String>,
    name: &Js,
    context: &mut Context<'_>,
) -> Result<Js, ExportError> {
    let mut tests = Vec::new();
    for item in &step.checks {
        let test = check::check(item, context)?;
        let template = check::text_of(item, context);
        let missing = template.iter().flat_map(value::needed).filter(|name| !certain.contains(*name));
        let missing: Vec<String> = missing.map(js::text).collect();
        // Without its values a check proves nothing.
        let test = match missing.as_slice() {
            [] => test,
            names => format!("!lack(values, {}) && {test}", names.join(", ")),
        };
        tests.push(Entry::from((item.name.as_str(), Js::Code(format!("(r) => {test}")))));
    }
    let tags = Js::object([("name", name.clone())]);
    Ok(Js::call("check", [Js::Code("answer".to_owned()), Js::Object(tests), tags]))
}

/// The lines that keep values and say whether the visit goes on.
fn outcome(step: &Step, context: &mut Context<'_>) -> Result<Vec<String>, ExportError> {
    let expected = format!("isExpected(answer{})", expected(step));
    if step.extracts.is_empty() {
        return Ok(vec![format!("return {expected};")]);
    }
    let mut lines = vec![format!("if (!{expected}) {{\n      return false;\n    }}")];
    let only = step.extracts.len() == 1;
    let mut kept = Vec::new();
    for extract in &step.extracts {
        let arguments =
            ["values".to_owned(), js::text(&extract.name), check::extract(extract, context)?].map(Js::Code);
        let keep = Js::call("keep", arguments).layout(if only { 4 } else { 6 });
        kept.push(Js::Code(if extract.optional { format!("{keep} || true") } else { keep }));
    }
    lines.push(match kept.as_slice() {
        [only] => format!("return {};", only.layout(4)),
        // All of them, also when the first is not there.
        _ => format!("return {}.every(Boolean);", Js::List(kept).layout(4)),
    });
    Ok(lines)
}

/// The list of expected statuses as a further argument.
fn expected(step: &Step) -> String {
    if step.expect_status.is_empty() {
        return String::new();
    }
    format!(", {}", statuses(step).layout(4))
}

/// The statuses that are expected.
fn statuses(step: &Step) -> Js {
    Js::list(step.expect_status.iter().map(|status| u32::from(*status)))
}

/// k6 sleeps in seconds.
fn sleep(think_time: ThinkTime) -> String {
    let (min, max) = think_time.bounds();
    if min == max {
        format!("sleep({});", min.as_secs_f64())
    } else {
        format!("sleep(pause({}, {}));", min.as_secs_f64(), max.as_secs_f64())
    }
}
