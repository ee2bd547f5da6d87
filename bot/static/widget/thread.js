// The messages, and where the reader is among them.

import { button, make, paragraphs } from "./dom.js";
import { message } from "./messages.js";
import { settle } from "./replies.js";
import { WHO } from "./words.js";

const NEAR = 40; // pixels

/** Show what was said, each message once, then what is on its way. */
export function thread(conversation, tools) {
  const list = make("ol");
  const unsent = make("ul", { class: "unsent", "aria-label": "Messages qui ne sont pas encore partis" });
  const end = make("div");
  const newer = button("Nouveau message", () => reveal(true), { class: "newer", hidden: true });
  const shown = new Set();
  let first; // of the messages that the reader has not seen

  /** Add what is new; what is there stays, but for answers to a question that is past. */
  function update() {
    const stays = atEnd();
    conversation.messages.forEach((said, index) => {
      if (shown.has(said.id)) return;
      const item = message(said, tools);
      list.insertBefore(item, list.children[index] ?? null);
      shown.add(said.id);
      first ??= item;
    });
    settle(list, conversation);
    const sends = wait();
    if (sends) end.scrollIntoView({ block: "nearest" });
    if (stays || sends || first?.className === "contact") reveal();
    newer.hidden = !first;
  }

  /** Show what is new from its beginning, or to its end if all of it can be seen. */
  function reveal(focuses) {
    const item = first;
    first = null;
    newer.hidden = true;
    item?.scrollIntoView({ block: item.nextSibling ? "start" : "nearest" });
    if (focuses) item.querySelector("h3").focus({ preventScroll: true });
  }

  const atEnd = () => bottom(end) <= Math.min(bottom(end.parentNode), innerHeight) + NEAR;

  /** Show what is on its way; return whether there is something that was not. */
  function wait() {
    const entries = conversation.unsent;
    const fresh = new Map(entries.map((one) => [one.key + one.state, one]));
    for (const item of [...unsent.children]) if (!fresh.delete(item.dataset.is)) item.remove();
    for (const one of fresh.values()) {
      unsent.insertBefore(waiting(one, tools), unsent.children[entries.indexOf(one)] ?? null);
    }
    return fresh.size > 0;
  }

  return {
    parts: [make("div", { role: "log", "aria-label": "Conversation" }, list), unsent, end],
    newer,
    update,
    reveal,
    /** Note that the reader came to the end. */
    seen: () => first && atEnd() && reveal(),
    /** Go to the last message. */
    last: () => list.lastChild?.scrollIntoView({ block: "nearest" }),
    clear() {
      list.replaceChildren();
      shown.clear();
      first = null;
    },
  };
}

const bottom = (element) => element?.getBoundingClientRect().bottom ?? 0;

function waiting({ key, text, state, detail, found }, { confirm, withdraw }) {
  const said = {
    sending: () => quiet("Envoi…"),
    waiting: () => quiet("En attente de la connexion."),
    refused: () => make("p", { class: "error", role: "alert" }, detail),
    warned: () => make("div", { class: "care", role: "alert" }, [
      make("p", null, `Votre message semble contenir ${found.join(" et ")}.`),
      make("p", null, [
        "Il n’a été ni gardé ni transmis à l’équipe. ",
        "Retirez ce qui n’est pas nécessaire, ou envoyez-le quand même\u00a0: il sera alors gardé.",
      ]),
    ]),
  };
  return make("li", { class: "contact", "data-is": key + state }, [
    make("strong", null, WHO.contact),
    ...paragraphs(text),
    said[state](),
    state !== "sending" && make("p", { class: "row" }, [
      button("Modifier", () => withdraw(key)),
      state === "warned" && button("Envoyer quand même", () => confirm(key)),
    ]),
  ]);
}

const quiet = (said) => make("p", { class: "quiet" }, said);
