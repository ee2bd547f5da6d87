// Opens the links of Guichet as a chat, which is fetched on first use. Without it, or when something fails,
// they lead to the plain page. Pages name the digest of this file: never change it, publish another beside it.
(() => {
  // Not document.currentScript: an image of that name stands in for it, and a visitor may have written one.
  // Nor a search of the page: it would find scripts that its Content-Security-Policy refused.
  const me = Document.prototype.__lookupGetter__("currentScript").call(document);
  if (!me || window.Guichet?.on || !document.adoptedStyleSheets) return;
  const address = new URL("../..", me.src).href.slice(0, -1);
  const page = address + "/chat?site=";
  const links = document.getElementsByClassName("guichet");
  const box = document.createElement("aside");
  const events = new EventTarget();
  const chats = {};
  let consents = window.Guichet?.consent ?? (() => true);
  let open = false;
  let floats;

  // Nothing is imported from where another link of that class leads: a visitor may have written it.
  const ours = (link) =>
    link instanceof HTMLAnchorElement && link.matches(".guichet") && link.href.startsWith(page);

  const emit = (name, detail) => {
    if (name == "open" || name == "close") upgrade((open = name == "open"));
    // A listener that throws is reported, and stops nothing.
    events.dispatchEvent(new CustomEvent(name, { detail }));
  };

  const make = async (key, link) => {
    // The visitor is then led to the plain page.
    if (!(await consents())) throw key;
    return (await import(address + "/widget/v1/chat.js")).create({ address, key, link, emit });
  };

  const use = async (does, link = [...links].findLast(ours)) => {
    const key = link ? new URL(link.href).searchParams.get("site") : me.dataset.site;
    try {
      if (key) does(await (chats[key] ??= make(key, link)), link);
    } catch {
      delete chats[key];
      location = link ?? page + key;
    }
  };

  const upgrade = () => {
    for (const link of links) {
      if (!ours(link) || link.ariaExpanded == `${open}`) continue;
      link.role = "button";
      link.ariaHasPopup = "dialog";
      link.ariaExpanded = open;
    }
    // A copy floats; the link keeps its place, so that nothing moves.
    const link = [...links].find(
      (one) => ours(one) && /right|left/.test(one.dataset.position) && !box.contains(one),
    );
    if (!link) box.remove();
    else if (link != floats || !box.isConnected) {
      box.replaceChildren(link.cloneNode(true));
      box.ariaLabel = link.text;
      box.dataset.guichet = link.dataset.position;
      link.dataset.guichet = "";
      document.documentElement.append(box);
    }
    floats = link;
  };

  const hear = (event) => {
    const link = event.composedPath().find(ours);
    const { key = " ", ctrlKey, metaKey, shiftKey, detail } = event;
    const does = open ? "close" : "open";
    if (!link || key != " " || ctrlKey || metaKey || shiftKey) return;
    event.preventDefault();
    // The second click of two in a row does not undo the first.
    detail > 1 || use((chat) => chat[does](link), link);
  };

  window.Guichet = {
    open: () => use((chat, link) => chat.open(link)),
    close: () => Object.values(chats).map(async (chat) => (await chat).close()),
    ask: (text) => use((chat) => chat.ask(text)),
    consent: (asks) => (consents = asks),
    on(name, does) {
      const told = (event) => does(event.detail);
      events.addEventListener(name, told);
      return () => events.removeEventListener(name, told);
    },
  };

  // Constructed: a Content-Security-Policy without 'unsafe-inline' has no objection.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`aside[data-guichet]{display:none;}@media screen{[data-guichet=""]{visibility:hidden;}
aside[data-guichet]{all:initial;position:fixed;z-index:2147483646;inset:auto 1em 1em auto;}
aside[data-guichet=left]{inset:auto auto 1em 1em;}aside[data-guichet]>*{all:initial;display:block;direction:ltr;
cursor:pointer;padding:1em;border:1px solid;font:1em/1.5 var(--guichet-font,Marianne,arial,sans-serif);
color:var(--guichet-on-accent,#fff);background:var(--guichet-accent,#000091);}
aside[data-guichet]>:focus-visible{outline:auto;}}`.replaceAll(";", "!important;"));
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  addEventListener("click", hear, true);
  addEventListener("keydown", hear, true);
  new MutationObserver(upgrade).observe(document, { childList: true, subtree: true });
  upgrade();
})();
