// The events of a conversation as they happen, over whatever network there is.
import { bearer, DISCREET, gone, read } from "./api.js";

const SILENCE = 40e3;
const HEARTBEAT = 20e3;

/** Milliseconds before another try: more after each failure, never less than the seconds `asked`. */
export const pauseAfter = (failures, asked) =>
  Math.max(Math.min(1e3 * 2 ** failures, 3e4) * (0.5 + Math.random() / 2), asked * 1e3);

/** Call `wake` whenever the page is seen again, or with true when the network is back; return what ends it. */
export function onWake(wake) {
  const seen = () => document.hidden || wake(false);
  return onPage({ online: () => wake(true), pageshow: seen, visibilitychange: seen });
}

/** Call what is named after each event of the page when it happens; return what ends it. */
export function onPage(does) {
  const all = Object.entries(does);
  for (const one of all) addEventListener(...one);
  return () => all.forEach((one) => removeEventListener(...one));
}

/** Return what takes in the text of a stream, piece by piece, and tells of each event, its data on one line. */
export function parser(tell) {
  let rest = "";
  let event = {};
  return (text) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop();
    for (const line of lines) {
      const [, name, value] = /^(\w*):? ?(.*)/s.exec(line);
      if (name) event[name] = value;
      else if (!line) {
        if (event.data) tell(event.event, event.data);
        event = {};
      }
    }
  };
}

/**
 * Follow the events of one's `own` conversation from the event `after()` on, until what is returned is called.
 * `on` is told: event(type, data), open(), lost() when it cannot be had, deaf() when nothing is heard although
 * the server answers, gone() for good.
 */
export function listen(url, own, after, on) {
  let stopped = false;
  let hurried = false;
  let failures = 0;
  let heard = 0; // when, while a line is open
  let line;
  let wakeUp;

  async function hear(alive) {
    const headers = { ...bearer(own), "Last-Event-ID": after() };
    const answer = await fetch(url, { ...DISCREET, headers, signal: line.signal });
    // What is no stream says why.
    if (!answer.headers.get("Content-Type")?.startsWith("text/event-stream")) await read(answer);
    const began = (heard = Date.now());
    let silent = true;
    const reader = answer.body.getReader();
    const decoder = new TextDecoder();
    const take = parser(on.event);
    on.open();
    try {
      for (let piece = await reader.read(); !piece.done && !stopped; piece = await reader.read()) {
        alive();
        silent = false;
        heard = Date.now();
        if (heard - began > HEARTBEAT) failures = 0;
        take(decoder.decode(piece.value, { stream: true }));
      }
    } finally {
      if (silent && !stopped && !hurried) on.deaf();
    }
  }

  /** Hold one line for as long as it lasts; return the seconds that the server asks to wait. */
  async function hold() {
    let dead;
    const alive = () => {
      clearTimeout(dead);
      dead = setTimeout(() => line.abort(), SILENCE);
    };
    line = new AbortController();
    alive();
    try {
      await hear(alive);
    } catch (error) {
      if (stopped || hurried) return 0;
      if (gone(error)) {
        stop();
        on.gone();
      } else if (error.status === 429) {
        on.deaf();
      } else if (!heard) {
        on.lost();
      }
      return error.retryAfter ?? 0;
    } finally {
      clearTimeout(dead);
      line.abort();
      heard = 0;
    }
    return 0;
  }

  async function run() {
    while (!stopped) {
      hurried = false;
      const wait = await hold();
      if (stopped || hurried) continue;
      await new Promise((done) => {
        wakeUp = done;
        setTimeout(done, pauseAfter(failures++, wait));
      });
      wakeUp = null;
    }
  }

  const sleep = onWake((back) => {
    if (wakeUp) wakeUp();
    else if (back || (heard && Date.now() - heard > HEARTBEAT)) {
      hurried = true;
      line.abort();
    }
  });

  function stop() {
    stopped = true;
    sleep();
    line.abort();
    wakeUp?.();
  }

  run();
  return stop;
}
