"""How likely an answer is right."""
