// The widget: what a page may ask of it.

import { Api, Refused, Unreachable } from "./api.js";
import { composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { button, make } from "./dom.js";
import { colour, dress, frame } from "./frame.js";
import { closed, failed, intro } from "./intro.js";
import { Memory } from "./memory.js";
import { talk } from "./talk.js";
import { holder, UNREACHABLE } from "./words.js";

const TITLE = "Poser une question";
const FRENCH = { lang: "fr", dir: "ltr" };
const header = (...inside) => make("div", { class: "header" }, ...inside);

/** Make the chat of a site; it asks for nothing before it is opened. */
export function create({ address, key, link, emit }) {
  const api = new Api(address, key);
  const title = make("h2", { id: "titre", tabIndex: -1 }, TITLE);
  const body = make("div", { class: "body" });
  const panel = make("dialog", { ...FRENCH, class: "panel", "aria-labelledby": "titre" }, [
    header(title, button("Fermer", close)), body,
  ]);
  const box = frame(panel, title, close);
  let ready;
  let shown;

  function open(from = link) {
    const was = box.shown;
    box.open(from);
    if (!was) emit("open");
    shown?.messages.reveal();
    return ready ??= load();
  }

  function close() {
    if (!box.shown) return;
    box.close();
    emit("close");
  }

  async function load() {
    body.replaceChildren(make("p", { class: "notice", role: "status" }, "Chargement…"));
    try {
      const site = await api.site();
      const conversation = new Conversation(api, new Memory(key));
      await conversation.start();
      show(site, conversation);
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
      fail(error.detail || UNREACHABLE);
    }
  }

  function show(site, conversation) {
    title.textContent = site.call || TITLE;
    colour(panel, site);
    shown = talk(conversation, site, emit);
    panel.onpaste = panel.ondragover = panel.ondrop = shown.refuse;
    panel.addEventListener("scroll", shown.messages.seen, { capture: true, passive: true });
    body.replaceChildren(...shown.parts);
    shown.messages.last();
  }

  function fail(why) {
    ready = null;
    body.replaceChildren(failed(why, `${address}/chat?site=${encodeURIComponent(key)}`, () => {
      title.focus();
      ready = load();
    }));
  }

  return { open: (from) => void open(from), close, ask: (text) => open().then(() => shown?.send(text)) };
}

/** Show the first screen of a site inside a container; return what shows it anew. */
export function preview(container, site) {
  const panel = make("div", { ...FRENCH, class: "panel preview", inert: true });
  const host = make("div", { "data-preview": "" });
  const update = (now) => {
    const shown = now.closed ? [closed(now)] : [intro(now), composer().form];
    panel.replaceChildren(
      header(make("h2", null, now.call || TITLE)),
      make("p", { class: "state" }, now.closed ? "" : holder()),
      ...shown,
    );
    colour(panel, now);
  };
  dress(host, panel);
  container.replaceChildren(host);
  update(site);
  return update;
}
