"""What is counted, as Prometheus names it: the only module that imports its client."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0

from rag.types import IndexSummary, Reply

CONTENT_TYPE = CONTENT_TYPE_PLAIN_1_0_0
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds: from a keyword search to the deadline."""


class Metrics:
    """The figures of one application, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "pincite_requests",
            "Requests by route and status",
            ["route", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "pincite_request_seconds",
            "Time to the last byte",
            ["route"],
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._answers = Counter(
            "pincite_answers",
            "Questions answered, or not held by the articles",
            ["answered"],
            registry=self._registry,
        )
        self._stages = Histogram(
            "pincite_stage_seconds",
            "Time of one stage of an answer",
            ["stage"],
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._index = Gauge(
            "pincite_index", "The index that answers now", ["of"], registry=self._registry
        )

    def watch_queue(self, taken: Callable[[], float]) -> None:
        """Read how many questions run or wait whenever the figures are asked for."""
        gauge = Gauge(
            "pincite_questions_in_hand", "Questions that run or wait", registry=self._registry
        )
        gauge.set_function(taken)

    def watch_index(self, unusable: Callable[[], bool]) -> None:
        """Read whether the index on the disk can be used whenever the figures are asked for."""
        gauge = Gauge(
            "pincite_index_unusable",
            "1 while the index on the disk cannot be taken into use",
            registry=self._registry,
        )
        gauge.set_function(unusable)

    def count_request(self, route: str, status: int, seconds: float) -> None:
        """One request is done."""
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def count_reply(self, reply: Reply) -> None:
        """One question is done."""
        self._answers.labels(str(reply.answer.answered).lower()).inc()
        for stage, spent in reply.timing_ms.items():
            self._stages.labels(stage).observe(spent / 1e3)

    def show_index(self, index: IndexSummary) -> None:
        """Another generation answers."""
        self._index.labels("generation").set(index.generation)
        self._index.labels("articles").set(index.articles)
        self._index.labels("passages").set(index.passages)

    def text(self) -> bytes:
        """All of it, in the text format of Prometheus."""
        return generate_latest(self._registry)
