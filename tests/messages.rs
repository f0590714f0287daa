//! What typical mistakes are answered: each names what was typed, and what to type instead.

use crate::support::{Place, promotion, shop};

/// A scenario with one line replaced.
fn scenario(base_url: &str, http: &str, weight: &str) -> String {
    format!(
        "schema = 1\nname = 'mistaken'\nbase_url = '{base_url}'\n[http]\n{http}\n[[journey]]\nname = 'look'\nweight = {weight}\n\
         [[journey.step]]\nname = 'page'\npath = '/'\n"
    )
}

/// Asserts the exit code, and that standard error is one line with every part in it.
fn assert_answer(place: &Place, args: &[&str], code: i32, parts: &[&str]) {
    let ran = place.run(args);
    let said = ran.assert_code(code).stderr.lines().last().unwrap_or_default().to_owned();
    assert!(said.starts_with("promo-load: "), "{args:?}: {said}");
    for part in parts {
        assert!(said.contains(part), "{args:?}: `{part}` is not in: {said}");
    }
}

#[test]
fn mistaken_flags_are_answered_with_what_to_write() {
    let place = Place::new();
    let page = "http://127.0.0.1:9/promo";
    let whole = "give a whole number of at least 1";
    let nothing: &[(&[&str], &[&str])] = &[
        (&["--vus", "0"], &["--vus", "is 0", whole]),
        (&["--iterations", "0"], &["--iterations", whole]),
        (&["--duration", "0s"], &["--duration", "at least 1s"]),
        (&["--rate", "0/s"], &["--rate", "is 0", "10/1m"]),
        (&["--stage", "10s:0"], &["--stage", "--stage 30s:100"]),
    ];
    for (flags, parts) in nothing {
        assert_answer(&place, &[&["bench", page], *flags].concat(), 104, parts);
    }
    let table: &[(&[&str], &[&str])] = &[
        (&["--vus", "-3"], &["'-3' for '--vus <N>'", whole]),
        (&["--vus", "ten"], &["'ten' for '--vus <N>'", whole]),
        (&["--expect-shoppers", "0"], &["--expect-shoppers", whole]),
        (&["--max-rps", "0"], &["--max-rps", whole]),
        (&["--vus", "5000000000"], &["5000000000 is larger than this flag takes"]),
        (&["-c", "5"], &["there is no -c", "--vus"]),
        (&["-t", "0"], &["there is no -t", "--duration"]),
        (&["-z", "10s"], &["there is no -z", "--duration"]),
        (&["-n", "100"], &["there is no -n", "--iterations"]),
        (&["--users", "5"], &["there is no --users", "--vus"]),
        (&["--threshold", "http_req_failed:rate<10%"], &["`10%`", "from 0 to 1: 0.1"]),
        (&["--threshold", "http_req_duration:p(95)<2s"], &["`2s`", "in milliseconds: 2000"]),
        (&["--control", "6565"], &["HOST:PORT", "127.0.0.1:6565"]),
        (&["--cacert", "nofile.pem"], &["nofile.pem: cannot be read: No such file"]),
    ];
    for (flags, parts) in table {
        assert_answer(&place, &[&["bench", page], *flags].concat(), 2, parts);
    }
}

#[test]
fn a_mistaken_target_is_answered_with_the_one_that_was_meant() {
    let place = Place::new();
    let table: &[(&[&str], &[&str])] = &[
        (&["bench", "www.shop.example/promo"], &["did you mean https://www.shop.example/promo ?"]),
        (&["inspect", "localhost:8080/promo"], &["did you mean http://localhost:8080/promo ?"]),
        (&["bench", "127.0.0.1:8080"], &["did you mean http://127.0.0.1:8080 ?"]),
        (&["bench", "promo"], &["begins with http:// or https://, or a file that is there"]),
        (&["bench", "nofile.toml"], &["No such file", "promo-load compile URL -o nofile.toml"]),
        (&["export-k6", "nofile.toml"], &["No such file", "promo-load compile URL -o nofile.toml"]),
        (&["demo-shop", "--listen", "8080"], &["HOST:PORT", "127.0.0.1:8080"]),
        (&["demo-shop", "--error-rate", "10"], &["a share from 0 to 1; 10 % is 0.1"]),
        (&["demo-shop", "--workers", "-1"], &["--workers", "at least 0"]),
    ];
    for (args, parts) in table {
        assert_answer(&place, args, 2, parts);
    }
}

#[test]
fn mistaken_values_in_a_file_are_answered_with_what_to_write() {
    let place = Place::new();
    let shop = "http://127.0.0.1:9";
    let table = [
        (
            scenario("127.0.0.1:18080", "", "1"),
            "base_url: `127.0.0.1:18080` has no scheme; begin it with http:// or https://",
        ),
        (scenario("localhost:18080", "", "1"), "such as \"http://localhost:18080\""),
        (scenario(shop, "timeout = 60", "1"), "timeout: 60 has no unit; write \"60s\" for seconds"),
        (scenario(shop, "connect_timeout = 1.5", "1"), "1.5 has no unit; write \"1500ms\" for 1.5 seconds"),
        (
            scenario(shop, "", "-5"),
            "weight: invalid value: integer `-5`, expected a whole number of at least 0",
        ),
        (
            scenario(shop, "", "'6'"),
            "weight: invalid type: string \"6\", expected a whole number of at least 0",
        ),
    ];
    for (text, part) in table {
        place.write("mistaken.toml", &text);
        assert_answer(&place, &["bench", "mistaken.toml"], 104, &["mistaken.toml:", part]);
    }
}

#[test]
fn what_cannot_be_written_or_listened_on_is_answered_with_another_place() {
    let (place, shop) = (Place::new(), shop());
    let remedy = "name a file in a folder that exists and that you may write to";
    assert_answer(
        &place,
        &["compile", &promotion(&shop), "-o", "nodir/x.toml"],
        1,
        &["nodir/x.toml", remedy],
    );
    let taken = shop.base_url();
    let taken = taken.trim_start_matches("http://").trim_end_matches('/');
    assert_answer(&place, &["demo-shop", "--listen", taken], 2, &[taken, "another address with --listen"]);
}

#[test]
fn the_letter_case_of_a_language_does_not_matter() {
    let (place, shop) = (Place::new(), shop());
    let page = promotion(&shop);
    let ran = place.run(&["bench", &page, "--lang", "FR", "--vus", "1", "--iterations", "1", "--out", "out"]);
    assert!(ran.stdout.contains("visites"), "{}", ran.stdout);
}

/// By Little's law: 5 visits a second that may last some seconds need some ten virtual users.
#[test]
fn a_rate_alone_gets_the_virtual_users_that_it_needs() {
    let (place, shop) = (Place::new(), shop());
    let page = promotion(&shop);
    let compiled = |flags: &[&str]| {
        let args = [&["compile", &page, "--rate", "5/s", "--duration", "3s"], flags].concat();
        place.run(&args).assert_code(0).stdout.clone()
    };
    let max_vus = |text: String| -> u32 {
        let line = text.lines().find_map(|line| line.strip_prefix("max_vus = ").map(str::to_owned));
        line.unwrap().parse().unwrap()
    };
    let (patient, hasty) = (max_vus(compiled(&[])), max_vus(compiled(&["--think-time", "0"])));
    assert!(10 <= hasty && hasty < patient && patient < 100, "{hasty} {patient}");
    assert_eq!(max_vus(compiled(&["--max-vus", "7"])), 7);
    let many = place.run(&["compile", &page, "--rate", "20000/s", "--duration", "3s"]);
    assert_eq!(max_vus(many.assert_code(0).stdout.clone()), 100_000, "what one generator can hold");
    let endless = place.run(&["compile", &page, "--rate", "5/0s", "--duration", "3s"]);
    let said = &endless.assert_code(104).stderr;
    assert!(said.contains("time_unit: must be longer than 0") && !said.contains("max_vus"), "{said}");
}
