"""From a trained checkpoint to the weights that ship: `python -m rag.training.export --help`."""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import torch

from rag.errors import UsageError
from rag.models.shipped import READER, RERANKER
from rag.models.word_vectors import word_vectors
from rag.training.deepening import layers_of
from rag.training.graphs import PLACES, WORDS, Weights, reader_graph, reranker_graph
from rag.training.model import Shape
from rag.training.released import released_weights

SHIPPED_AS = {READER: ("pincite-reader-10", 288), RERANKER: ("pincite-reranker-4", 112)}
"""Name and window of each part."""
_ROUNDED = 0.01  # more than bfloat16 or 8-bit integers move a word's vector by


def read_weights(checkpoints: Sequence[Path]) -> Weights:
    """The averaged weights of a training checkpoint, or those of an exported `.onnx`, in float32.

    The words' vectors, which must be the encoder's, are left out: else raises `UsageError`.

    Of several, the mean of theirs: one that went on from the other, or both from a third
    (Wortsman et al. 2022, "Model soups").
    """
    stored = [_stored(each) for each in checkpoints]
    return {
        name: torch.stack([each[name].float() for each in stored]).mean(0).numpy()
        for name in stored[0]
        if name != WORDS
    }


def _stored(path: Path) -> Mapping[str, torch.Tensor]:
    if path.suffix == ".onnx":
        return released_weights(path)
    weights: Mapping[str, torch.Tensor] = torch.load(path, weights_only=True, map_location="cpu")[
        "model"
    ]
    own, table = weights[WORDS].float(), torch.from_numpy(np.array(word_vectors()))
    if own.shape != table.shape or (own - table).abs().max() > _ROUNDED:
        raise UsageError(f"the words of {path} are not those of the encoder's package")
    return weights


def export(
    checkpoints: Sequence[Path],
    folder: Path,
    facts: Mapping[str, object],
    *,
    integers: bool = True,
    part: str = READER,
) -> None:
    """Write weights and, last, the card that holds their SHA-256.

    A reranker's places beyond its window are left out: no reader is trained on from it.
    """
    weights = dict(read_weights(checkpoints))
    if part == RERANKER:
        weights[PLACES] = weights[PLACES][: SHIPPED_AS[RERANKER][1]]
    made = reranker_graph if part == RERANKER else reader_graph
    shape = replace(Shape(), layers=layers_of(weights))
    graph = made(weights, shape, integers=integers)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{part}.onnx").write_bytes(graph)
    card = {"sha256": sha256(graph).hexdigest(), **facts}
    (folder / f"{part}.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Export as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m rag.training.export")
    parser.add_argument(
        "--checkpoint",
        type=Path,
        nargs="+",
        required=True,
        help="or an exported .onnx; of several, the mean",
    )
    parser.add_argument("--out", type=Path, required=True, help="rag/models/reader")
    parser.add_argument("--part", choices=(READER, RERANKER), default=READER)
    parser.add_argument("--name", default=None, help="default: the one that ships")
    parser.add_argument(
        "--window", type=int, default=None, help="most word pieces of a reading; a reranker: 112"
    )
    parser.add_argument("--float", action="store_true", help="44 MB of float32, to compare with")
    given = parser.parse_args(arguments)
    name, window = SHIPPED_AS[given.part]
    if given.part == RERANKER and (given.window or window) > window:
        raise UsageError(f"a reranker's weights hold {window} places, not {given.window}")
    facts = {"name": given.name or name, "window": given.window or window}
    export(given.checkpoint, given.out, facts, integers=not given.float, part=given.part)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
