//! Answers that all come at once, and hold nothing of what is wanted: the cause is named, and the shop did not stop answering.

use crate::support::Place;
use crate::support::answering::{Answering, answer, page};

#[test]
fn the_cause_is_named_when_every_answer_is_of_no_use() {
    for (status, step, cause) in [
        (
            "200 OK",
            "[[journey.step.extract]]\nname = 'token'\nbetween = ['token=\"', '\"']",
            "`token` was not found",
        ),
        ("200 OK", "[[journey.step.check]]\nname = 'price'\nbody_contains = '12,50'", "“price” did not hold"),
        ("404 Not Found", "", "pages answer with status 404"),
        ("500 Internal Server Error", "", "pages answer with status 500"),
    ] {
        let server = Answering::by(move |asked| match asked.header("x-promo-load-phase") {
            Some(_) => page("<title>shop</title>"),
            None => answer(status, "content-type: text/html\r\n", b"<title>shop</title>"),
        });
        let place = Place::new();
        place.write(
            "s.toml",
            &format!(
                "schema = 1\nname = 's'\nbase_url = '{}/'\n[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/'\n{step}\n",
                server.base
            ),
        );
        let ended = place.run(&["bench", "s.toml", "--vus", "2", "--iterations", "200", "--think-time", "0"]);
        ended.assert_code(99);
        let text = ended.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(cause), "{cause} is not in {text}");
        assert!(!text.contains("stopped answering") && !text.contains("successful answer"), "{text}");
        assert_ne!(place.files().ending(), "silent");
    }
}
