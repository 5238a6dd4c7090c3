"""The index on disk: a database of record, and vectors and keywords derived from it."""
