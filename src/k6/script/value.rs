//! Texts with placeholders as JavaScript expressions.

use super::js;
use crate::scenario::{ALPHANUMERICS, DataSet, OwnValue, Template, TemplatePart};

/// Writes the expression of a placeholder.
pub(super) fn expression(part: TemplatePart<'_>, data: &DataSet) -> String {
    match part {
        TemplatePart::Text(text) => js::text(text),
        TemplatePart::Name(name) => {
            OwnValue::parse(name).map_or_else(|| js::member("values", name), |own| of_visit(own, name))
        }
        TemplatePart::Field { source, column } => js::member("values", &field(data, source, column)),
    }
}

/// Writes the expression of a value that a visit has by itself.
fn of_visit(own: OwnValue, name: &str) -> String {
    match own {
        OwnValue::Vu => "String(exec.vu.idInTest)".to_owned(),
        OwnValue::Iteration => "String(exec.vu.iterationInScenario)".to_owned(),
        // k6 has no name for a run; its start is the same for all.
        OwnValue::Run => "(__ENV.RUN_ID || new Date(exec.scenario.startTime).toISOString())".to_owned(),
        OwnValue::Now => "new Date().toISOString()".to_owned(),
        OwnValue::NowSeconds => "String(Math.floor(Date.now() / 1000))".to_owned(),
        OwnValue::NowMilliseconds => "String(Date.now())".to_owned(),
        OwnValue::Uuid => {
            let form = js::text("xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx");
            format!("drawn(values, {}, {form}, {})", js::text(name), js::text("0123456789abcdef"))
        }
        OwnValue::Alphanumeric(length) => {
            let letters = js::text(ALPHANUMERICS);
            format!("drawn(values, {}, 'x'.repeat({length}), {letters})", js::text(name))
        }
    }
}

/// The name of a data source's value: `source.field`.
fn field(data: &DataSet, source: usize, column: usize) -> String {
    data.sources().get(source).map_or_else(String::new, |source| {
        let field = source.table.fields().get(column).map_or("", String::as_str);
        format!("{}.{field}", source.name)
    })
}

/// Writes a text.
pub(super) fn text(template: &Template, data: &DataSet) -> String {
    if template.json_escapes().any(|escapes| escapes > 0) {
        return json_text(template, data);
    }
    let parts: Vec<TemplatePart<'_>> = template.parts().collect();
    match parts.as_slice() {
        [] => js::text(""),
        [only] => expression(*only, data),
        _ => literal("", &parts, data, |_, expression| expression),
    }
}

/// Writes a JSON document; values inside its strings are escaped.
fn json_text(template: &Template, data: &DataSet) -> String {
    let mut code = "`".to_owned();
    for (part, escapes) in template.parts().zip(template.json_escapes()) {
        if let TemplatePart::Text(text) = part {
            code.push_str(&js::template_text(text));
            continue;
        }
        let plain = expression(part, data);
        let escaped = (0..escapes).fold(plain, |value, _| format!("escapeJson({value})"));
        code.push_str(&format!("${{{escaped}}}"));
    }
    code.push('`');
    code
}

/// Writes an address; values are encoded as their places require.
pub(super) fn address(template: &Template, data: &DataSet) -> String {
    let parts: Vec<TemplatePart<'_>> = template.parts().collect();
    literal("address", &parts, data, |part, expression| match part {
        TemplatePart::Field { .. } => format!("{{ plain: {expression} }}"),
        _ => expression,
    })
}

/// Writes a template literal behind a tag.
fn literal(
    tag: &str,
    parts: &[TemplatePart<'_>],
    data: &DataSet,
    wrap: impl Fn(TemplatePart<'_>, String) -> String,
) -> String {
    let mut code = format!("{tag}`");
    for (place, part) in parts.iter().enumerate() {
        match part {
            TemplatePart::Text(text) => code.push_str(&js::template_text(text)),
            // A value at the beginning of an address is used unchanged.
            _ if place == 0 => code.push_str(&format!("${{{}}}", expression(*part, data))),
            _ => code.push_str(&format!("${{{}}}", wrap(*part, expression(*part, data)))),
        }
    }
    code.push('`');
    code
}

/// The extracted values that a template needs.
pub(super) fn needed(template: &Template) -> impl Iterator<Item = &str> {
    template.names().filter(|name| OwnValue::parse(name).is_none())
}
