// What the console's pages do in the browser, beyond htmx; every page works without it.

const FAILURES = ["htmx:sendError", "htmx:responseError", "htmx:timeout"];

/** Have a screen reader say a short text, without moving the focus. */
export function announce(text) {
  const region = document.getElementById("annonces");
  if (!region) return;
  region.textContent = "";
  // In its own turn: the same text said twice is read twice.
  setTimeout(() => (region.textContent = text), 50);
}

/** Show, or hide, that the last action did not go through, and why: what was sent may be too long (413). */
function showFailure(shown, status) {
  const notice = document.getElementById("panne");
  if (!notice) return;
  document.getElementById("panne-longueur").hidden = status !== 413;
  document.getElementById("panne-reseau").hidden = status === 413;
  notice.hidden = !shown;
}

/** Show or hide what a password field holds; the button says which. */
function reveal(button) {
  const field = document.getElementById(button.dataset.reveals);
  const shown = field.type === "password";
  field.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
}

/** Offer what needs this script, in the page or in what htmx has just put there. */
function prepare(root) {
  for (const offered of root.querySelectorAll(".console-reveal")) offered.hidden = false;
}

for (const name of FAILURES) {
  document.addEventListener(name, (event) => showFailure(true, event.detail?.xhr?.status));
}
document.addEventListener("htmx:beforeOnLoad", () => showFailure(false));
document.addEventListener("htmx:load", (event) => prepare(event.target));
// The server's header: HX-Trigger: {"annonce": "Réponse envoyée."}
document.addEventListener("annonce", (event) => announce(event.detail.value));
// What takes a while says so at once.
document.addEventListener("htmx:beforeRequest", (event) => {
  const said = event.target.dataset?.waits;
  if (said) announce(said);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reveals]");
  if (button) reveal(button);
});
prepare(document);
