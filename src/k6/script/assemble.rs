//! The parts of a script put together, with the helpers and imports that they need.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::context::Secret;
use super::{ExportError, data, journey, js};

const TEMPLATE: &str = include_str!("script.js.jinja");
const HELPERS: &str = include_str!("helpers.js");
/// What separates the helpers in their file.
const SEPARATOR: &str = "//---\n";

/// What the template sees. All of it is code.
#[derive(Debug, Serialize)]
pub(super) struct View {
    pub(super) title: String,
    pub(super) version: &'static str,
    pub(super) source: String,
    pub(super) command: String,
    pub(super) fills_carts: bool,
    pub(super) notes: Vec<String>,
    pub(super) secrets: Vec<SecretView>,
    pub(super) base_url: String,
    pub(super) options: String,
    pub(super) timeout: String,
    pub(super) redirects: String,
    pub(super) max_redirects: usize,
    pub(super) headers: String,
    pub(super) seed: u64,
    pub(super) rows: Vec<data::RowsView>,
    pub(super) visits: Vec<journey::VisitsView>,
    pub(super) journeys: Vec<journey::JourneyView>,
    pub(super) steps: Vec<journey::StepView>,
    pub(super) helpers: String,
    pub(super) imports: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct SecretView {
    constant: String,
    variable: String,
    missing: String,
}

impl SecretView {
    pub(super) fn of(secret: &Secret) -> Self {
        let missing = format!("set the environment variable {}: {}", secret.variable, secret.what);
        Self {
            constant: secret.constant.clone(),
            variable: secret.variable.clone(),
            missing: js::text(&missing),
        }
    }
}

/// Puts a script together: the helpers follow from the rest, the imports from both.
pub(super) fn assemble(mut view: View) -> Result<String, ExportError> {
    view.helpers = helpers(&render(&view)?);
    view.imports = imports(&render(&view)?);
    render(&view)
}

fn render(view: &View) -> Result<String, ExportError> {
    let mut environment = Environment::new();
    let syntax =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?;
    environment.set_syntax(syntax);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment.add_template("script.js", TEMPLATE)?;
    Ok(environment.get_template("script.js")?.render(Serde(view))?)
}

/// Whether the code calls a function of this name.
fn calls(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(place, _)| {
        let is_part =
            |character: char| character.is_ascii_alphanumeric() || character == '_' || character == '.';
        !code[..place].ends_with(is_part) && code[place + name.len()..].starts_with(['(', '`', ',', ')'])
    })
}

/// The helpers that the code calls, and those that these call.
fn helpers(code: &str) -> String {
    let all: Vec<(&str, &str)> = HELPERS
        .split(SEPARATOR)
        .map(|helper| {
            let name = helper.split_once("\nfunction ").and_then(|(_, rest)| rest.split_once('('));
            (name.map_or("", |(name, _)| name), helper)
        })
        .collect();
    let mut chosen: Vec<bool> = all.iter().map(|(name, _)| name.is_empty() || calls(code, name)).collect();
    // Each round may bring in helpers that need others.
    for _ in 0..all.len() {
        let source: Vec<&str> =
            all.iter().zip(&chosen).filter(|(_, chosen)| **chosen).map(|((_, text), _)| *text).collect();
        let source = source.concat();
        for ((name, _), chosen) in all.iter().zip(&mut chosen) {
            // Its own definition is no call.
            *chosen |= calls(&source.replace(&format!("function {name}("), ""), name);
        }
    }
    let texts = all.iter().zip(&chosen).filter(|(_, chosen)| **chosen).map(|((_, text), _)| text.trim_end());
    texts.collect::<Vec<_>>().join("\n\n") + "\n"
}

/// The names that helpers have: no function of a scenario may be called so.
pub(super) fn helper_names() -> impl Iterator<Item = &'static str> {
    HELPERS.split("\nfunction ").skip(1).filter_map(|rest| rest.split_once('(')).map(|(name, _)| name)
}

/// The imports that the code needs, in the order of their modules.
fn imports(code: &str) -> Vec<String> {
    let from_k6: Vec<&str> =
        ["check", "group", "randomSeed", "sleep"].into_iter().filter(|name| calls(code, name)).collect();
    let mut imports = vec![format!("import {{ {} }} from 'k6';", from_k6.join(", "))];
    if code.contains("new SharedArray(") {
        imports.push("import { SharedArray } from 'k6/data';".to_owned());
    }
    imports.push("import exec from 'k6/execution';".to_owned());
    if calls(code, "parseHTML") {
        imports.push("import { parseHTML } from 'k6/html';".to_owned());
    }
    imports.push("import http from 'k6/http';".to_owned());
    imports
}
