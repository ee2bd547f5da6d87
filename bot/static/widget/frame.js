// The box in which the chat stands: above any page, apart from its styles and its shortcuts.

import sheet from "./widget.css" with { type: "css" };

const NARROW = matchMedia("(max-width: 30em)");
const OWN = ["keydown", "keyup", "keypress", "focusin", "wheel", "touchmove"];

/** Put a panel apart from the styles of the page. */
export function dress(host, panel) {
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  root.append(panel);
}

/** Give a panel the colours of a site. */
export function colour({ style }, { accent, accent_dark: dark }) {
  style.setProperty("--site", accent || "");
  style.setProperty("--site-dark", dark || "");
}

/** Show a dialog in the top layer: beside its link, or over the whole of a small screen. */
export function frame(panel, title, leave) {
  const host = newElement();
  const seen = globalThis.visualViewport;
  const set = (name, pixels) => host.style.setProperty(name, `${pixels}px`);
  let shown = false;
  let link;

  /** Stand where there is room: in the flow on paper, over everything where it is narrow. */
  function place(onPaper) {
    if (!shown) return;
    const focused = host.shadowRoot.activeElement ?? document.activeElement;
    panel.close();
    host.togglePopover?.(!onPaper);
    if (NARROW.matches && !onPaper) panel.showModal();
    else panel.show();
    focused?.focus({ preventScroll: true });
    fit();
  }

  /** Stay above the link if it floats, and above the keyboard of a telephone. */
  function fit() {
    if (!shown) return;
    const floats = link?.parentNode?.dataset?.guichet;
    set("--below", floats ? innerHeight - link.getBoundingClientRect().top : 0);
    if (!seen || seen.scale > 1.05) return;
    set("--seen", seen.height);
    set("--top", seen.offsetTop);
  }

  dress(host, panel);
  if ("popover" in host) host.popover = "manual";
  for (const type of OWN) panel.addEventListener(type, (event) => event.stopPropagation(), { passive: true });
  panel.addEventListener("keydown", ({ key }) => key === "Escape" && leave());
  panel.addEventListener("close", () => shown && !panel.open && leave());
  NARROW.addEventListener("change", () => place());
  addEventListener("beforeprint", () => place(true));
  addEventListener("afterprint", () => place());
  for (const type of ["resize", "scroll"]) seen?.addEventListener(type, fit);

  return {
    get shown() {
      return shown;
    },
    open(from = link) {
      link = from;
      host.dataset.side = link?.dataset.position;
      if (!host.isConnected) document.documentElement.append(host);
      host.dataset.open = "";
      shown = true;
      place();
      title.focus({ preventScroll: true });
    },
    close() {
      const within = document.activeElement === host;
      shown = false;
      panel.close();
      host.togglePopover?.(false);
      delete host.dataset.open;
      if (within) link?.focus();
    },
  };
}

/** Make our own element, under a name that the page has not taken. */
function newElement() {
  let name = "guichet-chat";
  for (let count = 2; customElements.get(name); count++) name = `guichet-chat-${count}`;
  customElements.define(name, class extends HTMLElement {});
  return document.createElement(name);
}
