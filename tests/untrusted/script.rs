//! An exported script, loaded as k6 loads it: into an engine with k6's modules, which do nothing here.

use rquickjs::loader::{BuiltinLoader, BuiltinResolver};
use rquickjs::{CatchResultExt, Context, Module, Runtime};

const MODULES: [(&str, &str); 7] = [
    (
        "k6",
        "export const check = () => true; export const group = (n, f) => f(); export const randomSeed = () => {}; export const sleep = () => {};",
    ),
    ("k6/crypto", "export const md5 = () => '';"),
    ("k6/data", "export class SharedArray { constructor(name, rows) { return rows(); } }"),
    ("k6/execution", "export default { scenario: {}, vu: {}, test: { abort() {} } };"),
    ("k6/html", "export const parseHTML = () => ({});"),
    ("k6/metrics", "export class Rate { add() {} }"),
    ("k6/http", "export default { request() {}, expectedStatuses() {}, setResponseCallback() {} };"),
];

/// Loads the script. It must be one, and none of the texts in it may run.
pub(crate) fn assert_script_does_nothing(script: &str) {
    let runtime = Runtime::new().unwrap();
    let (mut resolver, mut loader) = (BuiltinResolver::default(), BuiltinLoader::default());
    for (name, code) in MODULES {
        resolver.add_module(name);
        loader.add_module(name, code);
    }
    runtime.set_loader(resolver, loader);
    let context = Context::full(&runtime).unwrap();
    context.with(|ctx| {
        ctx.eval::<(), _>("globalThis.__ENV = {}; globalThis.__VU = 1; globalThis.__ITER = 0;").unwrap();
        let before: Vec<String> = ctx.globals().keys::<String>().map(Result::unwrap).collect();
        let loaded = Module::evaluate(ctx.clone(), "script.js", script).catch(&ctx);
        let done = loaded.unwrap_or_else(|error| panic!("{error}\n{script}")).finish::<()>().catch(&ctx);
        done.unwrap_or_else(|error| panic!("{error}\n{script}"));
        let after: Vec<String> = ctx.globals().keys::<String>().map(Result::unwrap).collect();
        assert_eq!(after, before, "the script has defined something");
    });
}
