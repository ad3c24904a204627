"""Devices that are notified, and their users. Source: reference of the Communications API, section 7."""

from __future__ import annotations

from cordboard.api.call import Call
from cordboard.api.comms_dialect import AcceptedResource
from cordboard.api.comms_v1.kinds import IdOf, Related
from cordboard.api.comms_v1.parts import Created, was_created
from cordboard.api.comms_v1.push_credentials import APP_NAME, PROVIDER
from cordboard.api.comms_v1.surface import SURFACE, TEXT, dates, out
from cordboard.base.page import Page
from cordboard.catalogue.describe import Property, View, described, param, path, query
from cordboard.catalogue.render import Part
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Text
from cordboard.communications.push import REGISTRATION, USER, Device, Provider, Registration, User

REGISTRATION_ID, USER_ID = IdOf(REGISTRATION), IdOf(USER)
DEVICE_VIEW = View("PushDevice", (out("token", TEXT), out("provider", PROVIDER)))
VIEW = View(
    "DeviceRegistration",
    (
        out("id"),
        out("app_name"),
        out("user_id"),
        out("devices", Part(DEVICE_VIEW, many=True)),
        Property("related", Related(), lambda registration: ()),
        *dates(),
    ),
)
USER_VIEW = View("PushNotificationUser", (out("id"), *dates()))


@described
class CreateRegistration:
    """A device to register."""

    user_id: str | None = param("user_id", USER_ID, "Whose it is; a new user's when absent.", default=None)
    app_name: str = param("app_name", APP_NAME, "The app.")
    token: str = param("token", Text(4096), "What the provider knows the device by.")
    provider: Provider = param("provider", PROVIDER, "APN or FCM.")


@described
class RegistrationOf:
    """Which registration."""

    registration_id: str = path("registration_id", REGISTRATION_ID, "The registration.")


@described
class ListRegistrations(Created):
    """Which registrations to list."""

    user_id: str | None = query("user_id", USER_ID, "Only those of this user.")


@described
class UserOf:
    """Which user."""

    user_id: str = path("user_id", USER_ID, "The user.")


@described
class ListUsers(Created):
    """Which users to list."""


REGISTRATIONS = Resource(
    SURFACE,
    "/PushNotifications/DeviceRegistrations",
    view=VIEW,
    key="device_registrations",
    by="registration_id",
    is_accepted=True,
)
USERS = Resource(SURFACE, "/PushNotifications/Users", view=USER_VIEW, key="users", by="user_id", is_accepted=True)


@REGISTRATIONS.create(
    "CreateDeviceRegistration", says="registered a device for app {app_name}", given=CreateRegistration
)
async def create_registration(call: Call, given: CreateRegistration) -> AcceptedResource:
    """Register a device; a second one of a user comes to the first."""
    device = Device(given.token, given.provider)
    made = await call.services.reach.push.register(call.account.sid, given.app_name, given.user_id, device)
    return AcceptedResource(made.id, REGISTRATIONS.path)


@REGISTRATIONS.list("ListDeviceRegistrations", says="listed the devices that are notified", given=ListRegistrations)
async def list_registrations(call: Call, given: ListRegistrations) -> Page[Registration]:
    """List registrations, newest first."""
    is_between, wanted = was_created(given), given.user_id
    return call.services.reach.push.registrations.page(
        call.account.sid, call.page, lambda each: is_between(each) and wanted in (None, each.user_id)
    )


@REGISTRATIONS.fetch(
    "FetchDeviceRegistration", says="looked at device registration {registration_id}", given=RegistrationOf
)
async def fetch_registration(call: Call, given: RegistrationOf) -> Registration:
    """Fetch a registration with its devices."""
    return call.services.reach.push.registrations.get(call.account.sid, given.registration_id)


@REGISTRATIONS.delete(
    "DeleteDeviceRegistration", says="deleted device registration {registration_id}", given=RegistrationOf
)
async def delete_registration(call: Call, given: RegistrationOf) -> AcceptedResource:
    """Delete a registration with its devices; the user stays."""
    push = call.services.reach.push
    registration = push.registrations.get(call.account.sid, given.registration_id)
    await push.registrations.remove(registration)
    return AcceptedResource(registration.id, REGISTRATIONS.path)


@USERS.list("ListPushUsers", says="listed the users who are notified", given=ListUsers)
async def list_users(call: Call, given: ListUsers) -> Page[User]:
    """List users, newest first."""
    return call.services.reach.push.users.page(call.account.sid, call.page, was_created(given))


@USERS.fetch("FetchPushUser", says="looked at user {user_id}", given=UserOf)
async def fetch_user(call: Call, given: UserOf) -> User:
    """Fetch a user."""
    return call.services.reach.push.users.get(call.account.sid, given.user_id)


@USERS.delete("DeletePushUser", says="deleted user {user_id}", given=UserOf)
async def delete_user(call: Call, given: UserOf) -> AcceptedResource:
    """Delete a user with all registrations."""
    push = call.services.reach.push
    user = push.users.get(call.account.sid, given.user_id)
    await push.delete_user(user)
    return AcceptedResource(user.id, USERS.path)
