//! Multipart forms with files, in JavaScript.

use std::path::Path;

use super::context::{Context, Upload};
use super::js::{self, Js};
use super::rows::RowsView;
use super::value;
use crate::plan::{PartContent, PlannedMultipart};
use crate::words::Message;

/// Writes the call that makes the body: the same bytes as promo-load's.
pub(super) fn body(form: &PlannedMultipart, context: &mut Context<'_>) -> Js {
    let mut arguments = vec![Js::from(form.boundary())];
    for part in form.parts() {
        let content = match &part.content {
            PartContent::Text(template) => value::text(template, context.data()),
            PartContent::File { path, .. } => upload(path, context),
        };
        arguments.push(Js::List(vec![Js::from(part.head.as_str()), Js::Code(content)]));
    }
    Js::call("multipart", arguments)
}

/// The constant with a file's bytes.
fn upload(path: &Path, context: &mut Context<'_>) -> String {
    if let Some(known) = context.uploads.iter().find(|known| known.path == path) {
        return known.constant.clone();
    }
    let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let constant = context.names.take(&format!("{name} file"), "file");
    context.note(Message::new("k6-upload").with("path", path.display().to_string()));
    context.uploads.push(Upload { path: path.to_owned(), constant: constant.clone() });
    constant
}

/// Writes the line that reads a file.
pub(super) fn constant(upload: &Upload) -> RowsView {
    let path = js::text(&upload.path.to_string_lossy());
    RowsView::of_code(format!("const {} = open({path}, 'b');", upload.constant))
}
