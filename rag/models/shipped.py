"""The networks that ship: weights beside a card that names them, checked when they are loaded."""

import json
from dataclasses import dataclass
from pathlib import Path

from onnxruntime import InferenceSession
from tokenizers import Regex, Tokenizer
from tokenizers.normalizers import Replace, Sequence

from rag.errors import ModelUnusable
from rag.models.encoder_onnx import onnx_session
from rag.models.encoder_packaged import REMEDY as TOKENIZER_REMEDY
from rag.models.encoder_packaged import VOCABULARY_DIGEST, packaged_folder
from rag.models.weights import checked

SHIPPED = Path(__file__).parent / "reader"
READER, RERANKER = "reader", "reranker"
"""The two networks of a folder: `NAME.onnx` holds the weights of each, `NAME.json` its card."""
INPUTS = {"words", "types"}
OUTPUTS = {READER: ("start", "end", "support", "answers"), RERANKER: ("verdict", "opposes")}
REMEDY = "install pincite again, or write the weights with `python -m rag.training.export`"

CLS, SEP = 101, 102
ESCAPE = r"(?<!\\)\\(?=[!-/:-@\[-`{-~])"  # CommonMark 0.31, 2.4


@dataclass(frozen=True, slots=True)
class Card:
    """What the exporter recorded of the weights."""

    name: str
    sha256: str
    window: int
    """The most word pieces that are read at once."""


def load_network(folder: Path, part: str) -> tuple[InferenceSession, Card]:
    """One of the two, on one thread; raises `ModelUnusable` where it is not as recorded."""
    card = read_card(folder / f"{part}.json")
    weights = checked(folder / f"{part}.onnx", card.sha256, REMEDY)
    session = onnx_session(weights, threads=1)
    if {each.name for each in session.get_inputs()} != INPUTS:
        raise ModelUnusable(
            f"{weights} was written by an earlier version: write it again with"
            f" `python -m rag.training.export --checkpoint {weights} --part {part} --out FOLDER`"
        )
    if set(OUTPUTS[part]) - {each.name for each in session.get_outputs()}:
        raise ModelUnusable(
            f"{weights} was written by an earlier version and lacks a head: {REMEDY}"
        )
    return session, card


def read_card(file: Path) -> Card:
    """The card in a file; raises `ModelUnusable` where it cannot be read."""
    try:
        card = json.loads(file.read_text(encoding="utf-8"))
        return Card(str(card["name"]), str(card["sha256"]), int(card["window"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelUnusable(f"{file} cannot be read ({error}): {REMEDY}") from error


def reading_tokenizer() -> Tokenizer:
    """The encoder's, which neither pads nor cuts; raises `ModelUnusable`."""
    vocabulary = packaged_folder() / "tokenizer.json"
    return whole_and_unescaped(
        Tokenizer.from_file(str(checked(vocabulary, VOCABULARY_DIGEST, TOKENIZER_REMEDY)))
    )


def whole_and_unescaped(tokenizer: Tokenizer) -> Tokenizer:
    r"""It neither pads nor cuts, and passes over the backslash by which Markdown writes a mark.

    `v1\.11` reads as `v1.11`; offsets are those of the text as it stands.
    """
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.normalizer = Sequence([Replace(Regex(ESCAPE), ""), tokenizer.normalizer])
    return tokenizer
