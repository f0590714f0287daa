//! No secret is in the folder; what the pods need of them comes from the Secret.

use std::fs;
use std::path::Path;

use super::{Objects, place};
use crate::support::{BINARY, Ended, Place};

const CANARY: &str = "hush-canary-4711";

fn assert_hidden(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            assert_hidden(&path);
        } else {
            let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
            assert!(!text.contains(CANARY), "{}:\n{text}", path.display());
        }
    }
}

fn export(place: &Place, more: &[&str]) -> Ended {
    let mut command = place.command(BINARY);
    command.args(["export-k8s", "shop.toml", "--shards", "2", "-o", "cluster"]).args(more);
    command.env("PROMO_LOAD_SECRET_TOKEN", CANARY).env("PROMO_LOAD_CLUSTER_TOKEN", CANARY);
    place.start(&mut command).wait()
}

/// The scenario with another step or table.
fn with(place: &Place, text: &str) {
    place.write("shop.toml", &(super::SCENARIO.to_owned() + text));
}

#[test]
fn what_a_scenario_takes_from_the_environment_the_pods_take_from_the_secret() {
    let place = place();
    // The same secret by its name, and once by mistake as it is.
    with(
        &place,
        &format!(
            "[[journey.step]]\nname = 'a'\npath = '/a?t=${{own.token}}'\n[[journey.step]]\nname = 'b'\n\
             path = '/b'\nheaders = {{ X-Api-Key = '{CANARY}' }}\n[[data]]\nname = 'own'\nenv = {{ token = 'PROMO_LOAD_SECRET_TOKEN' }}\n"
        ),
    );
    let ended = export(&place, &[]);
    ended.assert_code(0);
    assert_hidden(&place.path("cluster"));
    assert!(!ended.stdout.contains(CANARY) && !ended.stderr.contains(CANARY), "{ended:?}");
    let objects = Objects::read(&place.path("cluster"));
    let variables = objects.variables();
    assert!(variables.contains(&"PROMO_LOAD_SECRET_TOKEN"), "{variables:?}");
    // All that the written scenario asks for is there.
    let scenario: toml::Table = place.read("cluster/files/scenario.toml").parse().unwrap();
    let sources = scenario["data"].as_array().unwrap().iter().filter_map(|data| data.get("env")?.as_table());
    let asked: Vec<&str> = sources.flat_map(toml::Table::values).map(|name| name.as_str().unwrap()).collect();
    assert!(
        !asked.is_empty() && asked.iter().all(|name| variables.contains(name)),
        "{asked:?} {variables:?}"
    );
    for name in asked {
        let line = format!("--from-literal={name}=\"${name}\"");
        assert!(ended.stdout.contains(&line), "{line}: {}", ended.stdout);
    }
}

#[test]
fn secret_rows_are_mounted_from_the_secret() {
    let place = place();
    with(
        &place,
        "[[journey.step]]\nname = 'a'\npath = '/a?u=${user.name}'\n[[data]]\nname = 'user'\nfile = 'data/users.csv'\nsecret = true\n",
    );
    place.write("data/users.csv", &format!("name\n{CANARY}\nother-user-1\n"));
    let ended = export(&place, &[]);
    ended.assert_code(0);
    assert_hidden(&place.path("cluster"));
    let objects = Objects::read(&place.path("cluster"));
    assert_eq!(objects.mounted("secret"), [("data_users.csv", "data/users.csv")]);
    assert!(!place.path("cluster/files/data_users.csv").exists());
    assert!(ended.stdout.contains("--from-file=data_users.csv='data/users.csv'"), "{}", ended.stdout);
}

#[test]
fn rows_in_the_scenario_itself_become_a_file_of_the_user_s() {
    let place = place();
    with(
        &place,
        &format!(
            "[[journey.step]]\nname = 'a'\npath = '/a?u=${{user.name}}'\n[[data]]\nname = 'user'\nsecret = true\n\
             rows = [{{ name = '{CANARY}' }}, {{ name = 'other-user-1' }}]\n"
        ),
    );
    let ended = export(&place, &[]);
    ended.assert_code(0);
    assert_hidden(&place.path("cluster"));
    assert_eq!(Objects::read(&place.path("cluster")).mounted("secret"), [("user.csv", "user.csv")]);
}

#[test]
fn a_configuration_goes_where_its_secrets_may_be() {
    for (headers, source) in [("", "configMap"), ("headers = { X-Door = 'hush-canary-4711' }\n", "secret")] {
        let place = place();
        let config = format!("schema = 1\n[host.'preprod.shop.example']\nenvironment = 'preprod'\n{headers}");
        place.write("promo-load.toml", &config);
        export(&place, &[]).assert_code(0);
        assert_hidden(&place.path("cluster"));
        let objects = Objects::read(&place.path("cluster"));
        assert_eq!(objects.flag("--config"), Some("/scenario/promo-load.toml"));
        assert!(objects.mounted(source).contains(&("promo-load.toml", "promo-load.toml")), "{source}");
    }
    let place = place();
    place.write("promo-load.toml", "schema = 1\n[defaults]\ncontrol = '127.0.0.1:6565'\n");
    export(&place, &[]).assert_code(0);
    let objects = Objects::read(&place.path("cluster"));
    assert!(objects.variables().contains(&"PROMO_LOAD_CONTROL_TOKEN"), "bench asks for it then");
}

#[test]
fn a_data_file_with_a_secret_is_not_made_public() {
    let place = place();
    with(
        &place,
        "[[journey.step]]\nname = 'a'\npath = '/a?t=${own.token}'\n[[data]]\nname = 'own'\nenv = { token = 'PROMO_LOAD_SECRET_TOKEN' }\n",
    );
    place.write("data/terms.csv", &format!("word\nx{CANARY}\n"));
    let ended = export(&place, &[]);
    let problem = ended.assert_code(104).problem();
    assert!(problem.contains("terms.csv holds a secret") && !problem.contains(CANARY), "{problem}");
    assert!(!place.path("cluster").exists());
}
