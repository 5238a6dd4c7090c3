"""The command line: one function per verb, and how its results look at a terminal."""
