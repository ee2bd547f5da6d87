from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.eligibility.in_force import NOTHING, InForce, criterion_digest, load_in_force
from bot.store.confirmations import Confirmations
from bot.store.rule_texts import STAFF, RuleKind, RuleTexts
from bot.store.stores import Stores, make_stores
from knowledge.documents import Call, Corpus, Document, Kind, Passage
from knowledge.eligibility.cases import failures
from knowledge.eligibility.criteria import Criterion
from knowledge.preparation import Quoted
from tests.bot.databases import new_url

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
NOTICE = Document("communique", "Communiqué", Kind.PRESS_RELEASE)
PASSAGES = (
    Passage("c-1", "communique", 0, "Les pôles mettent en œuvre une stratégie commune de mutualisation."),
    Passage(
        "c-2",
        "communique",
        1,
        "Ils rassemblent des entreprises de l’ESS. Le jury décide.",
        lead="Les pôles :",
    ),
    Passage("c-3", "communique", 2, "Déposez votre dossier."),
)
CORPUS = Corpus(Call("ptce", "PTCE"), (NOTICE,), PASSAGES)

RULES = """
[[question]]
id = "pooling"
ask = "Mutualisez-vous ?"
takes = "yes_no"

[[criterion]]
id = "pooling"
name = "Une stratégie de mutualisation"
passages = [{ document = "communique", quote = "stratégie commune de mutualisation" }]
met = ["pooling = yes"]

[[criterion]]
id = "ess"
name = "Des entreprises de l’ESS"
passages = [{ document = "communique", quote = "des entreprises de l’ESS" }]
staff = ["pooling = yes"]

[decision]
passages = [{ document = "communique", quote = "Le jury décide." }]
"""
STEPS = """
[[step]]
id = "filing"
name = "Déposer le dossier"
passages = [{ document = "communique", quote = "Déposez votre dossier." }]
"""
CASES = """
[[case]]
name = "Tout va bien"
answers = { pooling = "yes" }
sheet = { pooling = "met", ess = "staff" }
"""


@dataclass
class Life:
    """The stores, the folder and the texts of a call, which may change."""

    stores: Stores
    folder: Path
    corpus: Corpus = field(default_factory=lambda: CORPUS)

    @property
    def texts(self) -> RuleTexts:
        """What is kept of the texts of the call."""
        return self.stores.rule_texts.of(self.corpus.call.id)

    @property
    def confirmations(self) -> Confirmations:
        """What is kept of its criteria."""
        return self.stores.confirmations.of(self.corpus.call.id)

    def write(self, rules: str = RULES, steps: str = STEPS, cases: str = CASES) -> None:
        """Write the files of the folder, none of an empty text."""
        texts = {"eligibility.toml": rules, "procedure.toml": steps, "eligibility-cases.toml": cases}
        for name, text in texts.items():
            (self.folder / name).unlink(missing_ok=True)
            if text:
                (self.folder / name).write_text(text, encoding="utf-8")

    def says(self, passage: str, text: str) -> None:
        """Have a passage say something else."""
        changed = (replace(one, text=text) if one.id == passage else one for one in self.corpus.passages)
        self.corpus = replace(self.corpus, passages=tuple(changed))

    async def load(self) -> InForce:
        """Load what counts now."""
        return await load_in_force(self.stores, self.corpus, self.folder, NOW)

    async def staff_write(self, text: str, kind: RuleKind = RuleKind.ELIGIBILITY) -> None:
        """Have the staff put a text in the place of the one that counts."""
        present = await self.texts.in_force(kind)
        await self.texts.add(kind, text, STAFF, "anne", NOW, "", based_on=present.id if present else None)


@pytest.fixture
async def life(tmp_path: Path) -> AsyncIterator[Life]:
    folder = tmp_path / "corpus"
    folder.mkdir()
    stores = make_stores(new_url(tmp_path))
    yield Life(stores, folder)
    await stores.close()


def flagged(found: InForce) -> list[str]:
    return [one.id for one in found.rules.criteria if one.flagged]


async def test_a_folder_without_any_of_the_files_has_nothing(life: Life) -> None:
    assert await life.load() == NOTHING
    assert await life.texts.history(RuleKind.ELIGIBILITY) == []


async def test_the_files_of_the_folder_count_with_the_passages_that_they_quote(life: Life) -> None:
    life.write()
    found = await life.load()
    assert [(one.id, one.passages) for one in found.rules.criteria] == [
        ("pooling", (Quoted("c-1", "stratégie commune de mutualisation"),)),
        ("ess", (Quoted("c-2", "des entreprises de l’ESS"),)),
    ]
    assert found.rules.decision == (Quoted("c-2", "Le jury décide."),)
    assert [step.passages for step in found.procedure.steps] == [(Quoted("c-3", "Déposez votre dossier."),)]
    assert failures(found.rules, found.cases) == ()
    assert len(found.cases) == 1
    assert found.written is not None
    assert found.written.quotes["ess"][0].document == "communique"
    assert (found.problems, found.staff, flagged(found)) == ((), frozenset(), [])


async def test_they_are_kept_once_as_those_of_the_corpus(life: Life) -> None:
    life.write()
    assert await life.load() == await life.load()
    for kind in RuleKind:
        (kept,) = await life.texts.history(kind)
        assert (kept.origin, kept.by, kept.at) == ("corpus", None, NOW)


async def test_the_text_of_the_staff_counts_and_that_of_the_folder_is_still_kept(life: Life) -> None:
    life.write()
    await life.load()
    await life.staff_write(RULES.replace("Mutualisez-vous ?", "Partagez-vous ?"))
    life.write(rules=RULES.replace("Mutualisez-vous ?", "Coopérez-vous ?"))
    found = await life.load()
    assert [question.ask for question in found.rules.questions] == ["Partagez-vous ?"]
    assert found.staff == {"eligibility"}
    await life.texts.withdraw(RuleKind.ELIGIBILITY, "anne", NOW)
    back = await life.load()
    assert [question.ask for question in back.rules.questions] == ["Coopérez-vous ?"]
    assert back.staff == frozenset()


@pytest.mark.parametrize("wrong", ["[[criterion]]\nid = 3", "ceci n’est pas du TOML", RULES + "surprise = 1"])
async def test_a_file_that_cannot_be_read_is_said_and_what_counted_still_does(life: Life, wrong: str) -> None:
    life.write()
    before = await life.load()
    life.write(rules=wrong)
    found = await life.load()
    assert (found.rules, found.digest) == (before.rules, before.digest)
    ((name, why),) = found.problems
    assert name == "eligibility.toml"
    assert "eligibility.toml" in why


async def test_a_file_that_is_not_in_utf_8_is_said_too(life: Life) -> None:
    life.write()
    (life.folder / "procedure.toml").write_bytes("é".encode("latin-1"))
    found = await life.load()
    assert (found.procedure, [one.name for one in found.problems]) == (NOTHING.procedure, ["procedure.toml"])
    assert found.rules.criteria


async def test_a_text_of_the_staff_that_cannot_be_read_gives_way_to_that_of_the_corpus(life: Life) -> None:
    life.write()
    await life.load()
    await life.staff_write("clé_d_une_autre_version = 1")
    found = await life.load()
    assert [one.id for one in found.rules.criteria] == ["pooling", "ess"]
    assert (found.staff, [one.name for one in found.problems]) == (frozenset(), ["eligibility.toml"])


async def test_what_the_staff_wrote_and_confirmed_for_one_call_does_not_count_for_the_next(
    life: Life,
) -> None:
    life.write()
    await life.load()
    await life.staff_write(RULES.replace("Une stratégie de mutualisation", "Mutualiser"))
    last, theirs = life.corpus, await life.load()
    life.corpus = replace(CORPUS, call=Call("ptce-2027", "PTCE 2027"))
    life.says("c-1", "Les pôles partagent une stratégie commune de mutualisation.")
    life.write(rules=RULES.replace("Des entreprises de l’ESS", "Au moins une entreprise de l’ESS"))
    found = await life.load()
    assert [one.name for one in found.rules.criteria] == [
        "Une stratégie de mutualisation",
        "Au moins une entreprise de l’ESS",
    ]
    assert (flagged(found), found.staff, found.problems) == ([], frozenset(), ())
    life.write()
    life.corpus = last
    assert await life.load() == theirs
    assert (theirs.rules.criteria[0].name, theirs.staff) == ("Mutualiser", frozenset({"eligibility"}))


async def test_a_file_that_is_taken_away_takes_its_criteria_with_it(life: Life) -> None:
    life.write()
    before = await life.load()
    life.write(rules="", cases="")
    found = await life.load()
    assert (found.rules, found.written, found.cases) == (NOTHING.rules, None, ())
    assert found.procedure == before.procedure
    assert found.digest not in ("", before.digest)


async def test_a_quotation_that_is_gone_flags_its_criterion_and_is_said(life: Life) -> None:
    life.write()
    await life.load()
    life.says("c-1", "Les pôles coopèrent.")
    found = await life.load()
    assert flagged(found) == ["pooling"]
    assert [one.name for one in found.problems] == ["pooling"]


async def test_a_changed_passage_flags_its_criterion_until_someone_confirms_it(life: Life) -> None:
    life.write()
    before = await life.load()
    life.says("c-2", "Ils rassemblent au moins trois fois des entreprises de l’ESS. Le jury décide.")
    found = await life.load()
    assert flagged(found) == ["ess"]
    assert flagged(await life.load()) == ["ess"]
    assert found.digest != before.digest
    ess = found.rules.criteria[1]
    await life.confirmations.confirm("ess", criterion_digest(ess, life.corpus), "anne", NOW)
    assert flagged(await life.load()) == []
    life.says("c-2", PASSAGES[1].text)
    assert flagged(await life.load()) == ["ess"]


async def test_a_changed_quotation_flags_its_criterion_and_a_new_one_is_taken_as_it_is(
    life: Life,
) -> None:
    life.write()
    await life.load()
    changed = RULES.replace('quote = "stratégie commune', 'quote = "une stratégie commune')
    life.write(rules=changed.replace('id = "ess"', 'id = "social"'), cases="")
    assert flagged(await life.load()) == ["pooling"]


async def test_a_criterion_that_is_first_seen_without_its_passage_is_not_taken_as_it_is(life: Life) -> None:
    life.write()
    life.says("c-1", "Les pôles coopèrent.")
    assert flagged(await life.load()) == ["pooling"]
    assert set(await life.confirmations.all()) == {"ess"}
    life.says("c-1", PASSAGES[0].text)
    assert flagged(await life.load()) == []


async def test_the_digest_names_the_texts_and_the_passages_that_they_cite(life: Life) -> None:
    life.write()
    digests = [(await life.load()).digest]
    life.corpus = replace(life.corpus, passages=(*PASSAGES, Passage("c-4", "communique", 3, "Autre.")))
    assert (await life.load()).digest == digests[0]
    life.says("c-3", "Déposez votre dossier. Vite.")
    digests.append((await life.load()).digest)
    life.says("c-2", "Ils rassemblent des entreprises de l’ESS. Le jury décide. Enfin.")
    digests.append((await life.load()).digest)
    life.write(steps=STEPS.replace("Déposer le dossier", "Déposer"))
    digests.append((await life.load()).digest)
    assert len(set(digests)) == 4
    assert {len(digest) for digest in digests} == {16}


def test_the_digest_of_a_criterion_is_that_of_all_that_is_around_its_quotation() -> None:
    criterion = Criterion("ess", "ESS", passages=(Quoted("c-2", "des entreprises de l’ESS"),))
    moved = replace(CORPUS, passages=(replace(PASSAGES[1], id="x"), PASSAGES[0]))
    same = criterion_digest(replace(criterion, passages=(Quoted("x", "des entreprises de l’ESS"),)), moved)
    assert same == criterion_digest(replace(criterion, name="Autre nom"), CORPUS)
    led = replace(CORPUS, passages=(replace(PASSAGES[1], lead="Ne sont pas des pôles :"),))
    shorter = replace(criterion, passages=(Quoted("c-2", "entreprises de l’ESS"),))
    assert len({same, criterion_digest(criterion, led), criterion_digest(shorter, CORPUS)}) == 3
