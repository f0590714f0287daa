/**
 * What a visit has come by: extracted values, and its rows of data.
 * @typedef {Record<string, string>} Values
 *
 * @typedef {import('k6/http').RefinedResponse<import('k6/http').ResponseType | undefined>} Answer
 */
//---
/**
 * What a virtual user does, again and again: draws a journey by its weight and walks it.
 *
 * @param {Array<[weight: number, journey: () => void]>} journeys
 */
function visits(...journeys) {
  const total = journeys.reduce((sum, [weight]) => sum + weight, 0);
  return () => {
    if (exec.vu.iterationInInstance === 0) {
      randomSeed(SEED + exec.vu.idInTest);
    }
    // Those that come at one instant begin their first visit apart. Its time is in `iteration_duration`.
    const jitter = Number(__ENV.START_JITTER || 0);
    if (jitter > 0 && exec.vu.iterationInScenario === 0) {
      sleep(Math.random() * jitter);
    }
    let ticket = Math.random() * total;
    for (const [weight, journey] of journeys) {
      if (ticket < weight) {
        journey();
        return;
      }
      ticket -= weight;
    }
  };
}
//---
/**
 * Walks the steps until one of them ends the visit.
 *
 * @param {Values} values
 * @param {Array<(values: Values) => boolean>} steps
 */
function walk(values, ...steps) {
  steps.every((step) => step(values));
}
//---
/**
 * A row of data as values: `source.field`.
 *
 * @param {Values} values
 * @param {string} source
 * @param {Values} row
 */
function deal(values, source, row) {
  for (const field of Object.keys(row)) {
    values[`${source}.${field}`] = row[field];
  }
}
//---
/**
 * Sends a request and follows its redirects, but only within the shop: k6 itself would follow them anywhere.
 *
 * @param {string} method
 * @param {string} reference an address of the shop
 * @param {import('k6/http').RequestBody | null} body
 * @param {import('k6/http').Params} params
 * @param {number[]} [expected] the statuses that are expected; without them 200 to 399
 * @returns {Answer}
 */
function request(method, reference, body, params, expected = []) {
  let url = resolve(reference, `${BASE_URL}/`);
  const settings = { timeout: TIMEOUT, ...params, redirects: 0, headers: { ...HEADERS, ...params.headers } };
  if (expected.length > 0) {
    settings.responseCallback = http.expectedStatuses(...expected, ...REDIRECTS);
  }
  for (let hop = 0; originOf(url) === originOf(BASE_URL); hop += 1) {
    const answer = http.request(method, url, body, settings);
    const location = header(answer, 'location');
    if (!REDIRECTS.includes(answer.status) || expected.includes(answer.status) || location === undefined) {
      return answer;
    }
    if (hop === MAX_REDIRECTS) {
      break;
    }
    url = resolve(location, url);
    if (answer.status < 307 && method !== 'GET' && method !== 'HEAD') {
      method = 'GET';
      body = null;
    }
  }
  console.warn(`${url} is not on the shop, or one redirect too many: it was not asked for`);
  return /** @type {Answer} */ (/** @type {unknown} */ ({ status: 0, body: null, headers: {}, url }));
}
//---
/**
 * The whole address of a reference that stands on a page (RFC 3986, section 5.2).
 *
 * @param {string} reference
 * @param {string} page
 */
function resolve(reference, page) {
  const wanted = reference
    .trim()
    .replace(/#.*$/s, '')
    .replace(/[^\x21-\x7e]/gu, encodeURIComponent);
  if (/^[a-z][a-z0-9+.-]*:/i.test(wanted)) {
    return wanted;
  }
  const [, scheme = '', host = '', path = ''] = /^([^/?#]*)(\/\/[^/?#]*)([^?#]*)/.exec(page) ?? [];
  if (wanted.startsWith('//')) {
    return scheme + wanted;
  }
  if (wanted === '' || wanted.startsWith('?')) {
    return scheme + host + path + wanted;
  }
  const query = wanted.search(/\?|$/);
  const whole = wanted.startsWith('/') ? wanted.slice(0, query) : path.replace(/[^/]*$/, '') + wanted.slice(0, query);
  /** @type {string[]} */
  const segments = [];
  for (const segment of whole.split('/').slice(1)) {
    if (segment === '..') {
      segments.pop();
    } else if (segment !== '.') {
      segments.push(segment);
    }
  }
  const folder = /\/\.\.?$/.test(whole) && segments[segments.length - 1] !== '' ? '/' : '';
  return `${scheme}${host}/${segments.join('/')}${segments.length > 0 ? folder : ''}${wanted.slice(query)}`;
}
//---
/**
 * Scheme, host and port, to be compared.
 *
 * @param {string} url
 */
function originOf(url) {
  const [, scheme = '', host = '', port = ''] = /^(https?):\/\/([^/?#:@]*|\[[^\]]*\])(?::(\d+))?(?=[/?#]|$)/i.exec(url) ?? [];
  return `${scheme}://${host}:${port || (scheme.toLowerCase() === 'https' ? 443 : 80)}`.toLowerCase();
}
//---
/**
 * An address with values in it, encoded as their places need it. The percent signs of a page's own addresses stay, those
 * of a plain text are encoded.
 *
 * @param {TemplateStringsArray} texts
 * @param {Array<string | { plain: string }>} parts
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
/**
 * A character in percent-encoding.
 *
 * @param {string} character
 */
function percent(character) {
  const encoded = encodeURIComponent(character);
  return encoded === character ? `%${character.charCodeAt(0).toString(16).toUpperCase()}` : encoded;
}
//---
/**
 * A text as it stands within a string of a JSON document.
 *
 * @param {string} text
 */
function escapeJson(text) {
  return JSON.stringify(text).slice(1, -1);
}
//---
/**
 * A multipart form: each part's head, and its text or its file's bytes.
 *
 * @param {string} boundary
 * @param {Array<[head: string, content: string | ArrayBuffer]>} parts
 */
function multipart(boundary, ...parts) {
  const bytes = (/** @type {string} */ text) =>
    Uint8Array.from(
      encodeURIComponent(text).replace(/%(..)/g, (_, code) => String.fromCharCode(parseInt(code, 16))),
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
/**
 * A form whose fields have an order of their own, or share names.
 *
 * @param {Array<[name: string, value: string]>} fields
 */
function form(...fields) {
  const encode = (/** @type {string} */ text) => text.replace(/[^*.0-9A-Z_a-z-]/gu, percent).replace(/%20/g, '+');
  return fields.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
}
//---
/**
 * Whether the visit can go on.
 *
 * @param {Answer} answer
 * @param {number[]} [expected]
 */
function isExpected(answer, expected = []) {
  return expected.length > 0 ? expected.includes(answer.status) : answer.status >= 200 && answer.status < 400;
}
//---
/**
 * The body, or nothing.
 *
 * @param {Answer} answer
 */
function bodyOf(answer) {
  return typeof answer.body === 'string' ? answer.body : '';
}
//---
/**
 * @param {Answer} answer
 * @param {string} text
 */
function contains(answer, text) {
  return text !== '' && bodyOf(answer).includes(text);
}
//---
/**
 * An answer that never came lacks nothing.
 *
 * @param {Answer} answer
 * @param {string} text
 */
function lacks(answer, text) {
  return answer.status !== 0 && text !== '' && !bodyOf(answer).includes(text);
}
//---
/**
 * @param {Answer} answer
 * @param {RegExp} pattern
 */
function matches(answer, pattern) {
  return answer.status !== 0 && pattern.test(bodyOf(answer));
}
//---
/**
 * A header's value, whatever the case of its name.
 *
 * @param {Answer} answer
 * @param {string} name in lower case
 * @returns {string | undefined}
 */
function header(answer, name) {
  const known = Object.keys(answer.headers).find((key) => key.toLowerCase() === name);
  return known === undefined ? undefined : answer.headers[known];
}
//---
/** @type {{ text: string, value: unknown }} The body that was parsed last: several checks look at the same one. */
let parsed = { text: '', value: undefined };

/**
 * What stands at a JSON pointer (RFC 6901); undefined when nothing does.
 *
 * @param {Answer} answer
 * @param {string[]} path
 * @returns {unknown}
 */
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
    if (value === null || typeof value !== 'object' || (Array.isArray(value) && !/^(0|[1-9]\d*)$/.test(key))) {
      return undefined;
    }
    return Object.prototype.hasOwnProperty.call(value, key) ? value[key] : undefined;
  }, parsed.value);
}
//---
/**
 * A text, number or truth value as text: PHP writes 6 and "6" for the same.
 *
 * @param {unknown} value
 */
function scalar(value) {
  return value === undefined || (typeof value === 'object' && value !== null) ? undefined : String(value);
}
//---
/**
 * @param {unknown} value
 * @param {number} least
 */
function atLeast(value, least) {
  const text = scalar(value) ?? '';
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) && Number(text) >= least;
}
//---
/**
 * One of several: the 'first', the 'last' or a 'random' one.
 *
 * @param {string[]} found
 * @param {string} which
 */
function pick(found, which) {
  const place = which === 'random' ? Math.floor(Math.random() * found.length) : found.length - 1;
  return found[which === 'first' ? 0 : place];
}
//---
/**
 * The text between two others.
 *
 * @param {Answer} answer
 * @param {string} before
 * @param {string} after
 * @param {string} [which]
 */
function between(answer, before, after, which = 'first') {
  const body = bodyOf(answer);
  const found = [];
  for (let from = body.indexOf(before); from >= 0; ) {
    const start = from + before.length;
    const end = body.indexOf(after, start);
    if (end < 0) {
      break;
    }
    found.push(body.slice(start, end));
    if (which === 'first') {
      break;
    }
    from = body.indexOf(before, end + after.length);
  }
  return pick(found, which);
}
//---
/**
 * The first group of a regular expression, or all that it matches.
 *
 * @param {Answer} answer
 * @param {RegExp} pattern with the flag g
 * @param {string} [which]
 */
function capture(answer, pattern, which = 'first') {
  const found = Array.from(bodyOf(answer).matchAll(pattern), (match) => match[1] ?? match[0]);
  return pick(found, which);
}
//---
/**
 * The text of an element, or one of its attributes.
 *
 * @param {Answer} answer
 * @param {string} selector
 * @param {string | null} attribute
 * @param {string} [which]
 */
function element(answer, selector, attribute, which = 'first') {
  /** @type {string[]} */
  const found = [];
  parseHTML(bodyOf(answer))
    .find(selector)
    .toArray()
    .forEach((one) => {
      const value = attribute === null ? one.text() : one.attr(attribute);
      if (value !== undefined) {
        found.push(value.trim());
      }
    });
  return pick(found, which);
}
//---
/**
 * A cookie that the visitor has after the answer.
 *
 * @param {Answer} answer
 * @param {string} name
 */
function cookie(answer, name) {
  return (http.cookieJar().cookiesForURL(answer.url)[name] ?? [])[0];
}
//---
/**
 * Keeps a value for later steps; false when there is none.
 *
 * @param {Values} values
 * @param {string} name
 * @param {string | undefined} value
 */
function keep(values, name, value) {
  if (value === undefined) {
    return false;
  }
  values[name] = value;
  return true;
}
//---
/**
 * Whether a value was not found on the way.
 *
 * @param {Values} values
 * @param {string[]} names
 */
function lack(values, ...names) {
  return names.some((name) => values[name] === undefined);
}
//---
/**
 * Any time between two, in seconds.
 *
 * @param {number} shortest
 * @param {number} longest
 */
function pause(shortest, longest) {
  return shortest + Math.random() * (longest - shortest);
}
//---
/**
 * The files of the shop that a page needs, as far as its mark-up names them. Those of other hosts are left out.
 *
 * @param {Answer} page
 * @param {string} name
 */
function loadFiles(page, name) {
  /** @type {Record<string, string>} */
  const sources = { 'link[rel~=stylesheet]': 'href', 'link[rel~=icon]': 'href', 'script[src]': 'src', 'img[src]': 'src' };
  /** @type {Set<string>} */
  const files = new Set();
  const html = parseHTML(bodyOf(page));
  for (const selector of Object.keys(sources)) {
    html
      .find(selector)
      .toArray()
      .forEach((one) => {
        const url = resolve(one.attr(sources[selector]) ?? '', page.url);
        if (originOf(url) === originOf(BASE_URL)) {
          files.add(url);
        }
      });
  }
  http.batch(
    Array.from(files, (url) => ({ method: 'GET', url, params: { headers: HEADERS, timeout: TIMEOUT, tags: { name } } })),
  );
}
