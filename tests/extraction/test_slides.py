import io

from pptx import Presentation
from pptx.util import Inches

from rag.extraction.slides import extract
from rag.text.pages import page_of
from tests.support.files import pptx_file


def test_slides_are_parted_so_that_a_place_tells_its_slide() -> None:
    text = extract(pptx_file("Owls", "They hunt.", "They sleep.")).text
    assert text == "# Owls\n\nThey hunt.\n\f\n# Owls\n\nThey sleep."
    assert page_of(text, text.index("sleep")) == 2


def test_tables_groups_and_notes_are_read() -> None:
    slides = Presentation()
    slide = slides.slides.add_slide(slides.slide_layouts[6])
    table = slide.shapes.add_table(1, 2, *map(Inches, (1, 1, 4, 1))).table
    table.cell(0, 0).text, table.cell(0, 1).text = "Owl", "Mice"
    group = slide.shapes.add_group_shape()
    box = group.shapes.add_textbox(*map(Inches, (1, 3, 4, 1)))
    box.text_frame.text = "Grouped words"
    frame = slide.notes_slide.notes_text_frame
    assert frame is not None
    frame.text = "What the speaker says."
    content = io.BytesIO()
    slides.save(content)
    text = extract(content.getvalue()).text
    assert text == "| Owl | Mice |\n\nGrouped words\n\nWhat the speaker says."
