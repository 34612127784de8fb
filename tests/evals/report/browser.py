"""A headless Chromium for the tests: it opens a page as a reader does, and tells what the page did."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_QUIET = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"),
)


@contextmanager
def chromium(profile: Path) -> Iterator[Browser]:
    """The machine's own Chromium with its own driver: nothing is downloaded. `profile` is a new folder."""
    options = ChromeOptions()
    options.binary_location = _program(*_BROWSERS)
    for flag in (*_QUIET, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options=options, service=ChromeService(_program("chromedriver")))
    try:
        yield Browser(driver)
    finally:
        driver.quit()


def _program(*names: str) -> str:
    """Where the first of these programs is. A machine without one fails the tests."""
    found = next(filter(None, map(shutil.which, names)), None)
    assert found, f"no {names[0]}: `make test` installs it, or apt-get install chromium chromium-driver"
    return found


class Browser:
    """One window. `open` starts from nothing: what is logged or loaded is that page's."""

    def __init__(self, driver: Chrome) -> None:
        self._driver = driver

    def open(self, page: Path, *, width: int = 1300, height: int = 900, dark: bool = False) -> None:
        self._driver.get("about:blank")
        self._driver.set_window_size(width, height)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        self.console()
        self._events()
        self._driver.get(page.as_uri())

    def console(self) -> list[str]:
        """What the page made the console say, broken rules of its policy among it."""
        return [entry["message"] for entry in self._driver.get_log("browser")]

    def requests_and_dialogs(self) -> tuple[list[str], list[str]]:
        """The addresses that were asked for, the page's own first, and the messages of its dialogs."""
        events = self._events()
        asked = [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]
        opened = [e["params"]["message"] for e in events if e["method"] == "Page.javascriptDialogOpening"]
        return asked, opened

    def _events(self) -> list[dict[str, Any]]:
        return [json.loads(entry["message"])["message"] for entry in self._driver.get_log("performance")]

    def run(self, script: str, *given: Any) -> Any:
        """A function's body, run by the driver: the page's policy does not bind it."""
        return self._driver.execute_script(script, *given)

    def find(self, selector: str) -> WebElement:
        return self._driver.find_element(By.CSS_SELECTOR, selector)

    def seen(self, selector: str) -> list[str]:
        """The ids of the elements that are displayed."""
        found = self._driver.find_elements(By.CSS_SELECTOR, selector)
        return [str(each.get_attribute("id")) for each in found if each.is_displayed()]

    def screenshot(self, path: Path) -> None:
        self._driver.save_screenshot(str(path))

    def press(self, *keys: str) -> None:
        from selenium.webdriver import ActionChains

        ActionChains(self._driver).send_keys(*keys).perform()

    def address(self) -> str:
        return str(self._driver.current_url)
