"""Encoder and reader networks."""
