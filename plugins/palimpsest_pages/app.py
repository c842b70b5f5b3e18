"""The web app behind "Stories", mounted by Airflow's API server under /palimpsest."""

from urllib.parse import urlencode

from airflow.api_fastapi.auth.managers.models.resource_details import AccessView
from airflow.api_fastapi.core_api.security import requires_access_view
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from db.run import opened
from narrative.errors import PalimpsestError
from plugins.palimpsest_pages.overview import POLICY, gather, render, render_trouble

PREFIX = "/palimpsest"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def build() -> FastAPI:
    """The app. Whoever is not logged in to Airflow is sent there first: Airflow itself does not protect mounted apps."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(requires_access_view(AccessView.WEBSITE))])
    app.add_exception_handler(HTTPException, _log_in)
    app.add_api_route("/", stories, response_class=HTMLResponse)
    return app


def stories() -> HTMLResponse:
    """The overview, or why the store cannot be read."""
    try:
        with opened() as store, store.read() as session:
            return HTMLResponse(render(gather(session)), headers=HEADERS)
    except PalimpsestError as error:
        return HTMLResponse(render_trouble(str(error)), status_code=503, headers=HEADERS)


async def _log_in(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code != 401:
        return await http_exception_handler(request, error)
    airflow = str(request.scope["root_path"]).removesuffix(PREFIX)  # not empty when Airflow lives under a path of its own
    return RedirectResponse(f"{airflow}/api/v2/auth/login?{urlencode({'next': request.url.path})}", status_code=303, headers=HEADERS)
