"""Spans, sentences, tokens."""
