"""Criteria, cases, steps and a sheet of a made-up call, quoted from the texts of `tests.bot.desks`."""

from collections.abc import Mapping

from bot.eligibility.shown import ShownAnswer, ShownCriterion, ShownPiece, ShownSheet
from bot.store.rule_texts import CORPUS, RuleKind, RuleText, RuleTexts
from knowledge.eligibility.criteria import Outcome
from tests.bot.console.signed import NOON, Console
from tests.bot.desks import CALL, CITATION

MONEY = "Une enveloppe de trois millions."
GROUP = "Les pôles rassemblent a minima des entreprises de l’ESS et des entreprises commerciales"

RULES = f"""
[[question]]
id = "partners"
ask = "Qui participe à votre projet ?"
takes = "partners"
help = "Comptez-vous aussi."
options = [
  {{ id = "ess", name = "une entreprise de l’ESS", words = ["SCIC"] }},
  {{ id = "other", name = "un autre participant" }},
]

[[question]]
id = "funds"
ask = "Avez-vous besoin d’argent ?"
takes = "yes_no"

[[criterion]]
id = "ess"
name = "Au moins des entreprises de l’ESS"
passages = [{{ document = "communique", quote = "{GROUP}" }}]
met = ["partners.ess >= 2"]
staff = ["partners.ess = 1"]
to_meet = "Réunir des entreprises de l’ESS."

[[criterion]]
id = "money"
name = "Une enveloppe existe"
passages = [{{ document = "communique", quote = "{MONEY}" }}]
met = ["funds = yes"]

[[criterion]]
id = "closing"
name = "Déposer à temps"
state = "not_stated"
announced = "cahier"
"""

CASES = """
[[case]]
name = "Deux entreprises de l’ESS"
answers = { partners = { ess = 2 }, funds = "yes" }
sheet = { ess = "met", money = "met", closing = "not_stated" }

[[case]]
name = "Personne de l’ESS"
answers = { partners = { other = 1 }, funds = "no" }
sheet = { ess = "not_met", money = "not_met", closing = "not_stated" }
"""

STEPS = f"""
[[step]]
id = "filing"
name = "Déposer le dossier"
who = "Le porteur du projet"
pieces = ["form"]
passages = [{{ document = "communique", quote = "{MONEY}" }}]

[[piece]]
id = "form"
name = "Le formulaire"
state = "not_stated"
announced = "cahier"
"""

ANSWER = ShownAnswer("partners", "Qui participe ?", "deux entreprises de l’ESS")
SHEET = ShownSheet(
    criteria=(
        ShownCriterion("ess", "Des entreprises de l’ESS", Outcome.MET, (ANSWER,), citations=(CITATION,)),
        ShownCriterion("bill", "Ce que dit le projet de loi", Outcome.STAFF, draft=True, note="À voir."),
    ),
    answers=(ANSWER,),
    pieces=(ShownPiece("form", "Le formulaire", done=True), ShownPiece("budget", "Le budget")),
    complete=True,
)

TEXTS = {RuleKind.ELIGIBILITY: RULES, RuleKind.CASES: CASES, RuleKind.PROCEDURE: STEPS}


def texts(console: Console) -> RuleTexts:
    """Return what is kept of the texts of the call that the desk has open."""
    return console.office.stores.rule_texts.of(CALL.id)


def confirmed(console: Console) -> Mapping[str, str]:
    """Return the digest of each of its criteria, as it was confirmed last."""
    found: Mapping[str, str] = console.run(console.office.stores.confirmations.of(CALL.id).all)
    return found


def written_down(console: Console) -> None:
    """Keep the three texts, as if they had come with the folder of the call."""
    for kind, text in TEXTS.items():
        console.run(texts(console).keep_corpus, kind, text, NOON)


def in_force(console: Console, kind: RuleKind = RuleKind.ELIGIBILITY) -> RuleText:
    """Return the text that counts."""
    found: RuleText | None = console.run(texts(console).in_force, kind)
    assert found is not None
    return found


def changed_by(
    console: Console, staff: str, old: str, new: str, kind: RuleKind = RuleKind.ELIGIBILITY
) -> None:
    """Have someone of the staff change words of the text that counts."""
    now = in_force(console, kind)
    assert old in now.text
    add, text = texts(console).add, now.text.replace(old, new)
    origin = "staff" if staff else CORPUS
    console.run(add, kind, text, origin, staff or None, NOON, "Autre motif", based_on=now.id)
