import json
import os
import zipfile
from pathlib import Path

import pytest
from benchmark_files import CODE, picture, row, write_jsonl, write_zip
from command_line import invoked

from stem2code_eval.cli import data
from stem2code_eval.data.importers import archive
from stem2code_eval.data.importers.stem2code import Collected
from stem2code_eval.data.importers.write import import_stem2code
from stem2code_eval.data.task import load_task
from stem2code_eval.errors import UserError


def imported(tmp_path: Path, rows, members) -> tuple[Collected, list[dict]]:
    """Import rows with a zip of members; return what was found and the rows of the task."""
    images = write_zip(tmp_path / "images.zip", members)
    found = import_stem2code(write_jsonl(tmp_path / "rows.jsonl", rows), images, tmp_path / "task")
    lines = (tmp_path / "task" / "samples.jsonl").read_text().splitlines()
    assert len(lines) == len(found.rows)
    return found, [json.loads(line) for line in lines]


def kinds(found: Collected) -> list[tuple[str, str | None]]:
    return [(finding.kind, finding.id) for finding in found.findings]


def shown(tmp_path: Path, sample: dict) -> bytes:
    return (tmp_path / "task" / sample["image"]).read_bytes()


def test_a_clean_benchmark_becomes_a_task_that_loads(tmp_path: Path) -> None:
    names = ["MathVista_7.png", "We-Math-8.png", "logicvista_9.png", "other_1.png"]
    rows = [row(f"/mnt/data/set/{name}", CODE.format(number=at)) for at, name in enumerate(names)]
    found, samples = imported(tmp_path, rows, [(f"set/{name}", picture(at)) for at, name in enumerate(names)])
    assert found.findings == []
    task = load_task(str(tmp_path / "task"))
    assert task.problems == []
    assert task.name == "stem2code"
    assert [sample.id for sample in task.samples] == ["MathVista_7", "We-Math-8", "logicvista_9", "other_1"]
    assert [sample["subject"] for sample in samples[:3]] == ["MathVista", "We-Math", "LogicVista"]
    assert [sample["source"] for sample in samples[:3]] == ["MathVista", "We-Math", "LogicVista"]
    assert "subject" not in samples[3]
    assert "source" not in samples[3]
    assert [shown(tmp_path, sample) for sample in samples] == [picture(at) for at in range(4)]
    assert [sample["reference_code"] for sample in samples] == [CODE.format(number=at) for at in range(4)]


@pytest.mark.parametrize(
    "reference",
    [
        "/home/someone/data/MathVision_images_1007_v5.png",
        "https://host.example/a%20b/MathVision_images_1007_v5.png?OSSAccessKeyId=x&Expires=1774449109&Signature=%2B%3D",
        "C:\\data\\MathVision_images_1007_v5.png",
        "file:///data/MathVision_images_1007_v5.png#page",
        "MathVision_images_1007_v5.png",
    ],
)
def test_paths_and_addresses_of_other_machines_are_resolved_by_base_name(tmp_path: Path, reference: str) -> None:
    found, samples = imported(tmp_path, [row(reference)], [("images/MathVision_images_1007_v5.png", picture(3))])
    assert found.findings == []
    assert samples[0]["id"] == "MathVision_images_1007_v5"
    assert shown(tmp_path, samples[0]) == picture(3)
    assert "Signature" not in (tmp_path / "task" / "samples.jsonl").read_text()


def test_names_with_per_cent_signs_are_read_in_addresses_only(tmp_path: Path) -> None:
    rows = [row("https://host/a%20b.png"), row("/data/a%20b.png"), row("/data/what?.png")]
    members = [("a b.png", picture(1)), ("a%20b.png", picture(2)), ("what?.png", picture(3))]
    found, samples = imported(tmp_path, rows, members)
    assert [shown(tmp_path, sample) for sample in samples] == [picture(2), picture(2), picture(3)]
    assert ("unused", None) in kinds(found)


def test_two_rows_with_one_image_name_are_two_figures(tmp_path: Path) -> None:
    rows = [row("x/a/1.png", CODE.format(number=1)), row("x/b/1.png", CODE.format(number=2))]
    found, samples = imported(tmp_path, rows, [("a/1.png", picture(1)), ("b/1.png", picture(2))])
    assert [sample["id"] for sample in samples] == ["1", "1~2"]
    assert [shown(tmp_path, sample) for sample in samples] == [picture(1), picture(2)]
    assert kinds(found) == [("chosen by folder", "1"), ("chosen by folder", "1~2"), ("shared name", "1~2")]
    assert len(list((tmp_path / "task" / "images").iterdir())) == 2


def test_one_name_in_two_folders_that_no_path_tells_apart_is_no_picture(tmp_path: Path) -> None:
    members = [("a/1.png", picture(1)), ("b/1.png", picture(2))]
    found, samples = imported(tmp_path, [row("c/1.png")], members)
    assert kinds(found) == [("no picture", "1")]
    assert "images.zip/a/1.png, images.zip/b/1.png" in found.findings[0].text
    assert samples[0]["image"] == "images/missing/1"
    assert found.unusable == 1


def test_one_name_in_two_folders_with_the_same_picture_is_that_picture(tmp_path: Path) -> None:
    found, samples = imported(tmp_path, [row("c/1.png")], [("a/1.png", picture(1)), ("b/1.png", picture(1))])
    assert kinds(found) == [("several copies", "1")]
    assert shown(tmp_path, samples[0]) == picture(1)


def test_one_path_twice_in_the_archive_is_not_the_last_one(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        found, _ = imported(tmp_path, [row("1.png")], [("1.png", picture(1)), ("1.png", picture(2))])
    assert kinds(found) == [("no picture", "1")]


def test_the_same_content_twice_is_said_and_both_stay(tmp_path: Path) -> None:
    rows = [row("1.png"), row("1.png"), row("2.png", CODE.format(number=9))]
    found, samples = imported(tmp_path, rows, [("1.png", picture(1)), ("2.png", picture(1))])
    assert len(samples) == 3
    assert kinds(found) == [("shared name", "1~2"), ("same figure", "1~2"), ("same picture", "2")]
    assert "line 1" in found.findings[1].text


def test_a_missing_picture_is_named_and_its_program_does_not_stand_in_for_it(tmp_path: Path) -> None:
    found, samples = imported(tmp_path, [row("/x/gone.png"), row("1.png")], [("1.png", picture(1))])
    assert kinds(found) == [("no picture", "gone")]
    assert found.findings[0].line == (
        f'{tmp_path}/rows.jsonl, line 1, id "gone": there is no file "gone.png" among the pictures.'
    )
    task = load_task(str(tmp_path / "task"))
    assert len(task.entries) == 2
    assert [entry.sample is None for entry in task.entries] == [True, False]
    assert "images/missing/gone cannot be read" in task.problems[0]
    assert "reference_code" in samples[0]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{", "not JSON"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[1]", "there is no messages[1].content[0].image"),
        (b"null", "there is no messages[3].content[0].text"),
        (b"[" * 100_000, "nested too deeply"),
        (b"9" * 10_000, "too long a number"),
        ({"messages": [1, 2, 3, 4]}, "there is no messages[1].content[0].image"),
        (row(None), "messages[1].content[0].image is not a text"),
        (row("1.png", ["x"]), "messages[3].content[0].text is not a text"),
        (row("1.png", " \n"), "messages[3].content[0].text is not a text"),
    ],
)
def test_a_broken_row_is_named_with_its_line_and_stays(tmp_path: Path, line, said: str) -> None:
    found, samples = imported(tmp_path, [row("0.png"), line], [("0.png", picture(0)), ("1.png", picture(1))])
    assert len(samples) == 2
    broken = [finding for finding in found.findings if finding.kind == "broken row"]
    assert any(said in finding.text for finding in broken)
    assert {finding.where for finding in broken} == {f"{tmp_path}/rows.jsonl, line 2"}
    assert {finding.id for finding in broken} == {samples[1]["id"]}
    assert found.unusable == 1
    assert len(load_task(str(tmp_path / "task")).entries) == 2


def test_empty_lines_a_byte_order_mark_and_crlf_cost_nothing(tmp_path: Path) -> None:
    text = json.dumps(row("1.png")).encode()
    found, samples = imported(tmp_path, [b"\xef\xbb\xbf" + text + b"\r", b"", text], [("1.png", picture(1))])
    assert [sample["id"] for sample in samples] == ["1", "1~2"]
    assert [sample["line"] for sample in samples] == [1, 3]
    assert [sample["position"] for sample in samples] == [0, 1]
    assert ("empty line", None) in kinds(found)


PLAIN = CODE.format(number=5)


@pytest.mark.parametrize(
    ("text", "kind", "program"),
    [
        (PLAIN, None, PLAIN),
        (PLAIN.replace("\n", "\r\n").rstrip(), None, PLAIN),
        (f"```python\n{PLAIN}```", "program taken out", PLAIN),
        (f"Here is the code:\n```py\n{PLAIN}```\nIt draws a line.", "program taken out", PLAIN),
        (f"```\n{PLAIN}\n", "program taken out", PLAIN + "\n"),
        (PLAIN + "\nThis code draws a line from zero to five.\n", "program taken out", PLAIN),
        ("plt.plot([1, 2)\nplt.show()\nimport matplotlib.pyplot as plt\n", "program does not parse", None),
        ("There is no code for this figure.", "no program", None),
    ],
)
def test_code_in_fences_or_with_prose_is_taken_out_and_said(tmp_path: Path, text, kind, program) -> None:
    found, samples = imported(tmp_path, [row("1.png", text)], [("1.png", picture(1))])
    assert kinds(found) == ([] if kind is None else [(kind, "1")])
    if program is not None:
        assert samples[0]["reference_code"].rstrip("\n") == program.rstrip("\n")
    assert ("reference_code" in samples[0]) == (kind != "no program")
    assert found.unusable == (kind == "no program")


def test_jpeg_labelled_png_is_kept_under_its_own_format(tmp_path: Path) -> None:
    found, samples = imported(tmp_path, [row("1.png")], [("1.png", picture(1, "JPEG"))])
    assert kinds(found) == [("other format", "1")]
    assert samples[0]["image"].endswith(".jpg")
    assert shown(tmp_path, samples[0]) == picture(1, "JPEG")


def test_a_damaged_picture_is_named(tmp_path: Path) -> None:
    found, samples = imported(tmp_path, [row("1.png"), row("2.png")], [("1.png", picture(1)[:60]), ("2.png", b"text")])
    assert kinds(found) == [("no picture", "1"), ("no picture", "2")]
    assert all("cannot be decoded" in finding.text for finding in found.findings)
    assert all(sample["image"].startswith("images/missing/") for sample in samples)


@pytest.mark.parametrize("name", ["../../evil.png", "/etc/evil.png", "C:\\evil.png", "a\\..\\..\\evil.png"])
def test_zip_slip_members_are_refused_and_named(tmp_path: Path, name: str) -> None:
    found, _ = imported(tmp_path, [row("evil.png")], [(name, picture(1))])
    assert kinds(found) == [("no picture", "evil"), ("refused member", None)]
    assert "leads out of the archive" in found.findings[1].text
    written = sorted(path.name for path in tmp_path.iterdir())
    assert written == ["images.zip", "rows.jsonl", "task"]


def test_bombs_and_links_are_refused_without_unpacking_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = zipfile.ZipInfo("link.png")
    link.external_attr = 0o120777 << 16
    bomb = bytes(33 * 2**20)
    rows = [row("bomb.png"), row("link.png"), row("1.png")]
    found, _ = imported(tmp_path, rows, [("bomb.png", bomb), (link, b"/etc/passwd"), ("1.png", picture(1))])
    assert (tmp_path / "images.zip").stat().st_size < 100_000
    assert kinds(found) == [("no picture", "bomb"), ("no picture", "link")] + [("refused member", None)] * 2
    assert "unpacks to 34603008 bytes" in found.findings[2].text
    assert "a link or a device" in found.findings[3].text


def test_a_member_that_lies_about_its_size_is_not_read_beyond_it(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "images.zip", [("1.png", bytes(40 * 2**20))])
    content = path.read_bytes()
    size = (40 * 2**20).to_bytes(4, "little")
    path.write_bytes(content.replace(size, (1000).to_bytes(4, "little")))
    found = import_stem2code(write_jsonl(tmp_path / "rows.jsonl", [row("1.png")]), path, tmp_path / "task")
    assert kinds(found) == [("no picture", "1")]
    assert "cannot be unpacked" in found.findings[0].text


def test_an_encrypted_and_a_damaged_member_are_named(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "images.zip", [("1.png", picture(1)), ("2.png", picture(2))])
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    at = content.index(b"2.png") + 8
    content[at : at + 8] = b"\xff" * 8
    path.write_bytes(content)
    rows = write_jsonl(tmp_path / "rows.jsonl", [row("1.png"), row("2.png")])
    found = import_stem2code(rows, path, tmp_path / "task")
    assert kinds(found) == [("no picture", "1"), ("no picture", "2"), ("refused member", None)]
    assert "encrypted" in found.findings[2].text


def test_an_archive_of_countless_members_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBERS", 1)
    with pytest.raises(UserError, match="has 2 members"):
        imported(tmp_path, [row("1.png")], [("1.png", picture(1)), ("2.png", picture(2))])


def test_names_that_are_not_utf8_are_found_and_said(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "images.zip", [("xxxx_1.png", picture(1)), ("yyyyyy_2.png", picture(2))])
    content = path.read_bytes().replace(b"xxxx", "几何".encode("gbk")).replace(b"yyyyyy", "几何".encode())
    path.write_bytes(content)
    rows = write_jsonl(tmp_path / "rows.jsonl", [row("/x/几何_1.png"), row("/x/几何_2.png")])
    found = import_stem2code(rows, path, tmp_path / "task")
    assert kinds(found) == [("name not UTF-8", None)]
    assert [sample["id"] for sample in found.rows] == ["几何_1", "几何_2"]
    assert [shown(tmp_path, sample) for sample in found.rows] == [picture(1), picture(2)]


def test_decomposed_accents_and_other_letters_are_the_same_name(tmp_path: Path) -> None:
    rows = [row("caf\u00e9.png"), row("ABC.PNG"), row("q.png")]
    members = [("cafe\u0301.png", picture(1)), ("abc.png", picture(2)), ("q.jpg", picture(3, "JPEG"))]
    found, samples = imported(tmp_path, rows, members)
    assert kinds(found) == [("chosen by spelling", "ABC"), ("chosen by spelling", "q")]
    assert [shown(tmp_path, sample) for sample in samples[:2]] == [picture(1), picture(2)]


def test_what_systems_leave_behind_is_passed_over_and_said(tmp_path: Path) -> None:
    members = [("1.png", picture(1)), ("__MACOSX/1.png", b"x"), ("__MACOSX/._1.png", b"x"), (".DS_Store", b"x")]
    found, samples = imported(tmp_path, [row("1.png")], members)
    assert kinds(found) == [("not a picture's file", None)] * 3
    assert shown(tmp_path, samples[0]) == picture(1)


def test_a_folder_does_as_well_as_an_archive(tmp_path: Path) -> None:
    images = tmp_path / "images"
    (images / "a").mkdir(parents=True)
    (images / "a" / "1.png").write_bytes(picture(1))
    (images / "unused.png").write_bytes(picture(2))
    (images / ".DS_Store").write_bytes(b"x")
    (images / "dead.png").symlink_to("nowhere")
    os.mkfifo(images / "pipe.png")
    with open(os.fsencode(images) + "/几.png".encode("gbk"), "wb") as file:
        file.write(picture(4))
    rows = write_jsonl(tmp_path / "rows.jsonl", [row("1.png"), row("几.png"), row("pipe.png")])
    found = import_stem2code(rows, images, tmp_path / "task")
    assert [shown(tmp_path, sample) for sample in found.rows[:2]] == [picture(1), picture(4)]
    assert sorted(kinds(found), key=str) == sorted(
        [("no picture", "pipe"), ("unused", None), ("not a picture's file", None), ("name not UTF-8", None)]
        + [("refused member", None)] * 2,
        key=str,
    )


def test_ids_are_stable_and_unique_whatever_the_names(tmp_path: Path) -> None:
    names = ["a.png", "a~2.png", "x/a.png", "a.jpg", "é/é é.png", "...", "a" * 400 + ".png", "\u202eb\n.png"]
    rows = [row(name) for name in names] + [b"{"]
    _, samples = imported(tmp_path, rows, [("a.png", picture(1))])
    ids = [sample["id"] for sample in samples]
    assert len(set(ids)) == len(ids) == 9
    assert all(name and len(name) <= 130 and name.isprintable() and "/" not in name for name in ids)
    more = import_stem2code(
        write_jsonl(tmp_path / "more.jsonl", [*rows, row("a.png")]), tmp_path / "images.zip", tmp_path / "more"
    )
    assert [sample["id"] for sample in more.rows][:9] == ids


def test_importing_again_gives_the_same_bytes(tmp_path: Path) -> None:
    rows, members = [row("1.png"), b"{", row("gone.png")], [("1.png", picture(1))]
    imported(tmp_path, rows, members)
    import_stem2code(tmp_path / "rows.jsonl", tmp_path / "images.zip", tmp_path / "again")
    for path in (tmp_path / "task").rglob("*.*"):
        assert path.read_bytes() == (tmp_path / "again" / path.relative_to(tmp_path / "task")).read_bytes()


def test_a_folder_with_something_in_it_is_left_alone_and_a_failure_leaves_nothing(tmp_path: Path) -> None:
    images = write_zip(tmp_path / "images.zip", [("1.png", picture(1))])
    rows = write_jsonl(tmp_path / "rows.jsonl", [row("1.png")])
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()
    with pytest.raises(UserError, match="not an empty folder"):
        import_stem2code(rows, images, tmp_path / "full")
    for jsonl, pictures, said in (
        (tmp_path / "none.jsonl", images, "Cannot read"),
        (write_jsonl(tmp_path / "empty.jsonl", [b""]), images, "holds no row"),
        (rows, tmp_path / "none.zip", "no folder or zip"),
        (rows, rows, "cannot be opened as a zip"),
    ):
        with pytest.raises(UserError, match=said):
            import_stem2code(jsonl, pictures, tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "empty.jsonl", "full", "images.zip", "rows.jsonl",
    ]  # fmt: skip


def invoke(*words: str) -> tuple[int, str]:
    code, out, err = invoked(data.app, *words)
    return code, out + err


def test_the_command_prints_a_summary_and_the_task_is_found_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEM2CODE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "200")
    images = write_zip(tmp_path / "images.zip", [("MathVerse_1.png", picture(1))])
    words = ("import", "stem2code", "--images", str(images), "--jsonl")
    with pytest.raises(UserError, match="stem2code-eval data import stem2code"):
        load_task("stem2code")
    assert "none yet" in invoke("list")[1]
    code, said = invoke(*words, str(write_jsonl(tmp_path / "good.jsonl", [row("MathVerse_1.png")])))
    assert code == 0, said
    assert "use them with --task stem2code." in said
    assert load_task("stem2code").entries[0].subject == "MathVerse"
    assert "2603.10757" in invoke("list")[1]

    rows = [row("MathVerse_1.png"), *(row(f"gone{at}.png") for at in range(12))]
    out = ("--out", str(tmp_path / "bad"))
    code, said = invoke(*words, str(write_jsonl(tmp_path / "bad.jsonl", rows)), *out)
    assert code == 3
    assert 'bad.jsonl, line 2, id "gone0": there is no file "gone0.png"' in said
    assert "no picture: ... and 2 more in" in said
    assert "12 of them lack a picture or a program" in said
    report = json.loads((tmp_path / "bad" / "import.json").read_text())
    assert report["counts"] == {"no picture": 12}
    assert [finding["id"] for finding in report["findings"]] == [f"gone{at}" for at in range(12)]
    assert invoke(*words, str(tmp_path / "bad.jsonl"), *out)[0] == 2
    assert 'Did you mean "stem2code"' in invoke("import", "stem2cod", *words[2:], str(tmp_path / "bad.jsonl"))[1]
