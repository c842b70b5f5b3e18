"""A server of article pages on loopback, in a process of its own: latency differs from page to page, the same in every run.

python -m bench.pageserver [FOLDER]      prints its port; pages are generated, or those (.html, .html.gz) of FOLDER
"""

import asyncio
import gzip
import hashlib
import sys
from pathlib import Path

from aiohttp import web

FASTEST, SLOWEST = 0.020, 0.200
SENTENCE = (
    "The inquiry said on day {n} that part {m} of the tail section had been examined, and that its findings would follow in {k} weeks. "
)


def latency(path: str) -> float:
    """Seconds, evenly spread between FASTEST and SLOWEST."""
    return FASTEST + (SLOWEST - FASTEST) * int(hashlib.sha256(path.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF


def page(number: int) -> bytes:
    """An article of about 600 words inside the usual furniture, 30 kB."""
    text = "".join(f"<p>{''.join(SENTENCE.format(n=number, m=p, k=k) for k in range(4))}</p>" for p in range(7))
    links = "".join(f'<li><a href="/{number}/{n}.html">More about matter number {n} of today</a></li>' for n in range(250))
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>Report {number}</title></head><body><nav><ul>{links}</ul></nav>"
        f"<main><article><h1>Report {number} on the inquiry</h1>{text}</article></main><footer><ul>{links}</ul></footer></body></html>"
    ).encode()


def load(folder: Path | None) -> list[bytes]:
    """Pages as they travel: gzipped."""
    if folder is None:
        return [gzip.compress(page(n), 6) for n in range(200)]
    files = sorted([*folder.rglob("*.html"), *folder.rglob("*.html.gz")])
    return [f.read_bytes() if f.suffix == ".gz" else gzip.compress(f.read_bytes(), 6) for f in files]


async def serve(pages: list[bytes]) -> None:
    async def answer(request: web.Request) -> web.Response:
        if request.path == "/robots.txt":
            return web.Response(text="User-agent: *\nAllow: /\n")
        await asyncio.sleep(latency(request.path))
        number = int(request.path.strip("/").partition(".")[0])
        return web.Response(body=pages[number % len(pages)], headers={"Content-Encoding": "gzip"}, content_type="text/html")

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=1024)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.to_thread(sys.stdin.read)  # until the other end is closed


if __name__ == "__main__":
    asyncio.run(serve(load(Path(sys.argv[1]) if len(sys.argv) > 1 else None)))
