"""Pictures in the HTML itself."""

import base64

from channels.email.embedded import MOST, taken_out
from channels.email.plain import LARGEST
from channels.email.sanitise import sanitise
from tests.channels.email.build import HEAD, parsed

DATA = b"\x89PNG" + bytes(1_000)
ADDRESS = f"data:image/png;base64,{base64.b64encode(DATA).decode()}"


def test_a_picture_becomes_a_part_that_the_html_names() -> None:
    mail = parsed(HEAD + "Content-Type: text/html", f'<p>a</p><img src="{ADDRESS}"><p>b</p>')
    (part,) = mail.parts
    assert (part.data, part.media_type, part.inline) == (DATA, "image/png", True)
    assert mail.html == f'<p>a</p><img src="cid:{part.content_id}"><p>b</p>'
    assert sanitise(mail.html, {part.content_id or "": "/1"}).html == '<p>a</p><img src="/1"><p>b</p>'


def test_however_large_a_picture_is_what_stands_after_it_is_read() -> None:
    large = ADDRESS + "A" * LARGEST
    mail = parsed(HEAD + "Content-Type: text/html", f"<img src='{large}'><p>after</p>")
    assert mail.text == "after"
    assert mail.html
    assert mail.html.endswith("<p>after</p>")
    assert "html_cut" not in mail.problems


def test_short_ones_other_kinds_and_too_many_stay() -> None:
    for html in ('<img src="data:image/png;base64,AAAA">', f'<img src="{ADDRESS.replace("png", "svg+xml")}">', ADDRESS):
        assert taken_out(html) == (html, ())
    html, parts = taken_out(f'<img src="{ADDRESS}">' * (MOST + 1))
    assert len(parts) == MOST
    assert html.count("data:") == 1
