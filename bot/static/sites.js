// The page of a site in the console: what can be copied, and the widget's first screen as it is typed.

const COLOUR = /^#[0-9a-f]{6}$/i;
const WIDGET = "/widget/v1/chat.js";
const form = document.getElementById("site");
const frame = document.getElementById("apercu");

/** Say something to a screen reader: console.js has the region for it. */
function announce(value) {
  document.dispatchEvent(new CustomEvent("annonce", { detail: { value } }));
}

/** Copy a field; over http, where there is no clipboard, as old browsers do. */
async function copy(field) {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    return document.execCommand("copy");
  }
  return true;
}

function prepare(button) {
  const said = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const copied = await copy(document.getElementById(button.dataset.copies));
    button.textContent = copied ? button.dataset.copied : "Copiez le texte sélectionné";
    announce(button.textContent);
    setTimeout(() => (button.textContent = said), 3000);
  });
}

/** What the form says of a site, over what the server says of it. */
function typed(site) {
  const said = (name) => form.elements[name].value.trim();
  const colour = (name) => (COLOUR.test(said(name)) ? said(name) : "");
  const questions = said("questions").split("\n").map((line) => line.trim()).filter(Boolean);
  const message = document.getElementById("closed_message").value.trim();
  return {
    ...site,
    welcome: said("welcome"),
    questions: questions.length ? questions : JSON.parse(frame.dataset.examples),
    position: said("position"),
    accent: colour("accent"),
    accent_dark: colour("accent_dark"),
    closed: site.closed === null ? null : message || frame.dataset.told,
  };
}

async function show() {
  const [{ preview }, response] = await Promise.all([
    import(WIDGET),
    fetch(`/api/v1/sites/${frame.dataset.key}`),
  ]);
  if (!response.ok) throw new Error(`${response.status}`);
  const site = await response.json();
  frame.replaceChildren();
  const update = preview(frame, typed(site));
  document.addEventListener("input", () => update(typed(site)));
}

for (const button of document.querySelectorAll("[data-copies]")) prepare(button);
show().catch(() => {
  frame.textContent = "L’aperçu n’est pas disponible pour le moment.";
});
