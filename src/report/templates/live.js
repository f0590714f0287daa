
"use strict";
// Every text arrives in the run's language and is set as text: what a shop writes is never markup.
const lang = document.documentElement.lang;
const whole = new Intl.NumberFormat(lang, { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat(lang, { maximumFractionDigits: 2 });
const space = lang === "fr" ? "\u202f" : " ";
const millis = value => value < 1000 ? whole.format(value) + space + "ms" : fine.format(value / 1000) + space + "s";
const count = value => value < 10 ? fine.format(value) : whole.format(value);
const WIDTH = 600, HEIGHT = 160;
const CHARTS = {
  times: { series: ["p99", "p95", "p50"], unit: millis },
  shoppers: { series: ["vus"], unit: count },
  rates: { series: ["rate", "failed"], unit: count },
};
let points = [];
let over = false;

function show(key, text) {
  document.querySelectorAll(`[data-key="${key}"]`).forEach(element => { element.textContent = text ?? ""; });
}

// The greatest value of each column of the picture: a run of hours has more seconds than columns.
function path(name, from, to, most) {
  const columns = new Map();
  for (const point of points) {
    const value = point[name];
    const column = Math.round((point.at - from) / (to - from) * WIDTH);
    const known = columns.get(column);
    columns.set(column, value === null ? known ?? null : Math.max(known ?? 0, value));
  }
  let drawn = "", pen = "M";
  for (const [column, value] of [...columns].sort((one, other) => one[0] - other[0])) {
    if (value === null) {
      pen = "M";
      continue;
    }
    drawn += `${pen}${column} ${(HEIGHT - 1 - value / most * (HEIGHT - 2)).toFixed(1)}`;
    pen = "L";
  }
  return drawn;
}

function draw() {
  if (points.length === 0) return;
  const from = Math.min(0, points[0].at), to = Math.max(points[points.length - 1].at, from + 10);
  for (const [name, { series, unit }] of Object.entries(CHARTS)) {
    const chart = document.querySelector(`[data-chart="${name}"]`);
    const values = points.flatMap(point => series.map(key => point[key] ?? 0));
    const most = values.reduce((one, other) => Math.max(one, other), 0) || 1;
    series.forEach(key => chart.querySelector(`.line.${key}`).setAttribute("d", path(key, from, to, most)));
    const axis = chart.parentElement.querySelector(".axis");
    axis.querySelector(".from").textContent = count(from) + space + "s";
    chart.parentElement.querySelector(".most").textContent = unit(most);
    axis.querySelector(".to").textContent = whole.format(to) + space + "s";
  }
}

function grade(mark) {
  show("mark", mark);
  document.querySelector(".letter").dataset.mark = mark;
}

function now(second) {
  if (!second) return;
  Object.entries(second.text).forEach(([key, text]) => show(key, text));
  grade(second.letter);
}

function begin(event) {
  const told = JSON.parse(event.data);
  document.querySelector(".lost").hidden = true;
  if (told.title) {
    show("title", told.title);
    document.title = `${told.title} · promo-load`;
  }
  if (told.state) show("state", told.state);
  points = told.points;
  now(told.now);
  draw();
}

const events = new EventSource("events");
events.addEventListener("so-far", begin);
events.addEventListener("state", event => { show("state", JSON.parse(event.data).state); show("left", ""); });
events.addEventListener("second", event => {
  const second = JSON.parse(event.data);
  points.push(second.point);
  now(second);
  draw();
});
events.addEventListener("end", event => {
  const end = JSON.parse(event.data);
  over = true;
  events.close();
  ["state", "headline", "report"].forEach(key => show(key, end[key]));
  show("left", "");
  if (end.letter) {
    grade(end.letter);
    show("letter", end.meaning);
    show("about-letter", end.about_letter);
  }
  document.querySelector(".end").hidden = false;
  document.querySelector(".lost").hidden = true;
  document.body.dataset.over = "true";
});
events.addEventListener("error", () => { document.querySelector(".lost").hidden = over; });
