// What this tab remembers of its conversation, and what the tabs of a site tell each other.

const SECRET = /^[\w-]{32,64}$/;
const is = (value, pattern) => typeof value === "string" && pattern.test(value);
const list = (value) => (Array.isArray(value) ? value : []);

/** Return a new secret of 43 signs, 215 bits. */
export const random = () =>
  [...crypto.getRandomValues(new Uint8Array(43))].map((byte) => (byte % 32).toString(32)).join("");

/** Return the conversation that a value holds, if it is one: anything of the page may have written it. */
function conversation(value) {
  const { id, token, resume } = value ?? {};
  return is(id, SECRET) && is(token, SECRET) && is(resume, /^https?:/) ? { id, token, resume } : null;
}

function entry(value) {
  const { key, text, warn, state, detail, after, found } = value ?? {};
  if (!is(key, SECRET) || !is(text, /\S/)) return [];
  return [{
    key,
    text,
    warn: warn !== false,
    state: is(state, /^(warned|refused|sent)$/) ? state : "waiting",
    detail: is(detail, /./) ? detail : "",
    found: list(found).filter((one) => is(one, /./)),
    after: Number.isInteger(after) ? after : undefined,
  }];
}

/** The memory of a tab: that of the session, or of the page alone where the browser keeps nothing. */
export class Memory {
  #name;
  #state = {};
  #channel;

  constructor(key) {
    this.#name = `guichet:${key}`;
  }

  /** Return {id, token, resume, unsent}, without the first three before a conversation. */
  read() {
    let state;
    try {
      state = JSON.parse(sessionStorage.getItem(this.#name));
    } catch {
      // Refused, or not ours.
    }
    state ??= this.#state;
    return { ...conversation(state), unsent: list(state.unsent).flatMap(entry) };
  }

  write(state) {
    this.#state = state;
    try {
      if (state.id || state.unsent.length) sessionStorage.setItem(this.#name, JSON.stringify(state));
      else sessionStorage.removeItem(this.#name);
    } catch {
      // No storage, or no room: this page remembers by itself.
    }
  }

  /** Hear what other tabs say, until `close`: {what, …} and a conversation if it holds one. */
  open(hear) {
    try {
      this.#channel = new BroadcastChannel(this.#name);
      this.#channel.onmessage = ({ data }) => hear(data?.what, conversation(data), data ?? {});
    } catch {
      // This tab is alone.
    }
  }

  close() {
    this.#channel?.close();
    this.#channel = null;
  }

  say(what, more) {
    try {
      this.#channel?.postMessage({ what, ...more });
    } catch {
      // Nobody hears.
    }
  }
}
