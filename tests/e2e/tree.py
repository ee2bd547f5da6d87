"""What a screen reader is told of the widget: the browser's accessibility tree, and what live regions say."""

from typing import Any

from playwright.sync_api import Page

SILENT = {"none", "generic", "InlineTextBox", "ListMarker", "LineBreak", "paragraph", "strong", "LabelText"}
LEAVES = {
    "button", "link", "heading", "time", "StaticText", "textbox",
    "DisclosureTriangle", "DisclosureTriangleGrouped",
}  # fmt: skip
"""Whose inside is their name, or nothing to hear."""
SAID = ("level", "expanded", "pressed", "checked", "modal", "invalid", "readonly", "live", "hasPopup")
EARS = """(() => {
  // Regions as WAI-ARIA has them: status and alert are read whole, a log by what is added to it.
  const LIVE = { log: "polite", status: "polite", alert: "assertive" };
  const regionOf = one => one?.closest("[aria-live], [role=log], [role=status], [role=alert]");
  const isLive = one => (one.ariaLive ?? LIVE[one.role]) !== "off";
  const isSeen = one => one.isConnected && one.checkVisibility({ visibilityProperty: true });
  const textOf = one => one.innerText.replace(/\\s+/g, " ").trim();
  window.told = [];
  window.alive = [];
  const hear = records => {
    const said = new Set();
    for (const { type, target, addedNodes } of records) {
      const at = target.nodeType === 1 ? target : target.parentElement;
      const region = regionOf(at);
      const added = [...addedNodes].filter(one => one.nodeType === 1);
      if (region && isLive(region)) {
        if (region.role !== "log") said.add(region);
        else if (type === "childList") added.forEach(one => said.add(one));
        else said.add(at);
      }
      for (const one of added) {
        const alerts = [one, ...one.querySelectorAll("*")].filter(each => each.role === "alert");
        alerts.forEach(each => said.add(each));
      }
    }
    for (const one of said) if (isSeen(one) && textOf(one)) told.push(textOf(one));
  };
  const watch = { childList: true, characterData: true, subtree: true, attributes: true,
    attributeFilter: ["hidden", "role", "aria-live", "aria-hidden"] };
  const scrollIntoView = Element.prototype.scrollIntoView;
  Element.prototype.scrollIntoView = function (how) {
    if (how?.behavior === "smooth") alive.push(`scroll ${this.localName}`);
    scrollIntoView.call(this, how);
  };
  const attachShadow = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    const root = attachShadow.call(this, init);
    new MutationObserver(hear).observe(root, watch);
    for (const name of ["animationstart", "transitionrun"])
      root.addEventListener(name, event => alive.push(`${name} ${event.target.localName}`), true);
    return root;
  };
})()"""
"""Set before the page loads; `told` is what a screen reader then says, one entry for each announcement,
and `alive` what was animated."""


def told(page: Page) -> list[str]:
    """Return what was announced since the last time."""
    announced: list[str] = page.evaluate("told.splice(0)")
    return announced


def tree(page: Page) -> list[str]:
    """Return the widget as the browser gives it to assistive technology, one indented line for each thing."""
    client = page.context.new_cdp_session(page)
    nodes = client.send("Accessibility.getFullAXTree")["nodes"]
    client.detach()
    known = {node["nodeId"]: node for node in nodes}
    dialogs = [node for node in nodes if _value(node, "role") == "dialog" and not node["ignored"]]
    assert len(dialogs) == 1, len(dialogs)
    return _lines(dialogs[0], known, 0)


def _value(node: dict[str, Any], name: str) -> Any:
    return node.get(name, {}).get("value", "")


def _lines(node: dict[str, Any], known: dict[str, Any], depth: int) -> list[str]:
    role, name = _value(node, "role"), _value(node, "name")
    silent = node["ignored"] or role in SILENT
    lines = [] if silent else [f"{'  ' * depth}{role} {name!r}{_properties(node)}"]
    inside = [known[id] for id in node.get("childIds", ()) if id in known]
    if role in LEAVES:
        return lines
    return lines + [line for one in inside for line in _lines(one, known, depth + (not silent))]


def _properties(node: dict[str, Any]) -> str:
    said = {one["name"]: one["value"].get("value") for one in node.get("properties", ())}
    return "".join(f" {name}={said[name]}" for name in SAID if said.get(name) not in (None, False, "false"))
