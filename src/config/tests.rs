use super::*;
use crate::plan::Environment;

fn parse(text: &str) -> Result<Config, ConfigError> {
    Config::parse(&format!("schema = 1\n{text}"), Path::new("conf/promo-load.toml"))
}

fn host<'a>(config: &'a Config, url: &str) -> Option<&'a Host> {
    config.host(&Url::parse(url).unwrap())
}

#[test]
fn the_reference_s_example_is_one() {
    let reference = include_str!("../../docs/src/reference/configuration.md");
    let (_, rest) = reference.split_once("```toml\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let config = Config::parse(example, Path::new(FILE_NAME)).unwrap();
    let shop = host(&config, "https://www.shop.example/").unwrap();
    assert_eq!(shop.rules.environment, Some(Environment::Prod));
    assert!(shop.rules.confirmation.is_some() && !shop.headers.is_empty() && shop.webservice_key.is_some());
    let copy = host(&config, "https://copy.staging.shop.example/").unwrap();
    assert_eq!(copy.rules.environment, Some(Environment::Preprod));
}

#[test]
fn the_most_particular_entry_is_taken() {
    let config = parse(
        "[host.'*.shop.example']\nmax_vus = 1\n[host.'*.eu.shop.example']\nmax_vus = 2\n\
         [host.'www.eu.shop.example']\nmax_vus = 3\n[host.'10.0.0.7']\nmax_vus = 4\n[host.'BÜCHER.example']\nmax_vus = 5\n\
         [host.'[::1]']\nmax_vus = 6\n",
    )
    .unwrap();
    for (url, expected) in [
        ("https://www.eu.shop.example/", Some(3)),
        ("https://WWW.eu.shop.example.:8443/", Some(3)),
        ("https://m.eu.shop.example/", Some(2)),
        ("https://a.b.eu.shop.example/", Some(2)),
        ("https://eu.shop.example/", Some(1)),
        ("https://shop.example/", None),
        ("https://othershop.example/", None),
        ("http://10.0.0.7:8080/", Some(4)),
        ("https://xn--bcher-kva.example/", Some(5)),
        ("http://[::1]:8080/", Some(6)),
    ] {
        let found = host(&config, url).and_then(|host| host.rules.max_vus).map(std::num::NonZeroU32::get);
        assert_eq!(found, expected, "{url}");
    }
    assert!(host(&Config::default(), "https://shop.example/").is_none());
}

#[test]
fn mistakes_name_file_line_and_key() {
    for (text, parts) in [
        ("colour = 1", &["conf/promo-load.toml:2: colour: unknown field `colour`"][..]),
        ("[defaults]\nvuss = 3", &["toml:3: vuss: unknown field `vuss`", "`vus`"]),
        ("[defaults]\nenv = 'wild'", &["toml:3: env: `wild` is no environment"]),
        ("[defaults]\nmode = 'wild'", &["toml:3: mode: ", "`read-only` or `full`"]),
        ("[defaults]\nduration = '1 fortnight'", &["toml:3: duration: `1 fortnight`"]),
        ("[defaults]\nlang = 'tlh'", &["toml:3: lang: `tlh` is not a language"]),
        ("[defaults]\nexpect_shoppers = 0", &["toml:3: expect_shoppers: "]),
        ("[host.a]\ntime_zone = 'Paris'", &["toml:3: time_zone: `Paris` is no time zone", "Europe/Paris"]),
        ("[host.a]\nhours = 'night'", &["toml:3: hours: `night` is no window; write it like 03:00-06:00"]),
        ("[host.a]\nenvironment = 'local'", &["toml:3: environment: ", "`preprod` or `prod`"]),
        ("[host.a]\nmax_vus = 0", &["toml:3: max_vus: "]),
        (
            "[host.a]\nconfirmed_by = 'Ada'",
            &["toml:2: [host.a]: confirmed_by and confirmed_on belong together"],
        ),
        ("[host.a]\nconfirmed_on = '2026-11-20'", &["toml:3: confirmed_on: expected a date without quotes"]),
        ("[host.'https://a/']\n", &["toml:2: ", "`https://a/` is no host; write it like www.shop.example"]),
        ("[host.'a:8080']\n", &["is no host"]),
        ("[host.'*']\n", &["is no host"]),
        ("[host.'*.10.0.0.1']\n", &["is no host"]),
        ("[host.'*.example']\n", &["takes in a whole top-level domain"]),
        ("[host.a]\n[host.A]\n", &["the host `a` is there twice"]),
        ("[host.a.headers]\n'a b' = 'x'", &["`a b` is no header name"]),
        ("[host.a.headers]\nHost = 'x'", &["`host` cannot be set"]),
        ("this is no TOML", &["toml:2: "]),
    ] {
        let problem = parse(text).unwrap_err().to_string();
        for part in parts {
            assert!(problem.contains(part), "{text}: `{part}` is not in: {problem}");
        }
    }
    for (text, part) in
        [("", "missing field `schema`"), ("schema = 9", "promo-load.toml: schema 9 is not known")]
    {
        let problem = Config::parse(text, Path::new(FILE_NAME)).unwrap_err().to_string();
        assert!(problem.contains(part), "{problem}");
    }
}

#[test]
fn secrets_are_neither_printed_nor_repeated() {
    let config = parse(
        "[defaults]\nproxy = 'http://ada:hush1@proxy.example'\n[host.a]\nwebservice_key = 'hush2'\n\
         [host.a.headers]\nX-Door = 'hush3'\n",
    )
    .unwrap();
    assert!(!format!("{config:?}").contains("hush"), "{config:?}");
    for text in [
        "[host.a.headers]\nX-Door = 4711",
        "[host.a.headers]\nX-Door = \"47\\u000011\"",
        "[host.a.headers]\nX-Door: 4711=",
        "[host.a]\nheaders = '4711'",
        "[host.a]\nwebservice_key = 4711",
        "[defaults]\nproxy = 4711",
    ] {
        let problem = parse(text).unwrap_err().to_string();
        assert!(!problem.contains("4711") && !problem.contains("47"), "{text}: {problem}");
    }
}

#[test]
fn paths_start_from_the_file_s_folder() {
    let config = parse("[defaults]\nout = 'runs'\ncacert = ['own.pem', '/etc/other.pem']").unwrap();
    assert_eq!(config.defaults().out, Some(PathBuf::from("conf/runs")));
    assert_eq!(config.defaults().cacert, [PathBuf::from("conf/own.pem"), PathBuf::from("/etc/other.pem")]);
}

#[cfg(unix)]
#[test]
fn a_file_with_secrets_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE_NAME);
    let secret = "schema = 1\n[host.a.headers]\nX-Door = 'hush'\n";
    for (text, mode, warned) in [
        (secret, 0o644, true),
        (secret, 0o640, true),
        (secret, 0o600, false),
        ("schema = 1\n[defaults]\nproxy = 'http://proxy.example'\n", 0o644, false),
        ("schema = 1\n[defaults]\nproxy = 'http://a:b@proxy.example'\n", 0o644, true),
    ] {
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        let warning = Config::find(Some(&path)).unwrap().exposure();
        assert_eq!(warning.is_some(), warned, "{mode:o} {text}: {warning:?}");
        assert!(
            warning
                .map(|warning| warning.to_string())
                .is_none_or(|warning| warning.contains("chmod 600") && !warning.contains("hush"))
        );
    }
    let missing = Config::find(Some(&folder.path().join("none.toml"))).unwrap_err().to_string();
    assert!(missing.contains("none.toml") && missing.contains("--config"), "{missing}");
}
