//! Runs scripts for k6 in tests, without k6: QuickJS with stand-ins for k6's modules (`engine/k6.js`) that record the actions of
//! the script and get their answers from the test. It does not imitate how k6 schedules, sends and counts.

#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use md5::{Digest as _, Md5};
use rquickjs::loader::{BuiltinLoader, BuiltinResolver};
use rquickjs::{CatchResultExt, CaughtError, Context, Ctx, Function, Promise, Runtime};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The modules by name, with their exports; the default export of each equals the first.
const MODULES: [(&str, &str); 7] = [
    (
        "k6",
        "const m = __k6.k6; export default m; export const { check, group, sleep, randomSeed, fail } = m;",
    ),
    (
        "k6/http",
        "const m = __k6.http; export default m; export const { request, get, head, post, put, patch, options, del, batch, \
         url, expectedStatuses, setResponseCallback, cookieJar } = m;",
    ),
    (
        "k6/execution",
        "const m = __k6.exec; export default m; export const { vu, scenario, instance, test } = m;",
    ),
    ("k6/crypto", "export const { md5 } = __k6; export default { md5 };"),
    ("k6/data", "export const { SharedArray } = __k6; export default { SharedArray };"),
    ("k6/metrics", "export const { Rate } = __k6; export default { Rate };"),
    ("k6/html", "export const { parseHTML } = __k6; export default { parseHTML };"),
];

/// Gives the answer to a request, by its method and URL.
pub(super) type Answers = Rc<dyn Fn(&str, &str) -> ScriptAnswer>;

/// The conditions under which a script runs.
pub(super) struct Setup {
    /// The name of the exported function that walks an iteration.
    pub(super) export: String,
    /// The content of `__ENV`.
    pub(super) env: BTreeMap<String, String>,
    /// The files that `open()` finds, by the path in the script.
    pub(super) files: BTreeMap<String, String>,
    /// The number of the VU in the test, from 1.
    pub(super) vu: u64,
    /// The name of k6's scenario.
    pub(super) scenario: String,
    /// The number of the first iteration, in all counts of k6.
    pub(super) iteration: u64,
    /// The number of iterations.
    pub(super) iterations: u64,
    pub(super) answers: Answers,
}

impl Default for Setup {
    /// One iteration of `default` in which every request gets an empty page.
    fn default() -> Self {
        Self {
            export: "default".to_owned(),
            env: BTreeMap::new(),
            files: BTreeMap::new(),
            vu: 1,
            scenario: "default".to_owned(),
            iteration: 0,
            iterations: 1,
            answers: Rc::new(|_, _| ScriptAnswer::page("")),
        }
    }
}

/// An answer of the shop.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ScriptAnswer {
    pub(super) status: u16,
    /// The headers, with names in k6's form: `Content-Type`.
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: String,
    /// Cookies that the answer sets, for its whole origin.
    pub(super) cookies: BTreeMap<String, String>,
    /// The address at the end of the redirects.
    pub(super) url: Option<String>,
    /// Why there was no answer; the status is then 0.
    pub(super) error: Option<String>,
}

impl ScriptAnswer {
    /// A page with status 200.
    pub(super) fn page(body: &str) -> Self {
        let (headers, cookies) = (BTreeMap::new(), BTreeMap::new());
        Self { status: 200, headers, body: body.to_owned(), cookies, url: None, error: None }
    }

    /// The absence of an answer.
    pub(super) fn lost(error: &str) -> Self {
        Self { status: 0, error: Some(error.to_owned()), ..Self::page("") }
    }
}

/// Gives these answers in the order of the requests; further requests get none.
pub(super) fn queue(answers: impl IntoIterator<Item = ScriptAnswer>) -> Answers {
    let left = RefCell::new(answers.into_iter().collect::<VecDeque<_>>());
    Rc::new(move |_, _| {
        left.borrow_mut().pop_front().unwrap_or_else(|| ScriptAnswer::lost("no answer is left"))
    })
}

/// The actions of a script.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Recorded {
    /// The exported `options`.
    pub(super) options: Value,
    /// All exported names, sorted.
    pub(super) exports: Vec<String>,
    pub(super) requests: Vec<ScriptRequest>,
    pub(super) checks: Vec<ScriptCheck>,
    /// Groups in the order in which they were entered, as `::outer::inner`.
    pub(super) groups: Vec<String>,
    /// The lengths of sleeps, in seconds.
    pub(super) sleeps: Vec<f64>,
    /// The paths given to `open()`.
    pub(super) opened: Vec<String>,
    pub(super) seeds: Vec<Value>,
    /// The values added to metrics: `name: true`.
    pub(super) added: Vec<String>,
    /// The lines written to the console.
    pub(super) logs: Vec<String>,
    /// Uncaught exceptions, at most one for each iteration; the first may come from the init context.
    pub(super) errors: Vec<String>,
    /// The reason given to `test.abort()`.
    pub(super) aborted: Option<String>,
}

/// A request of the script.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub(super) struct ScriptRequest {
    pub(super) method: String,
    pub(super) url: String,
    /// The body; forms are encoded as k6 does it.
    pub(super) body: Option<String>,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) tags: BTreeMap<String, String>,
    /// The group of the request; empty outside groups.
    pub(super) group: String,
    pub(super) redirects: Option<u32>,
    /// The time-out as the script has it: `10s`, or milliseconds.
    pub(super) timeout: Option<String>,
    /// The response type; with `none` the script gets no body.
    pub(super) response_type: String,
    /// The arguments of `expectedStatuses`, of the request or of all requests; without them k6's own rule applies, or none.
    pub(super) expected: Option<Vec<Value>>,
}

/// The result of a check.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub(super) struct ScriptCheck {
    pub(super) name: String,
    pub(super) passed: bool,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) group: String,
}

/// An element that a selector found, as the script gets it.
#[derive(Serialize)]
struct Node {
    inner: String,
    text: String,
    attributes: BTreeMap<String, String>,
}

/// Runs `script` as a module: its top level, its `setup()` if it has one, and the iterations.
pub(super) fn run(script: &str, setup: &Setup) -> Recorded {
    let runtime = Runtime::new().unwrap();
    let mut resolver = BuiltinResolver::default().with_module("script");
    let mut loader = BuiltinLoader::default().with_module("script", script);
    for (name, source) in MODULES {
        resolver.add_module(name);
        loader.add_module(name, source);
    }
    runtime.set_loader(resolver, loader);
    let told = json!({
        "export": setup.export, "env": setup.env, "files": setup.files, "vu": setup.vu, "scenario": setup.scenario,
        "iteration": setup.iteration, "iterations": setup.iterations,
    });
    Context::full(&runtime).unwrap().with(|ctx| {
        let globals = ctx.globals();
        globals.set("__setup", told.to_string()).unwrap();
        let answers = Rc::clone(&setup.answers);
        let answer =
            move |method: String, url: String| serde_json::to_string(&answers(&method, &url)).unwrap();
        globals.set("__answer", Function::new(ctx.clone(), answer)).unwrap();
        globals
            .set("__select", Function::new(ctx.clone(), |html: String, css: String| select(&html, &css)))
            .unwrap();
        globals.set("__md5", Function::new(ctx.clone(), |text: String| md5_hex(&text))).unwrap();
        eval::<()>(&ctx, &format!("(() => {{{}}})()", include_str!("engine/k6.js")));
        let finished = eval::<Promise<'_>>(&ctx, "__run()").finish::<String>();
        let recorded = finished.catch(&ctx).unwrap_or_else(|error| panic!("the stand-ins failed: {error}"));
        serde_json::from_str(&recorded).unwrap()
    })
}

/// The value of a JavaScript expression, passed as JSON.
pub(super) fn value(expression: &str) -> Value {
    Context::full(&Runtime::new().unwrap()).unwrap().with(|ctx| {
        let json = eval::<String>(&ctx, &format!("JSON.stringify({expression})"));
        serde_json::from_str(&json).unwrap()
    })
}

fn eval<'js, V: rquickjs::FromJs<'js>>(ctx: &Ctx<'js>, source: &str) -> V {
    ctx.eval(source).catch(ctx).unwrap_or_else(|error: CaughtError<'_>| panic!("{error}\n{source}"))
}

fn md5_hex(text: &str) -> String {
    const_hex::encode(Md5::digest(text.as_bytes()))
}

fn select(html: &str, css: &str) -> String {
    let document = scraper::Html::parse_document(html);
    let selector = scraper::Selector::parse(css).unwrap();
    let nodes = document.select(&selector).map(|element| Node {
        inner: element.inner_html(),
        text: element.text().collect(),
        attributes: element
            .value()
            .attrs()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
    });
    serde_json::to_string(&nodes.collect::<Vec<_>>()).unwrap()
}
