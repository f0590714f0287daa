//! `[http] connections`: a shopper's own connection, or one for each visit.

use crate::support::{Place, shop};

const VUS: u64 = 4;
const ITERATIONS: u64 = 5;

#[test]
fn per_vu_and_per_iteration() {
    for (http, expected) in [
        ("", VUS),
        ("[http]\nconnections = \"per-vu\"\n", VUS),
        ("[http]\nconnections = \"per-iteration\"\n", VUS * ITERATIONS),
    ] {
        let shop = shop();
        let place = Place::new();
        let (base, path) = (shop.base_url(), shop.promotion_path());
        place.write(
            "visits.toml",
            &format!(
                "schema = 1\nname = \"visits\"\nbase_url = \"{base}/\"\nmode = \"read-only\"\n{http}\
                 [load]\nexecutor = \"per-vu-iterations\"\nvus = {VUS}\niterations = {ITERATIONS}\n\
                 [[journey]]\nname = \"look\"\n\
                 [[journey.step]]\nname = \"page\"\npath = \"{path}\"\nthink_time = \"0s\"\n\
                 [[journey.step]]\nname = \"again\"\npath = \"{path}\"\nthink_time = \"0s\"\n"
            ),
        );
        place.run(&["bench", "visits.toml", "--quiet"]);
        assert_eq!(place.files().all_requests(), 2 * VUS * ITERATIONS);
        let stats = shop.stats();
        assert_eq!((stats.requests, stats.connections), (2 * VUS * ITERATIONS, expected), "{http}");
    }
}
