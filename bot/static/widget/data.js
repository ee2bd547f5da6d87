// What is kept of the visitor: seen, taken away, erased.

import { button, make } from "./dom.js";
import { day } from "./words.js";

/** Make the panel. */
export function data(conversation, { conversation_days: days, zone }, { attempt }) {
  const place = make("div", { tabIndex: -1 });
  const act = (work) => () => attempt(work);
  const panel = make("details", { name: "own" }, [
    make("summary", null, "Mes données"),
    make("p", null, [
      `Cette conversation est gardée ${days}\u00a0jours après le dernier message, puis effacée.`,
    ]),
    make("p", { class: "row" }, [
      button("Voir ce qui est gardé", act(async () => show(summary(await conversation.data(), zone)))),
      button("Télécharger mes données", act(async () => download(await conversation.data()))),
      button("Effacer la conversation", () => show(confirmation())),
    ]),
    place,
  ]);
  panel.ontoggle = () => place.replaceChildren();

  function show(...content) {
    place.replaceChildren(...content);
    place.focus();
  }
  const confirmation = () => make("div", null, [
    make("p", null, "Tout ce qui y a été dit disparaîtra, pour vous et pour l’équipe. C’est définitif."),
    button("Oui, effacer", act(() => conversation.erase()), { class: "main" }),
  ]);
  return panel;
}

function summary({ conversation, messages, feedback }, zone) {
  const kept = {
    "Commencée le": day(conversation.created_at, zone),
    "Messages": messages.length,
    "Avis": feedback.length,
    "Adresse électronique": conversation.email || "aucune",
  };
  const line = ([name, value]) => [make("dt", null, name), make("dd", null, `${value}`)];
  return make("dl", null, Object.entries(kept).flatMap(line));
}

function download(kept) {
  const text = `${JSON.stringify(kept, null, 2)}\n`;
  const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  make("a", { href, download: `guichet-conversation-${kept.conversation.id.slice(0, 8)}.json` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1e4);
}
