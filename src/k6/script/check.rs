//! Checks and extracts as JavaScript.

use super::ExportError;
use super::context::Context;
use super::js;
use super::value;
use crate::k6::regex;
use crate::scenario::{Check, Choice, Extract, Template};
use crate::words::Message;

/// Writes a check as the body of the function that k6's `check` calls with the answer: an expression of `r`.
pub(super) fn check(check: &Check, context: &mut Context<'_>) -> Result<String, ExportError> {
    let text = |text: &str, context: &mut Context<'_>| -> Result<String, ExportError> {
        Ok(value::text(&context.template(text)?, context.data()))
    };
    Ok(if let Some(status) = check.status {
        format!("r.status === {status}")
    } else if let Some(wanted) = &check.body_contains {
        format!("contains(r, {})", text(wanted, context)?)
    } else if let Some(unwanted) = &check.body_lacks {
        format!("lacks(r, {})", text(unwanted, context)?)
    } else if let Some(pattern) = &check.body_matches {
        format!("matches(r, {})", literal(pattern, "", &check.name)?)
    } else if let Some(name) = &check.header {
        let name = js::text(&name.to_ascii_lowercase());
        match &check.contains {
            Some(wanted) => {
                let wanted = text(wanted, context)?;
                format!("header(r, {name})?.includes({wanted}) === true")
            }
            None => format!("header(r, {name}) !== undefined"),
        }
    } else {
        let at = at("r", check.json.as_deref().unwrap_or_default());
        match (&check.equals, check.at_least) {
            (Some(_), _) => format!("scalar({at}) === {}", text(&check.equals_text(), context)?),
            (None, Some(least)) => format!("atLeast({at}, {least})"),
            (None, None) => format!("{at} !== undefined"),
        }
    })
}

/// The template of a check's text, if it has one.
pub(super) fn text_of(check: &Check, context: &Context<'_>) -> Option<Template> {
    let equals = check.equals.as_ref().map(|_| check.equals_text());
    let text =
        [&check.body_contains, &check.body_lacks, &check.contains, &equals].into_iter().flatten().next()?;
    context.template(text).ok()
}

/// Writes an extract as an expression of `answer`: the value, or undefined.
pub(super) fn extract(extract: &Extract) -> Result<String, ExportError> {
    let which = match extract.pick {
        Choice::First => "",
        Choice::Random => ", 'random'",
        Choice::Last => ", 'last'",
    };
    Ok(if let Some([before, after]) = &extract.between {
        let texts = format!("answer, {}, {}", js::text(before), js::text(after));
        if which.is_empty() {
            format!("between({texts})")
        } else {
            format!("pick(allBetween({texts}){which})")
        }
    } else if let Some(pattern) = &extract.regex {
        format!("capture(answer, {}{which})", literal(pattern, "g", &extract.name)?)
    } else if let Some(pointer) = &extract.json {
        format!("scalar({})", at("answer", pointer))
    } else if let Some(selector) = &extract.css {
        let attribute = extract
            .attribute
            .as_ref()
            .map_or_else(|| "null".to_owned(), |name| js::text(&name.to_ascii_lowercase()));
        format!("element(answer, {}, {attribute}{which})", js::text(selector))
    } else if let Some(name) = &extract.header {
        format!("header(answer, {})", js::text(&name.to_ascii_lowercase()))
    } else {
        let cookie = format!("cookie(answer, {})", js::text(extract.cookie.as_deref().unwrap_or_default()));
        if extract.decoded { format!("readByScript({cookie})") } else { cookie }
    })
}

/// Writes the steps of a JSON pointer.
fn at(answer: &str, pointer: &str) -> String {
    let tokens =
        pointer.split('/').skip(1).map(|token| js::text(&token.replace("~1", "/").replace("~0", "~")));
    let arguments: Vec<String> = std::iter::once(answer.to_owned()).chain(tokens).collect();
    format!("at({})", arguments.join(", "))
}

/// Writes a regular expression between slashes.
fn literal(pattern: &str, flags: &str, name: &str) -> Result<String, ExportError> {
    let translated = regex::translate(pattern)
        .map_err(|error| ExportError::Regex { name: name.to_owned(), reason: Message::from(&error) })?;
    Ok(format!("/{}/{flags}{}", translated.source, translated.flags))
}
