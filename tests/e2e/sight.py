"""What is seen of the widget: the focus, contrasts, sizes of targets, what does not fit.

axe-core measures these within the body only, beside which the widget stands.
"""

from typing import Any

from playwright.sync_api import Page

COMMON = """
  const host = document.querySelector("guichet-chat");
  const panel = host.shadowRoot.querySelector(".panel");
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const above = one => one.parentElement ?? one.getRootNode().host;
  const backdrop = one => {
    for (; one; one = above(one)) {
      const [r, g, b, alpha = 1] = numbers(getComputedStyle(one).backgroundColor);
      if (alpha === 1) return [r, g, b];
      if (alpha > 0) throw new Error("half transparent");
    }
    return [255, 255, 255];
  };
  const light = ([r, g, b]) => [r, g, b].map(one => one / 255)
    .map(one => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
    .reduce((sum, one, index) => sum + one * [0.2126, 0.7152, 0.0722][index], 0);
  const contrast = (a, b) => {
    const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const named = one => `${one.localName} ${one.className} ${(one.innerText || one.value || "").slice(0, 40)}`;
  const isShown = one => one.checkVisibility({ visibilityProperty: true });
  const shown = [...panel.querySelectorAll("*")].filter(isShown);
"""
CONTRASTS = (
    "() => {"
    + COMMON
    + """
  const said = [];
  for (const one of shown) {
    const style = getComputedStyle(one);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    const text = [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()) || one.value;
    const written = contrast(numbers(style.color), backdrop(one));
    if (text && written < (large ? 3 : 4.5)) said.push(`${named(one)}: text ${written.toFixed(2)}`);
    if (!one.matches("button, textarea, input:not([type=radio])")) continue;
    const edge = contrast(numbers(style.borderBottomColor), backdrop(above(one)));
    if (!(parseFloat(style.borderBottomWidth) >= 1) || edge < 3) said.push(`${named(one)}: edge ${edge}`);
  }
  return said;
}"""
)
TARGETS = (
    "() => {"
    + COMMON
    + """
  const targets = shown.filter(one => one.matches("a, button, summary, input, textarea"));
  const box = one => (one.type === "radio" ? one.closest("label") : one).getBoundingClientRect();
  const inText = one => getComputedStyle(one).display === "inline"
    && [...one.parentElement.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  const isSmall = one => Math.min(box(one).width, box(one).height) < 24;
  const near = (one, other) => {
    if (one.closest(".scroll, form, details") !== other.closest(".scroll, form, details")) return false;
    const [a, b] = [box(one), box(other)];
    const [x, y] = [a.x + a.width / 2, a.y + a.height / 2];
    const [dx, dy] = [Math.max(b.left - x, 0, x - b.right), Math.max(b.top - y, 0, y - b.bottom)];
    const apart = Math.hypot(dx, dy);
    return isSmall(other) ? Math.hypot(b.x + b.width / 2 - x, b.y + b.height / 2 - y) < 24 : apart < 12;
  };
  const small = targets.filter(one => !inText(one) && isSmall(one));
  return small.flatMap(one => targets.filter(other => other !== one && near(one, other))
    .map(other => `${named(one)} near ${named(other)}`));
}"""
)
MISFITS = (
    "() => {"
    + COMMON
    + """
  const said = [];
  for (const one of [panel, ...shown]) {
    const style = getComputedStyle(one);
    if (one.closest(".sr") || style.display === "inline" || one.matches("input, textarea")) continue;
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = one;
    if (clientWidth && scrollWidth > clientWidth + 1)
      said.push(`${named(one)}: ${scrollWidth} is wider than ${clientWidth}`);
    const scrolls = ["auto", "scroll"].includes(style.overflowY);
    if (!scrolls && style.overflowY !== "visible" && scrollHeight > clientHeight + 1)
      said.push(`${named(one)}: ${scrollHeight} is cut at ${clientHeight}`);
  }
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) said.push("the page scrolls sideways");
  return said;
}"""
)
FOCUS = """() => {
  let one = document.activeElement;
  while (one.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
  const style = getComputedStyle(one);
  const [box] = one.getClientRects();
  const at = (x, y) => {
    let hit = document.elementFromPoint(x, y);
    for (let inner; (inner = hit?.shadowRoot?.elementFromPoint(x, y)) && inner !== hit;) hit = inner;
    return hit;
  };
  const steps = [0.2, 0.5, 0.8];
  const points = steps.flatMap(x => steps.map(y => [box.x + box.width * x, box.y + box.height * y]));
  const covered = box ? points.filter(([x, y]) => !one.contains(at(x, y))) : points;
  return {
    name: (one.labels?.[0]?.textContent || one.innerText || "").replace(/\\s+/g, " ").trim(),
    tag: one.localName,
    within: Boolean(one.closest("dialog")) || one.getRootNode() !== document,
    outlined: style.outlineStyle === "auto"
      || style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    covered: covered.length,
    points: points.length,
  };
}"""


def faint(page: Page) -> list[str]:
    """Return the texts and the edges of controls that do not stand out enough (WCAG 1.4.3, 1.4.11)."""
    return _list(page, CONTRASTS)


def small(page: Page) -> list[str]:
    """Return the targets under 24 pixels that stand too near to another (WCAG 2.5.8)."""
    return _list(page, TARGETS)


def misfits(page: Page) -> list[str]:
    """Return what is cut, or scrolls sideways (WCAG 1.4.10, 1.4.12)."""
    return _list(page, MISFITS)


def focus(page: Page) -> str:
    """Return the name of what has the focus, which is seen and which nothing hides (WCAG 2.4.7, 2.4.11)."""
    said: dict[str, Any] = page.evaluate(FOCUS)
    assert said["tag"] not in ("body", "html"), "the focus is lost"
    assert said["outlined"], said
    assert said["covered"] == 0, said
    name: str = said["name"]
    return name


def _list(page: Page, script: str) -> list[str]:
    said: list[str] = page.evaluate(script)
    return said
