// One message of the conversation, as it is read.

import { citation } from "./citation.js";
import { button, make, paragraphs } from "./dom.js";
import { opinion } from "./opinion.js";
import { asks } from "./replies.js";
import { beforeSheet, fiche } from "./sheet.js";
import { spaced, WHO, when } from "./words.js";

/**
 * Make the item of a message. `choose` asks a question that it offers, `reply` answers the one that it asks,
 * `judge` sends an opinion of it; `resume` is the address of the conversation.
 */
export function message(said, { zone, choose, reply, judge, resume }) {
  const { author, name, text, at, answer, citations } = said;
  const path = answer?.path;
  const sheet = answer?.sheet;
  const offered = answer?.suggestions ?? [];
  const quoted = answer?.citations ?? citations ?? [];
  const time = make("time", { dateTime: at, id: `t${said.id}` }, when(at, zone));
  const role = author === "staff" && name && ", de l’équipe";
  const who = make("h3", { tabIndex: -1 }, name || WHO[author], role);
  return make("li", { class: author }, [
    make("div", { class: "row" }, who, time),
    ...(answer ? own(answer) : paragraphs(text, author !== "contact")),
    sheet && fiche(sheet, resume()),
    ...quoted.map((one, index) => [
      index === 1 && answer?.decision === "answer" && make("h4", null, "Autres passages proches"),
      citation(one),
    ]).flat(),
    offered.length > 0 && (path
      ? choices(offered, reply, `${asks(said) ? "Répondez" : "Choisissez"}\u00a0:`, { id: `r${said.id}` })
      : choices(offered, choose)),
    answer && (sheet || answer.decision !== "clarification") && make("p", { class: "quiet" },
      "Réponse d’un programme, sans intervention humaine. Seuls les textes officiels font foi."),
    /assistant|staff/.test(author) && (!path || sheet || quoted.length > 0) && opinion(said, judge),
  ]);
}

/** Make a list of questions or answers, each a button that says it. */
export function choices(questions, choose, title = "Choisissez une question\u00a0:", set = {}) {
  const items = questions.map((text) => make("li", null, button(spaced(text), () => choose(text))));
  return make("div", { class: "choices", ...set }, [
    make("p", null, title), make("ul", { "aria-label": title }, items),
  ]);
}

/** The assistant's paragraphs, less the quotation that stands in full below: as plain_text.own_words. */
export function ownWords({ text, citations = [] }) {
  const shown = citations.flatMap(({ lead, quote }) => [lead ?? "", quote]);
  const end = text.lastIndexOf(" »");
  for (const { index } of text.matchAll(/ « /g)) {
    const pieces = text.slice(index + 3, end).split(" […] ");
    if (end > index && pieces.every((piece) => shown.some((whole) => whole.includes(piece)))) {
      return text.slice(0, index) + text.slice(end + 2);
    }
  }
  return text;
}

function own(answer) {
  const { understood, text, sheet } = answer;
  return [
    understood && make("p", { class: "quiet" }, spaced(`J’ai compris : « ${understood} »`)),
    ...paragraphs(spaced(sheet ? beforeSheet(text, sheet) : ownWords(answer)), true),
  ];
}
