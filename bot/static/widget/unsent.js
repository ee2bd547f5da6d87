// What the visitor wrote and the server has not confirmed yet, in order.
import { random } from "./memory.js";

const SENDABLE = ["sending", "waiting", "sent"];
const bare = (text) => text.replace(/[\s\0-\x1f\x85]/g, "");

/**
 * Entries {key, text, warn, state, detail, found, after}. `after` is the last message that was there at the
 * first try: from then on the server may have kept the text, although no answer says so. Once it is seen among
 * the messages its state is "sent": it is not shown any more, and sent again until the server confirms its key.
 */
export class Unsent {
  constructor(list = []) {
    this.list = list;
  }

  get shown() {
    return this.list.filter(({ state }) => state !== "sent");
  }

  /** The one to send now; the others wait for it. */
  get next() {
    return this.list.find(({ state }) => SENDABLE.includes(state));
  }

  /** Whether the server may have kept one of them. */
  get doubtful() {
    return this.list.some(({ after, state }) => after !== undefined && SENDABLE.includes(state));
  }

  has(state) {
    return this.list.some((one) => one.state === state);
  }

  add(text) {
    const waits = this.has("waiting") ? "waiting" : "sending";
    this.list.push({ key: random(), text, warn: true, state: waits });
  }

  /** Take an entry out, if it is there and `states` hold its own; return it. */
  take(key, states = null) {
    const one = this.list.find((each) => each.key === key && (states?.includes(each.state) ?? true));
    this.list = this.list.filter((each) => each !== one);
    return one;
  }

  /** Mark the entry that a message of the visitor is, if it is one; return whether it is. */
  settle(id, text) {
    const one = this.list.find((each) =>
      id > each.after && !/sent|warned/.test(each.state) && bare(each.text) === bare(text));
    if (one?.state === "refused") this.take(one.key);
    else if (one) one.state = "sent";
    return !!one;
  }

  /** Have all of them taken back, since there is nowhere to send them. */
  refuse(detail) {
    this.list = this.shown;
    for (const one of this.list) Object.assign(one, { state: "refused", detail, after: undefined });
  }
}
