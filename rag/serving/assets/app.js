// The page: asks, shows the answer, and shows each claim's source beside it.
// Text from questions and articles only ever becomes text nodes. Offsets from the service count
// Unicode code points; strings here count UTF-16 units, so every offset goes through `units`.

const $ = (id) => document.getElementById(id);
const root = document.documentElement;
const replies = new Map();
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
  const spot = place.page ? `page ${place.page}` : place.slide ? `slide ${place.slide}` : place.kind ? place.heading : place.line ? `line ${place.line}` : null;
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

// What the service says begins small where a command line shows it.
const sentence = (text) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.!?。]$/.test(text) ? "" : "."}`;
const plain = (error) => (error.status === 401 ? "The API key is not accepted any more. Reload the page to give another." : sentence(error.message));

/* ---- the key ---- */

const KEPT = "pincite-key";
const isKey = (text) => /^[\x21-\x7e]{1,512}$/.test(text); // any other could not be sent
let key = null;

function keep(given) {
  key = given;
  try {
    if (given === null) sessionStorage.removeItem(KEPT);
    else sessionStorage.setItem(KEPT, given);
  } catch { /* storage may be forbidden */ }
}

/* ---- the service ---- */

class Problem extends Error {
  constructor(status, detail, requestId, retryAfter) {
    super(detail);
    Object.assign(this, { status, requestId, retryAfter });
  }
}

async function call(path, options = {}, bearer = key) {
  const headers = { ...(options.body ? { "Content-Type": "application/json" } : {}), ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}) };
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
  const detail = typeof body.detail === "string" && body.detail ? body.detail : `The service answered with the status ${response.status}.`;
  return new Problem(response.status, detail, body.request_id, Number(response.headers.get("Retry-After")) || null);
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
      const lines = block.split("\n"); // and at no other character: articles may hold them all
      const field = (name) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      if (field("data")) yield { name: field("event"), data: JSON.parse(field("data")) };
    }
  }
}

/* ---- the address ---- */

function place() {
  const parameters = new URLSearchParams(location.search);
  const number = (name) => (/^\d+$/.test(parameters.get(name) ?? "") ? Number(parameters.get(name)) : null);
  const view = parameters.get("view") === "articles" ? "articles" : null;
  const sha256 = /^[0-9a-f]{12,64}$/.test(parameters.get("sha256") ?? "") ? parameters.get("sha256") : null;
  return { q: parameters.get("q"), view, article: parameters.get("article"), start: number("start"), end: number("end"), sha256 };
}

function address(target) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(target)) if (value !== null && value !== undefined && value !== "") parameters.set(name, value);
  const query = parameters.toString();
  return query ? `/?${query}` : "/";
}

// Who asks again wants to know it anew: only the way back shows a reply that was kept.
function go(target, change = "pushState") {
  const url = address(target);
  if (keyOf(target) !== shown) replies.delete(target.q);
  if (url !== location.pathname + location.search) history[change](null, "", url);
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

// The hash says which text the offsets count in.
const opened = (source) => ({ ...place(), article: source.article_id, start: source.start, end: source.end, sha256: source.sha256.slice(0, 12) });
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
  const long = tooLong(question);
  if (long) return showFault(new Problem(422, long));
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
      waiting(`${sentence(error.message)} Asking again in ${error.retryAfter} s`);
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

const LONGEST = 4096; // bytes in UTF-8, as the service counts

function tooLong(question) {
  const size = new TextEncoder().encode(question).length;
  const over = Math.ceil((size - LONGEST) * (question.length / size));
  return size > LONGEST ? `The question is too long. Please shorten it by about ${plural(over, "character")}.` : "";
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
  fitHeading();
  say(spoken(reply));
}

const citedBy = (reply) => (reply ? [...reply.citations, ...reply.alternatives.flatMap((other) => other.citations)] : []);
const dates = (citations) => [...new Set(citations.map((citation) => day(citation.published)))].join(", ");

function spoken(reply) {
  if (!reply.answered) return "The articles do not say.";
  const sources = `${plural(citedBy(reply).length, "source")}.`;
  if (!reply.disagreement) return `Answer: ${reply.answer}. ${sources}`;
  const sides = [reply, ...reply.alternatives].map((side) => `${dates(side.citations)}: ${side.answer}.`);
  return `The articles disagree. ${sides.join(" ")} ${sources}`;
}

// The question is repeated above its answer, and may be as long as a page: then its first lines are.
function heading(question) {
  const fold = () => {
    const folded = $("asked").classList.toggle("clamp");
    more.setAttribute("aria-expanded", String(!folded));
    more.textContent = folded ? "Show the whole question" : "Show less of the question";
  };
  const more = el("button", { type: "button", class: "whole", "aria-expanded": "false", hidden: true, onclick: fold }, "Show the whole question");
  return [el("h2", { id: "asked", class: "clamp", lang: languageOf(question), dir: "auto" }, question), more];
}

function fitHeading() {
  const asked = $("asked");
  if (asked?.classList.contains("clamp")) asked.nextElementSibling.hidden = asked.scrollHeight <= asked.clientHeight + 1;
}

function answer(reply) {
  return el("article", { class: "sheet answer" }, ...heading(reply.question), claims(reply.claims, reply.citations), sure(reply.confidence), quotes(reply.citations));
}

function claims(list, citations) {
  const numbered = new Map(citations.map((citation) => [citation.number, citation]));
  const marked = (claim) => [claim.text, ...claim.citations.map((number) => citeButton(numbered.get(number)))];
  const text = list.map((claim) => claim.text).join(" ");
  const long = text.length > 120 ? " long" : "";
  if (list.length === 1) return el("p", { class: `said${long}`, lang: languageOf(text), dir: "auto" }, ...marked(list[0]));
  return el(areSteps(list, numbered) ? "ol" : "ul", { class: `said${long}` }, ...list.map((claim) => el("li", { lang: languageOf(claim.text), dir: "auto" }, ...marked(claim))));
}

// As rag/answering/showing/steps.py: does each claim stand behind its number in a quote that it is cited from?
function areSteps(list, numbered) {
  const plain = (text) => text.replace(/\s+/g, " ");
  const behind = (quote, claim, place) => [`\n${place}. `, `\n${place}) `, "\n1. "].some((number) => plain(`\n${quote}`).includes(plain(number + claim))) || (place === 1 && quote.startsWith(claim));
  return list.every((claim, at) => claim.citations.every((number) => behind(numbered.get(number).quote, claim.text, at + 1)));
}

// The lines of a list stay lines; wrapped ones of prose do not.
const lined = (quote) => (/\n[ \t]*(?:[-*+•]|\(?\d{1,3}[.)])[ \t]/.test(quote) ? "lined" : undefined);

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
  return el("ol", { class: "quotes" }, ...citations.map((citation) => el("li", {}, link("quote", opened(citation), el("span", { class: "n" }, String(citation.number)), words("q", citation.quote, lined(citation.quote)), where(citation)))));
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
  const others = reply.alternatives.map((other) =>
    column(dates(other.citations), other.confidence, [{ text: other.answer, citations: other.citations.map((citation) => citation.number) }], other.citations));
  return el("article", { class: "sheet answer differ" }, ...heading(reply.question),
    el("p", { class: "flag" }, el("span", { "aria-hidden": "true" }, "⇄"), "The articles disagree."),
    el("div", { class: "columns" }, column(dates(reply.citations), reply.confidence, reply.claims, reply.citations), ...others));
}

const FIRST = 3;

function abstention(reply) {
  const nearest = reply.passages.length ? "Nothing in them answers this clearly enough. These passages come nearest:" : "Nothing in them comes near this question.";
  return el("article", { class: "sheet answer none" }, ...heading(reply.question), el("p", { class: "said" }, "The articles do not say."), el("p", {}, nearest), found(reply.passages.slice(0, FIRST)), rest(reply.passages.slice(FIRST)));
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

// Asking again helps where the service was busy, broken or away, not where it was asked wrongly.
const passes = (status) => !status || status >= 500 || status === 408 || status === 429;
const againButton = (error, again) => (passes(error.status) ? el("div", { class: "row" }, el("button", { type: "button", class: "button", onclick: again }, "Try again")) : null);
const requestOf = (error) => (error.requestId ? el("p", {}, "Request ", el("code", {}, error.requestId)) : null);

function showFault(error, again) {
  if (error.status === 401) return askForKey(again);
  say(`That did not work: ${plain(error)}`);
  const title = error.status === 503 ? "The service cannot answer just now." : error.status === 422 ? "This cannot be asked." : "That did not work.";
  $("view").replaceChildren(el("section", { class: "sheet fault" }, el("h2", {}, title), el("p", { dir: "auto" }, plain(error)), requestOf(error), againButton(error, again)));
}

const REJECTED = "The key was rejected. Check that all of it was copied.";

function askForKey(again) {
  const field = el("input", { type: "password", name: "key", autocomplete: "off", "aria-label": "API key", "aria-describedby": "rejected", placeholder: "API key", required: true });
  const told = el("p", { id: "rejected", class: "wrong", role: "alert" }, key === null ? "" : REJECTED);
  keep(null);
  const submit = async (event) => {
    event.preventDefault();
    const given = field.value.trim();
    told.textContent = await faultOf(given);
    if (told.textContent) return field.select();
    keep(given);
    again();
    begin();
  };
  const form = el("form", { class: "row", onsubmit: submit }, field, el("button", { type: "submit", class: "button" }, "Continue"));
  $("view").replaceChildren(el("section", { class: "sheet fault" }, el("h2", {}, "This service needs a key."), el("p", {}, "Ask whoever runs it for an API key. It is kept until this tab is closed."), form, told));
  say("This service needs a key.");
}

// A key is kept only once the service has let it in.
async function faultOf(given) {
  try {
    if (!isKey(given)) return REJECTED;
    await call("/v1/index", {}, given);
    return "";
  } catch (error) {
    return error.status === 401 ? REJECTED : plain(error);
  }
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
  try {
    const found = await json(`/v1/articles/${encodeURIComponent(target.article)}`);
    if (address(place()) === address(target)) showArticle(found, target);
  } catch (error) {
    if (address(place()) === address(target)) showSourceFault(error);
  }
}

function showArticle(found, target) {
  const reply = replies.get(target.q);
  const { here, note } = spot(found, target, shownAt(target, reply));
  const about = el("p", { class: "where" }, el("span", {}, day(found.published)), el("span", {}, found.path), state(found),
    el("a", { href: `/v1/articles/${found.id}/original`, target: "_blank", rel: "noopener", "data-name": found.path.split("/").pop(), onclick: openOriginal }, "Original file"));
  const text = el("div", { id: "text", tabindex: "0", role: "region", "aria-label": "Text of the article", lang: found.language, dir: "auto" }, ...blocks(found.text, spansOf(found, here, reply)));
  openSource(words("h2", found.title), about, note ? el("p", { class: "note" }, note) : null, text);
  markCurrent(target);
  const mark = text.querySelector("mark.here");
  if (note) say(note);
  if (!mark) return;
  const before = text.getBoundingClientRect();
  text.scrollTo({ top: mark.getBoundingClientRect().top - before.top - before.height * 0.28, behavior: "instant" });
  mark.focus({ preventScroll: true });
  if (!note) say(`Source open: ${found.title}. The quotation is highlighted.`);
}

function openSource(title, about, ...body) {
  const close = el("button", { type: "button", id: "close", "aria-label": "Close the source", onclick: leaveSource }, "×");
  $("source").replaceChildren(el("header", {}, title, close, about), ...body.filter(Boolean));
  $("source").hidden = false;
  document.body.classList.add("reading");
  narrow();
  close.focus({ preventScroll: true });
}

// The answer stays: what failed is only the look at one of its sources.
function showSourceFault(error) {
  const again = () => showSource(place());
  if (error.status === 401) {
    closeSource();
    return askForKey(() => { shown = null; show(); });
  }
  const unknown = error.status === 404 || error.status === 422;
  const title = unknown ? "There is no such article." : "The source cannot be shown.";
  const detail = unknown ? "The index does not hold it. It may have been renamed or removed." : plain(error);
  openSource(el("h2", {}, title), null, el("div", { class: "told fault" }, el("p", { dir: "auto" }, detail), unknown ? null : requestOf(error), againButton(error, again)));
  markCurrent({});
  say(`${title} ${detail}`);
}

// What was shown of this place, so that it can be compared with the article as it is now.
function shownAt(target, reply) {
  const same = (each) => each.article_id === target.article && each.start === target.start && each.end === target.end && (!target.sha256 || each.sha256.startsWith(target.sha256));
  const known = [...citedBy(reply), ...(reply?.passages ?? [])].find(same);
  return known?.quote ?? known?.text ?? null;
}

// Offsets say nothing about another text than the one they were counted in: what is marked is the
// very quotation, or the very version of the article that a link names, or nothing.
function spot(found, target, quote) {
  if (target.start === null || !(target.end > target.start)) return {};
  const here = span(found.text, target);
  if (quote === null && target.sha256 && found.sha256.startsWith(target.sha256)) return { here };
  if (quote === null) return { note: target.sha256 ? "The article has changed since this link was made, so nothing is highlighted." : "This link does not say which version of the article it means, so nothing is highlighted." };
  if (found.text.slice(here.start, here.end) === quote) return { here };
  const start = found.text.indexOf(quote);
  if (start < 0) return { note: "The article has changed since it was quoted, and the quotation is not in it any more." };
  return { here: { start, end: start + quote.length }, note: "The article has changed since it was quoted. The quotation now stands here." };
}

const span = (text, place) => ({ start: units(text, place.start), end: Math.min(units(text, place.end), text.length) });

function spansOf(found, here, reply) {
  const spans = citedBy(reply)
    .filter((citation) => citation.article_id === found.id)
    .map((citation) => ({ ...span(found.text, citation), number: citation.number, quote: citation.quote }))
    .filter(({ start, end, quote }) => found.text.slice(start, end) === quote);
  const known = here && spans.find((each) => each.start === here.start && each.end === here.end);
  if (known) known.here = true;
  else if (here) spans.unshift({ ...here, here: true });
  const chosen = [];
  for (const each of spans.sort((one, other) => Boolean(other.here) - Boolean(one.here))) {
    if (each.start < each.end && chosen.every((other) => each.end <= other.start || each.start >= other.end)) chosen.push(each);
  }
  return chosen.sort((one, other) => one.start - other.start);
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
  const now = citedBy(replies.get(target.q)).find((citation) => citation.article_id === target.article && citation.start === target.start && citation.end === target.end);
  for (const button of document.querySelectorAll(".cite")) {
    if (now && button.dataset.n === String(now.number)) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
}

// A link cannot carry the key, so with one the file is fetched and then shown.
async function openOriginal(event) {
  if (key === null) return;
  event.preventDefault();
  const original = event.currentTarget;
  try {
    const response = await call(original.getAttribute("href"));
    const url = URL.createObjectURL(await response.blob());
    el("a", { href: url, download: original.dataset.name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  } catch (error) {
    original.after(el("span", { class: "wrong", role: "alert" }, plain(error)));
  }
}

function leaveSource() {
  const target = place();
  go({ q: target.q, view: target.view }, "replaceState"); // else the way back would open it again
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
    const told = el("p", { class: "wrong", role: "alert" });
    const add = (next) => {
      list.append(...next.articles.map((found) => el("li", {}, link("article", { view: "articles", article: found.id }, words("span", found.title, "name"), state(found), el("span", { class: "where" }, facts([day(found.published), languageName(found.language), found.path]))))));
      more.hidden = !next.next;
      more.onclick = () => telling(told, async () => add(await json(`/v1/articles?after=${encodeURIComponent(next.next)}`)));
    };
    add(page);
    const progress = el("span", { role: "status" }, `${plural(page.total, "article")}, generation ${index.index?.generation ?? "–"}`);
    const sync = el("button", { type: "button", class: "button", onclick: () => telling(progress, () => synchronise(progress, sync)) }, "Bring up to date");
    $("view").replaceChildren(el("section", { class: "sheet list" }, el("h2", {}, "The articles"), el("div", { class: "row" }, progress, sync), list, more, told));
    say(plural(page.total, "article"));
    if (index.sync?.state === "running") telling(progress, () => watchSync(progress, sync));
  } catch (error) {
    if (error.name !== "AbortError") showFault(error, listArticles);
  }
}

// What fails is told where it was asked for.
async function telling(place, work) {
  try {
    if (place.className === "wrong") place.textContent = "";
    await work();
  } catch (error) {
    place.textContent = plain(error);
  }
}

async function synchronise(progress, button) {
  await json("/v1/index/sync", { method: "POST" });
  await watchSync(progress, button);
}

async function watchSync(progress, button) {
  button.disabled = true;
  try {
    for (let busy = true; busy; ) {
      const { sync } = await json("/v1/index");
      busy = sync?.state === "running";
      progress.textContent = busy ? `Reading the files… ${plural(sync.encoded, "new passage")}` : sync?.fault ?? "Up to date";
      if (busy) await new Promise((resolve) => setTimeout(resolve, 700));
    }
  } finally {
    button.disabled = false;
  }
  replies.clear();
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
  field.setCustomValidity(tooLong(field.value.trim()));
}

async function begin() {
  try {
    const { index, fault } = await json("/v1/index");
    const known = index ? `${plural(index.articles, "article")} · ${plural(index.passages, "passage")}` : "No index yet: run “rag index”.";
    $("index").textContent = index && fault ? `${known} · ${fault}` : known;
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
addEventListener("resize", fitHeading);
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
try { key = sessionStorage.getItem(KEPT); } catch { /* storage may be forbidden */ }
if (!isKey(key ?? "")) keep(null);
show();
begin();
