//! Runs the binary as a user does, in a folder of its own, against a shop in this process.

#![allow(dead_code, reason = "each test crate uses the part that it needs")]

pub(crate) mod answering;
pub(crate) mod carts;
pub(crate) mod chromium;
pub(crate) mod k6;
pub(crate) mod log_in;

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use promo_load::shop::{DemoShop, ShopConfig};
use serde_json::Value;
use tempfile::TempDir;

/// No test waits longer than this for anything.
pub(crate) const PATIENCE: Duration = Duration::from_secs(100);

/// A shop on a free port of the loopback.
pub(crate) fn shop_with(config: ShopConfig) -> DemoShop {
    DemoShop::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), config).unwrap()
}

/// The same, as it comes.
pub(crate) fn shop() -> DemoShop {
    shop_with(ShopConfig::default())
}

/// The address of a page of the shop.
pub(crate) fn url(shop: &DemoShop, path: &str) -> String {
    shop.base_url() + path
}

/// The address of its promotion page.
pub(crate) fn promotion(shop: &DemoShop) -> String {
    url(shop, shop.promotion_path())
}

/// Whether a program can be started. One that cannot is said to be missing, past the harness, which keeps what a passed test
/// prints to itself.
pub(crate) fn is_there(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        let _unseen = writeln!(std::io::stderr(), "skipped: there is no {program} to try it with");
    }
    found
}

/// Polls until the condition holds.
pub(crate) fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "in vain: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Whether these tests run under `nohup` or the like, which the programs that they start would inherit.
fn ignores_signals() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).unwrap_or("0");
    // HUP, INT and TERM are 1, 2 and 15.
    u64::from_str_radix(mask.trim(), 16).is_ok_and(|mask| mask & (1 | 2 | 1 << 14) != 0)
}

/// A folder to run the binary in. Runs go to its `out`.
pub(crate) struct Place(TempDir);

impl Place {
    pub(crate) fn new() -> Place {
        Place(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The binary with nothing of the caller's settings, or another program that starts it.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = if ignores_signals() {
            let mut command = Command::new("env");
            command.arg("--default-signal=HUP,INT,TERM").arg(program);
            command
        } else {
            Command::new(program)
        };
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PROMO_LOAD_")) {
            command.env_remove(name);
        }
        command.env("HOME", self.0.path()).env_remove("XDG_CONFIG_HOME");
        command.env("PROMO_LOAD_OUT", self.path("out")).current_dir(self.0.path()).stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        self.start(self.command(BINARY).args(arguments)).wait()
    }

    /// Starts a command; what it prints goes to files, so that it never waits for a reader.
    pub(crate) fn start<'a>(&'a self, command: &mut Command) -> Running<'a> {
        let file = |name| File::create(self.path(name)).unwrap();
        let child = command.stdout(file("stdout")).stderr(file("stderr")).spawn().unwrap();
        Running { place: self, child }
    }

    /// What lies in the folder for runs, which need not exist.
    pub(crate) fn runs(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path("out")).into_iter().flatten();
        entries.map(|entry| entry.unwrap().path()).collect()
    }

    /// The files of the only run: all there, nothing half-written.
    pub(crate) fn files(&self) -> RunFiles {
        let runs = self.runs();
        assert_eq!(runs.len(), 1, "{runs:?}");
        let mut names: Vec<String> = fs::read_dir(&runs[0])
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        let expected =
            ["intervals.log", "report.html", "report.md", "run.json", "scenario.toml", "timeline.svg"];
        assert_eq!(names, expected);
        let read = |name| fs::read_to_string(runs[0].join(name)).unwrap();
        let text = read("run.json");
        RunFiles {
            json: serde_json::from_str(&text).unwrap(),
            text,
            report: read("report.md"),
            scenario: read("scenario.toml"),
        }
    }
}

/// The program under test.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_promo-load");

/// A command that has not ended; killed when a test gives up.
pub(crate) struct Running<'a> {
    place: &'a Place,
    child: Child,
}

impl Running<'_> {
    pub(crate) fn signal(&self, name: &str) {
        let status = Command::new("kill").arg(name).arg(self.child.id().to_string()).status().unwrap();
        assert!(status.success(), "kill {name}");
    }

    pub(crate) fn id(&self) -> i32 {
        i32::try_from(self.child.id()).unwrap()
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Its exit code once it has ended; none of a program that a signal ended.
    pub(crate) fn try_code(&mut self) -> Option<Option<i32>> {
        self.child.try_wait().unwrap().map(|status| status.code())
    }

    pub(crate) fn wait(mut self) -> Ended {
        wait_until("the end of the program", || self.has_ended());
        Ended {
            code: self.child.wait().unwrap().code(),
            stdout: self.place.read("stdout"),
            stderr: self.place.read("stderr"),
        }
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        // Both fail when it has ended, which is what is wanted.
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// What a command left to its caller.
#[derive(Debug)]
pub(crate) struct Ended {
    /// None when a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    /// The problems on standard error, one a line, after asserting that there is nothing else but notes.
    pub(crate) fn problems(&self) -> Vec<&str> {
        assert_eq!(self.stdout, "", "{self:?}");
        let problem = |line| str::strip_prefix(line, "promo-load: ").unwrap_or_else(|| panic!("{self:?}"));
        self.stderr.lines().filter(|line| !line.starts_with("note: ")).map(problem).collect()
    }

    /// The only problem.
    pub(crate) fn problem(&self) -> &str {
        let problems = self.problems();
        assert_eq!(problems.len(), 1, "{problems:#?}");
        problems[0]
    }

    pub(crate) fn assert_code(&self, code: i32) -> &Ended {
        assert_eq!(self.code, Some(code), "{}\n{}", self.stdout, self.stderr);
        self
    }
}

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct RunFiles {
    pub(crate) json: Value,
    /// run.json as it is.
    pub(crate) text: String,
    pub(crate) report: String,
    pub(crate) scenario: String,
}

impl RunFiles {
    /// A number by its JSON pointer.
    pub(crate) fn number(&self, pointer: &str) -> f64 {
        let value = self.json.pointer(pointer);
        value.and_then(Value::as_f64).unwrap_or_else(|| panic!("no number at {pointer}: {value:?}"))
    }

    /// A count by its JSON pointer.
    pub(crate) fn count(&self, pointer: &str) -> u64 {
        let value = self.json.pointer(pointer);
        value.and_then(Value::as_u64).unwrap_or_else(|| panic!("no count at {pointer}: {value:?}"))
    }

    /// Requests of a step; 0 when there is no such step.
    pub(crate) fn requests(&self, step: &str) -> u64 {
        let steps = self.json["steps"].as_array().unwrap();
        let found = steps.iter().find(|known| known["name"] == step);
        found.map_or(0, |step| step["requests"].as_u64().unwrap())
    }

    /// Requests of all steps.
    pub(crate) fn all_requests(&self) -> u64 {
        self.steps("requests")
    }

    /// A count of all steps together.
    pub(crate) fn steps(&self, count: &str) -> u64 {
        let steps = self.json["steps"].as_array().unwrap();
        steps.iter().map(|step| step[count].as_u64().unwrap()).sum()
    }

    /// Requests of all steps that ended in this way; not for `ok`.
    pub(crate) fn outcomes(&self, outcome: &str) -> u64 {
        let steps = self.json["steps"].as_array().unwrap();
        let kinds = steps.iter().flat_map(|step| step["kinds"].as_array().unwrap());
        kinds.filter(|kind| kind["outcome"] == outcome).map(|kind| kind["count"].as_u64().unwrap()).sum()
    }

    /// A whole number of a metric.
    pub(crate) fn metric(&self, name: &str, value: &str) -> u64 {
        let metrics = self.json["metrics"].as_array().unwrap();
        let found = metrics.iter().find(|metric| metric["name"] == name).unwrap();
        found["values"][value].as_f64().unwrap() as u64
    }

    /// Why the load stopped.
    pub(crate) fn ending(&self) -> &str {
        self.json["ending"]["reason"].as_str().unwrap()
    }
}
