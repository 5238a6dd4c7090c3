"""From a file to its text: one module a kind, each run in a child process with limits.

Whoever makes or checks a citation into a file that is not plain text reads it here, so that offsets
mean the same everywhere.
"""
