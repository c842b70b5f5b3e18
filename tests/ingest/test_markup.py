"""Bytes become text that is safe to parse, and what had to be mended is said."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.markup import DECLARATION, LARGEST, STEPS, Markup, Refusal, read_markup, root_name, tree

RUSSIAN = "<rss><title>Самолёт упал под Актау, есть выжившие</title></rss>"


def text(body: bytes, kind: str = "") -> Markup:
    found = read_markup(body, kind)
    assert isinstance(found, Markup), found
    return found


def declared(charset: str, body: str = RUSSIAN) -> str:
    return f'<?xml version="1.0" encoding="{charset}"?>{body}'


@pytest.mark.parametrize(
    "charset", ["utf-8", "windows-1251", "koi8-r", "iso-8859-5", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
def test_a_declaration_that_is_true_is_followed_and_replaced(charset: str) -> None:
    assert text(declared(charset).encode(charset)) == Markup(DECLARATION + RUSSIAN)


@pytest.mark.parametrize(
    ("label", "charset"),
    [("windows-1251", "utf-8"), ("utf-8", "cp1251"), ("iso-8859-1", "utf-8"), ("nonsense", "utf-8"), ("undefined", "koi8-r")],
)
def test_a_declaration_that_lies_is_found_out_and_said(label: str, charset: str) -> None:
    found = text(declared(label).encode(charset))
    assert found.text == DECLARATION + RUSSIAN
    assert found.charset == f"“{label}” is declared, the bytes are {charset}"


def test_the_servers_word_is_followed_where_the_document_has_none() -> None:
    assert text(RUSSIAN.encode("koi8-r"), "text/xml; charset=KOI8-R") == Markup(DECLARATION + RUSSIAN)


def test_a_double_byte_text_of_a_few_characters_is_what_it_says_it_is() -> None:
    body = declared("euc-kr", "<rss><title>년</title></rss>").encode("euc-kr")
    assert text(body).text == DECLARATION + "<rss><title>년</title></rss>"


def test_a_few_torn_bytes_in_utf_8_do_not_make_it_another_encoding() -> None:
    found = text(RUSSIAN.encode().replace("Актау".encode(), "Акт".encode() + b"\xd0"))
    assert found.text.count("\ufffd") == 1
    assert found.repairs == ("1 bytes or torn characters are no utf-8",)


def test_what_somebody_else_had_lost_before_is_no_damage() -> None:
    assert text(RUSSIAN.replace("А", "\ufffd").encode()).repairs == ()


@pytest.mark.parametrize("reference", ["&#0;", "&#x1F;", "&#xD83D;", "&#xFFFFFFFFFF;", "&#1114112;", "&#xFFFE;"])
def test_references_to_what_xml_forbids_are_taken_out_and_the_text_parses(reference: str) -> None:
    root, wrong = tree(text(f"<a>x{reference}y</a>".encode()).text)
    assert wrong == ()
    assert root is not None
    assert root.text == "xy"


def test_control_characters_are_taken_out_and_counted() -> None:
    assert text(b"<a>\x00\x08b\x1f</a>") == Markup(DECLARATION + "<a>b</a>", ("3 control characters",))


def test_lines_keep_their_numbers() -> None:
    assert text(b"\n\n<?xml version='1.0'?>\n<a>\n</b>").text.count("\n") == 4
    _, wrong = tree(text(b"\n\n<?xml version='1.0'?>\n<a>\n</b>").text)
    assert wrong[0].startswith("line 5: ")


def test_a_gzip_is_unpacked_one_that_is_cut_short_as_far_as_it_goes_and_one_that_is_none_refused() -> None:
    packed = gzip.compress(RUSSIAN.encode())
    assert text(packed).text == DECLARATION + RUSSIAN
    assert text(gzip.compress(b"<a/>") + gzip.compress(b"<!-- -->")).text == DECLARATION + "<a/><!-- -->"
    assert text(packed[:-12]).repairs[0] == "gzip: cut short"
    assert isinstance(read_markup(b"\x1f\x8bnothing"), Refusal)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_what_is_too_large_is_refused_however_it_is_packed(pack: type[bytes]) -> None:
    assert read_markup(pack(b" " * (LARGEST + 1))) == Refusal("refused: larger than 10,000,000 bytes")
    assert isinstance(read_markup(pack(b" " * LARGEST)), Markup)


def entities(*declarations: str, used: str = "") -> Markup | Refusal:
    return read_markup(f"<!DOCTYPE a [{''.join(f'<!ENTITY {d}>' for d in declarations)}]><a>{used}</a>".encode())


def test_entities_that_stay_small_are_left_alone() -> None:
    assert isinstance(entities('nbsp "&#160;"', "copy 'c'", used="&nbsp;&copy;" * 100), Markup)
    assert isinstance(read_markup(b"<a>&lt;!ENTITY x 'y'&gt; <![CDATA[<!ENTITY x '&x;'>]]></a>"), Markup)


@pytest.mark.parametrize(
    "bomb",
    [
        entities('a "&b;&b;"', 'b "&a;"'),
        entities('a "&a;"'),
        entities('% a "%a;"'),
        entities(f'a "{"x" * 1000}"', used="&a;" * 1000),
        entities(*[f'l{n} "{f"&l{n - 1};" * 10}"' if n else 'l0 "ha"' for n in range(9)]),
        entities(*[f"e{n} 'x'" for n in range(301)]),
        read_markup("<!-- [ --><!DOCTYPE a [<!ENTITY a '&a;'>]><a/>".encode("utf-16")),
        read_markup(b"<?x [ ?> <!doctype a [<!entity a '&a;'>]><a/>"),
    ],
)
def test_entities_that_grow_are_refused(bomb: Markup | Refusal) -> None:
    assert isinstance(bomb, Refusal)


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ("<a><b/></a>", "a"),
        (" <?xml version='1.0'?><!-- <b> --><!DOCTYPE c [<!ELEMENT c ANY>]><x:c/>", "x:c"),
        ("<лента/>", "лента"),
        ("no markup, 3 < 5", ""),
        ("<!-- <a> ", ""),
        ("", ""),
        ("<!---->" * STEPS + "<a/>", ""),
    ],
)
def test_the_first_element_is_found_behind_whatever_stands_in_front_of_it(document: str, name: str) -> None:
    assert root_name(document) == name


@given(st.binary(max_size=300), st.sampled_from(["", "text/xml; charset=utf-7", "text/xml; charset=idna", "a; charset=unicode_escape"]))
def test_no_bytes_are_an_error_and_no_text_has_what_xml_forbids(junk: bytes, kind: str) -> None:
    found = read_markup(junk, kind)
    if isinstance(found, Markup):
        found.text.encode()
        assert "\x00" not in found.text
        tree(found.text, mend=True)
