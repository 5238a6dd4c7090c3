"""What the page says in words: how it was measured, and what it would take to be ahead."""

HOW = ("Made by `make bench` (`python -m eval.bench.peers --data ../shared/data/bench`).",)
REMEDIES = {}
