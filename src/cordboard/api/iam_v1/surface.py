"""What the resources of the IAM API share: it is a product API that writes dates as the 2010 API does.

Source: the published twilio_iam_v1.json.
"""

from __future__ import annotations

from dataclasses import replace

from cordboard.api.product_json import ProductJson
from cordboard.base.clock import to_rfc2822
from cordboard.catalogue.describe import Surface
from cordboard.catalogue.wire import Style


class IamDialect(ProductJson):
    """A product API with dates of RFC 2822, which takes bodies in JSON as well as forms."""

    conventions = replace(ProductJson.conventions, instant_format="date-time-rfc-2822")

    def __init__(self) -> None:
        """Take the other style of dates; there are no links in this API but those of pages."""
        super().__init__()
        self._styles = {"json": Style(to_rfc2822)}


SURFACE = Surface("iam_v1", "iam", "v1", IamDialect(), area="api_keys")
OAUTH = Surface("oauth_v2", "oauth", "v2", ProductJson(), area="api_keys")
"""Where the official libraries ask for tokens: https://oauth.twilio.com/v2/token."""
