//! A disk that has no room, and a folder that goes away.

use std::fs;
use std::path::Path;

use promo_load::shop::DemoShop;

use crate::support::{BINARY, Ended, Place, promotion, shop, wait_until};

const LOAD: [&str; 7] = ["--vus", "4", "--iterations", "200", "--think-time", "0", "--quiet"];

/// The load was what was asked for, its result is on the terminal, and what is missing is told.
fn assert_told(ended: &Ended, shop: &DemoShop, missing: &[&str]) {
    ended.assert_code(1);
    assert!(ended.stdout.contains("200 planned = 200 started + 0 dropped"), "{}", ended.stdout);
    assert_eq!(sent(&ended.stdout), shop.stats().requests, "{}", ended.stdout);
    for name in missing {
        let told = |line: &&str| {
            line.starts_with("promo-load: ") && line.contains("cannot write") && line.contains(name)
        };
        assert_eq!(ended.stderr.lines().filter(told).count(), 1, "{name}: {}", ended.stderr);
    }
}

/// The last line that is printed names a report that is there, or says that there is none.
fn assert_last_line(ended: &Ended, named: Option<&str>) {
    let last = ended.stdout.trim_end().lines().last().unwrap();
    let path = last.rsplit(": ").next().unwrap().trim();
    match named {
        Some(name) => assert!(Path::new(path).is_file() && path.ends_with(name), "{last}"),
        None => {
            assert!(last.contains("no report: nothing could be written to"), "{last}");
            for name in ["report.html", "report.md", "run.json", "intervals.log"] {
                assert!(!ended.stdout.contains(name), "{name}: {}", ended.stdout);
            }
        }
    }
}

/// The requests of all steps, by the table on the terminal.
fn sent(text: &str) -> u64 {
    let table = text.lines().skip_while(|line| !line.trim_start().starts_with("step ")).skip(1);
    // What stands below the table begins no row.
    table.map_while(|line| line.split_whitespace().nth(1)?.replace(',', "").parse::<u64>().ok()).sum()
}

/// What lies in a run's folder, half-written files included.
fn names(run: &Path) -> Vec<String> {
    let entries = fs::read_dir(run).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Files may have 16 blocks here (of 512 or 1,024 bytes): as if the disk was full, for the large ones.
#[test]
fn a_full_disk_costs_files_and_not_the_result() {
    let (shop, place) = (shop(), Place::new());
    let mut command = place.command("sh");
    command.args(["-c", "ulimit -f 16; exec \"$0\" \"$@\"", BINARY, "bench", &promotion(&shop)]).args(LOAD);
    let ended = place.start(&mut command).wait();
    assert_told(&ended, &shop, &["run.json", "report.html"]);
    assert!(ended.stderr.contains("the interval log "), "{}", ended.stderr);
    // What had room is there, and nothing is half-written.
    let run = place.runs().remove(0);
    let names = names(&run);
    assert!(names.contains(&"scenario.toml".to_owned()), "{names:?}");
    if let Some(best) =
        ["report.md", "run.json"].into_iter().find(|best| names.iter().any(|name| name == best))
    {
        assert_last_line(&ended, Some(best));
    } else {
        let made = format!("promo-load report {}", run.display());
        assert!(ended.stdout.trim_end().ends_with(&made), "{}", ended.stdout);
    }
    // Why, and not only what.
    let told = ended.stderr.lines().find(|line| line.contains("report.html")).unwrap();
    assert!(told.contains("File too large"), "{told}");
    assert!(names.iter().all(|name| !name.starts_with('.')), "{names:?}");
    assert!(!names.contains(&"run.json".to_owned()), "{names:?}");
}

#[test]
fn a_folder_that_goes_away_costs_files_and_not_the_result() {
    let (shop, place) = (shop(), Place::new());
    let mut command = place.command(BINARY);
    let running = place.start(command.args(["bench", &promotion(&shop)]).args(LOAD));
    wait_until("the load", || shop.stats().requests > 0);
    fs::remove_dir_all(place.path("out")).unwrap();
    let ended = running.wait();
    assert_told(&ended, &shop, &["run.json", "report.md", "report.html", "timeline.svg"]);
    assert!(!place.path("out").exists());
    assert_last_line(&ended, None);
    assert!(
        ended.stderr.contains("the interval log is not complete: its file was removed"),
        "{}",
        ended.stderr
    );
    assert!(ended.stderr.contains("No such file or directory"), "{}", ended.stderr);
}

#[test]
fn no_form_of_the_end_names_a_report_that_is_not_there() {
    for form in [&["--summary", "k6"][..], &["--lang", "fr"], &["--show-failures"]] {
        let (shop, place) = (shop(), Place::new());
        let mut command = place.command(BINARY);
        let running = place.start(command.args(["bench", &promotion(&shop)]).args(LOAD).args(form));
        wait_until("the load", || shop.stats().requests > 0);
        fs::remove_dir_all(place.path("out")).unwrap();
        let ended = running.wait();
        ended.assert_code(1);
        let last = ended.stdout.trim_end().lines().last().unwrap();
        let said = ["no report: nothing could be written", "rien n’a pu être écrit"];
        assert!(said.iter().any(|said| last.contains(said)), "{form:?}: {last}");
        assert!(!ended.stdout.contains("report.html"), "{form:?}: {}", ended.stdout);
    }
}

/// Reports that are kept back one after the other: the line names the next best that there is.
#[test]
fn the_best_report_that_is_there_is_named() {
    let (shop, place) = (shop(), Place::new());
    place.start(place.command(BINARY).args(["bench", &promotion(&shop)]).args(LOAD)).wait();
    let run = place.runs().remove(0);
    for name in ["report.html", "report.md", "run.json"] {
        fs::remove_file(run.join(name)).unwrap();
        fs::create_dir(run.join(name)).unwrap();
        let ended = place.run(&["report", run.to_str().unwrap()]);
        ended.assert_code(1);
        assert!(ended.stderr.contains(name) && ended.stderr.contains("cannot write"), "{}", ended.stderr);
        match name {
            "report.html" => assert_last_line(&ended, Some("report.md")),
            "report.md" => assert_last_line(&ended, Some("run.json")),
            _ => {
                let made = format!("promo-load report {}", run.display());
                assert!(ended.stdout.trim_end().ends_with(&made), "{}", ended.stdout);
            }
        }
    }
}

#[test]
fn a_place_that_cannot_be_written_is_refused_before_the_first_packet() {
    let (shop, place) = (shop(), Place::new());
    place.write("file", "");
    for out in ["file", "file/runs", "/dev/null/runs", "/proc/runs"] {
        let ended = place.run(&["bench", &promotion(&shop), "--out", out, "--vus", "1", "--duration", "1s"]);
        let problem = ended.assert_code(1).problem();
        assert!(problem.contains("cannot write to ") && problem.contains("--out"), "{problem}");
        assert!(problem.contains(out), "{problem}");
    }
    let stats = shop.stats();
    assert_eq!((stats.requests, stats.setup.requests), (0, 0));
}

/// The run is over and lies where nothing can be written any more: it is shown all the same.
#[test]
fn a_report_that_cannot_be_written_is_shown() {
    let (shop, place) = (shop(), Place::new());
    let first = place.start(place.command(BINARY).args(["bench", &promotion(&shop)]).args(LOAD)).wait();
    let run = place.runs().remove(0);
    let report = |script: &str| {
        place.start(place.command("sh").args(["-c", script, BINARY, "report"]).arg(&run)).wait()
    };
    let free = report("exec \"$0\" \"$@\"");
    // A machine that was too busy to judge says so both times.
    assert!(matches!(first.code, Some(0 | 120)), "{first:?}");
    assert_eq!(free.code, first.code);
    let full = report("ulimit -f 16; exec \"$0\" \"$@\"");
    assert_eq!(full.assert_code(1).stdout, free.stdout);
    assert_last_line(&full, Some("report.html"));
    assert!(full.stderr.contains("report.html"), "{}", full.stderr);
    // The older files are still there, whole.
    assert_eq!(place.files().ending(), "completed");
}
