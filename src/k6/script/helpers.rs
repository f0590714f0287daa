//! The functions that scripts of promo-load have in common: which of them a script needs, and their module.

const HELPERS: &str = include_str!("helpers.js");
/// The type of the constant that tells the helpers about the shop.
pub(super) const SHOP_TYPE: &str = "@type {{ url: string, sent: import('k6/http').Params, seed: number }}";
/// The separator of the helpers in their file.
const SEPARATOR: &str = "//---\n";

/// All helpers as a module of their own, for any script.
pub(super) fn module() -> String {
    let all: Vec<&str> = HELPERS.split(SEPARATOR).map(str::trim_end).collect();
    let helpers = all.join("\n\n").replace("\nfunction ", "\nexport function ");
    let imported = imports(&helpers).join("\n");
    let version = env!("CARGO_PKG_VERSION");
    format!(
        "// What the k6 scripts of promo-load {version} have in common.\n\n{imported}\n\n\
         /** Each script says which it is. {SHOP_TYPE} */\n\
         export const SHOP = {{ url: '', sent: {{}}, seed: 1 }};\n\n{helpers}\n"
    )
}

/// Whether the code calls a function of this name, or passes it on.
pub(super) fn calls(code: &str, name: &str) -> bool {
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
pub(super) fn helpers(code: &str) -> String {
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
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    HELPERS.split("\nfunction ").skip(1).filter_map(|rest| rest.split_once('(')).map(|(name, _)| name)
}

/// The imports that the code needs, in the order of their modules.
pub(super) fn imports(code: &str) -> Vec<String> {
    let called: Vec<&str> =
        ["check", "group", "randomSeed", "sleep"].into_iter().filter(|name| calls(code, name)).collect();
    let from_k6 = format!("{{ {} }}", called.join(", "));
    [
        (!called.is_empty(), from_k6.as_str(), "k6"),
        (calls(code, "md5"), "{ md5 }", "k6/crypto"),
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
