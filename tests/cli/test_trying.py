"""`palimpsest try …`: one answer for each input, in order, whatever the input is."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.cli.commands import DEFINITION, answers, jsonl, palimpsest

LONG = "The ferry left the harbour at noon with sixty-two passengers and a crew of five, and nobody has seen it since."
OTHER = "The ferry came back to the harbour at midnight with all of its passengers and crew, and nobody could say where it was."
CRASH = (
    "An Azerbaijan Airlines plane, flight J2-8243, crashed near Aktau. "
    "At least 12 people survived. The airline said that birds had hit the plane."
)
JUDGES = {
    "compare": ({"before": LONG, "after": OTHER}, ()),
    "duplicates": ({"text": LONG}, ()),
    "tag": ({"text": CRASH}, ("--incident", DEFINITION)),
    "claims": ({"text": CRASH}, ("--incident", DEFINITION)),
}
JUDGE = pytest.mark.parametrize("judge", JUDGES)
KEY = {"compare": "verdict", "duplicates": "cluster", "tag": "decision", "claims": "statements"}


def judged(judge: str, text: str | bytes, *files: object) -> list[dict[str, Any]]:
    return answers("try", judge, *JUDGES[judge][1], *files, *(["-"] if text else []), text=text)


def good(judge: str, name: object = "good", **more: object) -> dict[str, Any]:
    return {"id": name, **JUDGES[judge][0], **more}


@JUDGE
def test_every_line_has_one_answer_under_its_own_id_and_in_order(judge: str) -> None:
    found = judged(judge, jsonl(good(judge, "b"), good(judge, 7), good(judge, "a", unknown=[1])))
    assert [row["id"] for row in found] == ["b", 7, "a"]
    assert all(KEY[judge] in row and "error" not in row for row in found)


@JUDGE
@pytest.mark.parametrize(
    "line",
    [
        "not json", '{"id": 1', "[1, 2]", '"text"', "null", "NaN", "7", "[" * 100_000, "9" * 5000, '{"id": 1}' * 2,
    ],
)  # fmt: skip
def test_a_line_that_is_no_object_is_answered_with_its_number(judge: str, line: str) -> None:
    first, second = judged(judge, jsonl(line, good(judge)))
    assert first.keys() == {"error"}
    assert first["error"].startswith("line 1: ")
    assert KEY[judge] in second


@JUDGE
def test_a_line_that_is_not_utf_8_is_answered_and_the_next_one_judged(judge: str) -> None:
    first, second = judged(judge, b"\xff\xfe{}\n" + jsonl(good(judge)).encode())
    assert "UTF-8" in first["error"]
    assert KEY[judge] in second


@JUDGE
@pytest.mark.parametrize("value", [None, 3, ["x"], {"a": 1}, True, "\ud800"])
def test_a_field_of_the_wrong_type_is_named_and_the_line_keeps_its_id(judge: str, value: object) -> None:
    field = next(iter(JUDGES[judge][0]))
    (answer,) = judged(judge, jsonl(good(judge, "mine", **{field: value})))
    assert answer["id"] == "mine"
    if value != "\ud800":  # some judges can look past half a character, none may stumble over it
        assert answer["error"].startswith(f"{field}: ")


@JUDGE
def test_a_missing_field_is_named(judge: str) -> None:
    field = list(JUDGES[judge][0])[-1]
    (answer,) = judged(judge, jsonl({key: value for key, value in good(judge).items() if key != field}))
    assert answer == {"id": "good", "error": f"{field}: Field required"}


@JUDGE
@pytest.mark.parametrize("name", ["null", "[1]", '{"a": 1}', "1.5"])
def test_an_id_of_an_unusable_type_is_shown_as_it_is(judge: str, name: str) -> None:
    (answer,) = judged(judge, json.dumps(good(judge)).replace('"good"', name) + "\n")
    assert answer["id"] == json.loads(name)
    assert answer["error"].startswith("id: ")


@JUDGE
@pytest.mark.parametrize("name", ["NaN", "-Infinity", "1e999", '{"a": [NaN]}'])
def test_an_id_that_json_does_not_know_is_shown_as_text(judge: str, name: str) -> None:
    (answer,) = judged(judge, json.dumps(good(judge)).replace('"good"', name) + "\n")
    assert isinstance(answer["id"], str)
    assert answer["error"].startswith("id: ")


@JUDGE
def test_a_line_without_an_id_says_so(judge: str) -> None:
    (answer,) = judged(judge, jsonl(JUDGES[judge][0]))
    assert answer == {"error": "id: Field required"}


@pytest.mark.parametrize("value", ["NaN", "1e999", '"many"', "2.5"])
def test_a_count_that_is_none_is_named(value: str) -> None:
    (answer,) = judged("compare", json.dumps(good("compare"))[:-1] + f', "outlet_dated_edits": {value}}}\n')
    assert answer["id"] == "good"
    assert answer["error"].startswith("outlet_dated_edits: ")


def test_an_instant_without_its_zone_is_named() -> None:
    (answer,) = judged("tag", jsonl(good("tag", published_at="2024-12-25T09:00:00")))
    assert answer["error"].startswith("published_at: ")


@JUDGE
def test_an_optional_field_that_is_null_is_as_good_as_absent(judge: str) -> None:
    absent = {"compare": "before_headline"}.get(judge, "title")
    assert judged(judge, jsonl(good(judge, **{absent: None}))) == judged(judge, jsonl(good(judge)))


@JUDGE
def test_blank_lines_and_no_lines_are_no_inputs(judge: str) -> None:
    assert judged(judge, "\n  \n\r\n") == []
    assert [a["id"] for a in judged(judge, f"\n{json.dumps(good(judge))}\r\n\n")] == ["good"]
    assert [a["id"] for a in judged(judge, f"\ufeff{json.dumps(good(judge))}")] == ["good"]


@JUDGE
def test_files_and_lines_are_answered_in_the_order_in_which_they_were_named(judge: str, tmp_path: Path) -> None:
    file = tmp_path / "one"
    file.write_text(json.dumps(JUDGES[judge][0]) if judge == "compare" else LONG)
    found = answers("try", judge, *JUDGES[judge][1], file, "-", tmp_path / "none", text=jsonl(good(judge, 1), "?", good(judge, 2)))
    assert [row.get("id") for row in found] == [str(file), 1, None, 2, str(tmp_path / "none")]
    assert ["error" in row for row in found] == [False, False, True, False, True]


@JUDGE
def test_a_gzipped_file_is_answered_like_the_plain_one(judge: str, tmp_path: Path) -> None:
    plain, packed = tmp_path / "one", tmp_path / "one.gz"
    plain.write_text(json.dumps(JUDGES[judge][0]) if judge == "compare" else CRASH)
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    first, second = (judged(judge, "", file)[0] for file in (plain, packed))
    assert {k: v for k, v in first.items() if v != str(plain)} == {k: v for k, v in second.items() if v != str(packed)}
    assert "error" not in second


@JUDGE
def test_a_file_that_cannot_be_used_says_why(judge: str, tmp_path: Path) -> None:
    broken, latin = tmp_path / "broken.gz", tmp_path / "latin"
    broken.write_bytes(gzip.compress(b"x" * 1000)[:-4])
    latin.write_bytes("плохо".encode("koi8-r"))
    damaged = tmp_path / "damaged.gz"
    damaged.write_bytes(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03" + b"\xff" * 50)
    found = judged(judge, "", tmp_path / "none", tmp_path, broken, damaged, latin, "a\0b")
    assert [row["error"].startswith(f"{row['id']}: ") for row in found] == [True] * 6
    assert "No such file" in found[0]["error"]


def test_a_pair_file_that_holds_no_object_says_so(tmp_path: Path) -> None:
    for name, text in (("list", "[1]"), ("deep", "[" * 100_000), ("words", "no")):
        (tmp_path / name).write_text(text)
    found = judged("compare", "", *sorted(tmp_path.iterdir()))
    assert len(found) == 3
    assert all("not a JSON object" in row["error"] for row in found)


def test_an_edit_s_spans_cut_its_own_words() -> None:
    before = "Сначала говорили о птицах 🐦. There were 72 people on board. The cause is not known."
    after = "Сначала говорили о птицах 🐦. There were 67 people on board. The cause is not known."
    (answer,) = judged("compare", jsonl({"id": 1, "before": before, "after": after}))
    (edit,) = answer["edits"]
    assert before[slice(*edit["before_span"])] == edit["before"] == "There were 72 people on board."
    assert after[slice(*edit["after_span"])] == edit["after"] == "There were 67 people on board."


@pytest.mark.parametrize("title", ["", "🛩 Azerbaijan Airlines plane with 67 people crashes near Aktau"])
def test_mentions_and_statements_stand_where_they_say(title: str) -> None:
    line = {"id": 1, "title": title, "text": f"🐦🐦 Ёлка. {CRASH}", "language": "en", "published_at": "2024-12-25T09:00:00Z"}
    texts = {"heading": title, "body": line["text"]}
    (tagged,), (claimed,) = (judged(judge, jsonl(line)) for judge in ("tag", "claims"))
    assert tagged["decision"] == "primary"
    found = [*tagged["mentions"], *claimed["statements"]]
    assert {s["claim"] for s in claimed["statements"]} >= {"cause.bird_strike", "qty.survivors"}
    assert [texts[m["part"]][m["start"] : m["end"]] for m in found] == [m["text"] for m in found]
    assert all(m["text"] for m in found)


def test_the_first_of_a_cluster_is_its_origin_and_what_has_no_company_is_alone() -> None:
    short = "Breaking news, more follows"
    texts = {"a": LONG, "b": OTHER, "c": LONG.upper(), "d": short, "e": short, "f": f"{LONG}\n", "g": ""}
    found = judged("duplicates", jsonl(*({"id": k, "text": t} for k, t in texts.items())))
    assert {row["id"]: (row["relation"], row["cluster"], row["origin"], row["other"], row["coverage"]) for row in found} == {
        "a": ("origin", "a", "a", None, 0.0),
        "b": ("alone", "b", "b", None, 0.0),
        "c": ("exact", "a", "a", "a", 1.0),
        "d": ("alone", "d", "d", None, 0.0),
        "e": ("alone", "e", "e", None, 0.0),
        "f": ("exact", "a", "a", "a", 1.0),
        "g": ("alone", "g", "g", None, 0.0),
    }


LONGER = " ".join(f"On day {n} the harbour master counted {n * 7} vessels at the outer mole." for n in range(12))
LEAD = "Nobody in our town was on any of them, as the mayor told us on the telephone on Tuesday."


def test_a_copy_tells_what_it_shares_with_its_origin_and_where() -> None:
    copy = f"{LEAD} {LONGER[: len(LONGER) // 2]}"
    first, second = judged(
        "duplicates", jsonl({"id": 1, "text": copy, "host": "a.test"}, {"id": 2, "text": f"ASTANA (Reuters) - {LONGER}"})
    )
    assert (first["relation"], first["cluster"], first["origin"]) == ("origin", 1, 1)
    assert (second["relation"], second["other"], second["credited"], second["reason"]) == ("partial", 1, "Reuters", "dateline")
    (span,) = second["spans"]
    assert copy[span["other_start"] : span["other_end"]] == f"ASTANA (Reuters) - {LONGER}"[span["start"] : span["end"]]
    assert 0.4 < second["coverage"] < 0.6 < second["coverage_of_other"] < 0.9


def test_the_earliest_by_the_outlets_dates_is_the_origin_also_when_it_comes_last() -> None:
    dated = [{"id": n, "text": LONGER, "published_at": f"2025-03-0{9 - n}T10:00:00Z", "url": f"https://o{n}.test/x"} for n in (1, 2, 3)]
    assert {(row["cluster"], row["origin"]) for row in judged("duplicates", jsonl(*dated))} == {(1, 3)}


def test_texts_of_one_address_are_versions_of_one_article() -> None:
    rows = judged("duplicates", jsonl(*({"id": n, "url": "https://o.test/x", "text": f"{LONGER} {LEAD * n}"} for n in (1, 2))))
    assert len({row["cluster"] for row in rows}) == 1


def test_two_texts_under_one_id_are_still_copies() -> None:
    found = judged("duplicates", jsonl(*[{"id": "a", "text": LONG}] * 2))
    assert [row["relation"] for row in found] == ["origin", "exact"]


def test_what_cannot_be_used_takes_part_in_no_cluster() -> None:
    found = judged("duplicates", jsonl({"id": "a", "text": 3}, {"id": "b", "text": LONG}))
    assert "cluster" not in found[0]
    assert found[1]["relation"] == "alone"


def test_a_huge_line_is_judged() -> None:
    text = " ".join(f"Sentence number {n} about the ferry." for n in range(50_000))
    (answer,) = judged("duplicates", jsonl({"id": 1, "text": text}))
    assert answer["relation"] == "alone"


@pytest.mark.parametrize("judge", ["tag", "claims"])
def test_a_definition_that_cannot_be_used_is_told_in_one_line(judge: str, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("id: [\n")
    for file in (tmp_path / "none.yaml", tmp_path / "broken.yaml"):
        result = palimpsest("try", judge, "--incident", file, "-", text=jsonl(good(judge)))
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith(f"palimpsest: {file}:")
        assert len(result.stderr.splitlines()) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda s: st.lists(s) | st.dictionaries(st.text(), s), max_leaves=5
)
FIELDS = st.sampled_from("id file text title before after url host published_at before_headline outlet_dated_edits language".split())


@JUDGE
@given(st.lists(st.dictionaries(FIELDS, JSON), min_size=1, max_size=5))
@settings(deadline=None, max_examples=15, phases=(Phase.explicit, Phase.generate), suppress_health_check=[HealthCheck.too_slow])
def test_whatever_stands_on_a_line_it_gets_one_answer(judge: str, lines: list[dict[str, Any]]) -> None:
    assert len(judged(judge, jsonl(*lines))) == len(lines)
