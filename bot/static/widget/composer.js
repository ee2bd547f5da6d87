// Where the visitor writes.

import { button, make } from "./dom.js";

const BLANK = "Votre message est vide. Écrivez votre question, puis envoyez-la.";
const NO_FILES = "Les pièces jointes ne sont pas acceptées ici. Décrivez votre question avec vos mots.";

/** Make the form of a message; `send` takes a text, `ask` asks for a person, `tell` says what went wrong. */
export function composer({ send, ask, tell } = {}) {
  const person = button("Parler à une personne", () => ask(taken()));
  const field = make("textarea", {
    id: "message", rows: 2, autocomplete: "off", enterkeyhint: "send", "aria-describedby": "aide",
  });
  const form = make("form", { class: "composer" }, [
    make("div", { class: "row" }, [
      make("label", { for: "message" }, "Votre message"),
      make("span", { class: "quiet", id: "aide" }, "sans information personnelle"),
    ]),
    field,
    make("p", { class: "row" }, make("button", { class: "main" }, "Envoyer"), person),
  ]);
  form.onsubmit = (event) => {
    event.preventDefault();
    const text = taken();
    if (text) send(text);
    else tell(BLANK);
    field.focus();
  };
  field.onkeydown = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  };
  field.oninput = () => tell("");

  function taken() {
    const text = field.value.trim();
    field.value = "";
    return text;
  }

  return {
    form,
    field,
    /** Take a text back, before what is there. */
    take(text) {
      field.value = [text, field.value].filter(Boolean).join("\n");
      field.focus();
    },
    /** Offer a person, or no longer. */
    offer(offered) {
      const focused = person.matches(":focus");
      person.hidden = !offered;
      if (focused && !offered) field.focus();
    },
    /** Refuse the files that are pasted or dropped. */
    refuse(event) {
      const { files, types } = event.clipboardData ?? event.dataTransfer;
      if (!types.includes("Files") || types.includes("text/plain")) return;
      event.preventDefault();
      if (files.length) tell(NO_FILES);
    },
  };
}
