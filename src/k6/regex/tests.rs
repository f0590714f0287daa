use std::io::Write as _;
use std::process::Command;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use regex_syntax::hir::{Hir, HirKind};
use serde_json::{Value, json};

use super::*;
use crate::k6::engine;

fn js(pattern: &str) -> String {
    let Translated { source, flags, .. } = translate(pattern).unwrap();
    format!("/{source}/{flags}")
}

#[test]
fn a_portable_pattern_is_written_alike() {
    for (pattern, wanted) in [
        (r#"name="token" value="([0-9a-f]+)""#, r#"/name="token" value="([0-9a-f]+)"/"#),
        ("^a|b$", "/^a|b$/"),
        ("(?:ab|cd){2,3}?x{4}y{5,}", "/(?:ab|cd){2,3}?x{4}y{5,}/"),
        (r"\.\*\[\x41\t\n", r"/\.\*\[A\t\n/"),
        ("[^\"]+é😀", "/[^\"]+é😀/u"),
        ("a.b", r"/a[^\n]b/u"),
        ("(?s)a.b", "/a[^]b/u"),
        ("(?P<n>a)(?<m>b)(c)", "/(a)(b)(c)/"),
        (r"\Aa\z", "/^a$/"),
        ("(?m)^a$", "/^a$/m"),
        ("(?i:a)b", "/[Aa]b/"),
        ("(?i)k1", r"/[Kk\u212a]1/u"),
        ("(?U)a*b*?", "/a*?b*/"),
        ("(?x) a b # c\n [ d e ]", "/ab[de]/"),
        ("[[:^alpha:]]", "/[^A-Za-z]/u"),
        ("[a-z&&[^aeiou]]", "/[b-df-hj-np-tv-z]/"),
        (r"(?-u)\d\b", r"/[0-9]\b/"),
        (r"\s", r"/[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/u"),
        ("a/b</script>\u{2028}\n", r"/a\/b<\/script>\u2028\n/u"),
        ("a**^*", "/(?:a*)*(?:^)?/"),
        ("", "/(?:)/"),
        ("}]", r"/\}\]/"),
        ("[a&&b]", "/[]/"),
    ] {
        assert_eq!(js(pattern), wanted, "{pattern}");
    }
}

#[test]
fn what_k6_reads_otherwise_is_refused() {
    for (pattern, wanted) in [
        ("(", "unclosed group"),
        (r"\p{nothing}", "Unicode property not found"),
        (r"a(?-u:\xFF)", "single bytes"),
        ("(?-u).", "single bytes"),
        (r"(?-u)\W", "single bytes"),
        (r"(?-u)\B", "`(?-u:\\b)`"),
        (r"\bprice", "`(?-u:\\b)`"),
        (r"\<a", "`(?-u:\\b)`"),
        (r"id=(\d+)", "write `[0-9]`"),
        (r"[^\w]", "`[0-9A-Za-z_]` for `\\w`"),
        (r"\pL", "the letters that are meant"),
        ("(?mR)a$", "`(?R)`"),
        (r"(?m)^a\z", "use either"),
        ("a{1001}", "more than 1,000 times"),
        ("(?:a{100}){11}", "more than 1,000 times"),
    ] {
        let error = translate(pattern).unwrap_err().to_string();
        assert!(error.contains(wanted), "{pattern}: {error}");
    }
}

/// Characters on which the two syntaxes, the engines or UTF-8 and UTF-16 might differ.
const ALPHABET: &str = "[aAbkKsS1_/ \n\r\u{2028}\u{85}\u{feff}\u{212a}ſéÉßẞσςΣ😀٣]";

/// Pieces of patterns; a `%` stands for another pattern.
fn pattern() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "b",
        "K",
        "s",
        "é",
        "😀",
        "σ",
        "1",
        "/",
        "_",
        r"\n",
        r"\r",
        r"\x41",
        r"\x{e9}",
        r"\u{1F600}",
        r"\-",
        ".",
        "(?s:.)",
        "(?R:.)",
        "^",
        "$",
        r"\A",
        r"\z",
        "(?m:^)",
        "(?m:$)",
        r"\d",
        r"\D",
        r"\s",
        r"\S",
        r"\w",
        r"\W",
        r"\b",
        r"\B",
        r"\<",
        r"\>",
        r"\b{start-half}",
        r"\b{end-half}",
        r"(?-u:\d)",
        r"(?-u:\s)",
        r"(?-u:\w)",
        r"(?-u:\b)",
        "(?i-u:k)",
        r"\pL",
        r"\P{Lu}",
        r"\p{Greek}",
        "[ab]",
        "[^a]",
        "[a-s]",
        "[^a-s]",
        "[k-s]",
        r"[\d_]",
        r"[^\s/]",
        r"[\w-]",
        "[[:alpha:]]",
        "[[:^alpha:]_]",
        "[^[:space:]]",
        "[a-z&&[^as]]",
        r"[\w--a]",
        r"[\pL--[a-k]]",
        "[^é😀]",
        "[É-ß]",
        "[^[^a]]",
        "[/\u{2028}]",
        "(?i)",
        "(?-i)",
        "(?i:k)",
        "(?i:[^s])",
        "(?i:é)",
        "(?i:σ)",
        "(?x: a # b\n)",
        "(?U)",
        "",
    ]);
    let leaf = piece.prop_map(str::to_owned);
    leaf.prop_recursive(4, 24, 4, |inner| {
        let many =
            prop::sample::select(vec!["*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,3}?", "{2,}"]);
        let kind = prop::sample::select(vec!["(", "(?:", "(?P<n>", "(?i:", "(?m:", "(?s-i:", "(?U:"]);
        prop_oneof![
            4 => prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            2 => (kind, inner.clone()).prop_map(|(kind, inner)| format!("{kind}{inner})")),
            2 => (inner.clone(), many).prop_map(|(inner, many)| format!("(?:{inner}){many}")),
            1 => (inner.clone(), inner).prop_map(|(a, b)| format!("(?:{a}|{b})")),
        ]
    })
}

/// Whether the pattern must mean the same in this text: in ECMAScript, unlike in k6, not only `\n` ends lines.
fn comparable(done: &Translated, text: &str) -> bool {
    !(done.flags.contains('m') && text.contains(['\r', '\u{2028}']))
}

/// The first match and its first group, of the `regex` crate.
fn native(regex: &::regex::bytes::Regex, text: &str) -> Value {
    let group = |found: &::regex::bytes::Captures<'_>, i| {
        found.get(i).map(|part| String::from_utf8(part.as_bytes().to_vec()).unwrap())
    };
    regex.captures(text.as_bytes()).map_or(Value::Null, |found| json!([group(&found, 0), group(&found, 1)]))
}

/// JavaScript that searches all texts for the first match and its first group.
fn script(done: &Translated, texts: &[String]) -> String {
    let texts = json!(texts).to_string().replace('\u{2028}', "\\u2028");
    format!(
        "{texts}.map((t) => /{}/{}.exec(t)).map((m) => m && [m[0], m[1] ?? null])",
        done.source, done.flags
    )
}

/// Whether a repeated part can match nothing: then ECMAScript tries the part's other branches.
fn repeats_nothing(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Repetition(repeated) if repeated.sub.properties().minimum_len() == Some(0) => true,
        kind => kind.subs().iter().any(repeats_nothing),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn means_the_same_in_javascript(
        pattern in pattern(),
        texts in prop::collection::vec(proptest::string::string_regex(&format!("{ALPHABET}{{0,6}}")).unwrap(), 8),
    ) {
        let Ok(regex) = ::regex::bytes::Regex::new(&pattern) else { return Ok(()) };
        let Ok(done) = translate(&pattern) else { return Ok(()) };
        let hir = regex_syntax::ParserBuilder::new().utf8(false).build().parse(&pattern).unwrap();
        // ECMAScript forgets a group when the repetition around it begins again; neither the `regex` crate nor k6 does.
        let whole_only = pattern.contains(['*', '+', '{']);
        let agreed = |found: &Value| match found.as_array() {
            Some(_) if repeats_nothing(&hir) => json!(true),
            Some(parts) if whole_only => json!(parts[..1]),
            _ => found.clone(),
        };
        let found = engine::value(&script(&done, &texts));
        for (text, found) in texts.iter().zip(found.as_array().unwrap()) {
            if comparable(&done, text) {
                let wanted = native(&regex, text);
                prop_assert_eq!(agreed(found), agreed(&wanted), "{} as {:?} in {:?}", pattern, done, text);
            }
        }
    }
}

/// Hand-picked patterns: k6 passes them to its other engine, numbers their groups its own way, or refuses JavaScript's form of
/// them.
const HAIRY: [&str; 14] = [
    r"(?P<n>a)(b)",
    r"(?m)^(a)$\z",
    r"(?m)\A(.)$",
    r"(?i)\b{start-half}(σ)",
    r"(?i)(?m:^)(\w)\z",
    "a{0,1001}(b)",
    "(?:a{100}){0,11}(b)",
    "(?i)(k){1,1001}",
    r"[\[:a:]+(b)",
    "[a&&b]|(/)",
    "(?:(a)|b)*",
    "(|a)+",
    "(?s)(.)/",
    r"([^\x00-\x{10FFFF}])|(s)",
];

/// k6's answers for all `patterns` in one run: a row for each pattern, or the error of its syntax.
fn ask_k6(patterns: &[Translated], texts: &[String]) -> Option<Value> {
    if !Command::new("k6").arg("version").output().is_ok_and(|said| said.status.success()) {
        let needed = std::env::var("PROMO_LOAD_NEED_K6").is_ok_and(|value| value == "1");
        assert!(!needed, "PROMO_LOAD_NEED_K6 is 1, and there is no k6 on PATH");
        // Written past the harness, which hides the output of a test that passes.
        let _unseen = writeln!(std::io::stderr(), "skipped: there is no k6 on PATH to compare with");
        return None;
    }
    let pairs: Vec<_> = patterns.iter().map(|done| [&done.source, &done.flags]).collect();
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("script.js");
    let source = format!(
        "const patterns = {}, texts = {};\n\
         const one = (p) => {{ const r = new RegExp(p[0], p[1]);\n\
           return texts.map((t) => r.exec(t)).map((m) => m && [m[0], m[1] === undefined ? null : m[1]]); }};\n\
         const row = (p) => {{ try {{ return one(p); }} catch (error) {{ return String(error); }} }};\n\
         export default function () {{}}\n\
         export function handleSummary() {{ return {{ stdout: JSON.stringify(patterns.map(row)) }}; }}\n",
        json!(pairs),
        json!(texts),
    );
    std::fs::write(&script, source).unwrap();
    let said = Command::new("k6")
        .args(["run", "--quiet", "--no-usage-report", "--address", "", "--log-output", "stderr"])
        .arg(&script)
        .output()
        .unwrap();
    let stdout = String::from_utf8(said.stdout).unwrap();
    Some(
        serde_json::from_str(&stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&said.stderr))),
    )
}

#[test]
fn means_the_same_in_k6() {
    let mut runner = TestRunner::deterministic();
    let mut drawn = |strategy: BoxedStrategy<String>, count: usize| -> Vec<String> {
        (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
    };
    let mut patterns = drawn(pattern().boxed(), 1000);
    patterns.extend(HAIRY.map(str::to_owned));
    let text = proptest::string::string_regex(&format!("{ALPHABET}{{0,6}}")).unwrap();
    let mut texts = drawn(text.boxed(), 60);
    texts.extend(["ab", "aab", "\na\n", "a/b", "s", "kK\u{212a}", "σς", "[:a:b"].map(str::to_owned));
    let both: Vec<_> = patterns
        .iter()
        .filter_map(|pattern| Some((::regex::bytes::Regex::new(pattern).ok()?, translate(pattern).ok()?)))
        .collect();
    assert!(both.len() > 500, "only {} patterns", both.len());
    let (regexes, translated): (Vec<_>, Vec<_>) = both.into_iter().unzip();
    let Some(answers) = ask_k6(&translated, &texts) else { return };
    let mut wrong = Vec::new();
    for ((regex, done), answer) in regexes.iter().zip(&translated).zip(answers.as_array().unwrap()) {
        for (i, text) in texts.iter().enumerate() {
            let wanted = native(regex, text);
            let found = answer.get(i).unwrap_or(answer);
            if *found != wanted {
                wrong.push(format!("{regex} as {done:?} in {text:?}: {found}, not {wanted}"));
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "{} patterns:\n{}", wrong.len(), wrong.join("\n"));
}
