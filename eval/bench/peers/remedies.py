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
    "- `cold`: a process of its own from start to end, ten passages found; for pincite `rag search`.",
    "- `warm`: one process, the 82 questions of the two collections after five others, one at a",
    "  time, encoding included, ten passages. p50 and p95 of each such run are the repeats.",
    "- Peak memory: resident, all processes of the command together. Index: bytes of its folder.",
    "- `others`: the share of the two cores' time that other processes of the machine took",
    "  meanwhile (median of the samples); the runs had priority over them.",
    "- Quality: pincite ranks documents by their best passage, fused with BM25, as by default. The",
    "  others take title and text of a document as one text, as BEIR does.",
)
REMEDIES: dict[str, str] = {}
"""By measure: what it would take where pincite is not ahead."""
