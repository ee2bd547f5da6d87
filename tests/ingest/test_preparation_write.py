"""A preparation takes the place of the former one at once, or not at all."""

from pathlib import Path

import pytest

from ingest.manifest import PREPARATION
from ingest.preparation import Prepared, PreparedTopic, load_preparation
from ingest.preparation_render import render
from ingest.preparation_write import copy_of, write_preparation
from ingest.sources import list_files
from knowledge.preparation import State

JURY = PreparedTopic("jury", State.NOT_STATED, approved=False)


def prepared(folder: Path, *topics: PreparedTopic) -> Prepared:
    return Prepared(topics, folder / PREPARATION)


def test_the_first_preparation_has_no_copy(tmp_path: Path) -> None:
    assert write_preparation(prepared(tmp_path, JURY))
    assert load_preparation(tmp_path).topics == (JURY,)
    assert [file.name for file in tmp_path.iterdir()] == [PREPARATION]


def test_the_former_file_is_kept_word_for_word_as_a_copy_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / PREPARATION
    path.write_text("# Une remarque à garder.\n", encoding="utf-8")
    path.chmod(0o640)
    assert write_preparation(prepared(tmp_path, JURY))
    assert copy_of(path).read_text(encoding="utf-8") == "# Une remarque à garder.\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list_files(tmp_path) == ()


def test_a_file_that_says_the_same_already_is_left_alone(tmp_path: Path) -> None:
    write_preparation(prepared(tmp_path, JURY))
    assert not write_preparation(prepared(tmp_path, JURY))
    assert not copy_of(tmp_path / PREPARATION).exists()


def test_a_copy_that_cannot_be_written_leaves_the_former_file(tmp_path: Path) -> None:
    path = tmp_path / PREPARATION
    path.write_text("# Relu.\n", encoding="utf-8")
    copy_of(path).mkdir()
    with pytest.raises(OSError, match="bak"):
        write_preparation(prepared(tmp_path, JURY))
    assert path.read_text(encoding="utf-8") == "# Relu.\n"
    assert sorted(file.name for file in tmp_path.iterdir()) == [copy_of(path).name, PREPARATION]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real = tmp_path / "ailleurs"
    real.mkdir()
    (real / "p.toml").write_text("", encoding="utf-8")
    (tmp_path / PREPARATION).symlink_to(real / "p.toml")
    write_preparation(prepared(tmp_path, JURY))
    assert (tmp_path / PREPARATION).is_symlink()
    assert (real / "p.toml").read_text(encoding="utf-8") == render(prepared(tmp_path, JURY))
