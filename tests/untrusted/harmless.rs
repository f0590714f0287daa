//! What must hold of everything that is shown, whatever it repeats.

use promo_load::scenario::Scenario;
use scraper::{Html, Selector};

use crate::untrusted::script::assert_script_does_nothing;

/// Texts that are harmless as text, and in nothing else.
pub(crate) const HOSTILE: [&str; 18] = [
    "<script>globalThis.pwned=1</script>",
    "</title></style><img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "'><iframe src=javascript:alert(1)>",
    "[click](javascript:alert(1)) ![i](http://other.example/i.png)",
    "`code` | pipe | <http://other.example>",
    "line\n# heading\n\n---\n* item\r\n",
    "]]>--><!--<![CDATA[",
    "nul\u{0}bell\u{7}unit\u{1f}\u{fffe}",
    "*/globalThis.pwned=1;/*",
    "\u{2028}globalThis.pwned=1\u{2029}",
    "';globalThis.pwned=1;//",
    "\";globalThis.pwned=1;//",
    "\\';globalThis.pwned=1;//\\",
    "\u{1b}]0;title\u{7}\u{1b}[2J\u{1b}[31m",
    "\u{9b}31m\u{9d}0;title\u{9c}",
    "\u{202e}reversed\u{2066}\u{200f}\u{200b}",
    "{{ pwned }} {% raw %} &lt;b&gt; &#0;",
];

/// All of them, with a flood of marks and pictures.
pub(crate) fn hostile() -> String {
    HOSTILE.join(" ") + &"e\u{301}\u{1f469}\u{200d}\u{1f680}".repeat(50)
}

/// A terminal shows it and obeys nothing.
pub(crate) fn assert_terminal(what: &str, text: &str) {
    let bad = |c: char| {
        (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let line = text.lines().find(|line| line.contains(bad));
    assert_eq!(line, None, "{what}");
    assert!(!text.contains('\r'), "{what}");
}

/// A browser runs nothing of it, and asks nobody for anything.
pub(crate) fn assert_html(text: &str) {
    let page = Html::parse_document(text);
    let selector = Selector::parse("*").unwrap();
    for element in page.select(&selector).map(|element| element.value()) {
        let name = element.name();
        assert!(
            ![
                "script",
                "img",
                "image",
                "iframe",
                "frame",
                "object",
                "embed",
                "base",
                "link",
                "form",
                "foreignobject"
            ]
            .contains(&name),
            "<{name}> is in the page"
        );
        for (attribute, value) in element.attrs() {
            assert!(!attribute.starts_with("on"), "<{name} {attribute}={value:?}>");
            let address = value.trim().to_lowercase();
            assert!(
                !address.starts_with("javascript:") && !address.starts_with("data:text"),
                "<{name} {attribute}={value:?}>"
            );
        }
    }
}

/// GitHub renders it without a link, a picture or an element of its own.
pub(crate) fn assert_markdown(text: &str) {
    // A backslash makes a text of what follows it.
    let mut bare = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter == '\\' {
            letters.next();
        } else {
            bare.push(letter);
        }
    }
    let text = bare.as_str();
    for bad in [
        "<script",
        "<img",
        "<svg",
        "<iframe",
        "](javascript:",
        "![i]",
        "\u{1b}",
        "\u{0}",
        "\n# heading",
        "\n* item",
    ] {
        assert!(!text.contains(bad), "{bad:?} is in the report:\n{text}");
    }
}

/// A parser of XML reads all of it; no element of it runs anything.
pub(crate) fn assert_xml(what: &str, text: &str) {
    let legal = |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert!(text.chars().all(legal), "{what} has a character that XML forbids");
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().enable_all_checks(true);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => break,
            Ok(quick_xml::events::Event::Start(element) | quick_xml::events::Event::Empty(element)) => {
                let name = element.name();
                assert!(
                    !["script", "foreignObject", "image", "a"].map(str::as_bytes).contains(&name.as_ref()),
                    "{what}"
                );
                for attribute in element.attributes() {
                    let attribute = attribute.unwrap_or_else(|error| panic!("{what}: {error}"));
                    assert!(!attribute.key.as_ref().starts_with(b"on"), "{what}: {attribute:?}");
                }
            }
            Ok(_) => {}
            Err(error) => panic!("{what}: {error} at {}:\n{text}", reader.error_position()),
        }
    }
}

/// The files of a run, by their names.
pub(crate) fn assert_run(folder: &std::path::Path) {
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        seen += 1;
        match name {
            "report.html" => assert_html(&text),
            "report.md" => assert_markdown(&text),
            "timeline.svg" | "junit.xml" => assert_xml(name, &text),
            "scenario.toml" => {
                Scenario::parse(&text, &path).unwrap();
            }
            // Data for programs, each record one line.
            "run.json" => assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok()),
            "intervals.log" => assert!(text.ends_with('\n')),
            "script.js" => assert_script_does_nothing(&text),
            _ => panic!("what is {name}?"),
        }
    }
    assert!(seen >= 6, "{seen} files in {}", folder.display());
}

#[test]
fn what_harms_is_found() {
    for html in HOSTILE
        .iter()
        .filter(|text| text.contains("=alert") || text.contains("<script") || text.contains("<iframe"))
    {
        assert!(
            std::panic::catch_unwind(|| assert_html(&format!("<p title=\"{html}\">{html}'</p>"))).is_err(),
            "{html}"
        );
    }
    for text in ["\u{1b}[2J", "\u{9b}1m", "\u{202e}", "a\rb", "\u{0}"] {
        assert!(std::panic::catch_unwind(|| assert_terminal("test", text)).is_err(), "{text:?}");
    }
    for xml in [
        "<a>",
        "<b>&x</b>",
        "<b c=\"<\" c=\"\">",
        "<b>\u{1}</b>",
        "<svg onload=\"x\"/>",
        "<script/>",
        "<b></c>",
    ] {
        assert!(std::panic::catch_unwind(|| assert_xml("test", xml)).is_err(), "{xml}");
    }
    for text in ["a <img src=x>", "[a](javascript:b)", "a\n# heading", "\\\\<script>"] {
        assert!(std::panic::catch_unwind(|| assert_markdown(text)).is_err(), "{text}");
    }
    let script = "import http from 'k6/http';\nglobalThis.pwned = 1;";
    assert!(std::panic::catch_unwind(|| assert_script_does_nothing(script)).is_err());
}
