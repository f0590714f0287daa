//! Joins the parts of a script, with the helpers and imports that they need.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::context::ScriptSecret;
use super::helpers::{calls, helpers, imports, names};
use super::rows::RowsView;
use super::{ExportError, journey, js};

const TEMPLATE: &str = include_str!("script.js.jinja");
/// The values of the template. All of them are code.
#[derive(Debug, Serialize)]
pub(super) struct ScriptView {
    pub(super) title: String,
    pub(super) version: &'static str,
    pub(super) source: String,
    pub(super) command: String,
    pub(super) fills_carts: bool,
    pub(super) notes: Vec<String>,
    pub(super) secrets: Vec<SecretView>,
    pub(super) shop: String,
    pub(super) shop_type: &'static str,
    pub(super) options: String,
    pub(super) rows: Vec<RowsView>,
    pub(super) visits: Vec<journey::VisitsView>,
    pub(super) journeys: Vec<journey::JourneyView>,
    pub(super) default: String,
    pub(super) steps: Vec<journey::StepView>,
    /// The module with the helpers, as the script imports it; `None` when they are part of the script.
    pub(super) module: Option<String>,
    /// The module's name as a literal.
    pub(super) module_literal: String,
    pub(super) helpers: String,
    pub(super) imports: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct SecretView {
    constant: String,
    /// The source of its value, as code.
    variable: String,
    missing: String,
}

impl SecretView {
    pub(super) fn of(secret: &ScriptSecret) -> Self {
        let missing = format!("set the environment variable {}: {}", secret.variable, secret.what);
        Self {
            constant: secret.constant.clone(),
            variable: js::member("__ENV", &secret.variable),
            missing: js::text(&missing),
        }
    }
}

/// Joins the parts of a script: the helpers follow from the other parts, the imports from both.
pub(super) fn assemble(mut view: ScriptView) -> Result<String, ExportError> {
    // Literals call nothing, and may have a million rows.
    let literals: Vec<String> = view.rows.iter_mut().map(|rows| std::mem::take(&mut rows.literal)).collect();
    let code = render(&view)?;
    match &view.module {
        None => view.helpers = helpers(&code),
        Some(module) => {
            let mut called: Vec<&str> = names().filter(|name| calls(&code, name)).collect();
            called.push("SHOP");
            called.sort_unstable_by_key(|name| name.to_ascii_lowercase());
            view.imports = vec![format!("import {{ {} }} from {};", called.join(", "), js::text(module))];
        }
    }
    let mut all = imports(&render(&view)?);
    all.append(&mut view.imports);
    view.imports = all;
    view.rows.iter_mut().zip(literals).for_each(|(rows, literal)| rows.literal = literal);
    render(&view)
}

fn render(view: &ScriptView) -> Result<String, ExportError> {
    let mut environment = Environment::new();
    let syntax =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?;
    environment.set_syntax(syntax);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment.add_template("script.js", TEMPLATE)?;
    Ok(environment.get_template("script.js")?.render(Serde(view))?)
}
