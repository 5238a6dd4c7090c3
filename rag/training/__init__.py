"""Makes the reader model."""
