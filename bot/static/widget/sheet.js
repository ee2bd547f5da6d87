// A sheet: how each criterion stands and what that rests on, then what there is to do. No word on the whole.

import { citation } from "./citation.js";
import { link, make, paragraphs } from "./dom.js";
import { spaced } from "./words.js";

const MARKS = { met: "✓", not_met: "✗", not_stated: "?", staff: "◆", open: "…" };
const OURS = "Pour le remplir (notre indication, pas un texte officiel) : ";

/** Make a sheet; `conversation` is the address of the conversation, "" if it is not known. */
export function fiche(sheet, conversation) {
  const { criteria = [], steps = [], pieces = [], deadline, decision, decided = [] } = sheet;
  const those = (draft) => criteria.filter((one) => !!one.draft === draft).map(criterion);
  return make("div", { class: "sheet" }, [
    ...paragraphs(spaced(deadline ?? "")),
    ...section("Critères", those(false)),
    ...section("Textes en projet, pas en vigueur", those(true)),
    ...section("Qui décide", decision || decided.length ? [block("", [decision], decided)] : []),
    ...section("Étapes", steps.map(step)),
    ...section("Pièces à fournir", pieces.map(piece)),
    conversation && make("p", null, link(`${conversation}/fiche`, "Modifier ou imprimer ma fiche")),
  ]);
}

/** What a reply says before it sums up its sheet, line by line, for who only reads text. */
export function beforeSheet(text, { criteria = [] }) {
  const lines = text.split("\n");
  const sums = lines.findIndex((line) => criteria.some(({ label }) => label && line.startsWith(label)));
  return lines.slice(0, sums < 0 ? lines.length : sums).join("\n");
}

const section = (title, items) => (items.length ? [make("h4", null, title), make("ul", null, items)] : []);

function criterion({ name, outcome, label, because = [], note, to_meet: help, citations }) {
  const mark = make("span", { "aria-hidden": "true" }, `${MARKS[outcome] ?? "•"} `);
  const answers = because.map(({ ask, said }) => `Votre réponse à « ${ask} » : ${said}`);
  const stands = make("p", null, mark, make("strong", null, label ?? ""));
  return block(name, [stands, ...answers, note, help && OURS + help], citations);
}

const step = ({ name, who, when, past, pieces = [], note, citations }) => block(name, [
  when,
  past && "Étape passée",
  who,
  pieces.length > 0 && `À fournir : ${pieces.join(", ")}`,
  note,
], citations);

const piece = ({ name, who, help, note, done, citations }) =>
  block(name, [done && "✓ Prête, d’après vous", who, help, note], citations);

/** Make an item: its name, what is said of it, and what the texts say, folded. */
const block = (name, lines, citations = []) => make("li", null, [
  name && make("p", null, make("strong", null, spaced(name))),
  ...lines.filter(Boolean).flatMap((line) => (line.tagName ? line : paragraphs(spaced(line)))),
  citations.length > 0 && make("details", null, [
    make("summary", null, "Ce que disent les textes", make("span", { class: "sr" }, name && `\u00a0: ${name}`)),
    ...citations.map(citation),
  ]),
]);
