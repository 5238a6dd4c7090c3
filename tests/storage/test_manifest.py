import json
from dataclasses import replace
from pathlib import Path

import pytest

from rag.errors import IndexStale
from rag.storage.manifest import Manifest, ModelRecord, Splitting
from tests.support.indexes import small_manifest


def test_json_keeps_every_field() -> None:
    manifest = replace(small_manifest(), corpus=Path("/文/a b"), sources=(Path("/x"), Path("/y")))
    assert Manifest.from_json(manifest.to_json()) == manifest


def test_an_index_from_before_files_were_extracted_opens() -> None:
    fields = json.loads(small_manifest().to_json())
    del fields["extraction"]
    assert Manifest.from_json(json.dumps(fields)) == small_manifest()


def test_equal_settings_pass_and_the_folder_does_not_matter() -> None:
    manifest = small_manifest()
    manifest.require(replace(manifest, corpus=Path("/elsewhere"), sources=()))
    manifest.require_encoder(manifest.encoder.name, manifest.encoder.fingerprint)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("encoder", ModelRecord("b", "1" * 64), r"encoder 'trigrams' \(.{12}\), not 'b' \(1{12}\)"),
        ("dimensions", 3, "length 32, not 3"),
        ("tokenizer", ModelRecord("c", "2" * 64), "tokenizer 'words' .* not 'c'"),
        ("splitting", Splitting(9, 6, 1, 256), "at most 200 tokens .* at most 9 tokens"),
    ],
)
def test_other_settings_are_refused_with_both_values_and_the_command(
    field: str, value: object, message: str
) -> None:
    other = replace(small_manifest(), **{field: value})  # type: ignore[arg-type]
    with pytest.raises(IndexStale, match=f"{message}.*: run `rag index --rebuild`"):
        small_manifest().require(other)


def test_another_encoder_of_the_same_name_is_refused() -> None:
    with pytest.raises(IndexStale, match="not 'trigrams'"):
        small_manifest().require_encoder("trigrams", "3" * 64)
