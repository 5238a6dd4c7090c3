"""pincite: questions answered from a folder of articles, every claim a verbatim citation.

Start reading at `rag.pipeline`.
"""
