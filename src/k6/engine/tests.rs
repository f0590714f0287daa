use super::*;

const SCRIPT: &str = r#"
import { check, group, sleep, randomSeed } from 'k6';
import http from 'k6/http';
import exec from 'k6/execution';
import { SharedArray } from 'k6/data';
import { parseHTML } from 'k6/html';

export const options = { scenarios: { walk: { executor: 'shared-iterations', exec: 'walk' } } };
const rows = new SharedArray('rows', () => JSON.parse(open('./rows.json')));
http.setResponseCallback(http.expectedStatuses({ min: 200, max: 399 }));
randomSeed(7);

export function walk() {
  const row = rows[exec.scenario.iterationInTest % rows.length];
  const page = group('home', () => http.get(http.url`${__ENV.BASE}/p?id=${row.id}`, { tags: { step: 'home' } }));
  const form = parseHTML(page.body).find('form');
  const token = form.find('input').first().attr('value');
  check(page, { 'status is 200': (r) => r.status === 200, 'says sold out': (r) => r.body.includes('sold out') },
    { step: 'home' });
  sleep(Math.random());
  const sid = http.cookieJar().cookiesForURL(page.url).sid;
  const answer = http.post(`${__ENV.BASE}/cart`, { token, sid: sid[0], q: 'a b&' }, {
    headers: { 'X-Token': token }, redirects: 0, timeout: '5s', responseType: 'none',
    responseCallback: http.expectedStatuses(302),
  });
  check(answer, { 'no body': (r) => r.body === null });
  http.batch([['GET', `${__ENV.BASE}/a.css`], `${__ENV.BASE}/b.js`]);
  if (parseHTML(page.body).find('li').toArray().map((li) => li.text()).join() !== 'one,two') throw new Error('list');
  answer.body.length;
}
"#;

fn shop(method: &str, url: &str) -> ScriptAnswer {
    match (method, url) {
        ("GET", "http://shop/p?id=3") => ScriptAnswer {
            cookies: BTreeMap::from([("sid".to_owned(), "s1".to_owned())]),
            ..ScriptAnswer::page("<form><input value='t&amp;1'></form><li>one<li>two")
        },
        ("POST", _) => ScriptAnswer { status: 302, ..ScriptAnswer::page("moved") },
        ("GET", url) if url.ends_with(".css") || url.ends_with(".js") => ScriptAnswer::page(""),
        other => ScriptAnswer::lost(&format!("unknown: {other:?}")),
    }
}

fn setup() -> Setup {
    Setup {
        export: "walk".to_owned(),
        env: BTreeMap::from([("BASE".to_owned(), "http://shop".to_owned())]),
        files: BTreeMap::from([("./rows.json".to_owned(), r#"[{"id":2},{"id":3}]"#.to_owned())]),
        iteration: 5,
        answers: Rc::new(shop),
        ..Setup::default()
    }
}

fn map<const N: usize>(pairs: [(&str, &str); N]) -> BTreeMap<String, String> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[test]
fn records_what_a_script_does() {
    let done = run(SCRIPT, &setup());
    assert_eq!(done.options["scenarios"]["walk"]["exec"], "walk");
    assert_eq!(done.exports, ["options", "walk"]);
    assert_eq!(done.opened, ["./rows.json"]);
    assert_eq!((done.seeds.len(), done.groups.as_slice()), (1, ["::home".to_owned()].as_slice()));
    assert!(matches!(done.sleeps.as_slice(), [seconds] if (0.0..1.0).contains(seconds)), "{:?}", done.sleeps);
    let results: Vec<_> = done.checks.iter().map(|check| (check.name.as_str(), check.passed)).collect();
    assert_eq!(results, [("status is 200", true), ("says sold out", false), ("no body", true)]);
    assert_eq!(done.checks[0].tags, map([("step", "home")]));
    assert_eq!(done.errors, ["TypeError: cannot read property 'length' of null"]);
}

#[test]
fn records_requests_with_their_parameters() {
    let done = run(SCRIPT, &setup());
    let urls: Vec<_> = done.requests.iter().map(|request| request.url.as_str()).collect();
    assert_eq!(urls, ["http://shop/p?id=3", "http://shop/cart", "http://shop/a.css", "http://shop/b.js"]);
    let [page, cart, ..] = done.requests.as_slice() else { panic!("{urls:?}") };
    assert_eq!(page.tags, map([("name", "${}/p?id=${}"), ("step", "home")]));
    assert_eq!((page.group.as_str(), page.body.as_deref(), page.redirects), ("::home", None, None));
    assert_eq!(page.expected, Some(vec![json!({"min": 200, "max": 399})]));
    let wanted = ScriptRequest {
        method: "POST".to_owned(),
        url: "http://shop/cart".to_owned(),
        body: Some("q=a+b%26&sid=s1&token=t%261".to_owned()),
        headers: map([("X-Token", "t&1")]),
        tags: BTreeMap::new(),
        group: String::new(),
        redirects: Some(0),
        timeout: Some("5s".to_owned()),
        response_type: "none".to_owned(),
        expected: Some(vec![json!(302)]),
    };
    assert_eq!(*cart, wanted);
}

#[test]
fn what_k6_would_not_do_is_an_error() {
    for (script, wanted) in [
        (
            "import http from 'k6/http'; http.get('http://shop/'); export default function () {}",
            "init context",
        ),
        ("export default function () { open('x'); }", "open() works only in the init context"),
        ("export default function () { check(); }", "check is not defined"),
        ("export const a = 1;", "exports no function default"),
        ("import { sleep } from 'k6'; export default function () { sleep(NaN); }", "sleep(NaN)"),
        ("import { group } from 'k6'; export default function () { group('a::b', () => 1); }", "contains ::"),
        ("import x from 'k6/nothing'; export default function () {}", "k6/nothing"),
        ("export default function ( {}", "SyntaxError"),
    ] {
        let done = run(script, &Setup::default());
        assert!(done.requests.is_empty());
        assert!(
            matches!(done.errors.as_slice(), [error] if error.contains(wanted)),
            "{script}: {:?}",
            done.errors
        );
    }
}

#[test]
fn iterations_have_own_cookies_and_an_abort_ends_them() {
    let script = r"
        import http from 'k6/http';
        import { vu, test } from 'k6/execution';
        export default async function () {
          console.log(Object.keys(http.cookieJar().cookiesForURL('http://shop/')).length);
          const answer = await Promise.resolve(http.get(`http://shop/${vu.idInTest}/${vu.iterationInScenario}`));
          if (answer.status === 0) test.abort(answer.error);
        }";
    let first = ScriptAnswer { cookies: map([("a", "1")]), ..ScriptAnswer::page("") };
    let setup = Setup { vu: 4, iterations: 9, answers: queue([first.clone(), first]), ..Setup::default() };
    let done = run(script, &setup);
    let urls: Vec<_> = done.requests.iter().map(|request| request.url.as_str()).collect();
    assert_eq!(urls, ["http://shop/4/0", "http://shop/4/1", "http://shop/4/2"]);
    assert_eq!(done.logs, ["0", "0", "0"]);
    assert_eq!(done.aborted.as_deref(), Some("no answer is left"));
    let kept = format!("export const options = {{ noCookiesReset: true }};{script}");
    let answers = queue([ScriptAnswer { cookies: map([("a", "1")]), ..ScriptAnswer::page("") }]);
    assert_eq!(run(&kept, &Setup { iterations: 9, answers, ..Setup::default() }).logs, ["0", "1"]);
}

#[test]
fn an_expression_has_its_value() {
    assert_eq!(value("[1, 'é'.length, /a/.exec('b')]"), json!([1, 1, null]));
}
