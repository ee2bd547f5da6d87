// A conversation on the screen: who has it, what is said, what the visitor may do.

import { Refused, Unreachable } from "./api.js";
import { composer } from "./composer.js";
import { data } from "./data.js";
import { make, say } from "./dom.js";
import { closed, intro } from "./intro.js";
import { sends } from "./replies.js";
import { resume } from "./resume.js";
import { thread } from "./thread.js";
import { holder, UNREACHABLE } from "./words.js";

const LOST = "Connexion perdue\u00a0: vos messages partiront dès qu’elle reviendra.";
const ERASED = "Votre conversation est effacée.";

/** Show a conversation that has started; `emit` tells the page what happens in it. */
export function talk(conversation, site, emit) {
  const { field, form, offer, refuse, take } = composer({
    send,
    tell,
    ask(text) {
      if (text) send(text);
      attempt(() => conversation.person());
    },
  });
  const state = make("p", { class: "state", role: "status" });
  const notice = make("p", { class: "notice", role: "status" });
  const messages = thread(conversation, {
    zone: site.zone,
    choose: send,
    reply: (text) => sends(conversation) || send(text),
    resume: () => conversation.resume,
    judge: (...opinion) => attempt(() => conversation.judge(...opinion), "Merci de votre avis."),
    confirm(key) {
      conversation.confirm(key);
      field.focus();
    },
    withdraw: (key) => take(conversation.withdraw(key)),
  });
  const panels = [resume, data].map((panel) => panel(conversation, site, { attempt, tell }));
  const own = make("div", { class: "own row" }, panels);
  let told = "";
  let held = conversation.status?.status;

  function send(text) {
    tell("");
    emit("question");
    conversation.send(text);
  }

  /** Say something of what the visitor just did, until something else happens. */
  function tell(text) {
    told = text;
    update();
  }

  /** Do something that the server or the network may refuse, and say so; return whether it was done. */
  async function attempt(work, done, place) {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
      const why = error.detail || UNREACHABLE;
      if (place) say(place, why);
      else tell(why);
      return false;
    }
    if (done) tell(done);
    return true;
  }

  function change({ detail: { what, message } }) {
    const { status } = conversation;
    if (what === "messages") {
      const { answer, author, name } = message;
      if (answer) emit("answer", { decision: answer.decision });
      if (author === "staff") emit("reply", { name });
      told = "";
    }
    if (status?.status === "open" && held !== "open") emit("handoff", { ...status.handoff });
    held = status?.status;
    if (what === "erased") forget();
    else update();
  }

  /** Begin anew once everything is erased, here or elsewhere. */
  function forget() {
    const within = own.matches(":focus-within");
    messages.clear();
    for (const panel of own.children) panel.open = false;
    tell(ERASED);
    emit("erase");
    if (within) field.focus();
  }

  /** Show how things are. */
  function update() {
    const { status, begun, connected, typing, thinking } = conversation;
    messages.update();
    const idle = site.closed && !begun;
    say(state, idle ? "" : holder(status, site.zone));
    const happening = thinking ? "L’assistant cherche dans les textes…" : typing && `${typing} écrit…`;
    say(notice, connected ? told || happening : LOST);
    own.hidden = !begun;
    offer(status?.status !== "open");
    form.hidden = idle;
  }

  conversation.addEventListener("change", change);
  update();
  const first = site.closed ? closed(site) : intro(site, send);
  return {
    messages,
    refuse,
    send,
    /** All that is shown, from top to bottom. */
    parts: [
      state,
      make("div", { class: "scroll" }, first, messages.parts),
      make("div", { class: "foot" }, messages.newer, notice, form, own),
    ],
  };
}
