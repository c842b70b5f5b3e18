"""Adds the page "Stories" to Airflow. Imported by every component of Airflow, so nothing heavy may happen here."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from airflow.plugins_manager import AirflowPlugin

Message = MutableMapping[str, Any]
App = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]


class OnFirstRequest:
    """An ASGI app that builds the real one when it is first asked: only the API server ever is."""

    def __init__(self) -> None:
        self._app: App | None = None

    async def __call__(self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]) -> None:
        if self._app is None:
            from plugins.palimpsest_pages.app import build  # noqa: PLC0415

            self._app = build()
        await self._app(scope, receive, send)


class PalimpsestPlugin(AirflowPlugin):
    """The page, and its entry in the navigation."""

    name = "palimpsest"
    fastapi_apps = [{"app": OnFirstRequest(), "url_prefix": "/palimpsest", "name": "Palimpsest"}]  # noqa: RUF012
    external_views = [  # noqa: RUF012
        # The slash at the end matters: without it the address is answered by Airflow's own pages.
        {"name": "Stories", "href": "/palimpsest/", "destination": "nav", "url_route": "palimpsest", "nav_top_level": True}
    ]
