//! Results that are copied to where they stay: a folder, and an S3 that this test is.

use std::process::Command;

use crate::support::{BINARY, Ended, Place, promotion, shop};

const LOAD: [&str; 5] = ["--per-vu-iterations", "2", "--vus", "2", "--quiet"];

/// Starts a run with a store in this folder.
fn bench(place: &Place, to: &str, more: &[&str], set: impl FnOnce(&mut Command)) -> Ended {
    let shop = shop();
    let mut command = place.command(BINARY);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AWS_")) {
        command.env_remove(name);
    }
    command.args(["bench", &promotion(&shop), "--results-to", to]).args(LOAD).args(more);
    set(&mut command);
    place.start(&mut command).wait()
}

#[cfg(not(feature = "object-store"))]
#[test]
fn a_program_without_stores_says_so_before_the_run() {
    let place = Place::new();
    let ended = bench(&place, "s3://bucket", &[], |_| ());
    ended.assert_code(2);
    assert!(ended.stderr.contains("--features object-store"), "{}", ended.stderr);
    assert!(place.runs().is_empty());
}

#[cfg(feature = "object-store")]
mod built {
    use std::fs;

    use super::*;
    use crate::support::answering::{Answering, Asked, answer};

    /// What is copied of a run.
    const FILES: [&str; 6] =
        ["intervals.log", "report.html", "report.md", "run.json", "scenario.toml", "timeline.svg"];

    /// On a busy machine the generator is late, and says so.
    fn assert_run_held(ended: &Ended) {
        assert!(matches!(ended.code, Some(0 | 120)), "{ended:?}");
    }

    fn run_id(place: &Place) -> String {
        place.runs()[0].file_name().unwrap().to_str().unwrap().to_owned()
    }

    /// The name and content of what was put, in the order in which it came.
    fn put(store: &Answering, prefix: &str) -> Vec<(String, String)> {
        let asked = store.asked();
        let put = asked.iter().map(|asked: &Asked| {
            assert!(asked.head.starts_with("PUT "), "{}", asked.head);
            let name = asked.path().strip_prefix(prefix).unwrap_or_else(|| panic!("{}", asked.path()));
            (name.to_owned(), asked.body.clone())
        });
        put.collect()
    }

    fn keys(store: &Answering) -> impl FnOnce(&mut Command) {
        let base = store.base.clone();
        move |command| {
            command.env("AWS_ACCESS_KEY_ID", "key-of-test").env("AWS_SECRET_ACCESS_KEY", "secret-of-test");
            command
                .env("AWS_ENDPOINT_URL", base)
                .env("AWS_ALLOW_HTTP", "true")
                .env("AWS_REGION", "eu-west-3");
        }
    }

    #[test]
    fn a_folder_gets_all_files() {
        let place = Place::new();
        let to = format!("file://{}", place.path("kept/deep").display());
        let ended = bench(&place, &to, &[], |_| ());
        assert_run_held(&ended);
        let kept = place.path("kept/deep").join(run_id(&place));
        for name in FILES {
            assert_eq!(
                fs::read(kept.join(name)).unwrap(),
                fs::read(place.runs()[0].join(name)).unwrap(),
                "{name}"
            );
        }
        assert!(
            ended.stderr.contains("the results are in file://") && ended.stderr.contains("6 files"),
            "{}",
            ended.stderr
        );
        // It is a run like any other.
        let report = place.run(&["report", kept.to_str().unwrap()]);
        assert_eq!(report.code, ended.code);
    }

    #[test]
    fn a_bucket_gets_all_files_once_and_no_key() {
        for (more, shards) in [(&[][..], 0), (&["--shards", "2"], 2)] {
            let store = Answering::by(|_| answer("200 OK", "etag: \"x\"\r\n", b""));
            let place = Place::new();
            let ended = bench(&place, "s3://bucket/nights", more, keys(&store));
            assert_run_held(&ended);
            let put = put(&store, &format!("/bucket/nights/{}/", run_id(&place)));
            // Where run.json is, everything is.
            assert_eq!(put.last().unwrap().0, "run.json", "{shards}: {}", ended.stderr);
            let mut names: Vec<&str> = put.iter().map(|(name, _)| name.as_str()).collect();
            names.sort_unstable();
            assert_eq!(names, FILES, "the leader alone writes");
            for (name, body) in &put {
                assert_eq!(
                    *body,
                    String::from_utf8_lossy(&fs::read(place.runs()[0].join(name)).unwrap()),
                    "{name}"
                );
            }
            for asked in store.asked() {
                let signed = asked.header("authorization").unwrap();
                assert!(signed.starts_with("AWS4-HMAC-SHA256 Credential=key-of-test/"), "{signed}");
                assert!(signed.contains("/eu-west-3/s3/aws4_request"), "{signed}");
            }
            assert!(!store.received().contains("secret-of-test") && !ended.stderr.contains("secret-of-test"));
        }
    }

    /// A store that refuses, and one that is not there: told, with the folder; the exit is the run's.
    #[test]
    fn a_copy_that_fails_is_told_and_costs_nothing_else() {
        // As a gateway in the way may answer: a long page.
        let refusal = format!("<Error>\n<Code>AccessDenied</Code>\n{}</Error>", "<p>no</p>\n".repeat(900));
        let refusing = Answering::by(move |_| answer("403 Forbidden", "", refusal.as_bytes()));
        let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let plain = Answering::by(|_| answer("200 OK", "etag: \"x\"\r\n", b""));
        let nowhere = |command: &mut Command| {
            command.env("AWS_ACCESS_KEY_ID", "key").env("AWS_SECRET_ACCESS_KEY", "secret-of-test");
            command.env("AWS_ENDPOINT_URL", format!("http://{gone}")).env("AWS_ALLOW_HTTP", "true");
        };
        let without_tls = |command: &mut Command| {
            keys(&plain)(command);
            command.env_remove("AWS_ALLOW_HTTP");
        };
        let place = [Place::new(), Place::new(), Place::new()];
        let ended = [
            bench(&place[0], "s3://bucket", &[], keys(&refusing)),
            bench(&place[1], "s3://bucket", &[], nowhere),
            bench(&place[2], "s3://bucket", &["--lang", "fr"], without_tls),
        ];
        let [refused, unreachable, plain_text] = &ended;
        for (ended, place) in ended.iter().zip(&place) {
            assert_run_held(ended);
            assert_eq!(place.files().ending(), "completed");
            assert!(!ended.stderr.contains("secret-of-test"), "{}", ended.stderr);
            assert!(ended.stderr.contains(&run_id(place)), "{}", ended.stderr);
        }
        for ended in [refused, unreachable] {
            assert!(ended.stderr.contains("could not be copied to s3://bucket/"), "{}", ended.stderr);
        }
        assert!(refused.stderr.contains("AccessDenied"), "{}", refused.stderr);
        let told = refused.stderr.lines().find(|line| line.contains("could not be copied")).unwrap();
        assert!(told.len() < 1_000 && told.contains("they are in "), "one line, and not the page: {told}");
        assert!(plain_text.stderr.contains("n’ont pas pu être copiés"), "{}", plain_text.stderr);
        assert!(plain.asked().is_empty(), "no key goes out without TLS");
    }

    #[test]
    fn an_address_with_keys_is_refused() {
        let place = Place::new();
        let ended = bench(&place, "s3://key:secret@bucket/x", &[], |_| ());
        ended.assert_code(2);
        assert!(ended.stderr.contains("s3://BUCKET/PREFIX"), "{}", ended.stderr);
        assert!(place.runs().is_empty());
    }
}
