// What stands before the first message: what the visitor talks to, and what must be known of it.

import { button, link, make, paragraphs } from "./dom.js";
import { choices } from "./messages.js";
import { day, spaced } from "./words.js";

/** Make the first screen of a site; `choose` asks one of its questions. */
export function intro(site, choose) {
  const { authority, documents = [], latest, hours, conversation_days: days, welcome, questions = [] } = site;
  return make("div", { class: "intro" }, [
    ...paragraphs(welcome ?? "", true),
    make("p", null, [
      "Posez votre question avec vos mots. ",
      make("strong", null, "Vous écrivez à un programme, pas à une personne."),
      " Il cherche la réponse dans les textes officiels",
      latest && `, publiés jusqu’au ${day(latest, "UTC")},`,
      " et les cite mot pour mot. ",
      "Quand il ne l’a pas, ou si vous le demandez, une personne de l’équipe",
      authority && ` (${authority})`,
      " répond",
      hours && ` ${hours}`,
      ".",
    ]),
    make("p", { class: "care" }, [
      "Ne donnez aucune information personnelle\u00a0: ni nom, ni adresse, ni numéro de dossier.",
    ]),
    ...paragraphs(spaced(site.deadline ?? "")),
    site.path && make("p", null, button(site.path, () => choose(site.path), { class: "main" })),
    questions.length > 0 && choices(questions, choose, "Exemples de questions"),
    documents.length > 0 && make("details", null, [
      make("summary", null, "Les textes que l’assistant connaît"),
      make("ul", null, documents.map(({ title, url }) => make("li", null, link(url, title)))),
    ]),
    make("p", { class: "quiet" }, [
      `Votre conversation est gardée ${days}\u00a0jours après le dernier message, puis effacée. `,
      "L’équipe du service peut la lire. Vous pouvez l’effacer à tout moment. ",
      "Pour la retrouver de page en page, votre navigateur garde sa clé et ce qui n’est pas encore parti ",
      "jusqu’à la fermeture de l’onglet (stockage de session)\u00a0; aucun cookie n’est déposé.",
    ]),
    make("p", { class: "row quiet" }, [
      link(site.notices_url, "Mentions et données personnelles"),
      link(site.accessibility_url, "Accessibilité"),
      link(site.chat_url, "Ouvrir en pleine page"),
    ]),
  ]);
}

/** Make what is shown of a site that takes no conversation now. */
export const closed = (site) => make("div", { class: "intro" }, paragraphs(site.closed, true));

/** Make what is shown when nothing can be: why, and where else to go. */
export function failed(why, href, again) {
  return make("div", { class: "intro" }, [
    make("p", { role: "alert" }, why),
    make("p", { class: "row" }, [
      button("Réessayer", again, { class: "main" }),
      link(href, "Ouvrir en pleine page"),
    ]),
  ]);
}
