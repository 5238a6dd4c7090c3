"""Every error that pincite raises on purpose.

    PinciteError
    ├── UsageError             the request itself is wrong                    exit code 2
    ├── IndexUnusable          no answer can come from this index             exit code 4
    │   ├── IndexMissing       there is none yet
    │   ├── IndexStale         built with other settings, or an older format
    │   └── IndexDamaged       a stored file is not what was written
    ├── IndexLocked            another process is writing it                  exit code 5
    ├── UnreadableFile         one file of the corpus cannot be read          reported, never fatal
    ├── CitationMismatch       a quote is not the slice it claims to be       exit code 5
    ├── ModelUnusable          weights are missing or not the recorded ones   exit code 5
    └── GoldInvalid            a gold set breaks its own rules                `rag eval`: exit 3

A message gives the fact, the values and the next step.
"""


class PinciteError(Exception):
    """The root: catch it at the edges only (command line, HTTP, one article of a batch)."""


class UsageError(PinciteError):
    """The request itself is wrong: a question that is empty, a setting out of range."""


class IndexUnusable(PinciteError):
    """No answer can come from this index."""


class IndexMissing(IndexUnusable):
    """There is no index in the folder yet."""


class IndexStale(IndexUnusable):
    """The index was built with other settings, or in an older format."""


class IndexDamaged(IndexUnusable):
    """A stored file is not what was written, and cannot be rebuilt from the store of record."""


class IndexLocked(PinciteError):
    """Another process is writing the index."""


class UnreadableFile(PinciteError):
    """One file of the corpus cannot be read; the message says why, without its path."""


class CitationMismatch(PinciteError):
    """A quote is not the slice of the article that it claims to be: never an answer."""


class ModelUnusable(PinciteError):
    """A model's weights are missing, or not the ones recorded."""


class GoldInvalid(PinciteError):
    """A gold set breaks its own rules."""
