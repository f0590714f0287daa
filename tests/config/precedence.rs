//! Defaults, the file, environment variables, flags: each goes before the one before it.

use crate::support::{BINARY, Ended, Place, promotion, shop, url};

fn run(place: &Place, variables: &[(&str, &str)], arguments: &[&str]) -> Ended {
    let mut command = place.command(BINARY);
    command.envs(variables.iter().copied()).args(arguments);
    place.start(&mut command).wait()
}

#[test]
fn the_file_gives_way_to_variables_and_these_to_flags() {
    let shop = shop();
    let page = promotion(&shop);
    let file = "schema = 1\n[defaults]\nvus = 2\nduration = \"1s\"\nlang = \"fr\"\nexpect_shoppers = 2\n\
                think_time = \"10ms\"\n";
    for (variables, flags, vus) in [
        (&[][..], &[][..], 2),
        (&[("PROMO_LOAD_VUS", "3"), ("PROMO_LOAD_DURATION", "1s")], &[], 3),
        (&[("PROMO_LOAD_VUS", "3")], &["--vus", "4", "--duration", "1s"], 4),
    ] {
        let place = Place::new();
        place.write("promo-load.toml", file);
        let ended = run(&place, variables, &[&["bench", &page, "--quiet"][..], flags].concat());
        assert!([Some(0), Some(120)].contains(&ended.code), "{:?}: {}", ended.code, ended.stderr);
        let files = place.files();
        assert_eq!(files.json["vus_max"], vus, "{variables:?} {flags:?}");
        assert_eq!(files.json["expected_shoppers"], 2);
        assert_eq!(files.json["permission"]["kind"], "not_needed");
        assert!(files.report.contains("Utilisateurs virtuels"), "{}", files.report);
    }
}

#[test]
fn the_file_is_found_where_it_is_named_or_in_the_user_s_folder() {
    let shop = shop();
    let page = promotion(&shop);
    let place = Place::new();
    place.write("other.toml", "schema = 1\ncolour = \"red\"\n");
    std::fs::create_dir_all(place.path("home/promo-load")).unwrap();
    place.write("home/promo-load/promo-load.toml", "schema = 1\nsize = 3\n");
    let home = place.path("home");
    let home = [("XDG_CONFIG_HOME", home.to_str().unwrap())];
    for (variables, arguments, part) in [
        (&[][..], &["inspect", &page, "--config", "other.toml"][..], "other.toml:2: colour: unknown field"),
        (&[("PROMO_LOAD_CONFIG", "other.toml")], &["inspect", &page], "other.toml:2: colour: unknown field"),
        (&home, &["inspect", &page], "promo-load/promo-load.toml:2: size: unknown field"),
        (&[], &["--config", "none.toml", "inspect", &page], "cannot read none.toml"),
    ] {
        let ended = run(&place, variables, arguments);
        let problem = ended.assert_code(2).problem();
        assert!(problem.contains(part), "`{part}` is not in: {problem}");
    }
    assert_eq!(shop.stats().setup.requests, 0);
    // The one in the current folder goes before the user's own.
    place.write("promo-load.toml", "schema = 1\n");
    run(&place, &home, &["inspect", &page]).assert_code(0);
}

#[test]
fn a_scenario_file_speaks_for_itself() {
    let shop = shop();
    let place = Place::new();
    place.write("promo-load.toml", "schema = 1\n[defaults]\nvus = 9\nduration = \"30s\"\nmode = \"full\"\n");
    place.write(
        "look.toml",
        &format!(
            "schema = 1\nname = \"look\"\nbase_url = \"{}\"\n[load]\nexecutor = \"per-vu-iterations\"\nvus = 1\n\
             iterations = 2\n[[journey]]\nname = \"look\"\n[[journey.step]]\nname = \"page\"\npath = \"/en/\"\n",
            url(&shop, "/")
        ),
    );
    let ended = run(&place, &[], &["bench", "look.toml", "--quiet"]);
    assert!([Some(0), Some(120)].contains(&ended.code), "{:?}: {}", ended.code, ended.stderr);
    let files = place.files();
    assert_eq!((&files.json["vus_max"], &files.json["mode"]), (&1.into(), &"read-only".into()));
}

#[test]
fn what_is_listed_as_prod_stays_prod() {
    let shop = shop();
    let page = promotion(&shop);
    let place = Place::new();
    place.write("promo-load.toml", "schema = 1\n[host.\"127.0.0.1\"]\nenvironment = \"prod\"\n");
    for flag in ["preprod", "local"] {
        let ended = run(&place, &[], &["bench", &page, "--env", flag, "--vus", "1", "--iterations", "1"]);
        let problem = ended.assert_code(104).problem();
        assert!(problem.contains("promo-load.toml lists 127.0.0.1 as prod"), "{problem}");
    }
    let ended = run(&place, &[], &["bench", &page, "--vus", "1", "--iterations", "1"]);
    let problems = ended.assert_code(104).problems();
    assert!(problems.iter().any(|problem| problem.contains("only tested over https")), "{problems:?}");
    assert_eq!(shop.stats().setup.requests, 0);
}
