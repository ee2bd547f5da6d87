from dataclasses import replace
from typing import Any

import pytest

from bot.sites.checks import DEFAULT_CLOSED_MESSAGE, LONGEST_CLOSED_MESSAGE, faults
from bot.sites.site import Site

FULL = Site(
    key="7f" * 16,
    name="n" * 255,
    origins=tuple(f"https://{n}.ville.fr" for n in range(20)),
    welcome="é" * 500,
    questions=("q" * 200,) * 6,
    accent="#000091",
    accent_dark="#8585f6",
    hours="lun-ven 9:00-12:00",
    per_minute=100_000,
    per_visitor=1,
    closed_message="m" * 500,
)


def test_a_site_of_which_only_the_name_is_known_can_be_kept() -> None:
    assert faults(Site("k", "Ville")) == {}


def test_a_site_at_every_bound_can_be_kept() -> None:
    assert faults(FULL) == {}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", " ", "Donnez un nom"),
        ("name", "n" * 256, "dépasse 255 caractères"),
        ("name", "Ville\nde", "sur une ligne"),
        ("origins", tuple(f"https://{n}.ville.fr" for n in range(21)), "20 adresses au plus"),
        ("origins", ("https://ville.fr/",), "« https://ville.fr/ » s’écrit « https://ville.fr »"),
        ("origins", ("https://*.ville.fr",), "l’étoile n’est pas admise"),
        ("origins", ("https://ville.fr", "https://ville.fr"), "deux fois"),
        ("welcome", "é" * 501, "dépasse 500 caractères"),
        ("questions", ("Qui ?",) * 7, "6 questions au plus"),
        ("questions", ("Qui ?", " "), "n’est pas vide"),
        ("questions", ("Qui\n?",), "une ligne"),
        ("questions", ("q" * 201,), "dépasse 200 caractères"),
        ("accent", "bleu", "six chiffres"),
        ("accent", "#ffffff", "fond clair"),
        ("accent_dark", "#000091", "fond sombre"),
        ("hours", "le matin", "n’est pas un horaire"),
        ("hours", ";", "Aucune heure"),
        ("hours", "lun 9-12;" * 40, "se chevauchent"),
        ("hours", "lun 9-12" + ";" * 250, "dépasse 255 caractères"),
        ("per_minute", 0, "de 1 à 100000"),
        ("per_visitor", 100_001, "de 1 à 100000"),
        ("closed_message", "m" * 501, "dépasse 500 caractères"),
    ],
)
def test_what_cannot_be_kept_is_said_of_its_field_alone(field: str, value: object, said: str) -> None:
    chosen: dict[str, Any] = {field: value}
    found = faults(replace(FULL, **chosen))
    assert list(found) == [field]
    assert said in found[field]


def test_every_fault_is_said_at_once() -> None:
    assert list(faults(Site("k", "", hours="?", per_minute=-1))) == ["name", "hours", "per_minute"]


def test_the_message_of_a_closed_site_is_one_that_it_could_choose() -> None:
    assert 0 < len(DEFAULT_CLOSED_MESSAGE) <= LONGEST_CLOSED_MESSAGE
