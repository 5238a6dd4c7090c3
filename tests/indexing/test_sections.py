from rag.indexing.sections import Section, sections
from tests.support.articles import article_from


def found(text: str, path: str = "owls.md") -> list[tuple[str, list[str]]]:
    article = article_from(text, path)
    return [
        (section.heading, [run.of(article.text) for run in section.runs])
        for section in sections(article)
    ]


def test_a_section_begins_with_its_heading_and_knows_those_above() -> None:
    text = "# Birds\n\nIntro.\n\n## Owls\n\nHunt.\n\n### Food\n\nMice.\n\n## Hawks\n\nSoar."
    assert found(text) == [
        ("", ["# Birds\n\nIntro."]),
        ("Owls", ["## Owls\n\nHunt."]),
        ("Owls > Food", ["### Food\n\nMice."]),
        ("Hawks", ["## Hawks\n\nSoar."]),
    ]


def test_headings_with_nothing_between_them_open_one_section() -> None:
    text = "# Birds\n\n## Owls\n\nAdvertisements\n\n### Food\n\nMice."
    assert found(text) == [("Owls > Food", ["# Birds\n\n## Owls", "### Food\n\nMice."])]


def test_front_matter_and_boilerplate_are_in_no_run() -> None:
    text = "\ufeff---\ntitle: Birds\n---\n\nOne.\n\nSocial Share\n\nTwo.Leave a Comment\n"
    assert found(text) == [("", ["One.", "Two."])]


def test_an_article_of_nothing_but_boilerplate_has_no_section() -> None:
    assert found("Social Share\n\nLeave a Comment\n") == []
    assert found("") == []


def test_plain_text_has_sections_too() -> None:
    prose = "The owl is a bird of prey that hunts at night and sleeps through most of the day."
    text = f"Birds\n\n1. Owls\n\n{prose}\n\n2. Hawks\n\n{prose}"
    assert [heading for heading, _ in found(text, "owls.txt")] == ["", "1. Owls", "2. Hawks"]


def test_a_section_is_a_value() -> None:
    assert Section("a", ()) == Section("a", ())
