"""Tables as sentences, a cell each, for the networks to read."""
