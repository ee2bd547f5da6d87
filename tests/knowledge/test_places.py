import gzip
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import knowledge
from knowledge.places import DATE, FILE, LONGEST, SOURCE, Level, Place, Places, load_places
from tests.tools import make_places

PACKED = Path(knowledge.__file__).with_name(FILE)
CODES = [line.partition("\t")[0] for line in gzip.decompress(PACKED.read_bytes()).decode().splitlines()]

MADE_UP = Places(
    [
        "region:90\tLe Haut\tmetropole\t\t",
        "departement:90\tVallon\tregion:90\t\t",
        "departement:91\tPlaine\tregion:90\t\t",
        "region:97\tÎlot\toutre-mer\t\t",
        "departement:979\tÎlot\tregion:97\t\t",
        "commune:90001\tVallon\tdepartement:90\t90100\t50",
        "commune:90002\tSainte-Œuvre\tdepartement:90\t90100 90200\t700",
        "commune:91001\tL’Œuvre\tdepartement:91\t91000\t10",
        "commune:91002\tSainte-Œuvre\tdepartement:91\t91000\t9000",
        "commune:91003\tL’Hameau\tcommune:91002\t\t",
        "commune:90003\tLe Bois\tdepartement:90\t\t",
        "commune:90004\tBois\tdepartement:90\t\t",
        "commune:97901\tÎlot\tdepartement:979\t97900\t12",
    ]
)


def labels(text: str, places: Places = MADE_UP) -> list[str]:
    return [place.label for place in places.find(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("L’Œuvre", ["L’Œuvre (91)"]),
        ("à l'oeuvre.", ["L’Œuvre (91)"]),
        ("Oeuvre", ["L’Œuvre (91)"]),
        ("STE OEUVRE", ["Sainte-Œuvre (91)", "Sainte-Œuvre (90)"]),
        ("Sainte-Œuvre (90)", ["Sainte-Œuvre (90)"]),
        ("Sainte-Œuvre (90).", ["Sainte-Œuvre (90)"]),
        ("au Bois", ["Le Bois (90)"]),
        ("à Bois", ["Bois (90)"]),
        ("sainte œuvre 90", ["Sainte-Œuvre (90)"]),
        ("Sainte-Œuvre, 90200", ["Sainte-Œuvre (90)"]),
        ("91000 Sainte-Œuvre", ["Sainte-Œuvre (91)"]),
        ("Sainte-Œuvre (Vallon)", ["Sainte-Œuvre (90)"]),
        ("Sainte-Œuvre, Plaine", ["Sainte-Œuvre (91)"]),
        ("Vallon, France", ["Vallon (90)", "Vallon (90)"]),
        ("Sainte-Œuvre (Îlot)", []),
        ("Vallon", ["Vallon (90)", "Vallon (90)"]),
        ("la commune de Vallon", ["Vallon (90)"]),
        ("dans le département de la Plaine", ["Plaine (91)"]),
        ("région du Haut", ["Le Haut"]),
        ("commune de Plaine", []),
        ("le 91", ["Plaine (91)"]),
        ("91 000", ["Sainte-Œuvre (91)", "L’Œuvre (91)"]),
        ("90100", ["Sainte-Œuvre (90)", "Vallon (90)"]),
        ("92", []),
        ("90999", []),
        ("Saint-Œuvre", []),
        ("Vallons", []),
        ("Vallon et Plaine", []),
        ("France", []),
        ("la", []),
        ("", []),
    ],
)
def test_an_answer_names_exactly_these_places(text: str, found: list[str]) -> None:
    assert labels(text) == found


def test_the_widest_comes_first_then_the_most_populated_and_no_more_than_asked_for() -> None:
    assert [place.level for place in MADE_UP.find("Vallon")] == [Level.DEPARTEMENT, Level.COMMUNE]
    assert [place.code for place in MADE_UP.find("91000")] == ["commune:91002", "commune:91001"]
    assert [place.code for place in MADE_UP.find("91000", most=1)] == ["commune:91002"]


def test_of_places_that_cover_the_same_ground_the_smallest_is_returned_and_lies_in_the_others() -> None:
    (islet,) = MADE_UP.find("Îlot")
    assert islet.code == "commune:97901"
    same = ["region:97", "departement:979", "commune:97901"]
    assert all(MADE_UP.holds(area, code) for area in same for code in same)
    assert [place.code for place in MADE_UP.find("région Îlot")] == ["region:97"]


def test_a_place_knows_what_holds_it_nearest_first() -> None:
    assert MADE_UP.get("commune:91003") == Place(
        "commune:91003",
        "L’Hameau",
        Level.COMMUNE,
        ("commune:91002", "departement:91", "region:90", "metropole"),
    )
    assert MADE_UP.get("commune:00000") is None
    assert MADE_UP.get("metropole") is None


@pytest.mark.parametrize("area", ["commune:91002", "departement:91", "region:90", "metropole", "france"])
def test_an_area_holds_what_lies_in_it(area: str) -> None:
    assert MADE_UP.holds(area, "commune:91003")


@pytest.mark.parametrize(
    ("area", "code"),
    [
        ("commune:91003", "commune:91002"),
        ("departement:90", "commune:91003"),
        ("outre-mer", "departement:91"),
        ("europe", "departement:91"),
        ("france", "commune:00000"),
        ("commune:00000", "commune:00000"),
    ],
)
def test_an_area_does_not_hold_what_lies_elsewhere_or_is_unknown(area: str, code: str) -> None:
    assert not MADE_UP.holds(area, code)


def test_a_table_without_a_place_finds_none() -> None:
    assert Places([]).find("Paris") == ()


@given(
    st.text()
    | st.lists(st.sampled_from(["Paris", "93", "(", ")", ",", "St-Denis", "le", "75011"])).map(" ".join)
)
def test_any_text_can_be_answered(text: str) -> None:
    found = load_places().find(text)
    assert len({place.code for place in found}) == len(found) <= 6


def test_a_text_too_long_for_an_answer_names_nothing() -> None:
    assert labels("à " * LONGEST + "Vallon") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("L'Ile Saint Denis", ["L’Île-Saint-Denis (93)"]),
        ("l’île-st-denis", ["L’Île-Saint-Denis (93)"]),
        ("93450", ["L’Île-Saint-Denis (93)"]),
        ("93", ["Seine-Saint-Denis (93)"]),
        ("2a", ["Corse-du-Sud (2A)"]),
        ("île de france", ["Île-de-France"]),
        ("la ville du Havre", ["Le Havre (76)"]),
        ("au Mans", ["Le Mans (72)"]),
        ("Nous sommes à Lyon", ["Lyon (69)"]),
        ("on est situés dans le 93 !", ["Seine-Saint-Denis (93)"]),
        ("Vienne", ["Vienne (86)", "Vienne (38)"]),
        ("dans les Bouches du Rhône", ["Bouches-du-Rhône (13)"]),
        ("PACA", ["Provence-Alpes-Côte d’Azur"]),
        ("Paris", ["Paris (75)"]),
        ("Paris 11e", ["Paris 11e Arrondissement (75)"]),
        ("75011 Paris", ["Paris 11e Arrondissement (75)"]),
        ("Lyon 3ème", ["Lyon 3e Arrondissement (69)"]),
        ("1er arrondissement de Marseille", ["Marseille 1er Arrondissement (13)"]),
        ("Guadeloupe", ["Guadeloupe (971)"]),
        ("Saint-Denis, La Réunion", ["Saint-Denis (974)"]),
        ("Saint-Denis 93", ["Saint-Denis (93)"]),
        ("Arbignieu", ["Arboys en Bugey (01)"]),
        ("métropole de Lyon", []),
        ("Parris", []),
    ],
)
def test_the_official_places_are_found_as_applicants_write_them(text: str, found: list[str]) -> None:
    assert labels(text, load_places()) == found


def test_every_place_is_found_by_its_own_label() -> None:
    places = load_places()
    missing = [
        code
        for code in CODES
        if (place := places.get(code)) is None
        or not any(
            places.holds(code, one.code) and places.holds(one.code, code) for one in places.find(place.label)
        )
    ]
    assert missing == []


def test_every_place_lies_in_a_region_and_on_one_side_of_the_sea() -> None:
    places = load_places()
    for code in CODES:
        place = places.get(code)
        assert place is not None
        held = (code, *place.within)
        assert sum(area.startswith("region:") for area in held) == 1
        if place.level is not Level.REGION:
            assert sum(area.startswith("departement:") for area in held) == 1
        assert place.within[-1] in {"metropole", "outre-mer"}


def test_the_official_figures_are_there() -> None:
    metropole = [code for code in CODES if load_places().holds("metropole", code)]
    assert sum(code.startswith("departement:") for code in metropole) == 96
    assert sum(code.startswith("region:") for code in metropole) == 13
    assert load_places().holds("outre-mer", "departement:976")
    assert len(CODES) == len(set(CODES)) > 36_000


def test_the_shipped_file_is_small_and_says_its_source_and_its_date() -> None:
    assert PACKED.stat().st_size < 600_000
    assert PACKED.read_bytes()[4:8] == bytes(4), "a time of day in the file would change it at each making"
    assert date(2026, 1, 1) == DATE
    assert str(DATE.year) in SOURCE


def package(folder: Path) -> Path:
    """A package with one commune nouvelle, its two parts, and an arrondissement of it."""
    commune = {"code": "90001", "nom": "Val d'Or", "type": "commune-actuelle", "departement": "90"}
    part = {"type": "commune-deleguee", "departement": "90", "chefLieu": "90001"}
    data = {
        "regions": [
            {"code": "90", "nom": "Haut", "zone": "metro"},
            {"code": "97", "nom": "Bas", "zone": "com"},
        ],
        "departements": [{"code": "90", "nom": "Mont", "region": "90"}],
        "communes": [
            {**part, "code": "90001", "nom": "Val"},
            {**part, "code": "90002", "nom": "Or"},
            {**part, "code": "90003", "nom": "Val d'Or"},
            {**commune, "codesPostaux": ["90000", "90010"], "population": 12},
            {**commune, "code": "90004", "nom": "Bors (Ville)"},
            {**part, "code": "90201", "nom": "Val d'Or 1er Arrondissement", "commune": "90001"},
        ],
    }
    (folder / "data").mkdir()
    for name, records in data.items():
        (folder / "data" / f"{name}.json").write_text(json.dumps(records), encoding="utf-8")
    return folder


def test_the_file_is_made_of_the_package_always_the_same(tmp_path: Path) -> None:
    packed = make_places.compressed(package(tmp_path))
    assert packed == make_places.compressed(tmp_path)
    assert gzip.decompress(packed).decode().splitlines() == [
        "region:90\tHaut\tmetropole\t\t",
        "region:97\tBas\toutre-mer\t\t",
        "departement:90\tMont\tregion:90\t\t",
        "commune:90001\tVal d’Or|Val\tdepartement:90\t90000 90010\t12",
        "commune:90004\tBors (Ville)|Bors\tdepartement:90\t\t",
        "commune:90002\tOr\tcommune:90001\t\t",
        "commune:90201\tVal d’Or 1er Arrondissement\tcommune:90001\t\t",
    ]


def test_a_shipped_line_has_its_five_columns() -> None:
    lines = gzip.decompress(PACKED.read_bytes()).decode().splitlines()
    assert {line.count("\t") for line in lines} == {4}
    assert all(line.replace("\t", "").isprintable() for line in lines)
