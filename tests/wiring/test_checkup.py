from pathlib import Path

import pytest

from rag.models import encoder_packaged
from rag.settings import Settings
from rag.wiring.checkup import Verdict, examine


@pytest.mark.slow
def test_altered_weights_of_the_encoder_are_told_before_anybody_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder_packaged, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr(encoder_packaged, "WEIGHTS_DIGEST", "0" * 64)
    found = {each.part: each for each in examine(Settings(index=tmp_path / "index"), False)}
    assert found["encoder"].verdict is not Verdict.SOUND
    assert "model.safetensors has SHA-256" in found["encoder"].detail
