"""What the page says in words: how it was measured, and what it would take to be ahead."""

HOW = (
    "Made by `make bench` (`python -m eval.bench.peers --data ../shared/data/bench`); raw figures",
    "in [bench.json](bench.json). Each system in an environment of its own, used as its",
    "documentation says, all on the same all-MiniLM-L6-v2 weights (but bm25s), two threads, no",
    "network. Median and, in brackets, the range of the repeats; bold is the best of a column.",
    "",
    "- The corpus is a random sample of whole articles of aws-docs and medquad-liveqa. pincite",
    "  reads the files, splits them and keeps their texts; the others are handed the passages that",
    "  it makes, so that what they build is less work than what it builds.",
    "- At 1k every system encodes for itself. Beyond, all are handed the same vectors by what",
    "  their interface offers for it (the greatest difference in a sample: cosine .99995), so",
    "  `build` there is everything but encoding.",
    "- `one edit`: a sentence is added to one article, which changes one passage; pincite looks",
    "  through all files for what has changed, the others are told which passage it is. bm25s has",
    "  no update and builds anew. The changed passage is encoded by each system itself.",
    "- `cold`: a process from its start to its end, ten passages found; pincite: `rag search`.",
    "- `warm`: one process, the 82 questions of the two collections after five others, one at a",
    "  time, encoding included, ten passages. p50 and p95 of each such run are the repeats.",
    "- Peak memory: resident, all processes of the command together. Index: bytes of its folder.",
    "- `others`: the share of the two cores' time that other processes of the machine took",
    "  meanwhile (median of the samples).",
    "- Quality: pincite ranks documents by their best passage, fused with BM25, as by default. The",
    "  others take title and text of a document as one text, as BEIR does.",
)
MISSING = (
    "One system after the other, each alone on the machine (`others`). What a reader must know:",
    "",
    "- 100k: the first 64,672 passages are of the random sample, the others of further guides of",
    "  aws-docs in alphabetical order, for these were encoded first.",
    "- pincite without its extra `openvino`, with which it encodes a large corpus twice as fast",
    "  ([speed.md](speed.md)).",
    "- haystack at 100k: two repeats, its questions and edits hours after the others, when the",
    "  machine was about 1.4 times slower. langchain's questions and edits at 1k ran beside",
    "  others.",
    "- Approximate, by default: txtai's index from 10k on (IVF, one of 258 cells searched at 10k),",
    "  and pincite's from 50,000 passages on, which measures its own recall (.99 here).",
    "- Quality: systems that compare all vectors rank alike; on scifact txtai, which by default",
    "  searches a part of its cells, loses .08. pincite over whole documents gives .7432 there",
    "  (see [LOG.md](../LOG.md)). On natural-questions, which the weights were trained on, vectors",
    "  alone rank better than both together.",
    "- Times of installation were taken on a loaded machine, at times with pip stopped: they are",
    "  no measure of the systems. Sizes are exact.",
    "",
)
"""What a reader must know of the run that the page shows."""
REMEDIES: dict[str, str] = {
    "build seconds": (
        "bm25s encodes nothing. Where vectors are given (10k, 100k), the others write a matrix and"
        " their texts; pincite reads, splits and stores the articles too, with a checksum a row:"
        " splitting on several cores would narrow it, but not close it."
    ),
    "edit seconds": (
        "bm25s loads no model: most of pincite's edit is starting, looking through the files and"
        " loading the encoder's graph, which a watching process (`rag index --watch`) pays once."
    ),
    "cold seconds": (
        "`rag search` loads an encoder and bm25s does not; by words alone (`rag search --keyword`)"
        " pincite still imports more: leaner imports at the start."
    ),
    "warm p50_ms": (
        "bm25s encodes no question, which is half of pincite's time; the other half is two searches"
        " for one, and the checksum of each row that is shown."
    ),
    "warm p95_ms": "as for the p50; long questions cost the encoder most.",
    "warm peak_bytes": "bm25s holds no network: the encoder's weights for questions are 23 MB.",
    "build peak_bytes": (
        "with vectors given, plain FAISS loads neither a network nor a splitter; pincite loads the"
        " encoder to count word pieces, and a tokenizer alone would do."
    ),
    "index bytes": (
        "vectors are stored twice (SQLite, the record, and FAISS, derived) beside the articles'"
        " texts, a keyword index and checksums: half-size vectors in the record, or FAISS rebuilt"
        " from it on opening."
    ),
}
"""By measure: what it would take where pincite is not ahead."""
