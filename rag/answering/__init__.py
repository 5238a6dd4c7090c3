"""From hits to an answer: reading, citations, confidence, agreement."""
