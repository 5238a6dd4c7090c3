"""From a question to hits: dense and keyword candidates, fused."""
