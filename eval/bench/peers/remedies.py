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
    "The machine was shared and never idle during this first run, and the run was cut short:",
    "",
    "- Look at `others` before comparing two rows: it is about one of the two cores in most. The",
    "  baseline's build at 1k is beside pincite's, under the same load (.51 and .50); with the",
    "  machine nearly to itself (.04) it took 45.6 and 42.5 s, and txtai's with .15 of it taken",
    "  46.2 and 47.6 s. pincite (revision 1bc3bfd) was not measured so: a forgotten build of the",
    "  benchmark itself ran beside all of its 10k and part of its 1k.",
    "- txtai's index at 10k is an approximate one (IVF, one of 258 cells searched), its default.",
    "- The raw files of bm25s and of the baseline at 10k were lost before a repetition that did",
    "  not come about: their rows are the figures of the table made of them (N 3 to 5 and 2 to 4),",
    "  and `others` is not known. The rows of txtai, bm25s and of the baseline at 10k were taken",
    "  15 to 55 minutes before pincite's.",
    "- 100k passages were not measured: not enough of them were encoded in time.",
    "- Of the quality only bm25s's was reached: the others' vectors were not ready.",
    "- A system that lacks a row or a column was not reached; all runners but haiku.rag's were",
    "  tried with 50 passages and with 10k known vectors, and an edit was found again.",
    "- Times of installation were taken on the loaded machine, at times with pip stopped: they are",
    "  no measure of the systems. Sizes are exact.",
    "",
)
"""What a reader must know of the run that the page shows."""
REMEDIES: dict[str, str] = {
    "build seconds": (
        "bm25s encodes nothing. Where vectors are given (10k), the others write a matrix and their"
        " texts; pincite reads, splits and stores the articles too: splitting beside encoding, and"
        " fewer checksums a row, would narrow it, but not close it."
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
        "against bm25s an encoder of a tenth the cost (int8 where quality allows it); against txtai"
        " at 10k its approximate index (IVF) below 100k passages too, and fewer rows fetched and"
        " checked for each question."
    ),
    "warm p95_ms": "as for the p50; long questions cost the encoder most.",
    "warm peak_bytes": "bm25s holds no network: the encoder's weights alone are 90 MB.",
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
