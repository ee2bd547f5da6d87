"""Everything that a TOML text says is found on its line, whatever the way it is written."""

import tomllib
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from ingest.toml_places import locate
from ingest.toml_write import braces, inline_list

TEXT = '''\
# [[question]] is not one here
top = 1

[[question]]
id = "a" # id = 2
help = """
[[question]]
id = "no"
"""
options = [
  # { id = "no" }
  { id = "x", name = "un } ] texte", words = ["u", "v"] },

  { id = "y", "name" = 'l, m' }
]

[[question]]
sizes.least = 1.5
[[question.options]]
id = "z"

[[question.options]]
words = [
  "one", "two",
  """three
four""", "five",
  2020-02-28 17:00:00,
]
[decision]
passages = [[1, [2,
  3]], []]
'''


def test_each_value_is_found_on_its_line() -> None:
    places = locate(TEXT)
    assert [places.line("question", index) for index in (0, 1)] == [4, 17]
    assert [places.line("question", 0, key) for key in ("id", "help", "options")] == [5, 6, 10]
    assert [places.line("question", 0, "options", number) for number in (0, 1)] == [12, 14]
    assert places.line("question", 0, "options", 1, "name") == 14
    assert places.line("question", 1, "sizes", "least") == 18
    assert [places.line("question", 1, "options", number) for number in (0, 1)] == [19, 22]
    lines = [places.line("question", 1, "options", 1, "words", number) for number in range(5)]
    assert lines == [24, 24, 25, 26, 27]
    assert places.line("decision", "passages", 0, 1, 1) == 31
    assert places.line("decision", "passages", 1) == 31


def test_what_is_not_there_is_told_where_it_should_be() -> None:
    places = locate(TEXT)
    assert places.line("question", 0, "takes") == 4
    assert places.line("question", 0, "options", 7, "id") == 10
    assert places.line("question", 9) == 4
    assert places.line("criterion") is None


def test_a_table_gives_its_lines_and_those_of_its_own_keys() -> None:
    lines = locate(TEXT).lines("question", 0)
    assert [lines.of("", 0, key) for key in ("", "id", "options", "takes")] == [4, 5, 10, 4]
    assert locate(TEXT).lines("criterion", 0).of("") is None


def test_files_of_windows_have_the_same_lines() -> None:
    assert locate(TEXT.replace("\n", "\r\n")) == locate(TEXT)


def paths(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, inside in value.items():
            yield from paths(inside, (*path, key))
    elif isinstance(value, list):
        for index, inside in enumerate(value):
            yield from paths(inside, (*path, index))


def test_nothing_is_forgotten_and_nothing_is_invented() -> None:
    assert set(paths(tomllib.loads(TEXT))) == set(locate(TEXT).found)


TABLES = st.lists(st.dictionaries(st.text(max_size=6), st.lists(st.text(max_size=8)), max_size=3), max_size=3)


@given(TABLES)
def test_texts_of_any_kind_do_not_mislead(tables: list[dict[str, list[str]]]) -> None:
    written = ({key: inline_list(said) for key, said in table.items()} for table in tables)
    lines = map(braces, written)
    text = "all = [\n" + "".join(f"{line},\n" for line in lines) + "]\n"
    found = locate(text)
    assert set(paths(tomllib.loads(text))) == set(found.found)
    assert [found.line("all", index) for index in range(len(tables))] == list(range(2, len(tables) + 2))
