// The page: asks, shows the answer, and shows each claim's source beside it.
// Text from questions and articles only ever becomes text nodes. Offsets from the service count
// Unicode code points; strings here count UTF-16 units, so every offset goes through `units`.

const $ = (id) => document.getElementById(id);
const root = document.documentElement;
const replies = new Map();
const articles = new Map();
let running = null;
let opener = null;

/* ---- elements ---- */

function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "class") element.className = value;
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const languageOf = (text) => (/[\u3040-\u30ff]/.test(text) ? "ja" : /[\u4e00-\u9fff]/.test(text) ? "zh" : null);
const words = (name, text, className) => el(name, { class: className, lang: languageOf(text), dir: "auto" }, text);
const plural = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

function day(published) {
  if (!published) return "undated";
  if (!/^\d{4}-\d{2}-\d{2}$/.test(published)) return published;
  const date = new Date(`${published}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return published;
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(date);
}

function where(place) {
  const spot = place.page ? `page ${place.page}` : place.slide ? `slide ${place.slide}` : place.line ? `line ${place.line}` : null;
  return el("span", { class: "where" }, words("b", place.title), " ", facts([day(place.published), place.path, spot]), fileNow(place.evidence));
}

// A quote holds in what was indexed; whether its file still says so is worth a word.
function fileNow(evidence) {
  if (evidence === "changed") return el("span", { class: "state changed" }, STATES.changed);
  return evidence === "gone" ? el("span", { class: "state missing" }, STATES.missing) : null;
}

// Each fact keeps together, and a line never begins with the dot between two of them.
function facts(list) {
  const known = list.filter(Boolean);
  return el("span", {}, ...known.flatMap((fact, at) => [el("span", { class: "fact" }, at < known.length - 1 ? `${fact} ·` : fact), " "]));
}

function languageName(code) {
  try { return code && new Intl.DisplayNames("en", { type: "language" }).of(code); } catch { return code; }
}

/* ---- the service ---- */

class Problem extends Error {
  constructor(status, detail, requestId, retryAfter) {
    super(detail);
    Object.assign(this, { status, requestId, retryAfter });
  }
}

async function call(path, options = {}) {
  const key = sessionStorage.getItem("pincite-key");
  const headers = { ...(options.body ? { "Content-Type": "application/json" } : {}), ...(key ? { Authorization: `Bearer ${key}` } : {}) };
  let response;
  try {
    response = await fetch(path, { ...options, headers });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, "The service cannot be reached. Is it still running?");
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

async function problemOf(response) {
  const body = await response.json().catch(() => ({}));
  return new Problem(response.status, body.detail || response.statusText, body.request_id, Number(response.headers.get("Retry-After")) || null);
}

async function json(path, options) {
  return (await call(path, options)).json();
}

async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (buffer + value).split("\n\n");
    buffer = blocks.pop();
    for (const block of blocks) {
      const name = /^event: (.*)$/m.exec(block);
      const data = /^data: (.*)$/m.exec(block);
      if (name && data) yield { name: name[1], data: JSON.parse(data[1]) };
    }
  }
}

async function article(id) {
  if (!articles.has(id)) articles.set(id, await json(`/v1/articles/${encodeURIComponent(id)}`));
  return articles.get(id);
}

/* ---- the address ---- */

function place() {
  const parameters = new URLSearchParams(location.search);
  const number = (name) => (/^\d+$/.test(parameters.get(name) ?? "") ? Number(parameters.get(name)) : null);
  return { q: parameters.get("q"), view: parameters.get("view"), article: parameters.get("article"), start: number("start"), end: number("end") };
}

function address(target) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(target)) if (value !== null && value !== undefined && value !== "") parameters.set(name, value);
  const query = parameters.toString();
  return query ? `/?${query}` : "/";
}

function go(target) {
  const url = address(target);
  if (url !== location.pathname + location.search) history.pushState(null, "", url);
  return show();
}

// A link that stays on this page, and still opens in a new tab on request.
function link(className, target, ...children) {
  const follow = (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    opener = event.currentTarget;
    go(target);
  };
  return el("a", { class: className, href: address(target), onclick: follow }, ...children);
}

const opened = (source) => ({ ...place(), article: source.article_id ?? source.id, start: source.start, end: source.end });
const keyOf = (target) => JSON.stringify([target.q, target.view]);
let shown = null;

async function show() {
  const target = place();
  hideCard();
  if (keyOf(target) !== shown) {
    shown = keyOf(target);
    document.body.classList.toggle("asked", Boolean(target.q || target.view));
    if (target.view === "articles") $("to-articles").setAttribute("aria-current", "page");
    else $("to-articles").removeAttribute("aria-current");
    $("examples").hidden = Boolean(target.q || target.view) || !$("examples").querySelector("li");
    $("question").value = target.q ?? "";
    fit();
    document.title = target.q ? `${target.q} – pincite` : target.view === "articles" ? "Articles – pincite" : "pincite";
    running?.abort();
    if (target.view === "articles") await listArticles();
    else if (target.q) await ask(target.q);
    else $("view").replaceChildren();
  }
  await showSource(place());
}

/* ---- asking ---- */

async function ask(question) {
  if (replies.has(question)) return showReply(replies.get(question));
  running = new AbortController();
  const { signal } = running;
  waiting("Looking through the articles");
  try {
    await patiently(() => stream(question, signal), signal);
  } catch (error) {
    if (error.name !== "AbortError") showFault(error, () => ask(question));
  }
}

// A full queue is a matter of a moment: ask again a few times before saying so.
async function patiently(work, signal) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const busy = error.retryAfter && (error.status === 503 || error.status === 429);
      if (!busy || attempt === 3) throw error;
      waiting(`The service is busy. Asking again in ${error.retryAfter} s`);
      await new Promise((resolve) => setTimeout(resolve, error.retryAfter * 1000));
      signal.throwIfAborted();
    }
  }
}

async function stream(question, signal) {
  const response = await call("/v1/ask/stream", { method: "POST", body: JSON.stringify({ question }), signal });
  let answered = false;
  for await (const event of events(response)) {
    if (event.name === "passages") waiting(`Reading ${plural(event.data.passages.length, "passage")}`);
    if (event.name === "error") throw new Problem(event.data.status, event.data.detail, event.data.request_id, 1);
    if (event.name === "answer") {
      answered = true;
      replies.set(question, event.data);
      showReply(event.data);
    }
  }
  if (!answered) throw new Problem(0, "The reply broke off before the answer.");
}

function waiting(text) {
  say(text);
  $("view").replaceChildren(el("p", { class: "asking" }, el("i", { "aria-hidden": "true" }), `${text}…`));
}

function say(text) {
  $("status").textContent = text;
}

/* ---- the answer ---- */

function showReply(reply) {
  const parts = [reply.answered ? (reply.disagreement ? disagreement(reply) : answer(reply)) : abstention(reply)];
  if (reply.answered && reply.passages.length) parts.push(passages(reply));
  const took = reply.timing_ms.total;
  if (took !== undefined) parts.push(el("p", { class: "took" }, `Answered in ${took < 10 ? took.toFixed(1) : Math.round(took)} ms from ${plural(reply.index.articles, "article")}.`));
  $("view").replaceChildren(...parts);
  say(reply.answered ? `Answer: ${reply.answer}. ${plural(reply.citations.length, "source")}.` : "The articles do not say.");
}

function answer(reply) {
  return el("article", { class: "sheet answer" }, words("h2", reply.question), claims(reply.claims, reply.citations), sure(reply.confidence), quotes(reply.citations));
}

function claims(list, citations) {
  const numbered = new Map(citations.map((citation) => [citation.number, citation]));
  const marked = (claim) => [claim.text, ...claim.citations.map((number) => citeButton(numbered.get(number)))];
  const text = list.map((claim) => claim.text).join(" ");
  const long = text.length > 120 ? " long" : "";
  if (list.length === 1) return el("p", { class: `said${long}`, lang: languageOf(text), dir: "auto" }, ...marked(list[0]));
  return el("ul", { class: `said${long}` }, ...list.map((claim) => el("li", { lang: languageOf(claim.text), dir: "auto" }, ...marked(claim))));
}

function citeButton(citation) {
  const label = `Source ${citation.number}: ${citation.title}, ${day(citation.published)}`;
  const button = el("button", { type: "button", class: "cite", "aria-label": label, "data-n": citation.number }, String(citation.number));
  button.addEventListener("click", () => { opener = button; go(opened(citation)); });
  button.addEventListener("pointerenter", () => showCard(button, citation));
  button.addEventListener("pointerleave", () => laterHide());
  button.addEventListener("focus", () => showCard(button, citation));
  button.addEventListener("blur", hideCard);
  return button;
}

function quotes(citations) {
  return el("ol", { class: "quotes" }, ...citations.map((citation) => el("li", {}, link("quote", opened(citation), el("span", { class: "n" }, String(citation.number)), words("q", citation.quote), where(citation)))));
}

const CERTAINTY = [[0.9, "Very likely right", "Clearly stated", 4], [0.75, "Likely right", "Stated", 3], [0.5, "More likely right than not", "Probably stated", 2], [0, "Uncertain", "Perhaps stated", 1]];

// Where articles disagree, at most one of them is right, however clearly each of them speaks.
function sure(confidence, disputed = false) {
  const [, right, stated, level] = CERTAINTY.find(([least]) => confidence >= least);
  const bars = el("span", { class: "bars", "aria-hidden": "true" }, ...[1, 2, 3, 4].map((bar) => el("b", { class: bar <= level ? "on" : "" })));
  const figure = `Confidence ${Math.round(confidence * 100)}%: ${disputed ? "what this article alone would give the answer." : "the estimated chance that this answer is right."}`;
  return el("details", { class: "sure" }, el("summary", {}, bars, disputed ? stated : right), el("p", {}, figure));
}

function disagreement(reply) {
  const column = (title, confidence, list, citations) =>
    el("section", {}, el("h3", {}, title), claims(list, citations), sure(confidence, true), quotes(citations));
  const dates = (citations) => [...new Set(citations.map((citation) => day(citation.published)))].join(", ");
  const others = reply.alternatives.map((other) =>
    column(dates(other.citations), other.confidence, [{ text: other.answer, citations: other.citations.map((citation) => citation.number) }], other.citations));
  return el("article", { class: "sheet answer differ" }, words("h2", reply.question),
    el("p", { class: "flag" }, el("span", { "aria-hidden": "true" }, "⇄"), "The articles disagree."),
    el("div", { class: "columns" }, column(dates(reply.citations), reply.confidence, reply.claims, reply.citations), ...others));
}

const FIRST = 3;

function abstention(reply) {
  const nearest = reply.passages.length ? "Nothing in them answers this clearly enough. These passages come nearest:" : "Nothing in them comes near this question.";
  return el("article", { class: "sheet answer none" }, words("h2", reply.question), el("p", { class: "said" }, "The articles do not say."), el("p", {}, nearest), found(reply.passages.slice(0, FIRST)), rest(reply.passages.slice(FIRST)));
}

function rest(list) {
  return list.length ? el("details", { class: "more" }, el("summary", {}, `${plural(list.length, "more passage")}`), found(list)) : null;
}

function passages(reply) {
  return el("details", { class: "more" }, el("summary", {}, `Passages that were read (${reply.passages.length})`), el("div", { class: "sheet" }, found(reply.passages)));
}

// What is read first is a sentence: headings at the top of a passage are seen when it is opened.
const preview = (passage) => passage.text.replace(/^(?:\s*#{1,6}[ \t][^\n]*\n)+/, "").trim() || passage.text;

function found(list) {
  return el("ol", { class: "quotes" }, ...list.map((passage) => el("li", {}, link("quote", opened(passage), el("span", { class: "n" }, String(passage.rank)), words("span", preview(passage), "text clamp"), where(passage)))));
}

function showFault(error, again) {
  say(`That did not work: ${error.message}`);
  if (error.status === 401) return askForKey(again);
  const title = error.status === 503 ? "The service cannot answer just now." : error.status === 404 ? "There is no such article." : "That did not work.";
  const id = error.requestId ? el("p", {}, "Request ", el("code", {}, error.requestId)) : null;
  const retry = el("button", { type: "button", class: "button", onclick: again }, "Try again");
  $("view").replaceChildren(el("section", { class: "sheet fault" }, el("h2", {}, title), el("p", { dir: "auto" }, error.message), id, el("div", { class: "row" }, retry)));
}

function askForKey(again) {
  const field = el("input", { type: "password", name: "key", autocomplete: "off", "aria-label": "API key", placeholder: "API key", required: true });
  const submit = (event) => {
    event.preventDefault();
    sessionStorage.setItem("pincite-key", field.value.trim());
    again();
    begin();
  };
  const form = el("form", { class: "row", onsubmit: submit }, field, el("button", { type: "submit", class: "button" }, "Continue"));
  $("view").replaceChildren(el("section", { class: "sheet fault" }, el("h2", {}, "This service needs a key."), el("p", {}, "Ask whoever runs it for an API key. It is kept until this tab is closed."), form));
}

/* ---- the popover of a citation ---- */

let hiding = 0;

function showCard(button, citation) {
  hideCard();
  const card = $("card");
  card.replaceChildren(words("q", citation.quote, "clamp"), where(citation));
  card.hidden = false;
  button.setAttribute("aria-describedby", "card");
  const spot = button.getBoundingClientRect();
  const below = spot.bottom + card.offsetHeight + 16 < innerHeight;
  card.style.top = `${below ? spot.bottom + 8 : Math.max(8, spot.top - card.offsetHeight - 8)}px`;
  card.style.left = `${Math.max(12, Math.min(spot.left - 24, innerWidth - card.offsetWidth - 12))}px`;
}

function hideCard() {
  clearTimeout(hiding);
  $("card").hidden = true;
  document.querySelector("[aria-describedby=card]")?.removeAttribute("aria-describedby");
}

function laterHide() {
  clearTimeout(hiding);
  hiding = setTimeout(hideCard, 200);
}

/* ---- the source beside the answer ---- */

const units = (text, offset) => {
  if (!/[\ud800-\udbff]/.test(text)) return offset;
  let at = 0;
  for (let passed = 0; passed < offset && at < text.length; passed += 1) at += text.codePointAt(at) > 0xffff ? 2 : 1;
  return at;
};

async function showSource(target) {
  if (!target.article) return closeSource();
  let found;
  try {
    found = await article(target.article);
  } catch (error) {
    closeSource();
    return showFault(error, () => { shown = null; show(); });
  }
  if (place().article !== target.article) return;
  const reply = replies.get(target.q);
  const spans = spansOf(found, target, reply);
  const close = el("button", { type: "button", id: "close", "aria-label": "Close the source", onclick: leaveSource }, "×");
  const about = el("p", { class: "where" }, el("span", {}, day(found.published)), el("span", {}, found.path), state(found),
    el("a", { href: `/v1/articles/${found.id}/original`, target: "_blank", rel: "noopener", "data-name": found.path.split("/").pop(), onclick: openOriginal }, "Original file"));
  const text = el("div", { id: "text", tabindex: "0", role: "region", "aria-label": "Text of the article", lang: found.language, dir: "auto" }, ...blocks(found.text, spans));
  const wasOpen = !$("source").hidden;
  $("source").replaceChildren(el("header", {}, words("h2", found.title), close, about), text);
  $("source").hidden = false;
  document.body.classList.add("reading");
  narrow();
  markCurrent(target);
  const mark = text.querySelector("mark.here");
  if (mark) {
    const before = text.getBoundingClientRect();
    text.scrollTo({ top: mark.getBoundingClientRect().top - before.top - before.height * 0.28, behavior: "instant" });
    mark.focus({ preventScroll: true });
    say(`Source open: ${found.title}. The quotation is highlighted.`);
  } else if (!wasOpen) close.focus({ preventScroll: true });
}

function spansOf(found, target, reply) {
  const spans = [];
  const cited = reply ? [...reply.citations, ...reply.alternatives.flatMap((other) => other.citations)] : [];
  for (const citation of cited) {
    if (citation.article_id === found.id) spans.push({ start: citation.start, end: citation.end, number: citation.number });
  }
  const known = spans.find((span) => span.start === target.start && span.end === target.end);
  if (known) known.here = true;
  else if (target.start !== null && target.end > target.start) spans.unshift({ start: target.start, end: target.end, here: true });
  const chosen = [];
  for (const span of spans.sort((one, other) => Boolean(other.here) - Boolean(one.here))) {
    if (chosen.every((other) => span.end <= other.start || span.start >= other.end)) chosen.push(span);
  }
  return chosen
    .map((span) => ({ ...span, start: units(found.text, span.start), end: Math.min(units(found.text, span.end), found.text.length) }))
    .filter((span) => span.start < span.end)
    .sort((one, other) => one.start - other.start);
}

// Each line becomes an element, its signs kept but set back, so that the text stays verbatim.
function blocks(text, spans) {
  const made = [];
  const front = /^\ufeff?---\r?\n[\s\S]*?\n---[ \t]*(?:\r?\n|$)/.exec(text);
  let at = 0;
  if (front) {
    at = front[0].length;
    made.push(el("div", { class: "front" }, ...marked(text, 0, at, spans)));
  }
  let level = 2;
  for (const found of text.slice(at).matchAll(/[^\r\n]+/g)) {
    const start = at + found.index;
    const end = start + found[0].length;
    const heading = /^(#{1,6})[ \t]+(?=\S)/.exec(found[0]);
    const item = /^[ \t]*(?:[-*+]|\d+[.)])[ \t]+(?=\S)/.exec(found[0]);
    if (!found[0].trim()) continue;
    if (heading) level = Math.min(heading[1].length + 2, level + 1, 6);
    const body = marked(text, start, end, spans);
    if (heading) made.push(el(`h${level}`, {}, ...setBack(body, heading[0].length)));
    else made.push(el("p", { class: item ? "item" : null }, ...body));
  }
  return made;
}

function setBack(body, length) {
  const [first, ...rest] = body;
  if (typeof first !== "string" || first.length < length) return body;
  return [el("span", { class: "sign", "aria-hidden": "true" }, first.slice(0, length)), first.slice(length), ...rest];
}

function marked(text, start, end, spans) {
  const pieces = [];
  let at = start;
  for (const span of spans) {
    if (span.end <= at || span.start >= end) continue;
    if (span.start > at) pieces.push(text.slice(at, span.start));
    const from = Math.max(at, span.start);
    const to = Math.min(span.end, end);
    const last = span.number && to === span.end ? el("sup", { "aria-hidden": "true" }, String(span.number)) : null;
    pieces.push(el("mark", { class: span.here ? "here" : null, tabindex: span.here ? "-1" : null }, text.slice(from, to), last));
    at = to;
  }
  if (at < end) pieces.push(text.slice(at, end));
  return pieces;
}

function markCurrent(target) {
  const reply = replies.get(target.q);
  const cited = reply ? [...reply.citations, ...reply.alternatives.flatMap((other) => other.citations)] : [];
  const now = cited.find((citation) => citation.article_id === target.article && citation.start === target.start && citation.end === target.end);
  for (const button of document.querySelectorAll(".cite")) {
    if (now && button.dataset.n === String(now.number)) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
}

// A link cannot carry the key, so with one the file is fetched and then shown.
async function openOriginal(event) {
  if (!sessionStorage.getItem("pincite-key")) return;
  event.preventDefault();
  const original = event.currentTarget;
  const response = await call(original.getAttribute("href"));
  const url = URL.createObjectURL(await response.blob());
  const save = el("a", { href: url, download: original.dataset.name });
  save.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

function leaveSource() {
  const target = place();
  go({ q: target.q, view: target.view });
}

function closeSource() {
  if ($("source").hidden) return;
  $("source").hidden = true;
  $("source").replaceChildren();
  document.body.classList.remove("reading");
  narrow();
  markCurrent({});
  (opener?.isConnected ? opener : $("question")).focus({ preventScroll: true });
  hideCard();
}

// On a narrow screen the source covers the page, which then must not be reached behind it.
function narrow() {
  $("shell").inert = !$("source").hidden && matchMedia("(max-width: 60rem)").matches;
}

/* ---- the list of articles ---- */

const STATES = { current: "up to date", changed: "changed since", missing: "file gone" };
const state = (found) => el("span", { class: `state ${found.state}` }, STATES[found.state] ?? found.state);

async function listArticles() {
  waiting("Fetching the list");
  running = new AbortController();
  const { signal } = running;
  try {
    const [page, index] = await Promise.all([json("/v1/articles", { signal }), json("/v1/index", { signal })]);
    const list = el("ul", { class: "quotes" });
    const more = el("button", { type: "button", class: "button" }, "Show more");
    const add = (next) => {
      list.append(...next.articles.map((found) => el("li", {}, link("article", { view: "articles", article: found.id }, words("span", found.title, "name"), state(found), el("span", { class: "where" }, facts([day(found.published), languageName(found.language), found.path]))))));
      more.hidden = !next.next;
      more.onclick = async () => add(await json(`/v1/articles?after=${encodeURIComponent(next.next)}`));
    };
    add(page);
    const progress = el("span", { role: "status" }, `${plural(page.total, "article")}, generation ${index.index?.generation ?? "–"}`);
    const sync = el("button", { type: "button", class: "button", onclick: () => synchronise(progress, sync) }, "Bring up to date");
    $("view").replaceChildren(el("section", { class: "sheet list" }, el("h2", {}, "The articles"), el("div", { class: "row" }, progress, sync), list, more));
    say(plural(page.total, "article"));
    if (index.sync?.state === "running") watchSync(progress, sync);
  } catch (error) {
    if (error.name !== "AbortError") showFault(error, listArticles);
  }
}

async function synchronise(progress, button) {
  try {
    await json("/v1/index/sync", { method: "POST" });
    await watchSync(progress, button);
  } catch (error) {
    progress.textContent = error.message;
  }
}

async function watchSync(progress, button) {
  button.disabled = true;
  for (;;) {
    const { sync } = await json("/v1/index");
    progress.textContent = sync.state === "running" ? `Reading the files… ${plural(sync.encoded, "new passage")}` : sync.fault ?? "Up to date";
    if (sync.state !== "running") break;
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
  button.disabled = false;
  replies.clear();
  articles.clear();
  if (place().view === "articles" && progress.textContent === "Up to date") await listArticles();
  await begin();
}

/* ---- the frame ---- */

const THEMES = { system: ["◐", "Colours: as the system"], light: ["☀", "Colours: light"], dark: ["☾", "Colours: dark"] };

function setTheme(name) {
  const [sign, label] = THEMES[name];
  if (name === "system") delete root.dataset.theme;
  else root.dataset.theme = name;
  $("theme").setAttribute("aria-label", label);
  $("theme").firstElementChild.textContent = sign;
  try { localStorage.setItem("pincite-theme", name); } catch { /* storage may be forbidden */ }
}

function nextTheme() {
  const names = Object.keys(THEMES);
  setTheme(names[(names.indexOf(root.dataset.theme ?? "system") + 1) % names.length]);
}

function fit() {
  const field = $("question");
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

async function begin() {
  try {
    const { index } = await json("/v1/index");
    $("index").textContent = index ? `${plural(index.articles, "article")} · ${plural(index.passages, "passage")}` : "No index yet: run “rag index”.";
    $("count").textContent = index ? String(index.articles) : "";
    const { questions } = await json("/v1/examples");
    $("examples").querySelector("ul").replaceChildren(...questions.map((question) => el("li", {}, ((made) => { made.lang = languageOf(question) ?? "en"; return made; })(link("chip", { q: question }, question)))));
    $("examples").hidden = !questions.length || Boolean(place().q || place().view);
  } catch (error) {
    if (error.status === 401 && !place().q && !place().view) askForKey(() => $("view").replaceChildren());
  }
}

$("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  const question = $("question").value.trim();
  if (!question) return $("question").focus();
  shown = place().q === question ? null : shown;
  go({ q: question });
});
$("question").addEventListener("input", fit);
$("question").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    $("ask").requestSubmit();
  }
});
$("home").addEventListener("click", (event) => { event.preventDefault(); go({}).then(() => $("question").focus()); });
$("to-articles").addEventListener("click", (event) => { event.preventDefault(); go({ view: "articles" }); });
$("theme").addEventListener("click", nextTheme);
$("card").addEventListener("pointerenter", () => clearTimeout(hiding));
$("card").addEventListener("pointerleave", hideCard);
addEventListener("popstate", show);
addEventListener("scroll", hideCard, { passive: true });
matchMedia("(max-width: 60rem)").addEventListener("change", narrow);
addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    if (!$("card").hidden) hideCard();
    else if (!$("source").hidden) leaveSource();
  }
  const typing = event.target.closest?.("input, textarea");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    $("question").focus();
  }
});
let theme = "system";
try { theme = localStorage.getItem("pincite-theme") ?? "system"; } catch { /* storage may be forbidden */ }
setTheme(theme in THEMES ? theme : "system");
show();
begin();
