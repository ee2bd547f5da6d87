// The requests of a conversation to the server, and the two ways in which they fail.

const PATIENCE = 15e3;

class Failure extends Error {
  constructor(status = 0, said = {}, retryAfter = 0) {
    super(said.detail);
    const { detail = "", personal_data: personalData = [] } = said;
    Object.assign(this, { status, detail, personalData, retryAfter });
  }
}

/** The server said no, and says why. */
export class Refused extends Failure {}

/** Whether a failure says that the conversation is not there any more, or not ours. */
export const gone = (error) => error instanceof Refused && /401|404/.test(error.status);

/** No answer, or none of ours: the network, a server that stops, a portal. It may have been heard. */
export class Unreachable extends Failure {}

/** The interface of one site. */
export class Api {
  #key;
  #base;

  constructor(address, key) {
    this.#key = key;
    this.#base = `${address}/api/v1/`;
  }

  site() {
    return this.#ask("GET", `sites/${encodeURIComponent(this.#key)}`);
  }

  begin(text, key, warn) {
    return this.#ask("POST", "conversations", { key, body: { site: this.#key, text, warn } });
  }

  post(c, text, key, warn) {
    return this.#ask("POST", "/messages", { c, key, body: { text, warn } });
  }

  read(c) {
    return this.#ask("GET", "", { c });
  }

  person(c, key) {
    return this.#ask("POST", "/handoff", { c, key });
  }

  judge(c, id, useful, reason) {
    return this.#ask("POST", `/messages/${id}/feedback`, { c, body: { useful, reason } });
  }

  email(c, email) {
    return email === null
      ? this.#ask("DELETE", "/email", { c })
      : this.#ask("PUT", "/email", { c, body: { email } });
  }

  export(c) {
    return this.#ask("GET", "/export", { c });
  }

  erase(c) {
    return this.#ask("DELETE", "", { c });
  }

  /** The address of a conversation. */
  of(c) {
    return `${this.#base}conversations/${c.id}`;
  }

  async #ask(method, path, { c, body, key } = {}) {
    const headers = c ? bearer(c) : {};
    if (key) headers["Idempotency-Key"] = key;
    if (body) headers["Content-Type"] = "application/json";
    const stopper = new AbortController();
    const timer = setTimeout(() => stopper.abort(), PATIENCE);
    try {
      const text = body && JSON.stringify(body);
      // A message on its way outlives a page that is closed; browsers allow that up to 64 KiB.
      const keepalive = method === "POST" && !(text?.length > 2e4);
      const asked = { ...DISCREET, method, headers, body: text, keepalive, signal: stopper.signal };
      return await read(await fetch((c ? this.of(c) : this.#base) + path, asked));
    } catch (error) {
      throw error instanceof Failure ? error : new Unreachable();
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Return the header that opens a conversation. */
export const bearer = ({ token }) => ({ Authorization: `Bearer ${token}` });

/** No cookie, nothing kept, nothing told of the page. */
export const DISCREET = { credentials: "omit", cache: "no-store", referrerPolicy: "strict-origin" };

/** Return what the server answered; what is not written as it writes comes from something in between. */
export async function read(answer) {
  if (answer.status === 204) return null;
  const kind = answer.headers.get("Content-Type") ?? "";
  if (answer.ok && kind.startsWith("application/json")) return answer.json();
  const said = kind.startsWith("application/problem+json") ? await answer.json() : undefined;
  throw new (said && answer.status < 500 ? Refused : Unreachable)(
    answer.status, said, Number(answer.headers.get("Retry-After")) || 0,
  );
}
