"""Write a preparation as the file that staff read, mend and approve."""

from collections.abc import Iterator

from ingest.preparation import Prepared, PreparedTopic
from ingest.toml_write import list_lines, quotation, string, text_line, whole

_HEAD = """\
# Préparation de l’appel : ce que les textes disent sur chaque sujet, relu et approuvé par vos services.
# À chaque indexation, chaque citation est recherchée dans les textes ; un sujet dont une citation n’y
# est plus est mis de côté et signalé.
#
# id         le sujet ; un sujet propre à cet appel a aussi name (un groupe nominal) et question
# approved   false pour une proposition à relire, qui ne compte pas encore
# state      stated : les textes le disent ; partly : en partie ; not_stated : ils ne le disent pas ;
#            conflicting : ils se contredisent
# passages   citations mot pour mot, celles du texte qui a le plus d’autorité d’abord
# value      le fait lui-même, quelques mots de la première citation
# missing    ce que les textes ne disent pas, en un groupe nominal
# questions  questions auxquelles ces passages répondent
# announced  le document attendu qui doit le dire
"""


def render(prepared: Prepared) -> str:
    """Return the text of preparation.toml, its topics in their order; what is empty is left out.

    `load_preparation` reads the same values again; comments of the file are not kept.
    """
    return whole(_HEAD, map(_topic, prepared.topics))


def _topic(topic: PreparedTopic) -> Iterator[str]:
    yield "[[topic]]"
    yield f"id = {string(topic.id)}"
    yield from text_line("name", topic.name)
    yield from text_line("question", topic.question)
    if not topic.approved:
        yield "approved = false"
    yield f"state = {string(topic.state)}"
    yield from list_lines("passages", map(quotation, topic.passages))
    yield from text_line("value", topic.value)
    yield from text_line("missing", topic.missing)
    yield from list_lines("questions", map(string, topic.questions))
    yield from text_line("announced", topic.announced)
