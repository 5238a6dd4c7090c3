from eval.bench.peers.environments import read_freeze
from eval.bench.peers.quality import documents


def test_ranks_a_document_by_its_best_passage() -> None:
    assert documents(["b.md", "a%2F1.md", "b.md", "c.md"], paths=True) == ["b", "a/1", "c"]


def test_keeps_ten_documents() -> None:
    assert documents([str(number) for number in range(30)], paths=False) == list("0123456789")


def test_reads_versions_as_pip_lists_them() -> None:
    listed = "haiku.rag==0.6.0\nTorch==2.13.0+cpu\npincite @ file:///here\n"
    assert read_freeze(listed) == {"haiku-rag": "0.6.0", "torch": "2.13.0+cpu"}
