//! Problems of data sources, and of placeholders for them.

use crate::http::{AddressClass, Site};
use crate::page::changing_part;
use crate::plan::{Environment, Limits, Overrides, Plan};
use crate::scenario::{Scenario, is_plainly_harmless};
use proptest::prelude::*;

/// A scenario of two loads with five VUs in all.
fn scenario(data: &str, path: &str, rest: &str) -> Scenario {
    let text = format!(
        "schema = 1\nname = 'x'\nbase_url = 'http://127.0.0.1:1/'\n{data}\n\
         [[load]]\nname = 'a'\nexecutor = 'constant-vus'\nvus = 2\nduration = '1s'\n\
         [[load]]\nname = 'b'\nexecutor = 'constant-vus'\nvus = 3\nduration = '1s'\nstart_time = '9m'\n\
         [[journey]]\nname = 'j'\n[[journey.step]]\nname = 's'\npath = '{path}'\n{rest}"
    );
    Scenario::parse(&text, std::path::Path::new("s.toml")).unwrap()
}

fn problems(scenario: Scenario) -> Vec<String> {
    let site = Site::of(&scenario.base_url, AddressClass::Private).unwrap();
    let limits = Limits::new(site, Environment::Local, jiff::Zoned::now(), None, false);
    match Plan::new(scenario, Overrides::default(), limits) {
        Ok(_) => Vec::new(),
        Err(error) => error.problems.iter().map(ToString::to_string).collect(),
    }
}

const ROWS: &str = "[[data]]\nname = 'p'\nrows = [{ id = 1, path = '/a' }, { id = 2, path = '/b' }]";
const CHECK: &str = "[[journey.step.check]]\nname = 'c'\n";

#[test]
fn placeholders_of_rows_are_known_everywhere() {
    for (path, rest) in [
        ("${p.path}", ""),
        ("/x?id=${p.id}", "headers = { Accept = '${p.path}' }"),
        ("/", &format!("{CHECK}body_contains = 'n: ${{p.id}} ${{vu.id}} ${{iteration}}'")),
        ("/", &format!("{CHECK}body_lacks = '${{p.id}}'")),
        ("/", &format!("{CHECK}json = '/a'\nequals = '${{p.id}}'")),
        ("/", &format!("{CHECK}header = 'location'\ncontains = '${{p.path}}'")),
    ] {
        assert_eq!(problems(scenario(ROWS, path, rest)), Vec::<String>::new(), "{path} {rest}");
    }
}

#[test]
fn what_is_wrong_is_said_once_and_where() {
    let step = "journey `j`, step `s`: ";
    let extract = |name: &str| format!("[[journey.step.extract]]\nname = '{name}'\nheader = 'x'");
    let rows = |rows: &str| format!("[[data]]\nname = 'p'\nrows = {rows}");
    for (data, path, rest, expected) in [
        (ROWS, "${p.color}", "", format!("{step}nothing provides `${{p.color}}`; the data `p` has the fields id, path")),
        (ROWS, "/${q.id}", "", format!("{step}nothing provides `${{q.id}}`; extract it in")),
        (ROWS, "/", "headers = { X = '${nope}' }", format!("{step}nothing provides `${{nope}}`")),
        (ROWS, "/", &format!("{CHECK}body_contains = '${{p.size}}'"), format!("{step}nothing provides `${{p.size}}`")),
        (ROWS, "/", &format!("{CHECK}json = '/a'\nequals = '${{nope}}'"), format!("{step}nothing provides `${{nope}}`")),
        (ROWS, "/", &extract("p.id"), format!("{step}an extract cannot be called `p.id`: what begins with `p.`")),
        (ROWS, "/", &extract("iteration"), format!("{step}an extract cannot be called `iteration`")),
        (
            ROWS,
            "/",
            &format!("{CHECK}status = 200\n{CHECK}body_contains = 'x'"),
            format!("{step}two checks are called `c`"),
        ),
        ("[[data]]\nname = 'p'", "/${p.id}", "", "data `p`: needs one of `file`, `rows` and `env`".into()),
        ("[[data]]\nname = 'p'\nfile = 'p.csv'", "/", "", "data `p`: the file p.csv was not read".into()),
        ("[[data]]\nname = 'vu'\nrows = [{ a = 1 }]", "/", "", "data `vu`: a data source cannot be called `vu`".into()),
        ("[[data]]\nname = 'a.b'\nrows = [{ a = 1 }]", "/", "", "data `a.b`: the name of a data source is".into()),
        (&format!("{ROWS}\n{ROWS}"), "/", "", "data `p`: two data sources have this name".into()),
        (&rows("[{ a = 1 }, { b = 2 }]"), "/", "", "data `p`: row 2: has a field `b`".into()),
        (&rows("[{ a = 1 }]\ndelimiter = ';'"), "/", "", "data `p`: `delimiter` belongs to a CSV file".into()),
        (
            &format!("{ROWS}\npick = 'unique'"),
            "/",
            "",
            "data `p`: pick = \"unique\" gives each VU a row of its own: the 5 VUs of all loads together need 5 rows, \
             and there are 2"
                .into(),
        ),
        (
            &rows("[{ a = '/x' }, { a = '//evil.test/' }]"),
            "${p.a}",
            "",
            format!("{step}with row 2 of data `p`: http://evil.test/ is not on http://127.0.0.1:1/"),
        ),
        (
            &rows("[{ a = '/cart?add=1' }]"),
            "${p.a}",
            "",
            format!("{step}with row 1 of data `p`: `add=` changes the cart"),
        ),
    ] {
        let found = problems(scenario(data, path, rest));
        assert_eq!(found.len(), 1, "{data} {path} {rest}: {found:?}");
        assert!(found[0].starts_with(&expected), "{}\nis not\n{expected}", found[0]);
    }
}

#[test]
fn no_value_takes_the_origin_away() {
    for (path, value, stays) in [
        ("${p.a}", "//evil.test/", false),
        ("${p.a}", "\\\\evil.test/", false),
        ("${p.a}", "http://evil.test/", false),
        ("${p.a}", "@evil.test/", true),
        ("/${p.a}", "/evil.test/", false),
        ("/${p.a}", "http://evil.test/", true),
        ("/en/${p.a}", "//evil.test/", true),
        ("http://127.0.0.1:1${p.a}", "@evil.test/", false),
        ("http://127.0.0.1:1${p.a}", "9/", false),
    ] {
        let data = format!("[[data]]\nname = 'p'\nrows = [{{ a = '{value}' }}]");
        let found = problems(scenario(&data, path, ""));
        assert_eq!(found.is_empty(), stays, "{path} {value}: {found:?}");
        assert!(stays || found[0].contains("only the shop itself"), "{path} {value}: {found:?}");
    }
}

#[test]
fn usual_rows_are_not_read_as_addresses() {
    for (path, harmless) in [
        ("/", true),
        ("/s?x=0", true),
        ("/en/men/1-a%20b.html?q=red%20mug&page=2", true),
        ("/s?x=add", true),
        ("", false),
        ("en/", false),
        ("http://127.0.0.1:1/", false),
        ("//evil.test/", false),
        ("/\\evil.test/", false),
        ("/\t/evil.test/", false),
        ("/s?add=1", false),
        ("/s?a=1&delete", false),
        ("/s?%61dd=1", false),
        ("/checkout-link/?products=17", false),
        ("/shop/cart/add?id=7", false),
        ("/s?a\tdd=1", false),
        (&format!("/{}", "a".repeat(70_000)), false),
    ] {
        assert_eq!(is_plainly_harmless(path), harmless, "{path}");
    }
}

proptest! {
    #[test]
    fn what_is_plainly_harmless_is_harmless(
        path in "/?([/a-z?&=%+#.:@\\\\\t '\"<>^`{|}\\[\\]!$()*,;_~-]|add|delete|cart/|checkout-link|\u{e9}){0,12}",
        length in 0..20_000_usize,
    ) {
        let site = Site::of(&"http://127.0.0.1:1/".parse().unwrap(), AddressClass::Private).unwrap();
        for path in [path.clone(), path + &"'".repeat(length)] {
            if is_plainly_harmless(&path) {
                let target = site.target(site.root().join(&path).unwrap());
                prop_assert!(target.is_ok(), "{path}: {target:?}");
                prop_assert_eq!(changing_part(target.unwrap().url()), None, "{}", path);
            }
        }
    }
}

#[test]
fn as_many_rows_as_vus_are_enough() {
    let rows = "[{ a = 1 }, { a = 2 }, { a = 3 }, { a = 4 }, { a = 5 }]";
    let data = format!("[[data]]\nname = 'p'\npick = 'unique'\nrows = {rows}");
    assert_eq!(problems(scenario(&data, "/${p.a}", "")), Vec::<String>::new());
}
