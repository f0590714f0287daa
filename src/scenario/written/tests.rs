use std::path::Path;

use super::*;
use crate::page::PageKind;
use crate::scenario::{DataSet, DataSource, Fields, PageFacts, Source, Template, Values};
use crate::threshold::Threshold;
use crate::units::secret::Secret;

const LONG: &str = "0123456789abcdef";

fn vault() -> Vault {
    let mut vault = Vault::default();
    let secrets = [("voucher", "SALE"), ("token", LONG), ("token", "a b&c/d=9%+"), ("X-Api-Key", "page")];
    secrets.into_iter().for_each(|(label, secret)| vault.know(label, Secret::new(secret)));
    vault.know("Cookie", Secret::new("theme=auto; PHPSESSID=99887766554433"));
    vault
}

fn scenario(step: &str) -> Scenario {
    let text = format!(
        "schema = 1\nname = 'full'\nbase_url = 'http://shop.example/'\nmode = 'full'\n[[journey]]\nname = 'page'\n\
         [[journey.step]]\nname = 'page'\n{step}"
    );
    Scenario::parse(&text, Path::new("s.toml")).unwrap()
}

fn written(step: &str) -> Result<Written, NotWritten> {
    scenario(step).written(&vault(), FilePurpose::Scenario)
}

#[test]
fn addresses() {
    for (path, expected) in [
        ("/summer/sale?x=1", Some("/summer/sale?x=1")),
        ("/SALE/page?page=2&sale=3", Some("/SALE/page?page=2&sale=3")),
        ("/s?code=SALE", Some("/s?code=${secret.voucher}")),
        ("/s?code=sale", Some("/s?code=sale")),
        ("/s?code=wholeSALE&c=x-SALE", Some("/s?code=wholeSALE&c=x-${secret.voucher}")),
        ("/s?token=0123456789abcdef&x=1", Some("/s?token=${secret.token}&x=1")),
        ("/s?token=%30123456789abcde%66&x=1", Some("/s?token=${secret.token}&x=1")),
        ("/x/0123456789abcdef/y", Some("/x/${secret.token}/y")),
        ("/x/0123456789ABCDEF/y", Some("/x/0123456789ABCDEF/y")),
        ("/s?token=0123456789ABCDEF", None),
        ("/s?token=MDEyMzQ1Njc4OWFiY2RlZg", None),
        ("/s?0123456789abcdef=1", Some("/s?${secret.token}=1")),
        ("/s?t=a+b%26c%2Fd%3D9%25%2b&x", Some("/s?t=${secret.token_2}&x")),
        ("/s?t=${secret.voucher}&u=${page.sale}", Some("/s?t=${secret.voucher}&u=${page.sale}")),
        ("/s?t=99887766554433&theme=auto", Some("/s?t=${secret.cookie_2}&theme=auto")),
    ] {
        let written = written(&format!("path = '{path}'"));
        let found = written.as_ref().ok().map(|written| written.scenario.journeys[0].steps[0].path.as_str());
        assert_eq!(found, expected, "{path}");
    }
}

#[test]
fn what_is_written_sends_the_same() {
    for (path, url) in [
        ("/s?token=%30123456789abcde%66&x=1", "/s?token=0123456789abcdef&x=1"),
        ("/s?t=a+b%26c%2Fd%3D9%25%2b&x", "/s?t=a%20b%26c/d%3D9%25%2B&x"),
    ] {
        let Written { scenario, variables, .. } = written(&format!("path = '{path}'")).unwrap();
        let source = scenario.data[0].clone();
        assert_eq!(source.env.0.iter().map(|(_, name)| name.clone()).collect::<BTreeSet<_>>(), variables);
        let mut template = Template::parse(&scenario.journeys[0].steps[0].path).unwrap();
        let table = source.table().unwrap();
        let (name, env, pick) = (source.name, source.env, source.pick);
        let data: DataSet = [Source { name, secret: true, env, pick, table }].into_iter().collect();
        template.bind(&data);
        assert_eq!(template.fill_address(&Values::of(&data)).unwrap(), url);
    }
}

#[test]
fn the_page_is_asked_for_at_its_true_address() {
    for path in ["s?token=0123456789abcdef&page=2", "x/0123456789abcdef/y?code=SALE", "summer/sale"] {
        let mut scenario = scenario("path = '/'");
        let url = Url::parse(&format!("http://shop.example/{path}")).unwrap();
        let (kind, confidence, title) = (PageKind::Cms, 1.0, None);
        let (background, blind) = (Vec::new(), Vec::new());
        scenario.page = Some(PageFacts {
            url: url.clone(),
            kind,
            confidence,
            title,
            background,
            blind,
            price_in_data_only: false,
        });
        let mut written = scenario.written(&vault(), FilePurpose::Scenario).unwrap().scenario;
        let text = written.to_toml().unwrap();
        assert!(!text.contains(LONG) && !text.contains("[secret]"), "{text}");
        let address = written.page.as_ref().unwrap().url.clone();
        assert_eq!(address == url, path == "summer/sale", "{address}");
        assert_eq!(Scenario::parse(&text, Path::new("s.toml")).unwrap().page.unwrap().url, address);
        fill_page(&mut written);
        assert_eq!(written.page.unwrap().url, url);
    }
}

#[test]
fn forms_bodies_headers_and_checks() {
    let step = "path = '/'\n\
        headers = { X-Api-Key = 'page', Accept = 'full/page', X-T = 't 0123456789abcdef', Cookie = 'a=${x}; b=1' }\n\
        form = { code = 'SALE', word = 'wholesale', mode = 'Sale' }\n\
        [[journey.step.check]]\nname = 'a'\nbody_contains = 'SALE of 10 %'\n\
        [[journey.step.check]]\nname = 'b'\nbody_contains = 'Summer Sale'\npromotion = true\n\
        [[journey.step.check]]\nname = 'c'\nbody_matches = '0123456789abcdef'\n\
        [[journey.step.check]]\nname = 'd'\njson = '/page'\nequals = 'wholesale'\n\
        [[journey.step.extract]]\nname = 'page'\nbetween = ['page', 'sale']\n\
        [thresholds]\n'checks{check:b}' = ['rate>0.9']\n'checks{check:a}' = ['rate>0.9']\npromotion = ['rate>0.9']\n";
    let Written { scenario, variables, notes } = written(step).unwrap();
    let step = &scenario.journeys[0].steps[0];
    let values = |fields: &Fields| fields.0.iter().map(|(_, value)| value.clone()).collect::<Vec<_>>();
    assert_eq!(
        values(&step.headers),
        ["${secret.x_api_key}", "full/${secret.x_api_key}", "t ${secret.token}"]
    );
    assert_eq!(values(&step.form), ["${secret.voucher}", "wholesale", "Sale"]);
    let checks: Vec<&str> = step.checks.iter().map(|check| check.name.as_str()).collect();
    assert_eq!(checks, ["a", "d"]);
    assert_eq!(step.checks[0].body_contains.as_deref(), Some("${secret.voucher} of 10 %"));
    let keys: Vec<String> = Vec::from(scenario.thresholds.clone()).iter().map(Threshold::key).collect();
    assert_eq!(keys, ["checks{check:a}"]);
    assert_eq!(notes.len(), 5, "{notes:?}");
    let expected = ["TOKEN", "VOUCHER", "X_API_KEY"].map(|name| format!("PROMO_LOAD_SECRET_{name}"));
    assert_eq!(variables, BTreeSet::from(expected));
    // It is a scenario of the same words.
    assert_eq!((scenario.name.as_str(), step.name.as_str()), ("full", "page"));
    assert!(scenario.to_toml().unwrap().contains("mode = \"full\""));
}

#[test]
fn what_no_placeholder_can_say_is_not_written() {
    for (step, part) in [
        ("path = '/'\nbody = 'MDEyMzQ1Njc4OWFiY2RlZg=='", "step `page` of the journey `page`: the body"),
        ("path = '/'\nform = { x = '0123456789ABCDEF' }", "the form's field x"),
        ("path = '/'\nform = { 0123456789abcdef = 'x' }", "the name of a form's field"),
        ("path = '/'\n[[journey.step.extract]]\nname = 'x'\nregex = '0123456789abcdef(.)'", "an extract"),
    ] {
        let error = written(step).unwrap_err().to_string();
        assert!(error.contains(part) && !error.contains(LONG), "{step}: {error}");
    }
}

#[test]
fn secret_rows_come_from_elsewhere() {
    let rows = |rows: &str| {
        let data = format!("[[data]]\nname = 'own'\nsecret = true\nrows = [{rows}]\n");
        scenario(&format!("path = '/?x=${{own.code}}'\n{data}"))
    };
    let vault = Vault::default();
    let one = rows("{ code = 'a1' }").written(&vault, FilePurpose::Scenario).unwrap();
    let variable = "PROMO_LOAD_SECRET_OWN_CODE".to_owned();
    assert_eq!(one.scenario.data[0].env.0, [("code".to_owned(), variable.clone())]);
    assert_eq!(one.variables, BTreeSet::from([variable]));
    let two = rows("{ code = 'a1' }, { code = 'b2' }").written(&vault, FilePurpose::Scenario).unwrap();
    assert_eq!(two.scenario.data[0].file.as_deref(), Some(Path::new("own.csv")));
    assert!(!two.scenario.to_toml().unwrap().contains("b2"));
    assert_eq!(two.notes.len(), 1);
}

#[test]
fn a_source_that_is_there_gets_more_fields() {
    let mut scenario = scenario("path = '/?token=0123456789abcdef&v=${secret.voucher}'");
    let own = |name: &str, variable: &str| DataSource::of_secrets(name, [("voucher", variable, "SALE")]);
    scenario.data = vec![own("secret", "PROMO_LOAD_SECRET_VOUCHER")];
    let one = scenario.clone().written(&vault(), FilePurpose::Script).unwrap();
    assert_eq!(one.scenario.data.len(), 1);
    assert_eq!(one.scenario.data[0].secret_value("token"), Some(LONG));
    assert_eq!(one.scenario.data[0].secret_value("voucher"), Some("SALE"));
    scenario.data = vec![own("secret", "PROMO_LOAD_SECRET_OTHER")];
    let two = scenario.written(&vault(), FilePurpose::Script).unwrap();
    assert_eq!(two.scenario.journeys[0].steps[0].path, "/?token=${secret_2.token}&v=${secret.voucher}");
    assert_eq!(two.scenario.data[1].name, "secret_2");
}
