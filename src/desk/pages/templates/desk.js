"use strict";
// Every text is set as text: what a shop writes is never markup.
const lang = document.documentElement.lang;
const whole = new Intl.NumberFormat(lang, { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat(lang, { maximumFractionDigits: 2 });
const space = lang === "fr" ? "\u202f" : "\u00a0";
const count = value => value < 10 ? fine.format(value) : whole.format(value);
const millis = value => value === null ? "–" : value < 1000 ? count(value) + space + "ms" : fine.format(value / 1000) + space + "s";
const clock = value => value < 60 ? whole.format(value) + space + "s" : Math.floor(value / 60) + space + "min" + space + whole.format(value % 60) + space + "s";
const SVG = "http://www.w3.org/2000/svg", WIDTH = 600, HEIGHT = 60;

function make(name, parent, attributes = {}, svg = false) {
  const element = svg ? document.createElementNS(SVG, name) : document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  parent.append(element);
  return element;
}

// The greatest value of each column of the picture: a run of hours has more seconds than columns.
function path(points, value, to, most) {
  const columns = new Map();
  for (const point of points) {
    const found = value(point), column = Math.round(point.at_s / to * WIDTH);
    if (found === null || found === undefined) continue;
    columns.set(column, Math.max(columns.get(column) ?? 0, found));
  }
  const places = [...columns].sort((one, other) => one[0] - other[0]);
  return places.map(([column, found], at) => `${at ? "L" : "M"}${column} ${(HEIGHT - 1 - found / most * (HEIGHT - 3)).toFixed(1)}`).join("");
}

function greatest(points, value) {
  return points.reduce((most, point) => Math.max(most, value(point) ?? 0), 0) || 1;
}

function live(element) {
  const meanings = JSON.parse(element.dataset.meanings);
  const noLetter = element.querySelector('[data-key="meaning"]').textContent;
  const points = [], steps = new Map();
  const show = (key, text) => { element.querySelector(`[data-key="${key}"]`).textContent = text; };
  const tell = (key, is) => { element.querySelector(`[data-key="${key}"]`).hidden = !is; };

  function step(name) {
    if (steps.has(name)) return steps.get(name);
    const figure = make("figure", element.querySelector("[data-steps]"), { class: "curve" });
    const caption = make("figcaption", figure);
    caption.textContent = name + " ";
    const value = make("strong", caption), most = make("span", caption, { "data-most": "" });
    const picture = make("svg", figure, { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": name }, true);
    make("path", picture, { class: "grid", d: "M0 59.5H600" }, true);
    const p95 = make("path", picture, { class: "line p95" }, true), p50 = make("path", picture, { class: "line p50" }, true);
    steps.set(name, { value, most, p95, p50 });
    return steps.get(name);
  }

  function draw() {
    const last = points[points.length - 1], to = Math.max(last.at_s, 10);
    const users = greatest(points, point => point.vus), curve = element.querySelector('[data-curve="vus"]');
    curve.querySelector(".line").setAttribute("d", path(points, point => point.vus, to, users));
    curve.querySelector("[data-most]").textContent = count(users);
    for (const { name } of last.steps) {
      const of = key => point => point.steps.find(one => one.name === name)?.[key] ?? null;
      const shown = step(name), most = greatest(points, of("p95_ms"));
      shown.p95.setAttribute("d", path(points, of("p95_ms"), to, most));
      shown.p50.setAttribute("d", path(points, of("p50_ms"), to, most));
      const newest = points.findLast(point => of("p95_ms")(point) !== null);
      shown.value.textContent = newest ? millis(of("p95_ms")(newest)) : element.dataset.noPages;
      shown.most.textContent = "≤" + space + millis(most);
    }
    show("vus", count(last.vus));
    show("at", clock(last.at_s));
    show("requests", whole.format(last.total_requests));
    show("failures", whole.format(last.total_failures));
    show("p50", millis(last.p50_ms));
    show("p95", millis(last.p95_ms));
    show("letter", last.letter ?? "–");
    show("meaning", meanings[last.letter] ?? noLetter);
    element.querySelector(".letter").dataset.mark = last.letter ?? "";
  }

  let drawing = 0;
  const events = new EventSource(element.dataset.events);
  events.addEventListener("open", () => tell("lost", false));
  events.addEventListener("error", () => tell("lost", true));
  events.addEventListener("pause", event => tell("paused", JSON.parse(event.data).paused));
  events.addEventListener("second", event => {
    points.push(JSON.parse(event.data));
    if (points.length > 3600) points.shift();
    // Many come at once to one who comes late.
    drawing = drawing || requestAnimationFrame(() => { drawing = 0; draw(); });
  });
  events.addEventListener("end", () => {
    events.close();
    tell("lost", false);
    element.dataset.over = "true";
    setTimeout(() => location.reload(), 2000);
  });
}

document.querySelectorAll("[data-events]").forEach(live);
// A run that waits starts by itself. Nobody is torn from a button that they are about to press.
function follow() {
  setTimeout(() => document.hidden || document.querySelector("details[open], :focus") ? follow() : location.reload(), 5000);
}
if (document.querySelector("[data-refresh]")) follow();
