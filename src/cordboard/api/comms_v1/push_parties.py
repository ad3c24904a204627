"""Whom a notification goes to, and which app it is for. Source: reference of the Communications API, section 7.

A user or a registration stands for all of its devices of the app.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cordboard.api.call import Call
from cordboard.api.comms_v1.kinds import IdOf, TextMap
from cordboard.api.comms_v1.push_credentials import APP_NAME, PROVIDER
from cordboard.api.comms_v1.recipients import NOTHING
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import described, param
from cordboard.catalogue.wire import Text
from cordboard.communications.asked import not_recognized, said
from cordboard.communications.post import Addressee
from cordboard.communications.push import CREDENTIAL, REGISTRATION, USER, Provider
from cordboard.communications.words import INVALID, SENDER, SENDER_POOL

TOKEN = Text(4_096)  # ours


@described
class PushSender:
    """What a notification is sent for: an app, or the credentials of one."""

    app_name: str | None = param("app_name", APP_NAME, "The app; the default one if absent.", default=None)
    fcm: str | None = param("fcm", IdOf(CREDENTIAL), "A credential for FCM.", default=None)
    apn: str | None = param("apn", IdOf(CREDENTIAL), "A credential for APNs.", default=None)
    sender_id: str | None = param("sender_id", IdOf(SENDER), "A sender of the channel push.", default=None)
    sender_pool_id: str | None = param("sender_pool_id", IdOf(SENDER_POOL), "A pool of such senders.", default=None)

    def also_wrong(self) -> Iterator[Problem]:
        """Yield that it is not named in one way."""
        named = [self.app_name, self.fcm or self.apn, self.sender_id, self.sender_pool_id]
        if sum(each is not None for each in named) > 1:
            yield said("The field {} must name an app or its credentials, in one way.")


@described
class PushRecipient:
    """Whom a notification goes to: a device, all of a user, or all of a registration."""

    channel = "push"  # what rules know the token by
    token: str | None = param("token", TOKEN, "What the provider knows a device by.", default=None)
    provider: Provider | None = param("provider", PROVIDER, "Of the token: APN or FCM.", default=None)
    user_id: str | None = param("user_id", IdOf(USER), "A user.", default=None)
    device_registration_id: str | None = param(
        "device_registration_id", IdOf(REGISTRATION), "A registration.", default=None
    )
    variables: dict[str, str] | None = param("variables", TextMap(), "What templates say of the person.", default=None)

    @property
    def address(self) -> str | None:
        """Return the token, as rules ask for it."""
        return self.token

    def also_wrong(self) -> Iterator[Problem]:
        """Yield what is wrong with how the recipient is named, which is to be in exactly one way."""
        if sum(each is not None for each in (self.token, self.user_id, self.device_registration_id)) != 1:
            yield said("The field {} must hold a token, a {} or a {}.", "", "user_id", "device_registration_id")
        elif self.token is not None and self.provider is None:
            yield Problem(INVALID, parameter="provider")


def app_of(call: Call, given: PushSender | None, faults: list[Problem]) -> str | None:
    """Return the app that is meant, or None where an account has none; adds to the faults when it is not known."""
    push, account_sid, given = call.services.reach.push, call.account.sid, given or PushSender()
    name = given.app_name
    if name is not None and push.app(account_sid, name) is None:
        faults.append(not_recognized("from.app_name", name))
    apps = [_app_of(call, provider, getattr(given, provider.value), faults) for provider in Provider]
    apps = [*(each for each in apps if each is not None), *_apps_of_senders(call, given, faults)]
    if len(set(apps)) > 1:
        faults.append(said("The field {} names credentials of several apps.", "from"))
    default = next((each.name for each in push.apps.of(account_sid).values() if each.is_default), None)
    return name or next(iter(apps), default)


def _apps_of_senders(call: Call, given: PushSender, faults: list[Problem]) -> list[str]:
    """Return the apps that a sender or a pool notifies for; adds to the faults when there are none."""
    sender_id, pool_id = given.sender_id, given.sender_pool_id
    if sender_id is None and pool_id is None:
        return []
    found = call.services.reach.senders.credentials(call.account.sid, sender_id, pool_id)
    if not found:
        field = "sender_id" if sender_id is not None else "sender_pool_id"
        faults.append(not_recognized(f"from.{field}", sender_id or pool_id))
    return [each.app_name for each in found]


def _app_of(call: Call, provider: Provider, credential_id: str | None, faults: list[Problem]) -> str | None:
    """Return the app of a credential; adds to the faults when there is none for the provider."""
    if credential_id is None:
        return None
    found = call.services.reach.push.credentials.found(call.account.sid, credential_id)
    if found is None or found.credential_type is not provider:
        faults.append(not_recognized(f"from.{provider.value}", credential_id))
        return None
    return found.app_name


def people_of(call: Call, to: Sequence[PushRecipient], app: str | None, faults: list[Problem]) -> Iterator[Addressee]:
    """Yield the devices that are notified; adds to the faults who is not known."""
    for place, each in enumerate(to):
        if each.token is not None:
            yield Addressee(address=each.token, provider=each.provider, variables=each.variables or NOTHING)
        else:
            yield from _registered(call, each, app, f"to[{place}]", faults)


def _registered(
    call: Call, given: PushRecipient, app: str | None, at: str, faults: list[Problem]
) -> Iterator[Addressee]:
    """Yield the devices of a user or a registration; somebody without any is nobody who can be reached."""
    push, account_sid, variables = call.services.reach.push, call.account.sid, given.variables or NOTHING
    field, named, held = (
        ("user_id", given.user_id, push.users)
        if given.user_id is not None
        else ("device_registration_id", given.device_registration_id, push.registrations)
    )
    if named is None:
        return  # nobody is named, which is told already
    if held.found(account_sid, named) is None:
        faults.append(not_recognized(f"{at}.{field}", named))
        return
    found = push.devices_of(account_sid, named, app)
    for user_id, device in found:
        yield Addressee(address=device.token, provider=device.provider, user_id=user_id, variables=variables)
    if not found:
        yield Addressee(user_id=given.user_id)
