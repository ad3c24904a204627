"""Every surface, with all its operations described."""

from cordboard.api import probes
from cordboard.api.accounts_v1 import auth_tokens, bulk, credentials, safe_list
from cordboard.api.accounts_v1.surface import SURFACE as ACCOUNTS
from cordboard.api.cordboard_v1 import accounts as managed_accounts
from cordboard.api.cordboard_v1 import described, handset_calls, handsets, logs, operation, test_credentials
from cordboard.api.cordboard_v1.surface import SURFACE as CONTROL
from cordboard.api.iam_v1 import keys as iam_keys
from cordboard.api.iam_v1.surface import SURFACE as IAM
from cordboard.api.v2010 import (
    accounts,
    balance,
    calls,
    incoming_phone_numbers,
    keys,
    media,
    messages,
    notifications,
    signing_keys,
    sip_credentials,
    sip_domains,
    sip_ip_addresses,
    sip_lists,
    sip_mappings,
    tokens,
    usage_records,
    usage_triggers,
)
from cordboard.api.v2010.surface import SURFACE as CORE

# Importing a module describes its operations; naming it here says that it belongs.
DESCRIBED = (
    accounts,
    keys,
    signing_keys,
    messages,
    media,
    incoming_phone_numbers,
    calls,
    handsets,
    handset_calls,
    logs,
    operation,
    described,
    usage_records,
    usage_triggers,
    balance,
    tokens,
    notifications,
    auth_tokens,
    bulk,
    credentials,
    safe_list,
    iam_keys,
    managed_accounts,
    test_credentials,
    sip_domains,
    sip_lists,
    sip_credentials,
    sip_ip_addresses,
    sip_mappings,
)
SURFACES = (CORE, ACCOUNTS, IAM, CONTROL, probes.SURFACE)
