"""Pages that scripts write: read as a browser shows them (``render = true`` for a site, extra ``render``).

The browser has no network of its own. The page is fetched as any other, and every script or datum that it
asks for goes through the same downloader: robots.txt, address guard and bounds hold for all of it. Pictures,
fonts, media and sockets are not loaded.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from crawler.errors import DownloadFailed, Stopped

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page, Playwright, Route

LOADED = frozenset(("document", "script", "stylesheet", "xhr", "fetch"))
MOST_REQUESTS = 80  # of one page
SETTLE_SECONDS = 8.0  # until the page asks for nothing more
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
MISSING = "render = true needs a browser: pip install 'newskeep[render]' and install Chromium"

Ask = Callable[[str], Awaitable[tuple[int, str, bytes]]]  # address -> status, content type, body


class Renderer:
    """One headless browser for a run, started when the first page needs it."""

    def __init__(self) -> None:
        self._starting = asyncio.Lock()
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None

    async def render(self, url: str, body: bytes, content_type: str, ask: Ask) -> bytes:
        """The page at ``url`` as its scripts leave it, in UTF-8. Raises Stopped where there is no browser."""
        from playwright.async_api import Error

        browser = await self._started()
        context = await browser.new_context(service_workers="block", accept_downloads=False)
        try:
            await context.route_web_socket("**/*", lambda socket: socket.close())
            await context.route("**/*", Server(url, (200, content_type, body), ask).answer)
            return await _shown(await context.new_page(), url)
        except Error as error:
            raise DownloadFailed(url, "not rendered", str(error).partition("\n")[0]) from error
        finally:
            await _closed(context)

    async def _started(self) -> Browser:
        async with self._starting:
            if self._browser is None:
                self._browser = await self._start()
            return self._browser

    async def _start(self) -> Browser:
        try:
            from playwright.async_api import Error, async_playwright
        except ImportError:
            raise Stopped(MISSING) from None
        found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
        self._playwright = await async_playwright().start()
        try:
            # The sandbox needs rights that root gives up in containers.
            arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
            return await self._playwright.chromium.launch(executable_path=found, args=arguments)
        except Error as error:
            raise Stopped(f"{MISSING} ({str(error).partition(chr(10))[0]})") from error

    async def close(self) -> None:
        """Let go of the browser."""
        if self._browser is not None:
            await self._browser.close()
        if self._playwright is not None:
            await self._playwright.stop()


class Server:
    """Answers what one page asks for: itself from what was fetched, the rest through the downloader."""

    def __init__(self, url: str, page: tuple[int, str, bytes], ask: Ask) -> None:
        self._url = url
        self._page = page
        self._ask = ask
        self._left = MOST_REQUESTS

    async def answer(self, route: Route) -> None:
        """Fulfil one request of the page, or break it off."""
        request = route.request
        self._left -= 1
        if request.method != "GET" or request.resource_type not in LOADED or self._left < 0:
            await route.abort()
            return
        try:
            itself = request.url == self._url and request.resource_type == "document"
            status, content_type, body = self._page if itself else await self._ask(request.url)
        except DownloadFailed:
            await route.abort()
            return
        await route.fulfill(status=status, content_type=content_type, body=body)


async def _shown(page: Page, url: str) -> bytes:
    from playwright.async_api import TimeoutError as NeverQuiet

    try:
        await page.goto(url, wait_until="networkidle", timeout=SETTLE_SECONDS * 1_000)
    except NeverQuiet:  # some pages never fall silent: what they show by now is what there is
        await page.evaluate("window.stop()")
    return (await page.content()).encode("utf-8", "replace")


async def _closed(context: BrowserContext) -> None:
    await context.unroute_all(behavior="ignoreErrors")
    await context.close()
