"""What RCS lets a person choose from: replies and actions. Source: reference of the Communications API, section 3.1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cordboard.base.problem import Problem
from cordboard.catalogue.dates import Instant
from cordboard.catalogue.describe import described, param, parameters_of
from cordboard.catalogue.fields import Fields
from cordboard.catalogue.links import Url
from cordboard.catalogue.wire import Number, Text
from cordboard.communications.asked import said

TEXT, LONG = Text(200), Text(10_000)


@described
class Reply:
    """An answer to choose."""

    text: str = param("text", TEXT, "What it says.")
    postback_data: str = param("postback_data", Text(2048), "What is sent back.")


@described
class OpenUrl:
    """Opens a page."""

    url: str = param("url", Url(), "Which.")


@described
class Dial:
    """Calls a number."""

    phone_number: str = param("phone_number", TEXT, "Which.")


@described
class LatLong:
    """A place."""

    latitude: object = param("latitude", Number(), "Degrees north.")
    longitude: object = param("longitude", Number(), "Degrees east.")


@described
class ViewLocation:
    """Shows a place."""

    lat_long: LatLong | None = param("lat_long", Fields(LatLong), "Where it is.", default=None)
    label: str | None = param("label", TEXT, "Its name.", default=None)
    query: str | None = param("query", TEXT, "What to look for.", default=None)


@described
class CalendarEvent:
    """Makes an event."""

    start_time: int = param("start_time", Instant(), "When it begins.")
    end_time: int = param("end_time", Instant(), "When it ends.")
    title: str = param("title", TEXT, "Its title.")
    description: str = param("description", LONG, "What it is about.")


@described
class ShareLocation:
    """Asks where somebody is."""


@described
class Action(Reply):
    """Something to do, chosen by a person; it is one of these."""

    open_url_action: OpenUrl | None = param("open_url_action", Fields(OpenUrl), "Opens a page.", default=None)
    dial_action: Dial | None = param("dial_action", Fields(Dial), "Calls a number.", default=None)
    view_location_action: ViewLocation | None = param(
        "view_location_action", Fields(ViewLocation), "Shows a place.", default=None
    )
    create_calendar_event_action: CalendarEvent | None = param(
        "create_calendar_event_action", Fields(CalendarEvent), "Makes an event.", default=None
    )
    share_location_action: ShareLocation | None = param(
        "share_location_action", Fields(ShareLocation), "Asks where somebody is.", default=None
    )

    def also_wrong(self) -> Iterator[Problem]:
        """Yield that it is not one."""
        if sum(getattr(self, name) is not None for name in _ACTIONS) != 1:
            yield said("The field {} must hold one action.")


_ACTIONS = [each.attribute for each in parameters_of(Action) if isinstance(each.kind, Fields)]


@described
class Suggestion:
    """A reply or an action."""

    reply: Reply | None = param("reply", Fields(Reply), "An answer.", default=None)
    action: Action | None = param("action", Fields(Action), "An action.", default=None)

    def also_wrong(self) -> Iterator[Problem]:
        """Yield that it is not one of both."""
        if (self.reply is None) is (self.action is None):
            yield said("The field {} must hold a reply or an action.")


def suggestions(most: int) -> Any:
    """Describe up to so many suggestions."""
    return param("suggestions", Fields(Suggestion), "What to choose from.", default=None, many=True, most=most)
