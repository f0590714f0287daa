/**
 * What a visit has come by: extracted values, and its rows of data.
 * @typedef {Record<string, string>} Values
 * @typedef {import('k6/http').RefinedResponse<import('k6/http').ResponseType | undefined>} Answer
 */
//---
/**
 * What a virtual user does, again and again: draws a journey by its weight and walks it.
 * @type {(...journeys: Array<[weight: number, journey: () => void]>) => () => void}
 */
function visits(...journeys) {
  return () => {
    if (exec.vu.iterationInInstance === 0) {
      randomSeed(SHOP.seed + exec.vu.idInTest);
    }
    // Those who come at one instant begin their first visit apart. Its time is in `iteration_duration`.
    const jitter = Number(__ENV.START_JITTER || 0);
    if (jitter > 0 && exec.vu.iterationInScenario === 0) {
      sleep(Math.random() * jitter);
    }
    let ticket = Math.random() * journeys.reduce((sum, [weight]) => sum + weight, 0);
    journeys.find(([weight]) => (ticket -= weight) < 0)?.[1]();
  };
}
//---
/**
 * Walks the steps, with rows of data, until one of them ends the visit.
 * @type {(steps: Array<(values: Values) => boolean>, ...rows: Values[]) => void}
 */
function walk(steps, ...rows) {
  const values = Object.assign(Object.create(null), ...rows);
  steps.every((one) => one(values));
}
//---
/** promo-load's own metrics: the shares of good visits, and of those in which the promotion was right. */
const goodVisits = new Rate('visits');
const rightPromotions = new Rate('promotion');
/** What the pages of this visit have shown so far. @type {{ visits?: boolean, promotion?: boolean }} */
let seen = {};

/**
 * Walks the steps and counts the visit, unless it asked for nothing.
 * @type {(steps: Array<(values: Values) => boolean>, ...rows: Values[]) => void}
 */
function visit(steps, ...rows) {
  seen = {};
  walk(steps, ...rows);
  if (seen.visits !== undefined) {
    goodVisits.add(seen.visits);
  }
  if (seen.promotion !== undefined) {
    rightPromotions.add(seen.promotion);
  }
}

/**
 * Remembers whether a page came and was right: one that was not is enough to fail the visit, or its promotion.
 * @type {(holds: boolean, metric?: 'visits' | 'promotion') => boolean}
 */
function judge(holds, metric = 'visits') {
  seen[metric] = holds && seen[metric] !== false;
  return holds;
}
//---
/**
 * Steps that a virtual user walks until all of them held, and not again: its later visits have the values of these names.
 * @type {(names: string[], ...steps: Array<(values: Values) => boolean>) => (values: Values) => boolean}
 */
function once(names, ...steps) {
  /** @type {Values | undefined} */
  let brought;
  return (values) => {
    if (brought === undefined) {
      if (!steps.every((one) => one(values))) {
        return false;
      }
      brought = Object.fromEntries(names.filter((name) => name in values).map((name) => [name, values[name]]));
    }
    Object.assign(values, brought);
    return true;
  };
}
//---
/** The first row that is dealt, which a virtual user keeps. @type {(row: () => Values) => () => Values} */
function own(row) {
  /** @type {Values | undefined} */
  let first;
  return () => (first = first ?? row());
}
//---
/** When the shopper has thought about the last page, in milliseconds of the clock. */
let thoughtAt = 0;

/** Begins to think for so many seconds; what the page's scripts ask goes out meanwhile. @type {(seconds: number) => void} */
function think(seconds) {
  thoughtAt = Date.now() + 1000 * seconds;
}

/** Thinks for the rest of that time. Always false, for a visit that ends. @type {() => false} */
function thinkOn() {
  sleep(Math.max(0, (thoughtAt - Date.now()) / 1000));
  return false;
}
//---
/** A row of data as values: `source.field`. @type {(source: string, row: Values) => Values} */
function deal(source, row) {
  return Object.fromEntries(Object.entries(row).map(([field, value]) => [`${source}.${field}`, value]));
}
//---
/**
 * A step: a group whose requests and checks have its name as their tag. Says whether the visit goes on. Where a value that
 * it needs was not found, it is left out, but for its pause.
 * @type {(name: string, body: (values: Values) => boolean, needs?: string[], pause?: () => void) => (values: Values) => boolean}
 */
function step(name, body, needs = [], pause = () => {}) {
  return (values) => {
    if (needs.some((one) => values[one] === undefined)) {
      pause();
      return true;
    }
    exec.vu.metrics.tags.name = name;
    try {
      return group(name, () => body(values));
    } finally {
      delete exec.vu.metrics.tags.name;
    }
  };
}
//---
/**
 * Sends a request that has more to it than an address, or values in its address.
 * @typedef {Record<string, string> | Array<[name: string, value: string]>} Fields
 * @typedef {{ headers?: Values, form?: Fields, body?: string | ArrayBuffer, expect?: number[], responseType?: 'none', tags?: Values }} More
 * @type {(method: string, reference: string, more?: More) => Answer}
 */
function request(method, reference, { headers = {}, form, body = form && encoded(form), expect = [], ...params } = {}) {
  const type = form ? 'application/x-www-form-urlencoded' : 'text/plain; charset=utf-8';
  const callback = expect.length > 0 ? { responseCallback: http.expectedStatuses(...expect, ...REDIRECTS) } : {};
  // A redirect that makes a GET of it leaves the body behind, and the headers that describe it (WHATWG Fetch).
  const describesBody = /^content-(encoding|language|length|location|type)$/i;
  const withoutBody = Object.fromEntries(Object.entries(headers).filter(([name]) => !describesBody.test(name)));
  /** @type {(how: string, url: string) => Answer} */
  const send = (how, url) => {
    const sent = how === method && body !== undefined ? body : null;
    const own = how === method ? headers : withoutBody;
    const all = { ...SHOP.sent.headers, ...(sent === null ? null : { 'Content-Type': type }), ...own };
    return http.request(how, url, sent, { ...SHOP.sent, ...callback, ...params, headers: traced(all) });
  };
  const url = resolve(reference, `${SHOP.url}/`);
  return isOfShop(url) ? follow(send(method, url), send, expect, params.tags) : refused(url);
}
//---
/** What is sent with every request, the trace context included. @type {() => import('k6/http').Params} */
function common() {
  return { ...SHOP.sent, headers: traced(SHOP.sent.headers) };
}
//---
/** The requests so far, each of which is a span of its own. */
let spans = 0;

/**
 * Headers with the trace context (https://www.w3.org/TR/trace-context/), unless they have one: a trace for each visit, so that
 * its pages are found in the shop's own traces. `-e NO_TRACEPARENT=1` leaves it out; `-e TRACEPARENT_UNSAMPLED=1` lets the shop
 * choose what it records.
 * @type {(headers?: Values) => Values}
 */
function traced(headers = {}) {
  if (__ENV.NO_TRACEPARENT || Object.keys(headers).some((name) => name.toLowerCase() === 'traceparent')) {
    return headers;
  }
  const trace = md5(`${exec.scenario.startTime} ${exec.vu.idInTest} ${exec.vu.iterationInInstance}`, 'hex');
  spans += 1;
  const parent = md5(`${trace} ${spans}`, 'hex').slice(0, 16);
  return { ...headers, traceparent: `00-${trace}-${parent}-${__ENV.TRACEPARENT_UNSAMPLED ? '00' : '01'}` };
}
//---
const REDIRECTS = [301, 302, 303, 307, 308];
const MOST_REDIRECTS = 10;
/** k6's own metric: a redirect that is not followed is a request that failed. */
const failedRequests = new Rate('http_req_failed');
/** @type {(method: string, url: string) => Answer} */
const ask = (method, url) => http.request(method, url, null, common());

/**
 * Follows redirects, but only within the shop: k6 itself would follow them anywhere. Statuses in `expect` are none.
 * @type {(answer: Answer, send?: (method: string, url: string) => Answer, expect?: number[], tags?: Values) => Answer}
 */
function follow(answer, send = ask, expect = [], tags = SHOP.sent.tags) {
  let { method } = answer.request;
  for (let hop = 0; REDIRECTS.includes(answer.status) && !expect.includes(answer.status); hop += 1) {
    const location = header(answer, 'location');
    if (location === undefined) {
      break;
    }
    // k6 joins the values of several headers with a comma; the first one counts.
    const [, first = location] = /^(.*?), (?:\1$|\/|https?:\/\/)/is.exec(location) ?? [];
    const url = resolve(first, answer.url);
    if (hop === MOST_REDIRECTS || !isOfShop(url)) {
      failedRequests.add(true, { ...tags, method, status: String(answer.status) });
      return refused(url);
    }
    const becomesGet = answer.status === 303 ? method !== 'HEAD' : answer.status < 303 && method === 'POST';
    method = becomesGet ? 'GET' : method;
    answer = send(method, url);
  }
  return answer;
}
//---
/** Stands for the answer to a request that was not sent. @type {(url: string) => Answer} */
function refused(url) {
  console.warn(`${url} is not on the shop, or one redirect too many: it was not asked for`);
  return /** @type {any} */ ({ status: 0, body: null, headers: {}, url });
}
//---
/**
 * The whole address of a reference on a page (RFC 3986, section 5.2), read as browsers do (WHATWG URL): a backslash before the
 * query is a slash. Names and passwords in it are left out. k6 sends no path with a bare percent sign.
 * @type {(reference: string, page: string) => string}
 */
function resolve(reference, page) {
  const bare = reference.trim().replace(/[\t\n\r]/g, '').replace(/#.*$/s, '').replace(/(?<!\?.*)\\/g, '/');
  const encoded = bare.replace(/^([a-z][a-z0-9+.-]*:)?\/\/[^/?]*@/i, '$1//').replace(/[^\x21-\x7e]/gu, encodeURIComponent);
  const wanted = encoded.replace(/(?<!\?.*)%(?![0-9A-Fa-f]{2})/g, '%25');
  const [, scheme = '', host = '', path = ''] = /^([^/?#]*)(\/\/[^/?#]*)([^?#]*)/.exec(page) ?? [];
  if (/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(wanted)) {
    return wanted.startsWith('//') ? scheme + wanted : wanted;
  }
  const query = wanted.search(/\?|$/);
  const folder = wanted.startsWith('/') ? '' : path.replace(/[^/]*$/, '');
  /** @type {string[]} */
  const segments = [];
  // Dots at the end leave a folder.
  for (const segment of (folder + wanted.slice(0, query)).replace(/(\/\.\.?)$/, '$1/').split('/').slice(1)) {
    if (segment === '..') {
      segments.pop();
    } else if (segment !== '.') {
      segments.push(segment);
    }
  }
  return scheme + host + (query === 0 ? path : `/${segments.join('/')}`) + wanted.slice(query);
}
//---
/** Whether an address has the shop's scheme, host and port. @type {(url: string) => boolean} */
function isOfShop(url) {
  const [shop, other] = [SHOP.url, url].map((one) => {
    const parts = /^(https?):\/\/(?:[^/?#]*@)?([^/?#:@]*|\[[^\]]*\])(?::(\d+))?(?=[/?#]|$)/i.exec(one);
    const [, scheme = '', host = '', port = ''] = parts ?? [];
    return `${scheme}://${host}:${port || (scheme.toLowerCase() === 'https' ? 443 : 80)}`.toLowerCase();
  });
  return shop === other;
}
//---
/**
 * An address with values in it, encoded as their places need it. The percent signs of a page's own addresses stay, those
 * of a plain text are encoded.
 * @type {(texts: TemplateStringsArray, ...parts: Array<string | { plain: string }>) => string}
 */
function address(texts, ...parts) {
  return parts.reduce((/** @type {string} */ made, part, place) => {
    const value = typeof part === 'string' ? part : part.plain;
    const before = made.slice(made.indexOf('?') + 1).split('&').pop() ?? '';
    let encoded = value;
    if (made.includes('?') && !before.includes('=')) {
      // It stands for names and values together.
      encoded = value.replace(/[^!$%&'()*+,./0-9:;=?@A-Z[\\\]^_`a-z{|}~-]/gu, percent);
    } else if (made !== '') {
      const unsafe = made.includes('?') ? /[^%,./0-9:A-Z_a-z~-]/gu : /[^!$%&'()*+,./0-9:;=@A-Z_a-z~-]/gu;
      encoded = (typeof part === 'string' ? value : value.replace(/%/g, '%25')).replace(unsafe, percent);
    }
    return made + encoded + texts[place + 1];
  }, texts[0]);
}
//---
/** A character in percent-encoding. @type {(character: string) => string} */
function percent(character) {
  const encoded = encodeURIComponent(character);
  return encoded === character ? `%${character.charCodeAt(0).toString(16).toUpperCase()}` : encoded;
}
//---
/**
 * A text drawn for this visit, the same wherever the visit uses the name: each `x` of the form is one of the letters, each `y`
 * one from the middle of sixteen.
 * @type {(values: Values, name: string, form: string, letters: string) => string}
 */
function drawn(values, name, form, letters) {
  if (values[name] === undefined) {
    const draw = (/** @type {number} */ from, /** @type {number} */ count) =>
      letters[from + Math.floor(Math.random() * count)];
    values[name] = form.replace(/[xy]/g, (place) => (place === 'x' ? draw(0, letters.length) : draw(8, 4)));
  }
  return values[name];
}
//---
/** A text as it stands within a string of a JSON document. @type {(text: string) => string} */
function escapeJson(text) {
  return JSON.stringify(text).slice(1, -1);
}
//---
/**
 * A multipart form: each part's head, and its text or its file's bytes.
 * @type {(boundary: string, ...parts: Array<[head: string, content: string | ArrayBuffer]>) => ArrayBuffer}
 */
function multipart(boundary, ...parts) {
  // In k6 `Uint8Array.from` takes no text.
  const bytes = (/** @type {string} */ text) =>
    Uint8Array.from(
      Array.from(encodeURIComponent(text).replace(/%(..)/g, (_, code) => String.fromCharCode(parseInt(code, 16)))),
      (letter) => letter.charCodeAt(0),
    );
  const pieces = parts.flatMap(([head, content]) => [`--${boundary}\r\n${head}\r\n`, content, '\r\n']);
  const sent = [...pieces, `--${boundary}--\r\n`].map((piece) =>
    typeof piece === 'string' ? bytes(piece) : new Uint8Array(piece),
  );
  const body = new Uint8Array(sent.reduce((length, piece) => length + piece.length, 0));
  sent.reduce((place, piece) => {
    body.set(piece, place);
    return place + piece.length;
  }, 0);
  return body.buffer;
}
//---
/** A form as browsers send it, its fields in their order. @type {(fields: Fields) => string} */
function encoded(fields) {
  const pairs = Array.isArray(fields) ? fields : Object.entries(fields);
  const texts = pairs.map((pair) => pair.map((text) => text.replace(/[^*.0-9A-Z_a-z-]/gu, percent)).join('='));
  return texts.join('&').replace(/%20/g, '+');
}
//---
/** @type {(answer: Answer) => boolean} */
function isExpected(answer) {
  return answer.status >= 200 && answer.status < 400;
}
//---
/** The body, or nothing. @type {(answer: Answer) => string} */
function bodyOf(answer) {
  return typeof answer.body === 'string' ? answer.body : '';
}
//---
/** @type {(answer: Answer, text: string) => boolean} */
function contains(answer, text) {
  return text !== '' && bodyOf(answer).includes(text);
}
//---
/** An answer that never came lacks nothing. @type {(answer: Answer, text: string) => boolean} */
function lacks(answer, text) {
  return answer.status !== 0 && text !== '' && !bodyOf(answer).includes(text);
}
//---
/** @type {(answer: Answer, pattern: RegExp) => boolean} */
function matches(answer, pattern) {
  return answer.status !== 0 && pattern.test(bodyOf(answer));
}
//---
/** A header's value, by its name in lower case. @type {(answer: Answer, name: string) => string | undefined} */
function header(answer, name) {
  const known = Object.keys(answer.headers).find((key) => key.toLowerCase() === name);
  return known === undefined ? undefined : answer.headers[known];
}
//---
/** The body that was parsed last: several checks look at the same one. @type {{ text: string, value: unknown }} */
let parsed = { text: '', value: undefined };

/** What stands at a JSON pointer (RFC 6901), if anything. @type {(answer: Answer, ...path: string[]) => unknown} */
function at(answer, ...path) {
  const text = bodyOf(answer);
  if (parsed.text !== text) {
    try {
      parsed = { text, value: JSON.parse(text) };
    } catch (error) {
      parsed = { text, value: undefined };
    }
  }
  return path.reduce((/** @type {any} */ value, key) => {
    const isInside = value !== null && typeof value === 'object' && Object.prototype.hasOwnProperty.call(value, key);
    return isInside && (!Array.isArray(value) || /^(0|[1-9]\d*)$/.test(key)) ? value[key] : undefined;
  }, parsed.value);
}
//---
/** PHP writes 6 and "6" for the same: a text, number or truth value as text. @type {(value: unknown) => string | undefined} */
function scalar(value) {
  return value === undefined || (typeof value === 'object' && value !== null) ? undefined : String(value);
}
//---
/** @type {(value: unknown, least: number) => boolean} */
function atLeast(value, least) {
  const text = scalar(value) ?? '';
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) && Number(text) >= least;
}
//---
/** The 'last' of several, or a 'random' one; or else the first. @type {(found: string[], which?: string) => string | undefined} */
function pick(found, which) {
  const place = which === 'random' ? Math.floor(Math.random() * found.length) : found.length - 1;
  return found[which === undefined ? 0 : place];
}
//---
/** The text between two others, if there is one. @type {(answer: Answer, before: string, after: string) => string | undefined} */
function between(answer, before, after) {
  const body = bodyOf(answer);
  const start = body.indexOf(before) + before.length;
  const end = body.indexOf(after, start);
  return start < before.length || end < 0 ? undefined : body.slice(start, end);
}
//---
/** All texts between two others. @type {(answer: Answer, before: string, after: string) => string[]} */
function allBetween(answer, before, after) {
  const body = bodyOf(answer);
  const found = [];
  for (let from = body.indexOf(before); from >= 0; ) {
    const start = from + before.length;
    const end = body.indexOf(after, start);
    if (end < 0) {
      break;
    }
    found.push(body.slice(start, end));
    from = body.indexOf(before, end + after.length);
  }
  return found;
}
//---
/**
 * The first group of a regular expression with the flag g, or all that it matches.
 * @type {(answer: Answer, pattern: RegExp, which?: string) => string | undefined}
 */
function capture(answer, pattern, which) {
  return pick(Array.from(bodyOf(answer).matchAll(pattern), (match) => match[1] ?? match[0]), which);
}
//---
/**
 * The text of an element, or one of its attributes.
 * @type {(answer: Answer, selector: string, attribute: string | null, which?: string) => string | undefined}
 */
function element(answer, selector, attribute, which) {
  const elements = parseHTML(bodyOf(answer)).find(selector).toArray();
  const found = elements.map((one) => (attribute === null ? one.text() : one.attr(attribute))?.trim());
  return pick(found.flatMap((value) => value ?? []), which);
}
//---
/** A cookie that the visitor has after the answer. @type {(answer: Answer, name: string) => string | undefined} */
function cookie(answer, name) {
  return (http.cookieJar().cookiesForURL(answer.url)[name] ?? [])[0];
}
//---
/** A cookie's value without its percent codes, as a page's script reads it. @type {(value: string | undefined) => string | undefined} */
function readByScript(value) {
  try {
    return value === undefined ? value : decodeURIComponent(value);
  } catch (error) {
    return value;
  }
}
//---
/** Gives the visitor a cookie, as a script of the page does. @type {(name: string, value: string) => void} */
function putCookie(name, value) {
  const secure = /^__(host|secure)-/i.test(name);
  http.cookieJar().set(`${SHOP.url}/`, name, value, { path: '/', secure });
}
//---
/**
 * Keeps what was found for later steps; false when something that is needed was not.
 * @typedef {Record<string, string | undefined>} Found
 * @type {(values: Values, needed: Found, optional?: Found) => boolean}
 */
function keep(values, needed, optional = {}) {
  for (const [name, value] of Object.entries({ ...needed, ...optional })) {
    if (value !== undefined) {
      values[name] = value;
    }
  }
  return Object.values(needed).every((value) => value !== undefined);
}
//---
/** Whether a value was not found on the way. @type {(values: Values, ...names: string[]) => boolean} */
function lack(values, ...names) {
  return names.some((name) => values[name] === undefined);
}
//---
/**
 * Loads the files of the shop that a page needs, as far as its mark-up names them; those of other hosts are left out. Their
 * tags keep them apart from pages, which thresholds look at.
 * @type {(name: string, page: Answer) => void}
 */
function loadFiles(name, page) {
  if (page.status !== 200 || page.request.method !== 'GET') {
    return;
  }
  const sources = { 'link[rel~=stylesheet]': 'href', 'link[rel~=icon]': 'href', 'script[src]': 'src', 'img[src]': 'src' };
  const html = parseHTML(bodyOf(page));
  const found = Object.entries(sources).map(([selector, attribute]) => {
    return html.find(selector).toArray().map((one) => resolve(one.attr(attribute) ?? '', page.url));
  });
  const urls = Array.from(new Set(found.flat())).filter(isOfShop);
  const tags = { name, kind: 'file' };
  /** @type {() => import('k6/http').Params} */
  const params = () => ({ ...common(), responseType: 'none', tags });
  /** @type {(method: string, url: string) => Answer} */
  const send = (method, url) => http.request(method, url, null, params());
  const files = http.batch(urls.map((url) => ({ method: 'GET', url, params: params() })));
  files.forEach((file) => follow(file, send, [], tags));
}
