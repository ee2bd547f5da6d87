import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from html import unescape
from types import SimpleNamespace

import pytest
from jinja2 import ChoiceLoader, DictLoader, Environment
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from selectolax.lexbor import LexborNode

from bot.assets import load_assets
from bot.pages.public import make_templates
from bot.settings import load_settings
from tests.tools.source import ROOT

PARTS = (ROOT / "bot" / "templates" / "console" / "parts.html").read_text(encoding="utf-8")
IMPORT = '{% import "console/parts.html" as parts %}'
PAGE = (
    '{% extends "console/base.html" %}{% block title %}File{% endblock %}'
    "{% block main %}<h1>File</h1>{% endblock %}"
)
NAV: list[dict[str, object]] = [
    {"href": "/console", "label": "File d’attente", "current": True, "count": 12},
    {"href": "/console/rapports?a=1&b=2", "label": "<b>Rapports</b>"},
]
USER = {"name": "Camille <Martin>", "role": "Conseillère"}
SIGNED = "jet<on"
SIGNED_IN: dict[str, object] = {"nav": NAV, "user": USER, "csrf_token": SIGNED}
QUOTATION = SimpleNamespace(
    quote="Les associations.\n\n<b>Les communes.</b>", lead="Peuvent candidater :", title="Cahier & charges",
    url="/textes/cahier", location="Article 4", page=3, kind="specifications", status="in_force",
    published=date(2013, 7, 15),
)  # fmt: skip


def templates(sources: Mapping[str, str]) -> Environment:
    environment = make_templates(load_assets(), load_settings())
    assert environment.loader
    environment.loader = ChoiceLoader([environment.loader, DictLoader(dict(sources))])
    return environment


def part(call: str, **values: object) -> HTMLParser:
    return HTMLParser(templates({"x": IMPORT + call}).get_template("x").render(values))


def page(**values: object) -> HTMLParser:
    return HTMLParser(templates({"x": PAGE}).get_template("x").render(values))


def one(tree: HTMLParser | LexborNode, selector: str) -> LexborNode:
    found = tree.css_first(selector)
    assert found, selector
    return found


def text(tree: HTMLParser | LexborNode, selector: str) -> str:
    return " ".join(one(tree, selector).text().split())


def value(tree: HTMLParser | LexborNode, selector: str, attribute: str) -> str:
    return one(tree, selector).attributes[attribute] or ""


def a_message(author: str, **values: object) -> SimpleNamespace:
    defaults = {"id": "7", "author": author, "name": None, "text": "Un.\n\n<i>Deux.</i>", "private": False}
    return SimpleNamespace(**defaults | values, at=datetime(2026, 11, 23, 9, 5, tzinfo=UTC))


def test_the_page_names_itself_its_language_and_its_landmarks() -> None:
    tree = page(**SIGNED_IN)
    assert text(tree, "title") == "File – Guichet – console"
    assert [node.attributes["lang"] for node in tree.css("html")] == ["fr"]
    assert all(tree.css_first(f"{name}[role={role}]") for name, role in
               [("header", "banner"), ("main", "main"), ("footer", "contentinfo")])  # fmt: skip
    assert tree.css_first("#annonces[role=status].fr-sr-only")


def test_every_skip_link_leads_somewhere() -> None:
    tree = page(**SIGNED_IN)
    targets = [node.attributes["href"] or "" for node in tree.css(".fr-skiplinks a")]
    assert len(targets) == 3
    assert all(tree.css_first(target) for target in targets)


def test_the_menu_says_where_one_is_and_how_many_wait() -> None:
    tree = page(**SIGNED_IN)
    assert text(tree, "#navigation [aria-current=page]") == "File d’attente 12"
    assert [node.attributes["href"] for node in tree.css("#navigation a")] == [item["href"] for item in NAV]
    assert "<b>Rapports</b>" in text(tree, "#navigation")


def test_one_signs_out_by_a_form_that_carries_the_token() -> None:
    tree = page(**SIGNED_IN)
    assert tree.css_first('form[method=post][action="/console/deconnexion"] button')
    assert value(tree, "form input[type=hidden][name=csrf]", "value") == SIGNED
    assert text(tree, ".console-user p") == "Vous êtes : Camille <Martin> Conseillère"


def test_the_menu_opens_without_a_script() -> None:
    tree = page(**SIGNED_IN)
    assert tree.css_first("#menu[popover] #navigation")
    assert tree.css_first("button[popovertarget=menu]:not([popovertargetaction])")


def test_who_has_not_signed_in_sees_neither_menu_nor_user() -> None:
    tree = page()
    assert not tree.css("#menu, form, [popovertarget]")
    assert [node.attributes["href"] for node in tree.css(".fr-skiplinks a")] == ["#contenu", "#pied"]


def test_the_page_keeps_to_the_security_policy_and_to_this_site() -> None:
    html = templates({"x": PAGE}).get_template("x").render(**SIGNED_IN)
    tree = HTMLParser(html)
    assert not tree.css("style, [style], script:not([src])")
    assert not re.search(r"\son\w+=|https?://|src=\"//", html)
    assert [script.text() for script in tree.css("script")] == ["", "", ""]


def test_every_attribute_written_in_the_parts_keeps_to_the_policy() -> None:
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script|https?://", PARTS)


def test_htmx_evaluates_nothing_keeps_no_page_and_asks_this_site_only() -> None:
    content = value(page(), "meta[name=htmx-config]", "content")
    for setting in (
        '"allowEval":false', '"allowScriptTags":false', '"selfRequestsOnly":true',
        '"includeIndicatorStyles":false', '"historyCacheSize":0',
    ):  # fmt: skip
        assert setting in content


def test_every_part_says_what_it_takes() -> None:
    public = re.findall(r"\{% macro ([a-z]\w*)\(([^)]*)\) -?%\}", PARTS)
    assert len(public) >= 14
    for name, signature in public:
        comment = re.search(rf"\{{# {name}\(([^)]*)\): [^\n]+ #\}}\n\{{% macro {name}\(", PARTS)
        assert comment, name
        assert re.findall(r"\w+", comment[1]) == re.findall(r"(?:^|, )(\w+)", signature), name


@pytest.mark.parametrize("kind", ["success", "error", "warning", "info"])
def test_an_alert_is_spoken_only_when_it_is_new(kind: str) -> None:
    still = one(part("{{ parts.alert(kind, '<T>', '<x>') }}", kind=kind), f".fr-alert--{kind}")
    assert "role" not in still.attributes
    assert "<T>" in still.text()
    assert "<x>" in still.text()
    live = one(part("{{ parts.alert(kind, 'T', live=true) }}", kind=kind), ".fr-alert")
    assert live.attributes["role"] == ("alert" if kind == "error" else "status")


def test_a_badge_has_a_kind_or_none() -> None:
    assert value(part("{{ parts.badge('info', 'Web') }}"), "span", "class").endswith(" fr-badge--info")
    assert value(part("{{ parts.badge('', 'Web') }}"), "span", "class") == "fr-badge fr-badge--sm"


@pytest.mark.parametrize(
    "call",
    [
        "parts.field('a', 'L', hint='H', error='E', required=true)",
        "parts.textarea('a', 'L', hint='H', error='E', required=true)",
        "parts.select('a', 'L', [('1', 'Un')], hint='H', error='E', required=true)",
    ],
)
def test_a_field_is_tied_to_its_label_its_hint_and_its_error(call: str) -> None:
    tree = part(f"{{{{ {call} }}}}")
    control = one(tree, "[name=a]")
    assert control.attributes["id"] == value(tree, "label", "for") == "a"
    assert "required" in control.attributes
    assert "L (obligatoire)" in text(tree, "label")
    assert control.attributes["aria-invalid"] == "true"
    described = (control.attributes["aria-describedby"] or "").split()
    assert [text(tree, f"[id={name}]") for name in described] == ["H", "E"]


def test_a_field_without_hint_or_error_describes_nothing() -> None:
    control = one(part("{{ parts.field('a', 'L', id='b', attrs={'hx-get': '/x?a=1&b=2'}) }}"), "input#b")
    assert not {"aria-describedby", "aria-invalid", "required"} & set(control.attributes)
    assert control.attributes["hx-get"] == "/x?a=1&b=2"


def test_what_was_typed_comes_back_and_is_escaped() -> None:
    typed = '"><script>alert(1)</script>'
    assert value(part("{{ parts.field('a', 'L', value=v) }}", v=typed), "input", "value") == typed
    area = part("{{ parts.textarea('a', 'L', value=v) }}", v=f"\n{typed}")
    assert unescape(one(area, "textarea").text()).strip("\n") == typed
    assert not area.css("script")


def test_a_password_can_be_shown_only_where_the_script_runs() -> None:
    tree = part("{{ parts.field('mdp', 'Mot de passe', 'password', autocomplete='current-password') }}")
    assert "hidden" in one(tree, ".console-reveal").attributes
    assert tree.css_first("button[type=button][data-reveals=mdp]")


def test_choices_keep_what_was_chosen() -> None:
    options = [("a", "Garder"), ("b", "Rendre")]
    chosen = part("{{ parts.select('s', 'L', o, 'b') }}", o=options).css("option[selected]")
    assert [option.text() for option in chosen] == ["Rendre"]
    radios = part("{{ parts.radios('s', 'L', o, 'b', error='E') }}", o=options)
    assert [node.attributes["value"] for node in radios.css("input[checked]")] == ["b"]
    assert value(radios, "fieldset", "aria-describedby") == "s-erreur"
    assert "checked" in one(part("{{ parts.checkbox('c', 'L', checked=true) }}"), "input").attributes


def test_a_button_does_what_it_is_told() -> None:
    button = one(
        part("{{ parts.button('Ok', 'tertiary', 'button', 'n', 'v', 'lock-fill', {'hx-post': '/x'}) }}"),
        "button",
    )
    assert {"type": "button", "name": "n", "value": "v", "hx-post": "/x"}.items() <= button.attributes.items()
    assert "fr-icon-lock-fill" in (button.attributes["class"] or "")


def test_a_table_has_a_caption_headings_and_a_frame_one_can_move_in() -> None:
    tree = part("{% call parts.table('Cas', ['A', 'B']) %}<tr><td>1</td><td>2</td></tr>{% endcall %}")
    assert text(tree, "caption") == "Cas"
    assert [node.text() for node in tree.css("th[scope=col]")] == ["A", "B"]
    assert [node.text() for node in tree.css("tbody td")] == ["1", "2"]
    assert tree.css_first("[role=region][tabindex='0'][aria-label=Cas]")


@pytest.mark.parametrize(
    ("at", "pages", "shown"),
    [(1, 1, []), (1, 3, ["1", "2", "3"]), (4, 12, ["1", "…", "3", "4", "5", "…", "12"]),
     (12, 12, ["1", "…", "11", "12"])],
)  # fmt: skip
def test_pages_around_the_current_one_are_offered(at: int, pages: int, shown: list[str]) -> None:
    tree = part("{{ parts.pagination(at, pages, '/c?r=x&page={page}') }}", at=at, pages=pages)
    middle = [node.text() for node in tree.css("li")][1:-1]
    assert middle == shown
    links = {node.text(): node.attributes.get("href") for node in tree.css("a")}
    if pages > 1:
        assert links["Page précédente"] == (f"/c?r=x&page={at - 1}" if at > 1 else None)
        assert links["Page suivante"] == (f"/c?r=x&page={at + 1}" if at < pages else None)
        assert text(tree, "[aria-current=page]") == str(at)


def test_a_chart_has_its_numbers_in_a_table_and_its_bars_in_proportion() -> None:
    rows = [
        {"label": "Confiance <basse>", "value": 40},
        {"label": "Demandée", "value": 10},
        {"label": "Panne", "value": 0},
    ]
    tree = part("{{ parts.bar_chart('Motifs', rows, id='m', varied=true) }}", rows=rows)
    widths = [float((node.attributes["width"] or "").rstrip("%")) for node in tree.css("rect")]
    assert widths == [72, 18, 0]
    fills = [node.attributes["fill"] for node in tree.css("rect")]
    assert fills == ["currentColor", "url(#m-hachures)", "url(#m-points)"]
    assert tree.css_first("pattern#m-hachures")
    assert value(tree, "svg[role=img]", "aria-label").startswith("Motifs")
    assert [(one(row, "th").text(), one(row, "td").text()) for row in tree.css("tbody tr")] == [
        ("Confiance <basse>", "40"), ("Demandée", "10"), ("Panne", "0")
    ]  # fmt: skip


@pytest.mark.parametrize("rows", [[], [{"label": "Rien", "value": 0}]])
def test_a_chart_of_nothing_is_still_a_chart(rows: list[dict[str, object]]) -> None:
    tree = part("{{ parts.bar_chart('Motifs', rows) }}", rows=rows)
    assert len(tree.css("rect")) == len(tree.css("tbody tr")) == len(rows)


@pytest.mark.parametrize(
    ("author", "label"),
    [("contact", "Demandeur"), ("assistant", "Assistant"), ("system", "Système"), ("staff", "Ministère")],
)
def test_a_message_says_in_words_who_wrote_it(author: str, label: str) -> None:
    tree = part("{{ parts.message(m) }}", m=a_message(author))
    assert text(tree, "#message-7-auteur") == label
    assert value(tree, "article", "aria-labelledby") == "message-7-auteur"
    assert value(tree, "time", "datetime") == "2026-11-23T09:05:00+00:00"
    assert [node.text() for node in tree.css("article > p")][1:] == ["Un.", "<i>Deux.</i>"]


def test_a_person_is_named_and_a_private_note_says_that_it_is_one() -> None:
    tree = part("{{ parts.message(m) }}", m=a_message("staff", name="Camille Martin", private=True))
    assert text(tree, ".console-message__head") == "Note privée de Camille Martin 23/11/2026 à 09:05"
    assert tree.css_first(".console-message--private [aria-hidden=true]")


def test_what_is_called_with_a_message_goes_under_it() -> None:
    tree = part("{% call parts.message(m) %}<p class=x>Sous</p>{% endcall %}", m=a_message("assistant"))
    assert text(tree, "article > .x") == "Sous"


def test_a_citation_is_word_for_word_with_its_source() -> None:
    tree = part("{{ parts.citation(q) }}", q=QUOTATION)
    assert [node.text() for node in tree.css("blockquote p")] == [
        "Peuvent candidater :", "Les associations.", "<b>Les communes.</b>"
    ]  # fmt: skip
    assert text(tree, "cite") == "Cahier & charges"
    assert value(tree, "figcaption a", "href") == "/textes/cahier"
    assert "Article 4" in text(tree, "figcaption a")
    assert value(tree, "time", "datetime") == "2013-07-15"
