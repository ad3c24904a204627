"""Who is reached by notifications: apps, their credentials, users, and the devices that they have registered.

Source: reference of the Communications API, section 7. The content of a credential is checked by nobody and not kept:
on the simulated network no vendor asks for it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from msgspec import Struct

from cordboard.base.problem import Problem, Problems
from cordboard.communications.held import Held, Identified
from cordboard.communications.words import INVALID
from cordboard.shelf.shelf import Kind, Shelf

MOST_APPS, MOST_CREDENTIALS, MOST_DEVICES = 10, 10, 50
MOST_REGISTRATIONS = 100_000  # ours; all are held in memory
USER, CREDENTIAL, REGISTRATION = "comms_pushnotificationuser", "comms_credential", "comms_device_registration"
DEFAULT_APP = "default"


class Provider(StrEnum):
    """Whose network carries notifications to a device."""

    APN = "apn"
    FCM = "fcm"


class App(Identified, frozen=True, kw_only=True):
    """An app; the default one is meant where none is named."""

    PREFIX: ClassVar[str] = "comms_app"
    name: str
    is_default: bool


class Credential(Identified, frozen=True, kw_only=True):
    """What lets a server notify through a provider; the default one of an app's provider is used."""

    PREFIX: ClassVar[str] = CREDENTIAL
    app_name: str
    credential_type: Provider
    is_default: bool


class User(Identified, frozen=True, kw_only=True):
    """Somebody with devices."""

    PREFIX: ClassVar[str] = USER


class Device(Struct, frozen=True, array_like=True):
    """A device, as its provider knows it."""

    token: str
    provider: Provider


class Registration(Identified, frozen=True, kw_only=True):
    """The devices that a user has an app on."""

    PREFIX: ClassVar[str] = REGISTRATION
    app_name: str
    user_id: str
    devices: tuple[Device, ...]


APPS = Kind("comms_push_app", "QP", App)
CREDENTIALS = Kind("comms_push_credential", "QK", Credential)
USERS = Kind("comms_push_user", "QU", User)
REGISTRATIONS = Kind("comms_push_registration", "QR", Registration)


class Push:
    """Finds and changes what notifications are sent with, and to."""

    def __init__(self, shelf: Shelf) -> None:
        self.apps = Held(shelf, APPS)
        self.credentials = Held(shelf, CREDENTIALS)
        self.users = Held(shelf, USERS)
        self.registrations = Held(shelf, REGISTRATIONS)

    async def load(self) -> None:
        """Read all, at the start."""
        for held in (self.apps, self.credentials, self.users, self.registrations):
            await held.load()

    def app(self, account_sid: str, name: str) -> App | None:
        """Return an app by its name."""
        return next((each for each in self.apps.of(account_sid).values() if each.name == name), None)

    async def make_default_app(self, app: App) -> App:
        """Make an app the one that is meant where none is named."""
        for each in list(self.apps.of(app.account_sid).values()):
            if each.is_default and each.sid != app.sid:
                await self.apps.change(each, is_default=False)
        return await self.apps.change(app, is_default=True)

    async def add_credential(
        self, account_sid: str, app_name: str, provider: Provider, *, is_default: bool
    ) -> Credential:
        """Note a credential; its app is made where there is none of the name, the first of a provider is the default.

        Raises: Problem 20001 beyond ten apps, or ten credentials of an app.
        """
        of_app = self._of_app(account_sid, app_name)
        if len(of_app) >= MOST_CREDENTIALS:
            raise _too_many("app_name", f"An app has {MOST_CREDENTIALS} credentials")
        if self.app(account_sid, app_name) is None:
            known = self.apps.of(account_sid)
            if len(known) >= MOST_APPS:
                raise _too_many("app_name", f"An account has {MOST_APPS} apps")
            await self.apps.add(account_sid, name=app_name, is_default=not known)
        is_first = all(each.credential_type is not provider for each in of_app)
        credential = await self.credentials.add(
            account_sid, app_name=app_name, credential_type=provider, is_default=is_first
        )
        return await self.make_default(credential) if is_default else credential

    async def make_default(self, credential: Credential) -> Credential:
        """Make a credential the one that is used for its app and provider."""
        for each in self._of_app(credential.account_sid, credential.app_name):
            if each.is_default and each.credential_type is credential.credential_type and each.sid != credential.sid:
                await self.credentials.change(each, is_default=False)
        return await self.credentials.change(credential, is_default=True)

    def _of_app(self, account_sid: str, app_name: str) -> list[Credential]:
        return [each for each in self.credentials.of(account_sid).values() if each.app_name == app_name]

    async def register(self, account_sid: str, app_name: str, user_id: str | None, device: Device) -> Registration:
        """Register a device for a user, who is made when none is named; a device has one user of an app at a time.

        Raises: Problems 20001 for an app or a user that there is not, or beyond fifty devices.
        """
        unknown = []
        if user_id is not None and self.users.found(account_sid, user_id) is None:
            unknown.append(Problem(INVALID, parameter="user_id", value=user_id))
        if self.app(account_sid, app_name) is None:
            unknown.append(Problem(INVALID, parameter="app_name", value=app_name))
        if unknown:
            raise Problems(unknown)
        of_app = [each for each in self.registrations.of(account_sid).values() if each.app_name == app_name]
        own = next((each for each in of_app if each.user_id == user_id), None)
        others = own.devices if own is not None else ()
        if device not in others and len(others) >= MOST_DEVICES:
            raise _too_many("token", f"A user has {MOST_DEVICES} devices of an app")
        if own is None and len(self.registrations.of(account_sid)) >= MOST_REGISTRATIONS:
            raise _too_many("token", f"An account has {MOST_REGISTRATIONS:,} device registrations")
        for each in of_app:
            if device in each.devices and each is not own:
                await self._forget_device(each, device)
        if own is not None:
            devices = (*(each for each in others if each != device), device)
            return await self.registrations.change(own, devices=devices)
        user = user_id or (await self.users.add(account_sid)).id
        return await self.registrations.add(account_sid, app_name=app_name, user_id=user, devices=(device,))

    def devices_of(self, account_sid: str, resource_id: str, app_name: str | None = None) -> list[tuple[str, Device]]:
        """Return the devices of a registration, or of a user that have an app or any, each with its user."""
        return [
            (each.user_id, device)
            for each in self.registrations.of(account_sid).values()
            if each.id == resource_id or (each.user_id == resource_id and app_name in (None, each.app_name))
            for device in each.devices
        ]

    async def _forget_device(self, registration: Registration, device: Device) -> None:
        left = tuple(each for each in registration.devices if each != device)
        if left:
            await self.registrations.change(registration, devices=left)
        else:
            await self.registrations.remove(registration)

    async def delete_user(self, user: User) -> None:
        """Delete a user with what the user has registered."""
        for each in list(self.registrations.of(user.account_sid).values()):
            if each.user_id == user.id:
                await self.registrations.remove(each)
        await self.users.remove(user)


def _too_many(parameter: str, sentence: str) -> Problem:
    return Problem(INVALID, parameter=parameter, message=f"{sentence} at most.")
