// What is said in one conversation: each message once and in order, whatever the network does.
import { gone, Refused, Unreachable } from "./api.js";
import { random } from "./memory.js";
import { listen, onPage, onWake, pauseAfter } from "./stream.js";
import { Unsent } from "./unsent.js";

const OTHER_TABS = 200; // milliseconds that they have to answer
const TYPING = 6e3;
const FAILURES = 5;
const GONE = "Cette conversation a été effacée. Votre message n’est pas parti.";
const LONGEST = 5e4; // characters, more than the server takes: it says so

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const number = (message) => Number(message?.id ?? 0);
const alike = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** Dispatches "change" events: what changed, and the message if that is one. */
export class Conversation extends EventTarget {
  messages = [];
  status = null;
  typing = "";
  connected = true;

  #api;
  #memory;
  #own = null; // {id, token, resume}
  #unsent = new Unsent();
  #turn = Promise.resolve();
  #stops = [];
  #joined = () => {}; // told when another tab has a conversation
  #unfollow = null;
  #stopped = false;
  #sending = false;
  #told = 0; // statuses that the stream told
  #heard = 0; // the last message before which none is missing
  #asked = 0; // the last message that this tab sent
  #tries = 0;
  #notBefore = 0;
  #later = 0;
  #quiet = 0;
  #personKey = "";

  constructor(api, memory) {
    super();
    this.#api = api;
    this.#memory = memory;
  }

  get begun() {
    return this.#own !== null;
  }

  get resume() {
    return this.#own?.resume ?? "";
  }

  get unsent() {
    return this.#unsent.shown;
  }

  /** Whether the assistant has still to reply to what was sent here. */
  get thinking() {
    if (this.status?.status === "open") return false;
    const last = this.messages.at(-1);
    const waits = last?.author === "contact" && (this.#unsent.has("sent") || number(last) === this.#asked);
    return waits || this.#unsent.has("sending");
  }

  /** Take up what this tab, or another of the same site, has; then listen. To be called first. */
  async start() {
    const { unsent, ...own } = this.#memory.read();
    this.#unsent.list = unsent;
    this.#listenToPage();
    await this.#inTurn(() => (own.id ? this.#join(own) : this.#askOtherTabs()));
    this.#change("unsent");
    this.#send();
  }

  /** Keep a text, and send it as soon as can be, after those before it. */
  send(text) {
    const said = text.trim().slice(0, LONGEST);
    if (!said) return;
    this.#unsent.add(said);
    this.#keep();
    this.#send();
  }

  /** Send a message although it seems to hold personal data. */
  confirm(key) {
    const one = this.#unsent.list.find((each) => each.key === key && each.state === "warned");
    if (!one) return;
    Object.assign(one, { warn: false, state: "sending", found: [] });
    this.#keep();
    this.#send();
  }

  /** Take back a message that is not being sent for the first time; return its text, "" if it has left. */
  withdraw(key) {
    const one = this.#unsent.take(key, ["warned", "refused", "waiting"]);
    this.#keep();
    this.#send();
    return one?.text ?? "";
  }

  /** Ask for someone of the staff, in a conversation that begins if there is none. */
  person() {
    return this.#inTurn(async () => {
      this.#personKey ||= random();
      if (!this.begun) {
        // The message on its way may have begun one.
        if (this.#unsent.doubtful) throw new Unreachable();
        const begun = await this.#api.begin(null, this.#personKey, false);
        if (!this.begun) this.#begun(begun);
      }
      const told = this.#told;
      this.#tell(await this.#mine((own) => this.#api.person(own, this.#personKey)), told);
      this.#personKey = "";
      await this.#read();
    });
  }

  async judge(id, useful, reason = null) {
    const why = useful ? null : reason;
    await this.#mine((own) => this.#api.judge(own, id, useful, why));
    this.#opinion(this.messages.find((one) => one.id === id), { useful, reason: why });
    this.#memory.say("judged", { id: this.#own?.id });
  }

  email(address) {
    return this.#mine((own) => this.#api.email(own, address));
  }

  data() {
    return this.#mine((own) => this.#api.export(own));
  }

  /** Erase the conversation on the server, here, and in the other tabs. */
  erase() {
    return this.#inTurn(async () => {
      const own = this.#own;
      if (own) {
        await this.#api.erase(own).catch((error) => {
          if (!gone(error)) throw error;
        });
        this.#memory.say("gone", { id: own.id });
      }
      this.#forget();
    });
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#later);
    clearTimeout(this.#quiet);
    this.#pause();
    this.#stops.forEach((stop) => stop());
    this.#memory.close();
  }

  // The page and the other tabs

  #listenToPage() {
    const hear = (what, own, said) => this.#hear(what, own, said);
    this.#memory.open(hear);
    this.#stops.push(onPage({
      // A page that is left holds nothing open, so that the browser may keep it for the way back.
      pagehide: () => {
        this.#pause();
        this.#memory.close();
      },
      pageshow: ({ persisted }) => {
        if (!persisted) return;
        this.#memory.open(hear);
        this.#resume();
      },
      offline: () => this.#unfollow && this.#reach(false),
    }));
    this.#stops.push(onWake(() => this.#wake()));
  }

  #askOtherTabs() {
    this.#memory.say("who");
    const joined = new Promise((done) => (this.#joined = done));
    return Promise.race([joined, pause(OTHER_TABS)]);
  }

  #wake() {
    if (this.#own && !this.#unfollow) this.#follow();
    // A hidden tab may leave its place on the server to the one that is seen.
    if (this.#own) this.#memory.say("front", { id: this.#own.id });
    this.#tries = 0;
    this.#send();
  }

  /** Go on as the pages visited since have left things. */
  #resume() {
    const { unsent, ...own } = this.#memory.read();
    const mine = new Map(this.#unsent.list.map((one) => [one.key, one]));
    this.#unsent.list = unsent.map((one) => mine.get(one.key) ?? one);
    if (own.id && own.id !== this.#own?.id) {
      this.#clear();
      this.#change("erased");
    }
    if (own.id) this.#join(own);
    this.#change("unsent");
    this.#send();
  }

  #hear(what, own, said) {
    const same = this.begun && said.id === this.#own.id;
    if (what === "who" && this.begun) this.#memory.say("here", this.#own);
    // The answer that is awaited may be another conversation.
    else if (what === "here" && own && !this.begun && !this.#unsent.doubtful) this.#joined(this.#join(own));
    else if (what === "gone" && same) this.#forget();
    else if (what === "judged" && same) this.#read();
    else if (what === "front" && same && document.hidden) this.#pause();
  }

  // The conversation

  /** Make a conversation that is there that of this tab. */
  async #join(own) {
    this.#own = own;
    this.#keep();
    await this.#read();
    if (this.#own !== own) return;
    this.#follow();
    this.#send();
  }

  /** Take in a conversation that has just begun. */
  #begun({ id, token, resume_url: resume, messages, ...status }) {
    this.#own = { id, token, resume };
    this.#keep();
    this.#add(messages);
    this.#heard = number(messages.at(-1));
    this.#tell(status, this.#told);
    this.#memory.say("here", this.#own);
    this.#follow();
  }

  async #read() {
    const [own, told] = [this.#own, this.#told];
    const answer = await this.#mine(() => this.#api.read(own)).catch(() => null);
    if (!answer || own !== this.#own) return;
    this.#add(answer.messages);
    this.#heard = Math.max(this.#heard, number(answer.messages.at(-1)));
    this.#tell(answer, told);
  }

  #follow() {
    this.#pause();
    if (this.#stopped) return;
    this.#unfollow = listen(`${this.#api.of(this.#own)}/events`, this.#own, () => this.#after(), {
      event: (kind, data) => this.#happened(kind, JSON.parse(data)),
      open: () => {
        this.#reach(true);
        this.#send();
      },
      lost: () => this.#reach(false),
      deaf: () => this.#read(),
      gone: () => this.#forget(GONE),
    });
  }

  #pause() {
    this.#unfollow?.();
    this.#unfollow = null;
  }

  /** The event to follow from: before the visitor's last message, after which the status is always told. */
  #after() {
    const own = this.messages.filter((one) => one.author === "contact" && number(one) <= this.#heard);
    return Math.max(number(own.at(-1)) - 1, 0);
  }

  #happened(kind, said) {
    if (kind === "message") {
      this.#heard = Math.max(this.#heard, number(said));
      this.#add([said]);
    } else if (kind === "status") {
      this.#tell(said, this.#told);
      this.#told++;
    } else if (kind === "typing") {
      this.#type(said.name);
    }
  }

  #add(messages) {
    const fresh = [];
    let settled = false;
    for (const said of messages) {
      const known = this.messages.find((one) => one.id === said.id);
      if (known) {
        if (said.feedback) this.#opinion(known, said.feedback);
        continue;
      }
      this.messages.splice(this.messages.filter((one) => number(one) < number(said)).length, 0, said);
      if (said.author === "contact") settled = this.#unsent.settle(number(said), said.text) || settled;
      if (said.author === "staff") this.#type("");
      fresh.push(said);
    }
    if (settled) this.#keep();
    for (const message of fresh) this.#change("messages", { message });
  }

  #opinion(message, feedback) {
    if (!message || alike(message.feedback, feedback)) return;
    message.feedback = feedback;
    this.#change("feedback", { message });
  }

  /** Take in who has the conversation, unless the stream has told something newer since `told`. */
  #tell({ status, handoff, staff }, told) {
    if (told !== this.#told || alike(this.status, { status, handoff, staff })) return;
    this.status = { status, handoff, staff };
    this.#change("status");
  }

  #type(name) {
    clearTimeout(this.#quiet);
    if (name) this.#quiet = setTimeout(() => this.#type(""), TYPING);
    if (this.typing === name) return;
    this.typing = name;
    this.#change("typing");
  }

  #reach(connected) {
    if (this.connected === connected) return;
    this.connected = connected;
    this.#change("connection");
  }

  /** Ask something of the conversation, which may turn out to be gone. */
  async #mine(ask) {
    const own = this.#own;
    if (!own) throw new Unreachable();
    try {
      return await ask(own);
    } catch (error) {
      if (gone(error) && own === this.#own) this.#forget(GONE);
      throw error;
    }
  }

  /** Forget the conversation; what is unsent too, unless `detail` says why it did not leave. */
  #forget(detail) {
    this.#clear();
    if (detail) this.#unsent.refuse(detail);
    else this.#unsent.list = [];
    this.#keep();
    this.#reach(true);
    this.#change("erased");
  }

  #clear() {
    this.#pause();
    this.#type("");
    this.#own = this.status = null;
    this.messages = [];
    this.#heard = this.#asked = 0;
    this.#personKey = "";
  }

  // What is to be sent

  /** Send what waits, one after the other, until one must be tried again later. */
  async #send() {
    if (this.#sending || this.#stopped) return;
    this.#sending = true;
    clearTimeout(this.#later);
    let wait = Math.max(this.#notBefore - Date.now(), 0);
    try {
      while (!wait && !this.#stopped && this.#unsent.next) wait = await this.#inTurn(() => this.#deliver());
    } finally {
      this.#sending = false;
    }
    if (wait && !this.#stopped) this.#later = setTimeout(() => this.#send(), wait);
  }

  /** Send the next one; return the milliseconds to wait before another try, 0 if there is no need for one. */
  async #deliver() {
    const [one, own, told] = [this.#unsent.next, this.#own, this.#told];
    if (!one) return 0;
    if (one.after === undefined) {
      one.after = number(this.messages.at(-1));
      one.state = "sending";
      this.#keep();
    }
    const { text, key, warn } = one;
    try {
      const answer = await (own ? this.#api.post(own, text, key, warn) : this.#api.begin(text, key, warn));
      this.#tries = 0;
      if (own === this.#own) this.#sent(one, answer, own, told);
      return 0;
    } catch (error) {
      return own === this.#own ? this.#failed(one, error) : 0;
    }
  }

  #sent(one, answer, own, told) {
    this.#unsent.take(one.key);
    if (own) {
      const said = [answer.message, answer.reply].filter(Boolean);
      this.#asked = number(answer.message);
      this.#add(said);
      this.#tell(answer, told);
      if (!this.connected) this.#follow();
    } else {
      this.#asked = number(answer.messages.at(-1));
      this.#begun(answer);
      this.#reach(true);
    }
    this.#keep();
  }

  #failed(one, error) {
    const { status = 0, detail = "", retryAfter = 0, personalData = [] } = error;
    one.failures = (one.failures ?? 0) + (status === 500);
    if (this.#own && gone(error)) {
      this.#forget(GONE);
    } else if ((error instanceof Refused && status !== 429) || one.failures >= FAILURES) {
      if (!this.#own) this.#reach(true);
      if (one.state === "sent") this.#unsent.take(one.key);
      const state = personalData.length ? "warned" : "refused";
      Object.assign(one, { state, detail, found: personalData });
    } else {
      if (one.state !== "sent") Object.assign(one, { state: "waiting", detail });
      if (!status) this.#reach(false);
      this.#notBefore = Date.now() + retryAfter * 1e3;
      this.#keep();
      return pauseAfter(this.#tries++, retryAfter);
    }
    this.#keep();
    return 0;
  }

  // Plumbing

  /** Do one thing after the other. */
  #inTurn(work) {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }

  #keep() {
    this.#memory.write({ ...this.#own, unsent: this.#unsent.list });
    this.#change("unsent");
  }

  #change(what, more) {
    this.dispatchEvent(new CustomEvent("change", { detail: { what, ...more } }));
  }
}
