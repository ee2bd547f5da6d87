// What the visitor thinks of a reply: of use or not, and why not.

import { button, make } from "./dom.js";
import { REASONS } from "./words.js";

/** Make the buttons of a reply; `judge` returns whether the opinion was kept. */
export function opinion({ id, feedback }, judge) {
  const described = { "aria-describedby": `t${id}` };
  const yes = button("Utile", () => send(true), described);
  const no = button("Pas utile", () => show(form.hidden), described);
  const form = make("form", { hidden: true }, [
    make("fieldset", null, [
      make("legend", null, "Pourquoi\u00a0?"),
      ...Object.entries(REASONS).map(([value, label]) =>
        make("label", null, make("input", { type: "radio", name: `why${id}`, value }), label)),
    ]),
    make("button", null, "Envoyer mon avis"),
  ]);

  function show(open) {
    form.hidden = !open;
    no.ariaExpanded = open;
    if (open) form.scrollIntoView({ block: "nearest" });
  }
  function mark(given) {
    yes.ariaPressed = given?.useful === true;
    no.ariaPressed = given?.useful === false;
  }
  async function send(useful, reason = null) {
    if (!(await judge(id, useful, reason))) return;
    mark({ useful });
    show(false);
    (useful ? yes : no).focus();
  }

  form.onsubmit = (event) => {
    event.preventDefault();
    send(false, new FormData(form).get(`why${id}`));
  };
  mark(feedback);
  show(false);
  const quiet = { role: "group", "aria-label": "Votre avis", "aria-live": "off" };
  return make("div", { class: "opinion row", ...quiet }, yes, no, form);
}
