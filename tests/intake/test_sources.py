"""Files, folders, patterns, standard input: a stable order, and an answer for everything asked for."""

import copy
import io
import json
import os
import socket
import sys
from pathlib import Path

import pytest

from dateline.intake import Options, Source, Unreadable, read, sources
from dateline.record import ReportError

BODY = "The council met on Monday and put off the vote."


def listed(*paths, **kwargs):
    return list(sources([str(path) for path in paths], **kwargs))


def causes(found):
    return [item.error.cause if isinstance(item, Unreadable) else "" for item in found]


@pytest.fixture
def folder(tmp_path):
    for name in ("b.txt", "a.html", "c/d.txt", "c/a.jsonl", ".hidden.txt", "picture.png", "notes.md", "paper.pdf"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({"text": BODY}) + "\n" if name.endswith("jsonl") else BODY)
    return tmp_path


def test_a_folder_gives_its_reports_sorted_and_names_what_it_cannot_read(folder):
    found = listed(folder)
    assert [str(Path(item.path).relative_to(folder)) for item in found] == [
        "a.html",
        "b.txt",
        "c/a.jsonl",
        "c/d.txt",
        "paper.pdf",
    ]
    assert [item.kind for item in found[:4]] == ["page", "text", "lines", "text"]
    assert "PDF" in found[4].error.cause


def test_an_order_does_not_depend_on_the_file_system(folder):
    assert [item.path for item in listed(folder)] == [item.path for item in listed(folder)]


def test_a_path_given_twice_counts_once(folder):
    found = listed(folder / "b.txt", folder / "c" / "a.jsonl", folder / "b.txt", folder, folder / "**" / "*.txt")
    assert sorted(Path(item.path).name for item in found if isinstance(item, Source)) == [
        "a.html",
        "a.jsonl",
        "b.txt",
        "d.txt",
    ]


def test_patterns_are_expanded(folder):
    assert [Path(item.path).name for item in listed(folder / "**" / "*.txt")] == ["b.txt", "d.txt"]


def test_a_file_with_the_marks_of_a_pattern_in_its_name_is_that_file(tmp_path):
    path = tmp_path / "report[1].txt"
    path.write_text(BODY)
    assert [item.path for item in listed(path)] == [str(path)]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("plain", BODY, "text"),
        ("page", "<!DOCTYPE html><html><body>x</body></html>", "page"),
        ("lines", '{"text": "x"}\n', "lines"),
        ("brace", "{not json} " + BODY, "text"),
    ],
)
def test_an_unknown_suffix_is_told_by_the_first_bytes(tmp_path, name, content, kind):
    path = tmp_path / name
    path.write_text(content)
    assert [item.kind for item in listed(path)] == [kind]


def test_the_kind_can_be_said(tmp_path):
    path = tmp_path / "x.dat"
    path.write_text('{"text": "x"}\n{"text": "y"}\n')
    assert [item.line for item in listed(path, options=Options(kind="lines"))] == [1, 2]


def test_missing_files_and_patterns_keep_their_place(tmp_path, folder):
    found = listed(tmp_path / "nowhere.txt", folder / "b.txt", tmp_path / "*.nothing", "")
    assert [isinstance(item, Unreadable) for item in found] == [True, False, True, True]
    assert causes(found)[0] == "there is no such file or folder"
    assert causes(found)[2] == "no file matches this pattern"
    assert causes(found)[3] == "the path is empty"


def test_a_folder_without_reports_says_so(tmp_path):
    (tmp_path / "x.md").write_text("x")
    assert causes(listed(tmp_path)) == ["no report in this folder"]


def test_a_link_into_its_own_folder_is_an_error_and_the_rest_is_read(folder):
    (folder / "c" / "loop").symlink_to(folder)
    found = listed(folder)
    assert sum(isinstance(item, Source) for item in found) == 4
    assert [cause for cause in causes(found) if "leads back" in cause]


def test_links_to_nothing_and_to_themselves(tmp_path):
    (tmp_path / "dead.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    assert causes(listed(tmp_path)) == ["this link points to nothing", "this link leads back to itself"]


def test_a_linked_folder_is_read(folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    (other / "link").symlink_to(folder / "c")
    assert [Path(item.path).name for item in listed(other)] == ["a.jsonl", "d.txt"]


def test_pipes_sockets_and_devices_are_refused_without_being_opened(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "pipe.txt")
    monkeypatch.chdir(tmp_path)  # the names of sockets must be short
    with socket.socket(socket.AF_UNIX) as sock:
        sock.bind("sock")
        found = listed(tmp_path / "pipe.txt", tmp_path / "sock", "/dev/zero")
    assert causes(found) == [
        "this is a pipe, not a file",
        "this is a socket, not a file",
        "this is a device, not a file",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_without_permission(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text(BODY)
    path.chmod(0)
    with pytest.raises(ReportError, match="permission"):
        read(listed(path)[0])


def test_names_that_are_no_text_are_shown_escaped(tmp_path):
    name = os.fsdecode(b"re\xffport\n.txt")
    path = tmp_path / name
    try:
        path.write_text(BODY)
    except (OSError, UnicodeError):
        pytest.skip("this file system takes no such name")
    source = listed(tmp_path)[0]
    source.path.encode()
    report = read(source)
    assert report.id.endswith("re\\xffport\\n.txt")
    report.id.encode()


def test_lines_are_numbered_as_in_the_file_and_blank_ones_passed_over(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"text": "a"}\r\n\r\n  \n{"text": "b"}')
    assert [(item.line, item.name) for item in listed(path)] == [(1, f"{path}:1"), (4, f"{path}:4")]


def test_a_line_over_the_limit_is_an_error_and_the_run_goes_on(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text('{"text": "a"}\n{"text": "' + "b" * 5000 + '"}\n{"text": "c"}\n')
    found = listed(path, options=Options(max_bytes=1000))
    assert [isinstance(item, Unreadable) for item in found] == [False, True, False]
    assert found[1].name == f"{path}:2"
    assert found[2].line == 3


def test_an_empty_file_of_lines_is_an_error(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text("\n\n")
    assert causes(listed(path)) == ["it is empty"]


def test_lines_in_utf16_are_refused(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_bytes('{"text": "a"}\n'.encode("utf-16"))
    assert causes(listed(path)) == ["these JSON Lines are in UTF-16"]


@pytest.mark.parametrize(
    ("raw", "kinds"),
    [
        (BODY.encode(), ["text"]),
        (b'{"text": "a"}\n{"text": "b"}\n', ["lines", "lines"]),
        (b"<html><body><p>x</p></body></html>", ["page"]),
    ],
)
def test_standard_input(raw, kinds):
    found = list(sources(["-"], stdin=io.BytesIO(raw)))
    assert [item.kind for item in found] == kinds
    assert all(item.raw is not None for item in found)


def test_standard_input_over_the_limit():
    found = list(sources(["-"], Options(max_bytes=100), stdin=io.BytesIO(b"word\n" * 100)))
    assert [item.name for item in found] == ["standard input"]
    assert "limit" in causes(found)[0]


def test_standard_input_is_that_of_the_process(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BODY.encode())))
    assert read(next(iter(sources(["-"])))).text == BODY


def test_a_source_and_an_error_can_be_sent_to_another_process(tmp_path):
    found = [Source("x.txt", "text"), *listed(tmp_path / "gone.txt")]
    source, gone = copy.deepcopy(found)  # takes the same way (__reduce__) as sending does
    assert source == found[0]
    assert str(gone.error) == str(found[1].error)


def test_a_large_file_of_lines_is_not_held(tmp_path):
    import tracemalloc

    path = tmp_path / "big.jsonl"
    line = json.dumps({"text": "word " * 400}) + "\n"
    with path.open("w") as file:
        for _ in range(10_000):  # 20 MB
            file.write(line)
    tracemalloc.start()
    count = sum(1 for _ in sources([str(path)]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 10_000
    assert peak < 2_000_000
