"""Write a preparation as the file that staff read, mend and approve."""

from collections.abc import Iterable, Iterator

from ingest.preparation import Prepared, PreparedQuote, PreparedTopic

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
_ESCAPED = {ord("\\"): "\\\\", ord('"'): '\\"', ord("\n"): "\\n", ord("\t"): "\\t"} | {
    code: f"\\u{code:04x}" for code in (*range(0x20), 0x7F) if chr(code) not in "\n\t"
}


def render(prepared: Prepared) -> str:
    """Return the text of preparation.toml, its topics in their order; what is empty is left out.

    `load_preparation` reads the same values again; comments of the file are not kept.
    """
    return "\n".join((_HEAD, *("".join(f"{line}\n" for line in _topic(topic)) for topic in prepared.topics)))


def _topic(topic: PreparedTopic) -> Iterator[str]:
    yield "[[topic]]"
    yield f"id = {_string(topic.id)}"
    yield from _lines("name", topic.name)
    yield from _lines("question", topic.question)
    if not topic.approved:
        yield "approved = false"
    yield f"state = {_string(topic.state)}"
    yield from _list("passages", map(_quote, topic.passages))
    yield from _lines("value", topic.value)
    yield from _lines("missing", topic.missing)
    yield from _list("questions", map(_string, topic.questions))
    yield from _lines("announced", topic.announced)


def _lines(key: str, value: str) -> Iterator[str]:
    if value:
        yield f"{key} = {_string(value)}"


def _list(key: str, values: Iterable[str]) -> Iterator[str]:
    if shown := [f"  {value}," for value in values]:
        yield from (f"{key} = [", *shown, "]")


def _quote(quote: PreparedQuote) -> str:
    return f"{{ document = {_string(quote.document)}, quote = {_string(quote.quote)} }}"


def _string(text: str) -> str:
    return f'"{text.translate(_ESCAPED)}"'
