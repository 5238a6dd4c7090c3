"""Where an answer begins and ends in its sentence."""
