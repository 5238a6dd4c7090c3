from pathlib import Path

import pytest

from rag.errors import ModelUnusable
from rag.models.reader import TrainedReader
from rag.models.reader_choice import load_reader
from tests.support.readers import write_random_reader


def test_a_folder_of_exported_weights_is_the_own_kind(tmp_path: Path) -> None:
    reader = load_reader(str(write_random_reader(tmp_path)), threads=1)
    assert isinstance(reader, TrainedReader)
    assert reader.name == "random"


@pytest.mark.slow
def test_the_shipped_weights_go_by_the_projects_name() -> None:
    assert load_reader("pincite", threads=1).name.startswith("pincite-reader-")


def test_a_name_that_is_nowhere_on_this_machine_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        ModelUnusable, match=r"neither pincite, lexical, a folder, nor .* name the folder"
    ):
        load_reader(str(tmp_path / "nothing"))
