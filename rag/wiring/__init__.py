"""Chooses the concrete parts: the only room that knows them all.

Each function imports what it needs, so that a verb pays only for the libraries it uses.
"""
