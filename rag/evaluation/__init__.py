"""How good are the answers? Needs only a function that answers questions."""
