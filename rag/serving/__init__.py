"""The pipeline over HTTP."""
