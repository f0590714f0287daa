//! What only one host may see.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;

use crate::support::Place;

const DOOR: &str = "hush-4711";

/// A shop that notes the head of every request.
struct Witness {
    address: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Witness {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let heads: Arc<Mutex<Vec<String>>> = Arc::default();
        let noted = Arc::clone(&heads);
        // Ends with the test's process.
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let noted = Arc::clone(&noted);
                thread::spawn(move || serve(stream, &noted));
            }
        });
        Self { address, heads }
    }
}

fn serve(mut stream: TcpStream, noted: &Mutex<Vec<String>>) {
    let mut head = Vec::new();
    let mut byte = [0];
    while matches!(stream.read(&mut byte), Ok(1)) {
        head.push(byte[0]);
        if head.ends_with(b"\r\n\r\n") {
            noted.lock().unwrap().push(String::from_utf8_lossy(&head).into_owned());
            head.clear();
            let answer =
                b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 13\r\n\r\n<p>hello</p>\n";
            if stream.write_all(answer).is_err() {
                return;
            }
        }
    }
}

fn assert_hidden(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            assert_hidden(&path);
        } else if path.file_name().unwrap() != "promo-load.toml" {
            let bytes = fs::read(&path).unwrap();
            assert!(!String::from_utf8_lossy(&bytes).contains(DOOR), "{}", path.display());
        }
    }
}

fn place(witness: &Witness, host: &str) -> Place {
    let place = Place::new();
    place.write("promo-load.toml", &format!("schema = 1\n[host.\"{host}\".headers]\nX-Door = \"{DOOR}\"\n"));
    place.write(
        "look.toml",
        &format!(
            "schema = 1\nname = \"look\"\nbase_url = \"http://{}/\"\n[[journey]]\nname = \"look\"\n\
             [[journey.step]]\nname = \"page\"\npath = \"/en/\"\n",
            witness.address
        ),
    );
    place
}

#[test]
fn a_host_s_headers_go_there_and_nowhere_else() {
    for (host, sent) in [("127.0.0.1", true), ("other.example", false)] {
        let witness = Witness::start();
        let place = place(&witness, host);
        let ended = place.run(&["bench", "look.toml", "--vus", "1", "--iterations", "3", "--junit"]);
        assert!(matches!(ended.code, Some(0 | 120)), "{:?}: {}", ended.code, ended.stderr);
        let heads = witness.heads.lock().unwrap().clone();
        assert_eq!(heads.len(), 4, "one of set-up and three of the load: {heads:?}");
        for head in heads {
            assert_eq!(head.contains(&format!("x-door: {DOOR}\r\n")), sent, "{head}");
        }
        let exported = place.run(&["export-k6", "look.toml", "-o", "look.js"]);
        assert_eq!(exported.assert_code(0).stderr.contains("x-door"), sent, "{}", exported.stderr);
        // Standard output and standard error of the last command are files there, too.
        assert_hidden(&place.path("."));
        assert!(!ended.stdout.contains(DOOR) && !ended.stderr.contains(DOOR));
    }
}

#[test]
fn who_leaves_a_file_with_secrets_open_is_told() {
    let witness = Witness::start();
    let place = place(&witness, "127.0.0.1");
    for (mode, told) in [(0o644, true), (0o600, false)] {
        fs::set_permissions(place.path("promo-load.toml"), fs::Permissions::from_mode(mode)).unwrap();
        let ended = place.run(&["export-k6", "look.toml"]);
        ended.assert_code(0);
        assert_eq!(ended.stderr.contains("chmod 600 promo-load.toml"), told, "{mode:o}: {}", ended.stderr);
    }
}
