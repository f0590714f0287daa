//! A Chromium on PATH, and a page as it shows it.

use std::fs::File;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use super::{Place, wait_until};

/// Set to 1 where a missing Chromium is a failure.
const NEEDED: &str = "PROMO_LOAD_NEED_CHROMIUM";

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// A Chromium on PATH. Without one, says so once and gives none; fails when one is needed.
pub(crate) fn chromium() -> Option<&'static str> {
    static FOUND: OnceLock<Option<&str>> = OnceLock::new();
    *FOUND.get_or_init(|| {
        let runs = |name: &&str| {
            let version = Command::new(name).arg("--version").stdin(Stdio::null()).output();
            version.is_ok_and(|said| said.status.success())
        };
        let found = NAMES.into_iter().find(runs);
        assert!(
            found.is_some() || std::env::var(NEEDED).as_deref() != Ok("1"),
            "{NEEDED} is 1, and there is none of {NAMES:?} on PATH"
        );
        if found.is_none() {
            // Past the harness, which keeps what a passed test prints to itself.
            let _unseen =
                writeln!(std::io::stderr(), "skipped: there is no Chromium on PATH to open a report in");
        }
        found
    })
}

/// Opens an address in a browser of its own that is killed when it takes too long, and gives the page as it is when nothing is
/// pending any more. Nothing is complained about.
pub(crate) fn dom(place: &Place, chromium: &str, dark: bool, address: &str) -> String {
    let profile = place.path("profile");
    let arguments = [
        "--headless=new",
        // It may run as root in a container; the page is ours.
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        // The wrapper and the page are two files of one folder.
        "--allow-file-access-from-files",
        "--enable-logging=stderr",
        "--v=0",
        // Virtual: the page's own clock runs until nothing is pending any more.
        "--virtual-time-budget=20000",
        "--window-size=1300,1000",
        "--dump-dom",
    ];
    let scheme = if dark {
        "--blink-settings=preferredColorScheme=0"
    } else {
        "--blink-settings=preferredColorScheme=1"
    };
    let file = |name| File::create(place.path(name)).unwrap();
    let mut child = Command::new(chromium)
        .args(arguments)
        .arg(scheme)
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(address)
        .stdin(Stdio::null())
        .stdout(file("dom"))
        .stderr(file("log"))
        .spawn()
        .unwrap();
    let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        wait_until("the end of Chromium", || child.try_wait().unwrap().is_some());
    }));
    // Fails when it has ended, which is what is wanted.
    let _ended = child.kill();
    let _ended = child.wait();
    let (dom, log) = (place.read("dom"), place.read("log"));
    assert!(ended.is_ok(), "{log}");
    let complaints: Vec<_> = log.lines().filter(|line| line.contains("CONSOLE")).collect();
    assert!(complaints.is_empty(), "{complaints:#?}");
    dom
}
