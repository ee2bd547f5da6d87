// How the visitor finds the conversation again: by its secret link, by a letter.

import { button, link, make, say } from "./dom.js";

/** Make the panel; it reads the address that is kept each time it opens. */
export function resume(conversation, { mails }, { attempt, tell }) {
  const place = make("div");
  const panel = make("details", { name: "own" }, [
    make("summary", null, "Retrouver cette conversation"),
    make("p", null, [
      "Gardez ce lien\u00a0: il rouvre cette conversation, sur cet appareil ou un autre. ",
      "Ne le donnez à personne\u00a0: qui l’a peut tout lire ici, écrire à votre place et tout effacer.",
    ]),
    place,
  ]);
  panel.ontoggle = () => {
    if (!panel.open) return;
    place.replaceChildren(...secret(conversation.resume, tell));
    if (mails) attempt(async () => place.append(mail(await conversation.data(), keep)));
  };
  const keep = (email, fault) => attempt(
    () => conversation.email(email),
    email ? `Quand une personne vous répond, nous écrivons à ${email}.` : "Votre adresse est effacée.",
    fault,
  );
  return panel;
}

function secret(value, tell) {
  const field = make("input", { id: "lien", readOnly: true, value });
  const copy = () => {
    field.select();
    document.execCommand("copy"); // not every page has the clipboard of the browser
    tell("Lien copié.");
  };
  return [
    make("label", { for: "lien" }, "Lien secret"),
    field,
    make("p", { class: "row" }, button("Copier le lien", copy), link(value, "Ouvrir la conversation")),
  ];
}

function mail({ conversation }, keep) {
  const fault = make("p", { class: "error", id: "erreur", role: "alert" });
  const field = make("input", {
    type: "email", id: "adresse", autocomplete: "email", "aria-describedby": "usage erreur",
  });
  const stop = button("Ne plus me prévenir et effacer cette adresse", () => change(null));
  const form = make("form", { noValidate: true }, [
    make("label", { for: "adresse" }, [
      "Être prévenu par courriel quand une personne vous répond (facultatif)",
    ]),
    make("p", { class: "quiet", id: "usage" }, [
      "Par exemple nom@exemple.fr. Elle ne sert qu’à cela, et disparaît avec la conversation.",
    ]),
    fault,
    field,
    make("p", { class: "row" }, make("button", null, "Me prévenir"), stop),
  ]);
  const show = (email) => {
    field.value = email ?? "";
    stop.hidden = !email;
  };
  const change = async (email) => {
    say(fault, "");
    const kept = await keep(email, fault);
    field.ariaInvalid = !kept;
    if (kept) show(email);
    field.focus();
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    change(field.value.trim());
  };
  show(conversation.email);
  return form;
}
