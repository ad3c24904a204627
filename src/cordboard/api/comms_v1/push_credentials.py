"""Apps that are notified, and the credentials to do it with. Source: reference of the Communications API, section 7."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cordboard.api.call import Call
from cordboard.api.comms_dialect import AcceptedResource
from cordboard.api.comms_v1.kinds import IdOf
from cordboard.api.comms_v1.parts import OBJECT, Created, was_created
from cordboard.api.comms_v1.surface import NOT_FOUND, SURFACE, dates, out
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import View, described, param, path
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Boolean, OneOf, Text
from cordboard.communications.asked import not_recognized
from cordboard.communications.push import CREDENTIAL, DEFAULT_APP, App, Credential, Provider

ID, APP_NAME, PROVIDER, TRUTH = IdOf(CREDENTIAL), Text(128), OneOf(Provider, any_case=True), Boolean()
VIEW = View(
    "PushCredential",
    (
        out("id"),
        out("app_name"),
        out("credential_type", PROVIDER),
        out("is_default", TRUTH),
        *dates(),
    ),
)
APP_VIEW = View("PushApp", (out("name"), out("is_default", TRUTH), *dates()))


@described
class CreateCredential:
    """A credential to notify with."""

    credential_type: Provider = param("credential_type", PROVIDER, "Of which provider it is: APN or FCM.")
    content: Mapping[str, object] = param("content", OBJECT, "What the vendor gave; it is not kept.")
    app_name: str = param("app_name", APP_NAME, "The app, which is made if there is none.", default=DEFAULT_APP)
    is_default: bool = param("is_default", TRUTH, "Whether it is used from now on.", default=False)

    def also_wrong(self) -> Iterator[Problem]:
        """Yield that the name of the app is empty."""
        if isinstance(self.app_name, str) and not self.app_name.strip():
            yield not_recognized("app_name", self.app_name)


@described
class CredentialOf:
    """Which credential."""

    credential_id: str = path("credential_id", ID, "The credential.")


@described
class UpdateCredential(CredentialOf):
    """A credential, and what to change."""

    is_default: bool = param("is_default", TRUTH, "True, to use it from now on.")

    def also_wrong(self) -> Iterator[Problem]:
        """Yield that it would leave no default."""
        return _wrong_default(self.is_default)


@described
class ListCredentials(Created):
    """Which credentials to list."""


@described
class AppOf:
    """Which app."""

    app_name: str = path("app_name", APP_NAME, "The app.")


@described
class UpdateApp(AppOf):
    """An app, and what to change."""

    is_default: bool = param("is_default", TRUTH, "True, to mean it where none is named.")

    def also_wrong(self) -> Iterator[Problem]:
        """Yield that it would leave no default."""
        return _wrong_default(self.is_default)


@described
class ListApps(Created):
    """Which apps to list."""


def _wrong_default(is_default: object) -> Iterator[Problem]:
    """Yield that there would be no default."""
    if is_default is False:
        yield not_recognized("is_default", is_default)


def _credential(call: Call, credential_id: str) -> Credential:
    return call.services.reach.push.credentials.get(call.account.sid, credential_id)


def _app(call: Call, name: str) -> App:
    found = call.services.reach.push.app(call.account.sid, name)
    if found is None:
        raise Problem(NOT_FOUND)
    return found


CREDENTIALS = Resource(
    SURFACE, "/PushNotifications/Credentials", view=VIEW, key="credentials", by="credential_id", is_accepted=True
)
APPS = Resource(SURFACE, "/PushNotifications/Apps", view=APP_VIEW, key="apps", by="app_name")


@CREDENTIALS.create(
    "CreatePushCredential", says="noted a credential for notifications of app {app_name}", given=CreateCredential
)
async def create_credential(call: Call, given: CreateCredential) -> AcceptedResource:
    """Note a credential; its content is neither kept nor told again."""
    credential = await call.services.reach.push.add_credential(
        call.account.sid, given.app_name, given.credential_type, is_default=given.is_default
    )
    return AcceptedResource(credential.id, CREDENTIALS.path)


@CREDENTIALS.list("ListPushCredentials", says="listed the credentials for notifications", given=ListCredentials)
async def list_credentials(call: Call, given: ListCredentials) -> Page[Credential]:
    """List credentials, newest first."""
    return call.services.reach.push.credentials.page(call.account.sid, call.page, was_created(given))


@CREDENTIALS.fetch(
    "FetchPushCredential", says="looked at credential {credential_id} for notifications", given=CredentialOf
)
async def fetch_credential(call: Call, given: CredentialOf) -> Credential:
    """Fetch a credential, without its content."""
    return _credential(call, given.credential_id)


@CREDENTIALS.update(
    "UpdatePushCredential", says="changed credential {credential_id} for notifications", given=UpdateCredential
)
async def update_credential(call: Call, given: UpdateCredential) -> AcceptedResource:
    """Use a credential from now on, in the place of the one before."""
    credential = _credential(call, given.credential_id)
    await call.services.reach.push.make_default(credential)
    return AcceptedResource(credential.id, CREDENTIALS.path)


@CREDENTIALS.delete(
    "DeletePushCredential", says="deleted credential {credential_id} for notifications", given=CredentialOf
)
async def delete_credential(call: Call, given: CredentialOf) -> AcceptedResource:
    """Delete a credential; its app stays."""
    credential = _credential(call, given.credential_id)
    await call.services.reach.push.credentials.remove(credential)
    return AcceptedResource(credential.id, CREDENTIALS.path)


@APPS.list("ListPushApps", says="listed the apps that are notified", given=ListApps)
async def list_apps(call: Call, given: ListApps) -> Page[App]:
    """List apps, newest first."""
    return call.services.reach.push.apps.page(call.account.sid, call.page, was_created(given))


@APPS.fetch("FetchPushApp", says="looked at app {app_name}", given=AppOf)
async def fetch_app(call: Call, given: AppOf) -> App:
    """Fetch an app by its name."""
    return _app(call, given.app_name)


@APPS.update("UpdatePushApp", says="made app {app_name} the default one", given=UpdateApp, method="PATCH")
async def update_app(call: Call, given: UpdateApp) -> App:
    """Mean an app where none is named."""
    app = _app(call, given.app_name)
    return await call.services.reach.push.make_default_app(app)
