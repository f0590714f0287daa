//! JSON documents with placeholders as JavaScript expressions.

use super::{js, value};
use crate::scenario::{DataSet, Template, TemplatePart};

/// A JSON document whose values are escaped where they stand in strings.
pub(super) fn text(template: &Template, data: &DataSet) -> String {
    let mut code = "`".to_owned();
    for (part, escapes) in template.parts().zip(template.json_escapes()) {
        if let TemplatePart::Text(text) = part {
            code.push_str(&js::template_text(text));
            continue;
        }
        let plain = value::expression(part, data);
        let escaped = (0..escapes).fold(plain, |value, _| format!("escapeJson({value})"));
        code.push_str(&format!("${{{escaped}}}"));
    }
    code.push('`');
    code
}
