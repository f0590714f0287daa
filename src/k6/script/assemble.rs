//! Joins the parts of a script, with the helpers and imports that they need.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::context::Secret;
use super::{ExportError, data, journey, js};

const TEMPLATE: &str = include_str!("script.js.jinja");
const HELPERS: &str = include_str!("helpers.js");
/// The type of the constant that tells the helpers about the shop.
pub(super) const SHOP_TYPE: &str = "@type {{ url: string, sent: import('k6/http').Params, seed: number }}";
/// The separator of the helpers in their file.
const SEPARATOR: &str = "//---\n";

/// The values of the template. All of them are code.
#[derive(Debug, Serialize)]
pub(super) struct View {
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
    pub(super) rows: Vec<data::RowsView>,
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
    pub(super) fn of(secret: &Secret) -> Self {
        let missing = format!("set the environment variable {}: {}", secret.variable, secret.what);
        Self {
            constant: secret.constant.clone(),
            variable: js::member("__ENV", &secret.variable),
            missing: js::text(&missing),
        }
    }
}

/// Joins the parts of a script: the helpers follow from the other parts, the imports from both.
pub(super) fn assemble(mut view: View) -> Result<String, ExportError> {
    // Literals call nothing, and may have a million rows.
    let literals: Vec<String> = view.rows.iter_mut().map(|rows| std::mem::take(&mut rows.literal)).collect();
    let code = render(&view)?;
    match &view.module {
        None => view.helpers = helpers(&code),
        Some(module) => {
            let mut called: Vec<&str> = helper_names().filter(|name| calls(&code, name)).collect();
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

/// All helpers as a module of their own, for any script.
pub(super) fn module() -> String {
    let all: Vec<&str> = HELPERS.split(SEPARATOR).map(str::trim_end).collect();
    let helpers = all.join("\n\n").replace("\nfunction ", "\nexport function ");
    let imports = imports(&helpers).join("\n");
    let version = env!("CARGO_PKG_VERSION");
    format!(
        "// What the k6 scripts of promo-load {version} have in common.\n\n{imports}\n\n\
         /** Each script says which it is. {SHOP_TYPE} */\n\
         export const SHOP = {{ url: '', sent: {{}}, seed: 1 }};\n\n{helpers}\n"
    )
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

/// Whether the code calls a function of this name, or passes it on.
fn calls(code: &str, name: &str) -> bool {
    let is_comment =
        |line: &&str| ["//", "/*", "* "].iter().any(|begin| line.trim_start().starts_with(begin));
    let code: Vec<&str> = code.lines().filter(|line| !is_comment(line)).collect();
    let code = code.join("\n");
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
    // Each round may add helpers that need others.
    for _ in 0..all.len() {
        let source: Vec<&str> =
            all.iter().zip(&chosen).filter(|(_, chosen)| **chosen).map(|((_, text), _)| *text).collect();
        let source = source.concat();
        for ((name, _), chosen) in all.iter().zip(&mut chosen) {
            // A definition is not a call.
            *chosen |= calls(&source.replace(&format!("function {name}("), ""), name);
        }
    }
    let texts = all.iter().zip(&chosen).filter(|(_, chosen)| **chosen).map(|((_, text), _)| text.trim_end());
    texts.collect::<Vec<_>>().join("\n\n") + "\n"
}

/// The names of the helpers, which no function of a scenario may have.
pub(super) fn helper_names() -> impl Iterator<Item = &'static str> {
    HELPERS.split("\nfunction ").skip(1).filter_map(|rest| rest.split_once('(')).map(|(name, _)| name)
}

/// The imports that the code needs, in the order of their modules.
fn imports(code: &str) -> Vec<String> {
    let called: Vec<&str> =
        ["check", "group", "randomSeed", "sleep"].into_iter().filter(|name| calls(code, name)).collect();
    let from_k6 = format!("{{ {} }}", called.join(", "));
    [
        (!called.is_empty(), from_k6.as_str(), "k6"),
        (code.contains("new SharedArray("), "{ SharedArray }", "k6/data"),
        (code.contains("exec."), "exec", "k6/execution"),
        (calls(code, "parseHTML"), "{ parseHTML }", "k6/html"),
        (code.contains("http."), "http", "k6/http"),
        (code.contains("new Rate("), "{ Rate }", "k6/metrics"),
    ]
    .into_iter()
    .filter(|(is_needed, ..)| *is_needed)
    .map(|(_, what, module)| format!("import {what} from '{module}';"))
    .collect()
}
