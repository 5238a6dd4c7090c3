from email.message import EmailMessage

from rag.extraction.mail import extract


def message(**headers: str) -> EmailMessage:
    made = EmailMessage()
    for name, words in {"From": "Ann Owl <ann@example.org>", "Subject": "Owls", **headers}.items():
        made[name] = words
    return made


def test_headers_and_text_are_read_and_attachments_only_named() -> None:
    made = message(To="bob@example.org", Date="Wed, 14 Feb 2024 23:30:00 -0500")
    made.set_content("They hunt at night.")
    made.add_alternative("<p>They hunt by day.</p>", subtype="html")
    made.add_attachment(b"PK", maintype="application", subtype="zip", filename="owls.zip")
    found = extract(made.as_bytes())
    assert found.text == (
        "# Owls\n\nFrom: Ann Owl <ann@example.org>\nTo: bob@example.org\n"
        "Date: Wed, 14 Feb 2024 23:30:00 -0500\n\nThey hunt at night.\n\n"
        "- Attachment, not read: owls.zip"
    )
    facts = found.facts
    assert (facts.title, facts.author, facts.published) == ("Owls", "Ann Owl", "2024-02-14")


def test_a_message_of_markup_alone_is_read_as_a_page() -> None:
    made = message()
    made.set_content("<h2>Food</h2><p>Mice &amp; frogs</p>", subtype="html")
    assert extract(made.as_bytes()).text.endswith("## Food\n\nMice & frogs")


def test_encoded_headers_are_decoded() -> None:
    made = b"From: a@example.org\nSubject: =?utf-8?q?K=C3=A4uze?=\n\nSie jagen."
    assert extract(made).text.startswith("# Käuze\n")


QUOTING = """Yes, yellow.
On Tue, 14 May 2024 at 16:40, Malin Oester
<malin@example.org> wrote:
> Which colour is
> it? Grey
>
> On Mon, 13 May 2024, Ann wrote:
>> We need 60
>> helmets
> > of any colour
Ann"""


def test_what_is_quoted_is_no_part_of_the_reply() -> None:
    made = message()
    made.set_content(QUOTING)
    _, _, text = extract(made.as_bytes()).text.partition("example.org>\n\n")
    assert text.split("\n\n") == [
        "Yes, yellow.",
        "On Tue, 14 May 2024 at 16:40, Malin Oester\n<malin@example.org> wrote:",
        "Which colour is\nit? Grey",
        "On Mon, 13 May 2024, Ann wrote:",
        "We need 60\nhelmets\nof any colour",
        "Ann",
    ]


def test_letters_of_no_told_encoding_are_utf_8() -> None:
    made = "From: a@example.org\nSubject: Pump\n\nIt costs £340.".encode()
    assert extract(made).text.endswith("It costs £340.")
