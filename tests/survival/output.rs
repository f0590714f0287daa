//! A standard output that nobody reads, or that takes nothing.

use crate::support::{BINARY, Ended, Place, promotion, shop};

/// Runs the binary as `program` in a line of the shell.
fn in_shell(place: &Place, target: &str, line: &str) -> Ended {
    let load = ["--vus", "2", "--iterations", "20", "--think-time", "0", "--quiet"];
    let script =
        format!("program() {{ \"$BINARY\" bench \"$@\" {}; echo $? > code; }}; {line}", load.join(" "));
    let mut command = place.command("sh");
    place.start(command.env("BINARY", BINARY).args(["-c", &script, "sh", target])).wait()
}

fn code(place: &Place) -> i32 {
    place.read("code").trim().parse().unwrap()
}

/// The exit code is the verdict's; that of a machine which was too busy to judge is 120.
fn assert_exit(place: &Place, expected: i32, said: &str) {
    let is_doubtful = place.files().json["verdict"]["grade"].is_null();
    assert_eq!(code(place), if is_doubtful { 120 } else { expected }, "{said}");
}

/// The files are all there, and the exit code is the verdict's.
#[test]
fn a_reader_that_goes_away_changes_nothing() {
    for (threshold, expected) in [("", 0), ("--threshold 'http_reqs:count>1000'", 99)] {
        for line in ["| head -c 1", "| true", ">&-"] {
            let (shop, place) = (shop(), Place::new());
            let ended = in_shell(&place, &promotion(&shop), &format!("program \"$1\" {threshold} {line}"));
            assert_exit(&place, expected, &format!("{line}: {ended:?}"));
            assert!(!ended.stderr.contains("promo-load: "), "{line}: {}", ended.stderr);
            assert_eq!(place.files().ending(), "completed", "{line}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_without_room_is_told() {
    for (form, problems) in [("", 1), ("--json", 1), ("--summary k6", 1)] {
        let (shop, place) = (shop(), Place::new());
        let ended = in_shell(&place, &promotion(&shop), &format!("program \"$1\" {form} > /dev/full"));
        assert_eq!(code(&place), 1, "{form}");
        let told = |line: &&str| line.contains("promo-load: cannot write to standard output: No space left");
        assert_eq!(ended.stderr.lines().filter(told).count(), problems, "{form}: {}", ended.stderr);
        assert_eq!(place.files().ending(), "completed", "{form}");
    }
}

#[test]
fn errors_that_nobody_reads_change_nothing() {
    for line in ["2>&-", "2> /dev/full"] {
        let (shop, place) = (shop(), Place::new());
        let ended = in_shell(&place, &promotion(&shop), &format!("program \"$1\" {line}"));
        assert_exit(&place, 0, line);
        assert!(ended.stdout.contains("report.html"), "{line}: {}", ended.stdout);
        assert_eq!(place.files().ending(), "completed", "{line}");
    }
}
