//! Canaries, and the search for them.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use crate::support::Ended;

/// With this variable a build for tests scrubs nothing: the twin of each search has to find what it looks for.
pub(crate) const LEAK: &str = "PROMO_LOAD_TEST_LEAK";

/// A secret that only one test knows.
#[derive(Debug, Clone)]
pub(crate) struct Canary {
    /// What it is, for messages.
    pub(crate) kind: &'static str,
    /// The secret itself.
    pub(crate) text: String,
    /// What goes before it in Basic credentials.
    pub(crate) user: &'static str,
}

impl Canary {
    /// One with characters that every format writes in its own way.
    pub(crate) fn new(kind: &'static str) -> Canary {
        Canary { kind, text: format!("cnry{:016x}/+&\"9", fastrand::u64(..)), user: "" }
    }

    /// One of letters and digits alone.
    pub(crate) fn plain(kind: &'static str) -> Canary {
        Canary {
            kind,
            text: format!("CNRY{:016X}{:012X}", fastrand::u64(..), fastrand::u64(..) >> 16),
            user: "",
        }
    }

    /// The password of this user.
    pub(crate) fn of(self, user: &'static str) -> Canary {
        Canary { user, ..self }
    }

    /// `user:password` as Basic authentication sends it.
    pub(crate) fn basic(&self) -> String {
        STANDARD.encode(format!("{}:{}", self.user, self.text))
    }

    /// All that would give it away.
    fn forms(&self) -> Vec<String> {
        let encoded: String = url::form_urlencoded::byte_serialize(self.text.as_bytes()).collect();
        let json = serde_json::Value::from(self.text.as_str()).to_string();
        let html = self.text.replace('&', "&amp;").replace('"', "&quot;");
        // The random part alone is no form of anything, and still too much.
        let core = self.text.chars().take(20).collect();
        let user = STANDARD.encode(format!("{}:", self.text));
        vec![self.text.clone(), core, encoded, json.trim_matches('"').to_owned(), html, self.basic(), user]
    }

    /// Whether a text gives it away.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.forms().iter().any(|form| text.contains(&form.to_lowercase()))
    }
}

/// A text as the writers of this world write it: what a form of it is called, and the form.
pub(crate) fn encodings(text: &str) -> Vec<(&'static str, String)> {
    let each = |write: &dyn Fn(usize, char) -> String| -> String {
        text.chars().enumerate().map(|(place, c)| write(place, c)).collect()
    };
    let code = u32::from;
    let within =
        |before: &str, engine: &base64::engine::GeneralPurpose| engine.encode(format!("{before}{text}"));
    vec![
        ("plain", text.to_owned()),
        ("in capitals", text.to_uppercase()),
        ("in small letters", text.to_lowercase()),
        ("percent", each(&|_, c| format!("%{:02X}", code(c)))),
        (
            "percent here and there",
            each(&|place, c| if place % 3 == 1 { format!("%{:02x}", code(c)) } else { c.into() }),
        ),
        ("percent twice", each(&|_, c| format!("%25{:02x}", code(c)))),
        ("decimal entities", each(&|_, c| format!("&#{};", code(c)))),
        (
            "hexadecimal entities",
            each(&|place, c| if place % 2 == 0 { format!("&#x{:X};", code(c)) } else { c.into() }),
        ),
        ("JSON escapes", each(&|_, c| format!("\\u{:04x}", code(c)))),
        ("JSON escapes twice", each(&|_, c| format!("\\\\u{:04X}", code(c)))),
        ("glued to letters", format!("x{text}x")),
        ("Base64", within("", &STANDARD)),
        ("Base64 after one byte", within("x", &STANDARD)),
        ("Base64 after two bytes", within("xy", &STANDARD)),
        ("Base64 for addresses", within("", &URL_SAFE_NO_PAD)),
        ("Base64 for addresses after one byte", within("x", &URL_SAFE_NO_PAD)),
        ("Base64 for addresses after two bytes", within("xy", &URL_SAFE_NO_PAD)),
    ]
}

/// Every file below a folder.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files
}

/// Where a canary is, in the files below a folder or in what a command printed; `None`: nowhere.
pub(crate) fn leak(canary: &Canary, folder: &Path, ended: &Ended) -> Option<String> {
    let streams = [("stdout", ended.stdout.clone()), ("stderr", ended.stderr.clone())];
    let read = |file: &PathBuf| String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned();
    let files = files_below(folder).into_iter().map(|file| (file.display().to_string(), read(&file)));
    let streams = streams.into_iter().map(|(name, text)| (name.to_owned(), text));
    streams.chain(files).find(|(_, text)| canary.is_in(text)).map(|(name, _)| name)
}

/// Asserts that no canary is in any file below the folder, but for those that the test itself wrote, nor in what a command
/// printed. Returns how many files were searched.
pub(crate) fn assert_kept(canaries: &[Canary], folder: &Path, inputs: &[&str], ended: &Ended) -> usize {
    let files: Vec<PathBuf> = files_below(folder)
        .into_iter()
        .filter(|file| !inputs.iter().any(|input| *file == folder.join(input)))
        .collect();
    for canary in canaries {
        for (name, text) in [("stdout", &ended.stdout), ("stderr", &ended.stderr)] {
            assert!(!canary.is_in(text), "{} is on {name}:\n{text}", canary.kind);
        }
        for file in &files {
            let text = String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned();
            let around = text.lines().find(|line| canary.is_in(line)).unwrap_or_default();
            assert!(!canary.is_in(&text), "{} is in {}: {around:.600}", canary.kind, file.display());
            assert!(!canary.is_in(&file.to_string_lossy()), "{} is in a file's name", canary.kind);
        }
    }
    files.len()
}

#[test]
fn the_search_finds_what_it_looks_for() {
    let folder = tempfile::tempdir().unwrap();
    let canary = Canary::new("canary").of("us");
    fs::create_dir(folder.path().join("below")).unwrap();
    let file = folder.path().join("below/file");
    for form in canary.forms() {
        fs::write(&file, format!("before {form} after")).unwrap();
        assert!(canary.is_in(&fs::read_to_string(&files_below(folder.path())[0]).unwrap()), "{form}");
        let ended = Ended { code: Some(0), stdout: String::new(), stderr: String::new() };
        let kept = std::panic::catch_unwind(|| {
            assert_kept(std::slice::from_ref(&canary), folder.path(), &[], &ended)
        });
        assert!(kept.is_err(), "{form}");
    }
    assert!(!canary.is_in(&Canary::new("another").text));
}
