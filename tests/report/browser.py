"""A browser without a network, for tests that open pages."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))),
    None,
)


def opened(page: Path, *options: str) -> str:
    """Open a page and give what the browser prints."""
    assert CHROMIUM is not None
    command = [
        CHROMIUM, "--headless", "--disable-gpu", "--no-sandbox", "--hide-scrollbars",
        "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={page.parent / 'profile'}", *options,
        page.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout


def probed(page: Path, width: int) -> tuple[int, ...]:
    """Count pictures that do not load, pictures, and pixels by which the page is wider than the window."""
    probe = (
        "<script>addEventListener('load', () => { document.title = 'probe ' + ["
        "[...document.images].filter(image => !image.naturalWidth).length, document.images.length,"
        "Math.max(0, document.documentElement.scrollWidth - innerWidth)].join(' ') })</script>"
    )
    text = page.read_text(encoding="utf-8")
    watched = page.with_name(f"watched-{width}.html")
    watched.write_text(
        re.sub(r"<meta http-equiv[^>]*>", "", text).replace("</body>", probe + "</body>"), "utf-8"
    )
    dom = opened(watched, f"--window-size={width},1000", "--virtual-time-budget=5000", "--dump-dom")
    found = re.findall(r"<title>probe (.*?)</title>", dom)
    return tuple(int(number) for number in found[0].split())
