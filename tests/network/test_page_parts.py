"""The page's parts are in the program, and its code is one that needs neither style nor script."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import segno

from lanyard.network.page_parts import page_assets, qr_svg
from lanyard.wire.http import Request, respond
from lanyard.wire.room_page import RoomPage, url_of


def test_the_page_can_be_shown_from_the_programs_own_resources() -> None:
    url = url_of("10.0.0.12", 25225)
    page = RoomPage("Office", "Anna", (), "10.0.0.12", 25225, qr_svg(url), "1")
    for target in ("/", "/room.css", "/favicon.svg", "/qr.svg"):
        assert respond(Request("GET", target, ()), page, page_assets()).startswith(b"HTTP/1.1 200 ")


def test_the_code_is_an_image_without_style() -> None:
    url = "http://10.0.0.12:25225/"
    root = ET.fromstring(qr_svg(url))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    for element in root.iter():
        assert element.tag.rpartition("}")[2] in ("svg", "path", "rect")
        assert not {"style", "class", "onload"} & set(element.attrib)
    # Four modules of white around it, as the cameras of phones want.
    side = segno.make(url, micro=False, error="m").symbol_size(border=4)[0]
    assert root.attrib["viewBox"] == f"0 0 {side} {side}"
