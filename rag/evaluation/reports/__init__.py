"""An evaluation as people and machines read it: terminal, Markdown, HTML, JUnit."""
