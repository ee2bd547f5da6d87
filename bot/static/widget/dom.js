// Elements made of words and of other elements, never of markup.

/** Make an element with properties or attributes; what is falsy inside is left out. */
export function make(tag, set, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(set ?? {})) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...inside.flat().filter(Boolean));
  return made;
}

/** Make a button. */
export const button = (text, onclick, set) => make("button", { type: "button", onclick, ...set }, text);

/** Make a link that opens beside the page, if it is one to the web. */
export function link(href, text, about) {
  if (!/^https?:\/\//i.test(href)) return make("span", null, text);
  const more = make("span", { class: "sr" }, about && ` : ${about}`, " (nouvel onglet)");
  return make("a", { href, target: "_blank", rel: "noopener noreferrer" }, text, more);
}

/** Make one paragraph for each line; addresses of the web become links if asked. */
export function paragraphs(text, links) {
  const lines = text.split("\n").filter((line) => line.trim());
  return lines.map((line) => make("p", null, links ? linked(line) : line));
}

/** Say something, unless it is what is said already. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function linked(line) {
  const parts = line.split(/(https?:\/\/[^\s<>"«»]*[^\s<>"«».,;:!?)])/i);
  return parts.map((part, index) => (index % 2 ? link(part, part) : part));
}
