import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.value_meanings import (
    Bound,
    Found,
    Moment,
    Named,
    Part,
    Period,
    Quantity,
    ValueKind,
    folded,
)
from knowledge.values import values


def found(kind: ValueKind, sentence: str) -> list[Found]:
    return values(folded(sentence), [kind], ())


def texts(kind: ValueKind, sentence: str) -> list[str]:
    return [sentence[one.start : one.end] for one in found(kind, sentence)]


def day(day: int, month: int, year: int | None = None, minute: int | None = None) -> Moment:
    return Moment(month, year, day, minute=minute)


@pytest.mark.parametrize(
    ("sentence", "text", "first", "last"),
    [
        ("La clôture est le 28 février 2020.", "28 février 2020", day(28, 2, 2020), day(28, 2, 2020)),
        ("Le 1er mai 2019, tout ouvre.", "1er mai 2019", day(1, 5, 2019), day(1, 5, 2019)),
        ("Clôture : 3/02/2020", "3/02/2020", day(3, 2, 2020), day(3, 2, 2020)),
        ("Clôture : 28.02.21 à 12h", "28.02.21 à 12h", day(28, 2, 2021, 720), day(28, 2, 2021, 720)),
        ("les 24 et 25 mars 2020", "24 et 25 mars 2020", day(24, 3, 2020), day(25, 3, 2020)),
        ("- 24-25 mars : jury", "24-25 mars", day(24, 3), day(25, 3)),
        (
            "les 29 juin, 30 juin, 1er juillet et 3 juillet 2020",
            "29 juin, 30 juin, 1er juillet et 3 juillet 2020",
            day(29, 6, 2020),
            day(3, 7, 2020),
        ),
        ("voir l’article 3, 15 mars 2020", "15 mars 2020", day(15, 3, 2020), day(15, 3, 2020)),
        ("- Mi-mars : tri", "Mi-mars", Moment(3, part=Part.MIDDLE), Moment(3, part=Part.MIDDLE)),
        ("- Avril : annonce", "Avril", Moment(4), Moment(4)),
        ("en octobre 2020", "octobre 2020", Moment(10, 2020), Moment(10, 2020)),
    ],
)
def test_a_date_is_read_as_far_as_it_is_written(
    sentence: str, text: str, first: Moment, last: Moment
) -> None:
    assert texts(ValueKind.DATE, sentence) == [text]
    assert found(ValueKind.DATE, sentence)[0].meaning == Period(first, last)


@pytest.mark.parametrize(
    ("sentence", "text", "minute"),
    [
        (
            "fin le 28 février 2020 à 17h00 (heure de Paris).",
            "28 février 2020 à 17h00 (heure de Paris)",
            1020,
        ),
        ("fin vendredi 28 février 2020, 17h00.", "vendredi 28 février 2020, 17h00", 1020),
        ("fin le 2 mai 2020 à 12 heures, heure de Paris", "2 mai 2020 à 12 heures, heure de Paris", 720),
        ("fin le 7 juin 2020 à 23h (UTC+1)", "7 juin 2020 à 23h (UTC+1)", 1380),
        ("fin le 7 juin 2020 à minuit", "7 juin 2020 à minuit", 1440),
        ("fin le 7 juin 2020 – 23h59", "7 juin 2020 – 23h59", 1439),
    ],
)
def test_the_hour_belongs_to_its_date(sentence: str, text: str, minute: int) -> None:
    (one,) = found(ValueKind.DATE, sentence)
    assert sentence[one.start : one.end] == text
    assert isinstance(one.meaning, Period)
    assert one.meaning.first.minute == minute


@pytest.mark.parametrize(
    ("sentence", "ends"),
    [
        ("ouvert du 4 mai 2020 au 7 juin 2020 à 23h", ["4 mai 2020", "7 juin 2020 à 23h"]),
        ("ouvert du 4 mai au 7 juin 2020", ["4 mai", "7 juin 2020"]),
        ("ouvert du 4 au 7 juin 2020", ["du 4 au 7 juin 2020", "7 juin 2020"]),
        ("- 15 janvier – 28 février : dépôt", ["15 janvier", "28 février"]),
        ("entre le 3 et le 7 juin 2024", ["entre le 3 et le 7 juin 2024", "7 juin 2024"]),
        ("les 24 et 25 mars 2020", []),
    ],
)
def test_a_range_has_two_ends_and_a_list_has_none(sentence: str, ends: list[str]) -> None:
    (one,) = found(ValueKind.DATE, sentence)
    assert [sentence[end.start : end.end] for end in one.ends] == ends


@pytest.mark.parametrize(
    ("sentence", "text", "bound"),
    [
        ("rendu avant le 20 juillet 2020", "avant le 20 juillet 2020", Bound.BEFORE),
        ("rendu d’ici début avril 2020", "d’ici début avril 2020", Bound.BEFORE),
        ("rendu au plus tard le 30 mai", "au plus tard le 30 mai", Bound.BEFORE),
        ("ouvert jusqu’au 30 mai", "jusqu’au 30 mai", Bound.BEFORE),
        ("à partir du 2 mai 2020", "à partir du 2 mai 2020", Bound.FROM),
        ("reçu après le 2 mai 2020", "après le 2 mai 2020", Bound.AFTER),
        ("reçu le 2 mai 2020", "2 mai 2020", Bound.AT),
    ],
)
def test_a_date_keeps_the_preposition_that_bounds_it(sentence: str, text: str, bound: Bound) -> None:
    (one,) = found(ValueKind.DATE, sentence)
    assert (sentence[one.start : one.end], one.bound) == (text, bound)


@pytest.mark.parametrize(
    "sentence",
    [
        "la loi n° 84-16 du 11 janvier 1984 portant statut",
        "la loi du 1er juillet 1901 relative au contrat d’association",
        "le décret n° 86-83 du 17 janvier 1986",
        "l’arrêté ministériel du 3 mars 2020",
        "le règlement (UE) n° 1407/2013 du 18 décembre 2013",
        "l’étude est datée du 13 juin 2013",
        "un effectif de 12 personnes, en 2020",
        "l’article 3 (septembre-décembre 2020)",
    ],
)
def test_the_date_of_another_text_is_no_date_of_the_call(sentence: str) -> None:
    assert texts(ValueKind.DATE, sentence) == []


@pytest.mark.parametrize(
    ("kind", "sentence", "text", "low", "high"),
    [
        (ValueKind.AMOUNT, "une enveloppe de trois millions d’euros", "trois millions d’euros", 3e8, 3e8),
        (ValueKind.AMOUNT, "à hauteur de 1,5M€ par an", "1,5M€", 1.5e8, 1.5e8),
        (ValueKind.AMOUNT, "de 30 000 à 300 000 euros", "de 30 000 à 300 000 euros", 3e6, 3e7),
        (ValueKind.AMOUNT, "jusqu’à 50 000 € HT", "jusqu’à 50 000 € HT", 5e6, 5e6),
        (ValueKind.AMOUNT, "de deux (2) millions d’euros", "deux (2) millions d’euros", 2e8, 2e8),
        (ValueKind.AMOUNT, "soit 100.000 euros", "100.000 euros", 1e7, 1e7),
        (ValueKind.AMOUNT, "une dizaine de millions d’euros", "une dizaine de millions d’euros", 1e9, 1e9),
        (ValueKind.SHARE, "soit 50 % au plus", "50 % au plus", 5000, 5000),
        (ValueKind.SHARE, "de 50 à 70 %", "de 50 à 70 %", 5000, 7000),
        (ValueKind.SHARE, "couvre la moitié du coût", "la moitié", 5000, 5000),
        (ValueKind.DURATION, "pour deux ans", "deux ans", 24, 24),
        (ValueKind.DURATION, "dure 24 à 36 mois", "24 à 36 mois", 24, 36),
        (ValueKind.COUNT, "soutenir une quinzaine de PTCE", "une quinzaine de PTCE", 15, 15),
        (ValueKind.COUNT, "environ 25 défis", "environ 25 défis", 25, 25),
        (ValueKind.COUNT, "retenir 10 à 15 projets", "10 à 15 projets", 10, 15),
        (ValueKind.COUNT, "quatre-vingt-dix projets", "quatre-vingt-dix projets", 90, 90),
    ],
)
def test_a_quantity_is_read_in_figures_and_in_words(
    kind: ValueKind, sentence: str, text: str, low: float, high: float
) -> None:
    assert texts(kind, sentence) == [text]
    meaning = found(kind, sentence)[0].meaning
    assert isinstance(meaning, Quantity)
    assert (meaning.low, meaning.high) == (low, high)


@pytest.mark.parametrize(
    "sentence",
    [
        "rémunérés sur une base de 4 000 € net par mois",
        "une rémunération de 4 000€ nets",
        "payés 3 500 € bruts",
        "un loyer de 500 € par mois",
        "12 € de l’heure",
    ],
)
def test_what_somebody_is_paid_is_no_amount(sentence: str) -> None:
    assert texts(ValueKind.AMOUNT, sentence) == []


@pytest.mark.parametrize(
    "sentence",
    ["un projet", "le 3 mars 2020", "en 2020 projets et", "le programme 352 accorde", "4 000 euros"],
)
def test_what_counts_nothing_is_no_count(sentence: str) -> None:
    every = values(folded(sentence), list(ValueKind), ())
    assert [one for one in every if one.kind is ValueKind.COUNT] == []


def test_some_nouns_are_never_counted() -> None:
    sentence = folded("10 mois et 12 lauréats")
    (one,) = values(sentence, [ValueKind.COUNT], {"mois"})
    assert one.meaning == Quantity(12, 12, "laureat")


@pytest.mark.parametrize(
    ("kind", "sentence", "text"),
    [
        (ValueKind.EMAIL, "écrire à projets-ess@data.gouv.fr.", "projets-ess@data.gouv.fr"),
        (ValueKind.PHONE, "Cabinet : 01 53 18 41 04", "01 53 18 41 04"),
        (ValueKind.PHONE, "Tél. +33 1 53 18 41 04.", "+33 1 53 18 41 04"),
        (ValueKind.LINK, "sur https://a.example/aap-4.", "https://a.example/aap-4"),
        (ValueKind.LINK, "sur compte.associations.gouv.fr, rubrique", "compte.associations.gouv.fr"),
        (ValueKind.PLACE, "au 20 avenue de Ségur, 75007 Paris", "20 avenue de Ségur, 75007 Paris"),
        (ValueKind.ORGAN, "par un jury mixte, composé", "un jury mixte"),
        (ValueKind.ORGAN, "par un comité interministériel associant", "un comité interministériel"),
        (ValueKind.ORGAN, "par le préfet de région après avis", "le préfet de région"),
        (ValueKind.ORGAN, "Le comité, présidé par la préfète, choisit", "Le comité"),
        (
            ValueKind.ORGAN,
            "validée par le directeur de la direction interministérielle du numérique.",
            "le directeur de la direction interministérielle du numérique",
        ),
    ],
)
def test_an_address_and_an_organ_are_found_whole(kind: ValueKind, sentence: str, text: str) -> None:
    assert texts(kind, sentence) == [text]


def test_two_ways_of_writing_a_number_or_an_address_are_one() -> None:
    numbers = [found(ValueKind.PHONE, text)[0] for text in ("01 53 18 41 04", "+33 (0)1.53.18.41.04")]
    links = [found(ValueKind.LINK, text)[0] for text in ("http://www.a.example/", "https://a.example")]
    assert numbers[0].meaning == numbers[1].meaning
    assert links[0].meaning == links[1].meaning


def test_a_meaning_covers_what_says_no_more_than_it() -> None:
    hour, date, other = (Period(one, one) for one in (day(28, 2, 2020, 1020), day(28, 2, 2020), day(1, 3)))
    month = Period(Moment(2, part=Part.LATE), Moment(2, part=Part.LATE))
    assert hour.covers(date)
    assert date.covers(month)
    assert not date.covers(hour)
    assert not other.covers(date)
    assert not Period(day(3, 2), day(3, 2)).covers(month)
    assert Quantity(25, 25, "def").covers(Quantity(25, 25, "def", about=True))
    assert not Quantity(25, 25, "def", about=True).covers(Quantity(25, 25, "def"))
    assert not Quantity(41, 41, "eig").comparable(Quantity(25, 25, "def"))
    assert Named(frozenset({"jury", "mixte"})).covers(Named(frozenset({"jury"})))


@given(
    st.text()
    | st.lists(st.sampled_from(["le 3", "mai", "2020", "€", "à", "12", "h", "œ", "½", "%"])).map(" ".join)
)
def test_every_value_is_a_piece_of_the_sentence(sentence: str) -> None:
    for one in values(folded(sentence), list(ValueKind), ()):
        assert 0 <= one.start < one.end <= len(sentence)
