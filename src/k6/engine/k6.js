// Stand-ins for k6's modules. They do what k6 does as far as scripts of ours can see it, and record instead of sending.
// From Rust: __setup (JSON), __answer(method, url) and __select(html, css), which return JSON, and __md5(text).
const setup = JSON.parse(__setup);
const recorded = {
  options: null, exports: [], requests: [], checks: [], groups: [], sleeps: [], opened: [], seeds: [], added: [], logs: [],
  errors: [], aborted: null,
};
const state = { init: true, path: '', done: 0, expected: null, jar: {} };
const reset = (from) => { state.jar = from; };
const origin = (url) => /^[a-z]+:\/\/[^/?#]+/i.exec(url)?.[0] ?? '';
const onlyInit = (what, wanted) => {
  if (state.init !== wanted) throw new Error(`${what} works ${wanted ? 'only' : 'not'} in the init context`);
};

// k6/http
const encoded = (body) => {
  if (body === undefined || body === null || typeof body === 'string') return body ?? null;
  // Bytes, as so many letters.
  if (body instanceof ArrayBuffer) return Array.from(new Uint8Array(body), (byte) => String.fromCharCode(byte)).join('');
  return Object.keys(body).sort()
    .map((key) => [body[key]].flat().map((value) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&'))
    .join('&').replace(/%20/g, '+');
};
const texts = (object) => Object.fromEntries(Object.entries(object ?? {}).map(([name, value]) => [name, String(value)]));
const response = (request, answer) => ({
  ...answer,
  body: request.response_type === 'none' || answer.error ? null : answer.body,
  url: answer.url ?? request.url,
  request: { method: request.method, url: request.url, body: request.body ?? '' },
  error: answer.error ?? '',
  timings: { duration: 0 },
  json() { return JSON.parse(this.body); },
  html() { return parseHTML(this.body); },
});
const request = (method, address, body, params = {}) => {
  onlyInit('an HTTP request', false);
  const url = typeof address === 'object' ? address.url : String(address);
  const tags = { ...texts(exec.vu.metrics.tags), ...texts(params?.tags) };
  if (typeof address === 'object') tags.name ??= address.name;
  const sent = {
    method: method.toUpperCase(), url, tags, body: encoded(body), headers: texts(params?.headers), group: state.path,
    redirects: params?.redirects ?? null, timeout: params?.timeout === undefined ? null : String(params.timeout),
    response_type: params?.responseType ?? (recorded.options?.discardResponseBodies ? 'none' : 'text'),
    expected: (params?.responseCallback === undefined ? state.expected : params.responseCallback)?.statuses ?? null,
  };
  recorded.requests.push(sent);
  const answer = JSON.parse(__answer(sent.method, url));
  Object.assign(state.jar[origin(url)] ??= {}, answer.cookies);
  return response(sent, answer);
};
const jar = {
  cookiesForURL: (url) =>
    Object.fromEntries(Object.entries(state.jar[origin(url)] ?? {}).map(([name, value]) => [name, [value]])),
  set: (url, name, value) => { (state.jar[origin(url)] ??= {})[name] = String(value); },
  clear: (url) => { delete state.jar[origin(url)]; },
};
const http = {
  request,
  get: (url, params) => request('GET', url, null, params),
  head: (url, params) => request('HEAD', url, null, params),
  ...Object.fromEntries(['post', 'put', 'patch', 'options'].map((name) =>
    [name, (url, body, params) => request(name, url, body, params)])),
  del: (url, body, params) => request('DELETE', url, body, params),
  batch: (all) => {
    const one = (entry) => {
      if (typeof entry === 'string') return request('GET', entry);
      if (Array.isArray(entry)) return request(...entry);
      return request(entry.method ?? 'GET', entry.url, entry.body, entry.params);
    };
    return Array.isArray(all) ? all.map(one)
      : Object.fromEntries(Object.entries(all).map(([name, entry]) => [name, one(entry)]));
  },
  url: (parts, ...values) => ({ name: parts.join('${}'), url: String.raw({ raw: parts }, ...values) }),
  expectedStatuses: (...statuses) => {
    if (!statuses.length) throw new Error('no arguments');
    return { statuses };
  },
  setResponseCallback: (callback) => { state.expected = callback; },
  cookieJar: () => jar,
};

// k6
const check = (value, checks, tags) => {
  onlyInit('check()', false);
  let all = true;
  for (const [name, test] of Object.entries(checks)) {
    if (name.includes('::')) throw new Error(`the check's name ${name} contains ::`);
    const record = { name, passed: false, tags: { ...texts(exec.vu.metrics.tags), ...texts(tags) }, group: state.path };
    recorded.checks.push(record);
    // As in k6, an error in a check is a check that failed, and goes on to the caller.
    record.passed = Boolean(typeof test === 'function' ? test(value) : test);
    all &&= record.passed;
  }
  return all;
};
const group = (name, body) => {
  onlyInit('group()', false);
  if (name.includes('::')) throw new Error(`the group's name ${name} contains ::`);
  const outer = state.path;
  state.path = `${outer}::${name}`;
  recorded.groups.push(state.path);
  try {
    return body();
  } finally {
    state.path = outer;
  }
};
const sleep = (seconds) => {
  onlyInit('sleep()', false);
  // k6 waits for ever on NaN and is silent about it; a script must not come to that.
  if (typeof seconds !== 'number' || !(seconds >= 0)) throw new Error(`sleep(${seconds})`);
  recorded.sleeps.push(seconds);
};
const randomSeed = (seed) => {
  recorded.seeds.push(seed);
  let at = seed >>> 0;
  Math.random = () => { at = (Math.imul(at, 1664525) + 1013904223) >>> 0; return at / 4294967296; };
};
const fail = (message) => { throw new Error(message); };

// k6/data, k6/execution
function SharedArray(name, make) {
  onlyInit('SharedArray', true);
  const rows = make();
  if (!name || !Array.isArray(rows)) throw new Error('a SharedArray has a name and a function that returns an array');
  const frozen = (value) => {
    if (value && typeof value === 'object') Object.values(Object.freeze(value)).forEach(frozen);
    return value;
  };
  return frozen(JSON.parse(JSON.stringify(rows)));
}
class Rate {
  constructor(name) { onlyInit('a metric', true); this.name = name; }
  add(value) { recorded.added.push(`${this.name}: ${value}`); }
}
const iteration = () => { onlyInit('k6/execution', false); return setup.iteration + state.done; };
const exec = {
  vu: {
    idInTest: setup.vu, idInInstance: setup.vu, metrics: { tags: {} },
    get iterationInScenario() { return iteration(); },
    get iterationInInstance() { return iteration(); },
  },
  scenario: {
    name: setup.scenario,
    startTime: 1795773600000,
    get iterationInTest() { return iteration(); },
    get iterationInInstance() { return iteration(); },
  },
  instance: {},
  test: { abort: (reason) => { recorded.aborted = reason ?? ''; throw new Error(`test aborted: ${reason}`); } },
};

// k6/html
const selection = (nodes) => ({
  find: (css) => selection(nodes.flatMap((node) => JSON.parse(__select(node.inner, css)))),
  toArray: () => nodes.map((node) => selection([node])),
  each(visit) {
    nodes.forEach((node, i) => visit(i, {
      getAttribute: (name) => node.attributes[name], textContent: () => node.text, innerHTML: () => node.inner,
    }));
    return this;
  },
  eq: (i) => selection(nodes.slice(i).slice(0, 1)),
  first: () => selection(nodes.slice(0, 1)),
  last: () => selection(nodes.slice(-1)),
  size: () => nodes.length,
  attr: (name, otherwise) => nodes[0]?.attributes[name] ?? otherwise,
  text: () => nodes.map((node) => node.text).join(''),
  html: () => nodes[0]?.inner,
});
const parseHTML = (html) => selection([{ inner: String(html), text: '', attributes: {} }]);

// The globals of a script.
// Without trace contexts, which say nothing of a scenario, unless a test wants them.
globalThis.__ENV = { NO_TRACEPARENT: '1', ...setup.env };
globalThis.__VU = setup.vu;
globalThis.open = (path, mode) => {
  onlyInit('open()', true);
  recorded.opened.push(path);
  if (!(path in setup.files)) throw new Error(`open: no file ${path}`);
  const text = setup.files[path];
  return mode === 'b' ? Uint8Array.from(text, (letter) => letter.charCodeAt(0)).buffer : text;
};
const log = (...values) => { recorded.logs.push(values.map(String).join(' ')); };
globalThis.console = { log, info: log, warn: log, error: log, debug: log };
globalThis.__k6 = { md5: (text, form) => { if (form !== 'hex') throw new Error(`md5 as ${form}`); return __md5(String(text)); }, k6: { check, group, sleep, randomSeed, fail }, http, exec, SharedArray, parseHTML, Rate };

// Walks the script as k6 does for one VU: setup() once, then the iterations, each with a new cookie jar unless told.
globalThis.__run = async () => {
  const guarded = async (body) => {
    try { return await body(); } catch (error) { recorded.errors.push(`${error}`); return undefined; }
  };
  await guarded(async () => {
    const script = await import('script');
    recorded.options = JSON.parse(JSON.stringify(script.options ?? {}));
    recorded.exports = Object.keys(script);
    if (typeof script[setup.export] !== 'function') throw new Error(`the script exports no function ${setup.export}`);
    state.init = false;
    const data = script.setup ? JSON.stringify(await script.setup()) : undefined;
    for (; state.done < setup.iterations && recorded.aborted === null; state.done += 1) {
      if (!recorded.options.noCookiesReset) reset({});
      globalThis.__ITER = iteration();
      await guarded(() => script[setup.export](data === undefined ? undefined : JSON.parse(data)));
    }
  });
  return JSON.stringify(recorded);
};
