"""From a folder of files to an index: read, split, embed, sync."""
