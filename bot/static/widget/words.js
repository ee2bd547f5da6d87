// The French of values: texts, dates, who speaks, who has the conversation.

export const WHO = {
  contact: "Vous",
  assistant: "L’assistant automatique",
  staff: "L’équipe",
  system: "Information",
};
export const UNREACHABLE = "Le service ne répond pas à cette page. Vérifiez votre connexion, puis réessayez.";
export const REASONS = {
  wrong: "La réponse est fausse",
  incomplete: "Il manque quelque chose",
  unclear: "La réponse n’est pas claire",
  off_topic: "Ce n’était pas ma question",
  other: "Autre raison",
};
const CAUTIONS = {
  draft: "projet, pas en vigueur",
  superseded: "remplacé par un autre texte",
  withdrawn: "retiré",
  summary: "synthèse, pas un texte officiel",
};

/** Say of when a text is, and what to beware of, after its name. */
export function nature({ kind, status, published }) {
  const said = [published && day(published, "UTC"), CAUTIONS[status] ?? CAUTIONS[kind]];
  return said.map((one) => one && `, ${one}`);
}

/** Keep punctuation on the line of its word, as labels.spaced does. */
export const spaced = (text) => text.replace(/ (?=[?!:;»])/g, "\u00a0").replace(/« /g, "«\u00a0");

/** Write a day: « 1er octobre 2026 ». */
export function day(at, timeZone) {
  const said = parts(at, timeZone);
  return `${date(said)} ${said.year}`;
}

/** Write when something was said, without the day if it is today. */
export function when(at, timeZone) {
  const today = day(at, timeZone) === day(Date.now(), timeZone);
  return (today ? "" : `${day(at, timeZone)} à `) + clock(parts(at, timeZone));
}

/** Say who has the conversation, and until when they promise to answer. */
export function holder(held, timeZone) {
  const { status, staff, handoff } = held ?? {};
  if (status === "resolved") return "Cette conversation est terminée. Écrivez un message pour la rouvrir.";
  if (status !== "open") return "L’assistant automatique vous répond.";
  const who = staff ? `${staff} vous répond.` : "En attente d’une personne de l’équipe.";
  const promised = handoff?.promised_at;
  if (!promised) return who;
  const said = parts(promised, timeZone);
  const before = `avant ${said.weekday} ${date(said)} à ${clock(said)}`;
  if (Date.parse(promised) > Date.now()) return `${who} Réponse ${before}.`;
  return `${who} La réponse devait arriver ${before}\u00a0: elle est en retard, et reste attendue.`;
}

const clock = ({ hour, minute }) => `${+hour}\u00a0h` + (minute === "00" ? "" : `\u00a0${minute}`);
const date = ({ day, month }) => `${day === "1" ? "1er" : day}\u00a0${month}`;

function parts(at, timeZone) {
  const long = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
  const format = new Intl.DateTimeFormat("fr", { ...long, hour: "numeric", minute: "2-digit", timeZone });
  return Object.fromEntries(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
}
