"""Files of real orders and of today's state on the command line: what is said about them, and exit codes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from simnet.cli.app import run
from tests.unit.intake.made import TEXT, month, table, write


def called(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        run([str(word) for word in words])
    out = capsys.readouterr()
    return int(left.value.code or 0), out.out, out.err


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "own").mkdir()
    write(tmp_path / "own", TEXT.replace("ORDERS", "orders.csv"), "s.yaml")
    return tmp_path / "own"


def test_check_says_what_a_file_of_orders_says(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, month() + "x,2026-03-04,candle,-2\n")
    how = "{file: orders.csv, leave_out: {returns: true}}"
    write(folder, TEXT.replace("ORDERS", how), "s.yaml")
    code, out, err = called(capsys, "check", folder / "s.yaml")
    assert (code, err) == (0, "")
    assert f"{folder}/orders.csv:1:1: note: 1 of 113 rows are left out: returns\n" in out
    assert "can be simulated" in out
    _, out, _ = called(capsys, "check", "--resolved", folder / "s.yaml")
    defaults = [line.split()[0] for line in out.splitlines() if line.startswith("  ")]
    assert "customers.counts" in defaults
    assert "customers.orders.replay" in defaults
    assert not {"customers.lines", "customers.weekdays", "customers.regions"} & set(defaults)


def test_a_broken_file_is_refused_with_all_its_problems(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [("1", "2026-03-02", "candle", -1), ("2", "soon", "lamp", 1)]
    write(folder, table(rows))
    for command in ("check", "run"):
        code, out, err = called(capsys, command, folder / "s.yaml")
        assert (code, out) == (2, "")
        assert [line.removeprefix(f"{folder}/orders.csv:").split(": ")[:4] for line in err.splitlines()] == [
            ["2:1", "error", "quantity", "-1"],
            ["3:1", "error", "placed", "soon"],
            ["3:1", "error", "sku", "lamp"],
        ]


def test_wrong_names_of_services_and_broken_files_come_together(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        folder, TEXT.replace("ORDERS", "orders.csv").replace("{base: 5, per_lb: 0.5}", "royal-mail"), "s.yaml"
    )
    write(folder, "")
    code, _, err = called(capsys, "check", folder / "s.yaml")
    assert code == 2
    assert "royal-mail" in err
    assert "orders.csv:1:1: error: is empty" in err


def test_another_folder_must_be_allowed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder.parent, month())
    write(folder, TEXT.replace("ORDERS", "../orders.csv"), "s.yaml")
    code, _, err = called(capsys, "check", folder / "s.yaml")
    assert code == 2
    rule = "must be a file in the scenario's folder, unless the command line allows another folder"
    assert (
        f"s.yaml:7:11: error: customers.orders.file: ../orders.csv: {rule} (copy it there, or add --data "
        in err
    )
    named = err.rsplit("--data ", 1)[1].strip().removesuffix(")")
    assert Path(named).resolve() == folder.parent
    assert called(capsys, "check", folder / "s.yaml", "--data", named)[0] == 0
    code, out, _ = called(capsys, "run", folder / "s.yaml", "--data", named, "-n", 1, "--out", folder / "run")
    assert code == 0
    assert out
    code, _, err = called(capsys, "run", folder / "s.yaml", "--data", folder / "none", "-n", 1)
    assert (code, err) == (2, f"--data:1:1: error: {folder}/none: is not a folder (name a folder of data)\n")


def test_workers_get_what_was_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, month())
    shown = []
    for jobs in (1, 2):
        out = folder / f"run-{jobs}"
        code, text, _ = called(
            capsys, "run", folder / "s.yaml", "-n", 4, "-j", jobs, "--no-report", "--out", out
        )
        assert code == 0
        shown.append(text.replace(str(out), "RUN").splitlines()[1:])
    assert shown[0] == shown[1]


def test_check_of_todays_state(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = TEXT.replace("ORDERS", "9 per day").replace("warmup: 0 days\n", "today: {on_hand: stock.csv}\n")
    write(folder, text, "s.yaml")
    write(folder, "node,sku,units\ndepot,candle,7\n", "stock.csv")
    code, out, _ = called(capsys, "check", folder / "s.yaml")
    assert code == 0
    assert "stock.csv:1:1: note: book at depot: not in the file, so the run starts without any" in out
    write(folder, "node,sku,units\ndepot,candle,7\ndepot,book,x\n", "stock.csv")
    code, _, err = called(capsys, "check", folder / "s.yaml")
    assert code == 2
    assert "stock.csv:3:1: error: units: x: must be a whole number of units, 0 or more" in err


def test_a_run_needs_nothing_outside_its_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder.parent, month())
    write(folder, TEXT.replace("ORDERS", "../orders.csv"), "s.yaml")
    run_folder = folder.parent / "run"
    words = (
        "run",
        folder / "s.yaml",
        "--data",
        folder.parent,
        "-n",
        2,
        "--keep-orders",
        1,
        "--out",
        run_folder,
    )
    assert called(capsys, *words)[0] == 0
    (folder.parent / "orders.csv").unlink()
    (folder / "s.yaml").unlink()
    moved = run_folder.rename(folder.parent / "moved")
    assert called(capsys, "report", moved)[0] == 0
    kept, again = (called(capsys, "explain", moved, 5, "--year", year) for year in (0, 1))
    assert (kept[0], again[0], kept[2], again[2]) == (0, 0, "", "")
    assert again[1].startswith("Order 5: ")
    code, _, _ = called(capsys, "run", moved / "resolved.yaml", "-n", 2, "--out", folder / "again")
    assert code == 0
    for name in ("replications", "weeks", "ledger"):
        files = [where / "tables" / f"{name}.parquet" for where in (moved, folder / "again")]
        assert files[0].read_bytes() == files[1].read_bytes()


def test_what_is_missing_or_has_changed_in_a_run_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder, month())
    made = folder / "run"
    assert called(capsys, "run", folder / "s.yaml", "-n", 1, "--out", made)[0] == 0
    kept = made / "data" / "orders.parquet"
    shutil.copy(kept, folder / "copy")
    write(folder, month(a_day=2))
    other = folder / "other"
    assert called(capsys, "run", folder / "s.yaml", "-n", 1, "--no-beside", "--out", other)[0] == 0
    shutil.copy(other / "data" / "orders.parquet", kept)
    code, out, err = called(capsys, "explain", made, 3)
    assert (code, out) == (2, "")
    assert "resolved.yaml:" in err
    assert "is not the hash of data/orders.parquet" in err
    assert "the file has changed (bring it back, or remove sha256)" in err
    kept.unlink()
    code, _, err = called(capsys, "explain", made, 3)
    assert code == 2
    assert "customers.orders.file: data/orders.parquet: does not exist, or is not a file" in err
    assert called(capsys, "report", made)[0] == 0  # the page needs the tables alone
    shutil.copy(folder / "copy", kept)
    assert called(capsys, "explain", made, 3)[0] == 0
