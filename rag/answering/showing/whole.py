"""An answer in the article's own characters, with what it cannot do without. Start reading here."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.answering.choosing.candidates import Candidate
from rag.answering.language.questions import Question, asks_twice
from rag.answering.showing.bullets import whole_list
from rag.answering.showing.conditions import with_condition
from rag.answering.showing.corrections import corrections
from rag.answering.showing.correspondence import with_writer
from rag.answering.showing.day_heads import with_day
from rag.answering.showing.entire import entire
from rag.answering.showing.leading import led
from rag.answering.showing.leaning import with_leaned_on
from rag.answering.showing.ordinals import told_in_turn
from rag.answering.showing.question_heads import with_question
from rag.answering.showing.rates import with_rate
from rag.answering.showing.written import as_written, with_row
from rag.answering.spans.quotes import unwrapped


def whole_parts(
    question: Question,
    proposed: Sequence[Sequence[Candidate]],
    text_of: Callable[[Candidate], str],
) -> list[list[Candidate]]:
    """One part a claim; a list of an article is taken whole, of which a part may have been read.

    `text_of` gives the text of a candidate's article.
    """
    written = with_row if asks_twice(question) else as_written
    parts = [[entire(written(each), text_of(each)) for each in part] for part in proposed]
    best = max((part[0] for part in parts), key=lambda each: each.score)
    text = text_of(best)
    listed = whole_list(question, best, text) or told_in_turn(question, best, text)
    if listed or len(parts) > 1:
        return [[each] for each in listed] or parts
    *lead, own = led(question, with_condition(best, text), text)
    *lead, own = lead + with_day(question, own, text)
    own = with_rate(question, with_leaned_on(question, own, text))
    taken_back = [[each] for each in corrections(own, text)]
    main = [own, *(x for x in parts[0] if x is not best)]
    return [*([each] for each in lead), main, *taken_back]


def as_shown(candidate: Candidate, text: str) -> Candidate:
    """Without marks around its answer, and quoted with who wrote or asked what it answers."""
    bare = unwrapped(text, candidate.answer)
    shown = replace(candidate, answer=bare, text=bare.of(text))
    return with_writer(with_question(shown, text), text)
