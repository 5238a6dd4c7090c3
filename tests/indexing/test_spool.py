from concurrent.futures import ThreadPoolExecutor

from rag.indexing.spool import Spool
from tests.support.indexes import indexed_article


def test_gives_back_what_was_added_in_order_and_more_than_once() -> None:
    entries = [indexed_article(f"{name}.md", "Owls hunt.", "Owls sleep.") for name in "bca"]
    with Spool() as spool:
        for entry in entries:
            spool.add(entry)
        assert (len(spool), spool.passages) == (3, 6)
        assert list(spool) == entries == list(spool)


def test_an_empty_spool_gives_nothing() -> None:
    with Spool() as spool:
        assert list(spool) == []


def test_one_who_follows_waits_for_what_is_still_to_come() -> None:
    entries = [indexed_article(f"{name}.md", "Owls hunt.") for name in range(50)]
    with Spool() as spool, ThreadPoolExecutor(1) as other:
        followed = other.submit(lambda: list(spool.follow()))
        for entry in entries:
            spool.add(entry)
        assert not followed.done()
        spool.finish()
        assert followed.result(timeout=60) == entries == list(spool.follow())
