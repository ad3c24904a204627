"""The Communications API as its tests speak it to a server."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Ask = Callable[[Callable[[], Any]], Any]
JSON = "application/json"
MESSAGES = "/comms/v1/Messages"


class Comms:
    """Speaks the Communications API to a server."""

    def __init__(self, live: Any, eventually: Ask) -> None:
        self.live = live
        self.eventually = eventually

    def post(self, path: str, body: object, **headers: str) -> tuple[int, dict[str, str], Any]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        status, told, answer = self.live.raw("POST", path, json.dumps(body).encode(), content_type=JSON, headers=named)
        return status, told, json.loads(answer) if answer else None

    def get(self, path: str, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        status, _, answer = self.live.raw("GET", path, headers=named)
        assert status == 200, (status, answer)
        return json.loads(answer)

    def send(self, *to: dict[str, Any], content: object = None, **more: object) -> str:
        body = {"to": list(to), "content": content or {"text": "Ahoy"}, **more}
        status, headers, answer = self.post(MESSAGES, body)
        assert status == 202, answer
        return headers["operation-id"]

    def operation(self, operation_id: str) -> Any:
        return self.get(f"{MESSAGES}/Operations/{operation_id}")

    def completed(self, operation_id: str) -> Any:
        def look() -> Any:
            found = self.operation(operation_id)
            stats = found["stats"]
            on_the_way = stats["queued"] + stats["sent"] + stats["scheduled"]
            return found if found["status"] == "completed" and not on_the_way else None

        return self.eventually(look)

    def messages(self, operation_id: str) -> list[Any]:
        return list(self.get(f"{MESSAGES}?operation_id={operation_id}")["messages"])

    def only(self, operation_id: str) -> Any:
        self.completed(operation_id)
        [found] = self.messages(operation_id)
        return self.get(f"{MESSAGES}/{found['id']}")

    def errors(self, body: object, path: str = MESSAGES) -> list[str]:
        status, _, answer = self.post(path, body)
        assert (status, answer["status"]) == (400, 400)
        assert {each["code"] for each in answer["errors"]} == {400}
        return [each["message"] for each in answer["errors"]]


def person(number: str, **more: object) -> dict[str, Any]:
    return {"address": number, "channel": "phone", **more}
