from rag.serving.rates import MAX_CLIENTS, RateLimit


def test_allows_the_burst_then_the_rate() -> None:
    now = [0.0]
    limit = RateLimit(rate=2, burst=3, clock=lambda: now[0])
    assert [limit.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert limit.wait("b") == 0
    now[0] = 0.5
    assert [limit.wait("a"), limit.wait("a")] == [0, 0.5]
    now[0] = 100
    assert [limit.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]


def test_strangers_cannot_fill_the_memory() -> None:
    limit = RateLimit(rate=1, burst=1, clock=lambda: 0)
    for client in range(MAX_CLIENTS + 50):
        limit.wait(str(client))
    assert len(limit._buckets) == MAX_CLIENTS
