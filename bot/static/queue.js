// Keyboard shortcuts, and streams that pause, for the pages where the staff follow conversations.

const OFF = "guichet-sans-raccourcis";
const list = () => document.getElementById("raccourcis");
const lines = () => [...document.querySelectorAll("[data-ligne]")];

/** The line that has the focus, or that holds what has it. */
function here() {
  return document.activeElement?.closest(".queue-line")?.querySelector("[data-ligne]");
}

function move(step) {
  const all = lines();
  const now = all.indexOf(here());
  all[now < 0 ? 0 : Math.min(Math.max(now + step, 0), all.length - 1)]?.focus();
}

function focus(...ids) {
  ids.map((id) => document.getElementById(id)).find(Boolean)?.focus();
}

function take() {
  const line = here()?.closest(".queue-line");
  (line ? line.querySelector("form button") : document.getElementById("geste-prendre"))?.click();
}

function help() {
  const shown = list();
  shown.open = !shown.open;
  if (shown.open) shown.querySelector("summary").focus();
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  o: () => here()?.click(),
  p: take,
  r: () => focus("texte"),
  n: () => focus("note"),
  u: () => lines().length || location.assign("/console"),
  "/": () => focus("q", "recherche"),
  "?": help,
};

/** Whether keys are for what has the focus: a field, a list of choices. */
function typed(target) {
  return target.isContentEditable || target.matches("input:not([type=checkbox]), textarea, select");
}

document.addEventListener("keydown", (event) => {
  const key = KEYS[event.key];
  if (!key || event.ctrlKey || event.metaKey || event.altKey || event.repeat || typed(event.target)) return;
  if (!list() || localStorage.getItem(OFF)) return;
  event.preventDefault();
  key();
});

/** Show the list of shortcuts, which do nothing without this script. */
function prepare() {
  const box = document.getElementById("raccourcis-actifs");
  if (!box) return;
  list().hidden = false;
  box.checked = !localStorage.getItem(OFF);
  box.onchange = () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"));
}

/** A stream of events that lets go while its page is hidden: a browser opens few to one host. */
class PausingSource extends EventTarget {
  constructor(url) {
    super();
    this.url = url;
    this.heard = new Set();
    this.turn = () => (document.hidden ? this.source?.close() : this.open());
    document.addEventListener("visibilitychange", this.turn);
    this.open();
  }

  get readyState() {
    return this.source.readyState;
  }

  open() {
    this.source?.close();
    this.source = new EventSource(this.url);
    this.source.onerror = (event) => this.onerror?.(event);
    this.source.onopen = (event) => this.onopen?.(event);
    for (const name of this.heard) this.listen(name);
  }

  listen(name) {
    this.source.addEventListener(name, (event) =>
      this.dispatchEvent(new MessageEvent(name, { data: event.data })));
  }

  addEventListener(name, listener) {
    super.addEventListener(name, listener);
    if (this.heard.has(name)) return;
    this.heard.add(name);
    this.listen(name);
  }

  close() {
    document.removeEventListener("visibilitychange", this.turn);
    this.source.close();
  }
}

// htmx is there first: deferred scripts and modules run in order, and it looks for streams once all have.
htmx.createEventSource = (url) => (url.includes("/conversations/") ? new PausingSource(url) : new EventSource(url));
document.addEventListener("htmx:load", prepare);
document.addEventListener("htmx:sseClose", (event) => {
  if (event.detail.type === "message") document.getElementById("fin-du-direct").hidden = false;
});

// A list replaced under a pointer that is pressed loses the click: it waits until the pointer is let go.
let pressed = false;
let late = null;
function release() {
  pressed = false;
  if (late?.isConnected) htmx.trigger(late, "sse:change");
  late = null;
}
document.addEventListener("pointerdown", () => { pressed = true; }, true);
// The click comes after the release, in the same turn.
for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => setTimeout(release), true);
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!pressed || event.detail.target.id !== "file") return;
  event.detail.shouldSwap = false;
  late = event.detail.target;
});
document.addEventListener("htmx:afterSettle", () => {
  // The button that was used is gone: go on from what is said of it.
  if (document.activeElement === document.body) document.querySelector("[data-focus]")?.focus();
});
prepare();
