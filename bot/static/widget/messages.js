// One message of the conversation, as it is read.

import { button, link, make, paragraphs } from "./dom.js";
import { opinion } from "./opinion.js";
import { nature, spaced, WHO, when } from "./words.js";

/** Make the item of a message; `choose` asks a question that it offers, `judge` sends an opinion of it. */
export function message(said, { zone, choose, judge }) {
  const { author, name, text, at, answer, citations } = said;
  const quoted = answer?.citations ?? citations ?? [];
  const time = make("time", { dateTime: at, id: `t${said.id}` }, when(at, zone));
  const role = author === "staff" && name && ", de l’équipe";
  const who = make("h3", { tabIndex: -1 }, name || WHO[author], role);
  return make("li", { class: author }, [
    make("div", { class: "row" }, who, time),
    ...(answer ? reply(answer) : paragraphs(text, author !== "contact")),
    answer?.suggestions?.length > 0 && choices(answer.suggestions, choose),
    ...quoted.map((one, index) => [
      index === 1 && answer?.decision === "answer" && make("h4", null, "Autres passages proches"),
      citation(one),
    ]).flat(),
    answer && answer.decision !== "clarification" && make("p", { class: "quiet" },
      "Réponse d’un programme, sans intervention humaine. Seuls les textes officiels font foi."),
    (author === "assistant" || author === "staff") && opinion(said, judge),
  ]);
}

/** Make a list of questions, each a button that asks it. */
export function choices(questions, choose, title = "Choisissez une question\u00a0:") {
  const items = questions.map((text) => make("li", null, button(spaced(text), () => choose(text))));
  return make("div", { class: "choices" }, [
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

function reply(answer) {
  const { understood } = answer;
  return [
    understood && make("p", { class: "quiet" }, spaced(`J’ai compris : « ${understood} »`)),
    ...paragraphs(spaced(ownWords(answer)), true),
  ];
}

function citation(quotation) {
  const { title, location, page, lead, quote, url } = quotation;
  const source = [title, location, page && `page ${page}`].filter(Boolean).join(", ");
  return make("figure", null, [
    make("blockquote", null, lead && make("p", { class: "small" }, lead), paragraphs(quote)),
    make("figcaption", null, [
      make("p", null, make("strong", null, source), nature(quotation)),
      make("p", null, link(url, "Lire dans le texte", source)),
    ]),
  ]);
}
