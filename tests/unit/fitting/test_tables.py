"""Data files: every way of writing the same table gives the same, and every problem is listed at once."""

from __future__ import annotations

import gzip
from pathlib import Path

import pandas as pd
import pytest

from simnet.fitting.tables import DataError, read_table
from simnet.intake.findings import MOST as MOST_SHOWN

ROLES = {"order": "Name", "placed": "placed", "sku": "sku"}
TEXT = 'Name,placed,sku\n"#1",2026-01-05,fig\n#2,2026-01-06,oak\n'


def refused(path: Path, roles: dict[str, str] = ROLES, needed: tuple[str, ...] = ("order",)) -> list[str]:
    """Read a file that must be refused, and return its problems without the folder."""
    with pytest.raises(DataError) as caught:
        read_table(path, roles, needed)
    return [str(problem).replace(f"{path.parent}/", "") for problem in caught.value.problems]


def written(folder: Path, data: bytes, name: str = "a.csv") -> Path:
    """Write a file."""
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", TEXT.encode()),
        ("bom.csv", b"\xef\xbb\xbf" + TEXT.encode()),
        ("semicolons.csv", TEXT.replace(",", ";").encode()),
        ("tabs.csv", TEXT.replace(",", "\t").encode()),
        ("windows.csv", TEXT.replace("\n", "\r\n").encode()),
        ("blank lines.csv", TEXT.replace("\n", "\n\n").encode()),
        ("packed.csv.gz", gzip.compress(TEXT.encode(), mtime=0)),
    ],
)
def test_every_way_of_writing_a_table_reads_the_same(tmp_path: Path, name: str, data: bytes) -> None:
    table = read_table(written(tmp_path, data, name), ROLES, ("order", "placed"))
    assert table.frame.to_dict("list") == {
        "order": ["#1", "#2"],
        "placed": ["2026-01-05", "2026-01-06"],
        "sku": ["fig", "oak"],
    }
    assert table.roles["order"] == "Name"


def test_parquet_reads_like_its_csv(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "Name": ["a", None],
            "placed": pd.to_datetime(["2026-01-05 08:30", None]),
            "quantity": [2.0, float("nan")],
            "price": [2.5, 3.0],
        }
    )
    frame.to_parquet(tmp_path / "a.parquet")
    roles = {"order": "Name", **{name: name for name in frame.columns[1:]}}
    table = read_table(tmp_path / "a.parquet", roles, ("order",))
    assert table.frame.to_dict("list") == {
        "order": ["a", ""],
        "placed": ["2026-01-05 08:30:00.000000", ""],
        "quantity": ["2", ""],
        "price": ["2.5", "3"],
    }


def test_line_numbers_count_the_lines_inside_quotes(tmp_path: Path) -> None:
    text = 'Name,note\n1,"two\nlines"\n2,one\n'
    table = read_table(written(tmp_path, text.encode()), {"order": "Name"}, ())
    assert list(table.lines) == [2, 4]


def test_wrong_encoding_names_line_and_byte(tmp_path: Path) -> None:
    path = written(tmp_path, "Name\nok\nCafé\n".encode("latin-1"))
    assert refused(path) == ["a.csv:3:1: error: is not text in UTF-8 (save it as CSV in UTF-8)"]


def test_a_file_of_excel_is_not_told_of_an_option_that_is_not_there(tmp_path: Path) -> None:
    path = written(tmp_path, "Name\n1\n".encode("utf-16"))
    assert refused(path) == ["a.csv:1:1: error: is not text in UTF-8 (save it as CSV in UTF-8)"]


def test_a_file_of_two_byte_letters_is_refused(tmp_path: Path) -> None:
    assert refused(written(tmp_path, "Name\n1\n".encode("utf-16-le")))[0].startswith(
        "a.csv:1:1: error: is not text: it has a zero byte"
    )


@pytest.mark.parametrize("data", [b"", b"\n \n"])
def test_an_empty_file(tmp_path: Path, data: bytes) -> None:
    assert refused(written(tmp_path, data)) == ["a.csv:1:1: error: is empty (export it again)"]


def test_a_header_alone(tmp_path: Path) -> None:
    path = written(tmp_path, b"Name,placed\n")
    assert refused(path) == ["a.csv:1:1: error: has a header and no rows (export it again, or leave it out)"]


def test_a_parquet_file_without_rows(tmp_path: Path) -> None:
    pd.DataFrame({"Name": []}).to_parquet(tmp_path / "a.parquet")
    assert refused(tmp_path / "a.parquet") == [
        "a.parquet:1:1: error: has no rows (export it again, or leave it out)"
    ]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for name in ("a.csv", "a.parquet"):
        (found,) = refused(tmp_path / name)
        assert found == f"{name}:1:1: error: does not exist, or is not a file"


@pytest.mark.parametrize("cut", [-6, 14])
def test_a_packed_file_that_is_damaged(tmp_path: Path, cut: int) -> None:
    path = written(tmp_path, gzip.compress(TEXT.encode() * 50)[:cut], "a.csv.gz")
    (found,) = refused(path)
    assert found.startswith("a.csv.gz:1:1: error: cannot be read: Compressed file ended before")


def test_a_parquet_file_that_is_none(tmp_path: Path) -> None:
    path = written(tmp_path, TEXT.encode(), "a.parquet")
    assert refused(path) == ["a.parquet:1:1: error: is not a parquet file that can be read"]


def test_all_wrong_columns_come_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, TEXT.encode())
    roles = {"order": "Nam", "placed": "placd", "sku": "sku", "zip": "zip"}
    assert refused(path, roles, ("order", "placed", "quantity")) == [
        "a.csv:1:1: error: --columns: Nam: is not a column of the file; it was named for order "
        "(did you mean Name?)",
        "a.csv:1:1: error: --columns: placd: is not a column of the file; it was named for placed "
        "(did you mean placed?)",
        "a.csv:1:1: error: quantity: is a column that is needed (say which one it is: --columns quantity=…)",
    ]


def test_a_column_that_is_there_twice(tmp_path: Path) -> None:
    path = written(tmp_path, b"Name,Name\n1,2\n")
    assert refused(path, {"order": "Name"}) == [
        "a.csv:1:1: error: Name: is the name of several columns (rename all but one)"
    ]


def test_rows_of_another_length_are_listed(tmp_path: Path) -> None:
    path = written(tmp_path, b"Name,placed\n1,2,3\n1,2\n4\n")
    assert refused(path, {"order": "Name"}) == [
        f"a.csv:{line}:1: error: has {cells} cells, and the header has 2 "
        "(look for a separator or a quote too many here)"
        for line, cells in ((2, 3), (4, 1))
    ]


def test_a_cell_without_an_end(tmp_path: Path) -> None:
    path = written(tmp_path, b"Name\n" + b'"' + b"x" * 200_000 + b"\n")
    (found,) = refused(path, {"order": "Name"})
    assert "error: is not valid CSV: field larger than field limit" in found


def test_a_header_without_an_end(tmp_path: Path) -> None:
    (found,) = refused(written(tmp_path, b'"' + b"x" * 200_000 + b"\n"), {"order": "Name"})
    assert "error: is not valid CSV: field larger than field limit" in found


def test_a_long_list_is_cut_and_counted(tmp_path: Path) -> None:
    path = written(tmp_path, b"Name,placed\n" + b"1\n" * (MOST_SHOWN + 1234))
    found = refused(path, {"order": "Name"})
    assert len(found) == MOST_SHOWN + 1
    assert found[-1] == (
        f"a.csv:{MOST_SHOWN + 1}:2: error: has 1,234 more problems (repair the first ones and check again)"
    )
