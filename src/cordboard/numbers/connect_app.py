"""Connect apps: programs of others that may act for an account. They are kept and admit nobody here."""

from __future__ import annotations

from enum import StrEnum

from cordboard.shelf.shelf import Kept, Kind


class Permission(StrEnum):
    """What an app asks to be allowed."""

    GET_ALL = "get-all"
    POST_ALL = "post-all"


class ConnectApp(Kept, frozen=True, kw_only=True):
    """An app of the account that made it."""

    friendly_name: str
    company_name: str | None = None
    description: str | None = None
    homepage_url: str | None = None
    authorize_redirect_url: str | None = None
    deauthorize_callback_url: str | None = None
    deauthorize_callback_method: str | None = None
    permissions: tuple[Permission, ...] = ()


class Authorization(Kept, frozen=True, kw_only=True):
    """That an account lets an app act for it."""

    connect_app_sid: str
    friendly_name: str
    company_name: str | None = None
    description: str | None = None
    homepage_url: str | None = None
    permissions: tuple[Permission, ...] = ()


APP, AUTHORIZATION = Kind("connect_app", "CN", ConnectApp), Kind("authorized_connect_app", "CN", Authorization)
