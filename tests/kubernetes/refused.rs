//! What is refused before anything is written.

use std::fs;

use super::{Objects, place};
use crate::support::Place;

/// Nothing was written.
fn assert_nothing(place: &Place) {
    assert!(!place.path("cluster").exists());
}

#[test]
fn what_kubernetes_would_not_take() {
    let (too_long, host) = ("a".repeat(60), "https://shop.example/sale");
    let common = ["--shards", "2", "-o", "cluster"];
    for (arguments, code, part) in [
        (&["shop.toml", "--name", "Black-Friday"][..], 2, "lower-case letters, digits and hyphens"),
        (&["shop.toml", "--name", "2026"], 2, "begin with a letter"),
        (&["shop.toml", "--name", &too_long], 2, "at most 59 characters"),
        (&["shop.toml", "--namespace", "load tests"], 2, "at most 63 characters"),
        (&["shop.toml", "--results-claim", "-"], 2, "is not a name"),
        (&["shop.toml", "--image", "https://ghcr.io/x"], 2, "without https://"),
        (&["shop.toml", "--kubernetes", "1.28"], 2, "use 1.29 or newer"),
        (&["shop.toml", "--kubernetes", "1.99"], 2, "from 1.29 to 1.37"),
        (&["shop.toml", "--cpus", "1.5"], 2, "a whole number of at least 1"),
        (&["shop.toml", "--memory", "2GB"], 2, "write it like 512Mi"),
        (
            &["shop.toml", "--secret-env", "PROMO_LOAD_SECRET_X=hush-4711"],
            2,
            "is given to the Secret, not here",
        ),
        (&["shop.toml", "--secret-env", "PATH"], 2, "begins with PROMO_LOAD_"),
        (&["shop.toml", "--secret-env", "PROMO_LOAD_OUT"], 2, "is a setting of promo-load, and no secret"),
        (&["shop.toml", "--secret-env", "PROMO_LOAD_VUS"], 2, "is a setting of promo-load"),
        (&["shop.toml", "--secret-env", "PROMO_LOAD_CLUSTER_TOKEN"], 2, "is a setting of promo-load"),
        (&["shop.toml", "--vus", "0"], 104, ""),
        (&[host], 2, "promo-load compile https://shop.example/sale -o promo.toml"),
        (&["none.toml"], 2, "none.toml"),
    ] {
        let place = place();
        let ended = place.run(&[&["export-k8s"], arguments, &common].concat());
        let problem = ended.assert_code(code).problem();
        assert!(problem.contains(part), "{arguments:?}: {problem}");
        assert_nothing(&place);
    }
    for shards in ["0", "1001", "-1", "two", "65537"] {
        let ended = place().run(&["export-k8s", "shop.toml", "-o", "cluster", "--shards", shards]);
        assert!(ended.assert_code(2).problem().contains("from 1 to 1000"), "{shards}: {ended:?}");
    }
}

#[test]
fn files_that_the_pods_cannot_have() {
    let far = place();
    fs::create_dir(far.path("inner")).unwrap();
    far.write(
        "inner/shop.toml",
        &super::SCENARIO.replace("data/terms.csv", "../data/terms.csv").replace("a picture", "../a picture"),
    );
    let export = ["export-k8s", "inner/shop.toml", "--shards", "2", "-o", "cluster"];
    let ended = far.run(&export);
    assert!(ended.assert_code(104).problem().contains("allow its folder with --data-folder"), "{ended:?}");
    assert_nothing(&far);
    far.run(&[&export[..], &["--data-folder", "."]].concat()).assert_code(0);
    let paths: Vec<&str> = ["terms.csv", "a picture.png", "scenario.toml"].into();
    let objects = Objects::read(&far.path("cluster"));
    assert_eq!(objects.mounted("configMap").iter().map(|(_, path)| *path).collect::<Vec<_>>(), paths);
    let scenario: toml::Table = far.read("cluster/files/scenario.toml").parse().unwrap();
    assert_eq!(scenario["data"][0]["file"].as_str(), Some("terms.csv"));

    let large = place();
    large.write("data/terms.csv", &format!("word\n{}", "mug\n".repeat(1 << 18)));
    let ended = large.run(&["export-k8s", "shop.toml", "--shards", "2", "-o", "cluster"]);
    let problem = ended.assert_code(104).problem();
    assert!(
        problem.contains("a ConfigMap holds 1024 KiB") && problem.contains("data/terms.csv"),
        "{problem}"
    );
    assert_nothing(&large);

    let authority = place();
    authority.write("promo-load.toml", "schema = 1\n[defaults]\ncacert = ['ca.pem']\n");
    let ended = authority.run(&["export-k8s", "shop.toml", "--shards", "2", "-o", "cluster"]);
    assert!(ended.assert_code(104).problem().contains("ca.pem, which the pods do not have"), "{ended:?}");
    assert_nothing(&authority);
}

#[test]
fn a_folder_that_holds_something_is_left_alone() {
    let place = place();
    let export = |more: &[&str]| {
        place.run(&[&["export-k8s", "shop.toml", "--shards", "2", "-o", "cluster"], more].concat())
    };
    fs::create_dir(place.path("cluster")).unwrap();
    export(&[]).assert_code(0);
    place.write("cluster/job.yaml", "edited by hand");
    let ended = export(&[]);
    assert!(ended.assert_code(2).problem().contains("--force"), "{ended:?}");
    assert_eq!(place.read("cluster/job.yaml"), "edited by hand");
    place.write("cluster/mine.yaml", "mine");
    export(&["--force"]).assert_code(0);
    assert!(place.read("cluster/job.yaml").contains("kind: Job"));
    assert_eq!(place.read("cluster/mine.yaml"), "mine");

    place.write("file", "x");
    let ended = place.run(&["export-k8s", "shop.toml", "--shards", "2", "-o", "file", "--force"]);
    assert!(ended.assert_code(2).problem().contains("is not a folder"), "{ended:?}");
}

/// What is written lacks comments and secrets, so it must never replace what it was made of.
#[test]
fn the_scenario_itself_is_never_replaced() {
    let place = Place::new();
    fs::create_dir_all(place.path("cluster/files")).unwrap();
    let text = "# mine\nschema = 1\nname = 'a'\nbase_url = 'http://127.0.0.1:8080/'\n[load]\nexecutor = 'constant-vus'\n\
        vus = 1\nduration = '5s'\n[[journey]]\nname = 'a'\n[[journey.step]]\nname = 'a'\npath = '/'\n";
    place.write("cluster/files/scenario.toml", text);
    let scenario = "cluster/files/scenario.toml";
    let ended = place.run(&["export-k8s", scenario, "--shards", "2", "-o", "cluster", "--force"]);
    assert!(ended.assert_code(2).problem().contains("would be replaced"), "{ended:?}");
    assert_eq!(place.read(scenario), text);
    assert!(!place.path("cluster/job.yaml").exists());
}
