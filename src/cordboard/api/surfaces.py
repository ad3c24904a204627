"""Every surface, with all its operations described."""

from cordboard.api import probes
from cordboard.api.accounts_v1 import auth_tokens, bulk, credentials, geo_permissions, safe_list
from cordboard.api.accounts_v1.surface import SURFACE as ACCOUNTS
from cordboard.api.comms_v1 import (
    audiences,
    contacts,
    emails,
    posts,
    push_credentials,
    push_devices,
    resolving,
    sender_pools,
)
from cordboard.api.comms_v1 import messages as comms_messages
from cordboard.api.comms_v1 import notifications as push
from cordboard.api.comms_v1 import operations as comms_operations
from cordboard.api.comms_v1 import senders as comms_senders
from cordboard.api.comms_v1 import sessions as comms_sessions
from cordboard.api.comms_v1.surface import SURFACE as COMMS
from cordboard.api.content_v1 import approvals, contents
from cordboard.api.content_v1.surface import SURFACE as CONTENT
from cordboard.api.cordboard_v1 import accounts as managed_accounts
from cordboard.api.cordboard_v1 import add_on_results as given_add_on_results
from cordboard.api.cordboard_v1 import (
    agent_keys,
    agent_switches,
    agents,
    audit,
    calling_countries,
    coverage,
    described,
    directory,
    events,
    explanations,
    grants,
    handset_calls,
    handset_list,
    handset_reading,
    handsets,
    logs,
    mailboxes,
    notified_devices,
    operation,
    policy_files,
    service_keywords,
    test_credentials,
    upstreams,
)
from cordboard.api.cordboard_v1 import approvals as agent_approvals
from cordboard.api.cordboard_v1.surface import SURFACE as CONTROL
from cordboard.api.dialects import V1
from cordboard.api.events_v1 import sinks as event_sinks
from cordboard.api.events_v1 import subscribed_events
from cordboard.api.events_v1 import subscriptions as event_subscriptions
from cordboard.api.events_v1 import types as event_types
from cordboard.api.events_v1.surface import SURFACE as EVENTS
from cordboard.api.iam_v1 import bearer_tokens, oauth_apps, roles
from cordboard.api.iam_v1 import keys as iam_keys
from cordboard.api.iam_v1.surface import OAUTH
from cordboard.api.iam_v1.surface import SURFACE as IAM
from cordboard.api.lookups_v2 import batch, overrides, rate_limits
from cordboard.api.lookups_v2 import phone_numbers as lookups
from cordboard.api.lookups_v2.surface import SURFACE as LOOKUPS
from cordboard.api.messaging_v1 import (
    alpha_senders,
    brands,
    campaigns,
    channel_senders,
    deactivations,
    domain_certificates,
    link_shortening,
    senders,
    services,
    tollfree,
)
from cordboard.api.messaging_v1.surface import SURFACE as MESSAGING
from cordboard.api.messaging_v2 import certificates, typing_indicators
from cordboard.api.messaging_v2 import channel_senders as registered_senders
from cordboard.api.messaging_v2.surface import SURFACE_2 as MESSAGING_2
from cordboard.api.messaging_v2.surface import SURFACE_3 as MESSAGING_3
from cordboard.api.pricing_v1 import countries as prices_by_country
from cordboard.api.pricing_v1 import voice_numbers
from cordboard.api.pricing_v1.surface import SURFACE as PRICING_V1
from cordboard.api.pricing_v2 import countries as routes_by_country
from cordboard.api.pricing_v2 import numbers as routes_by_number
from cordboard.api.pricing_v2.surface import SURFACE as PRICING_V2
from cordboard.api.v2010 import (
    accounts,
    add_on_results,
    addresses,
    applications,
    assigned_add_ons,
    available_phone_numbers,
    balance,
    call_attachments,
    call_events,
    call_messages,
    call_payments,
    call_recordings,
    calls,
    conference_recordings,
    conferences,
    connect_apps,
    incoming_phone_number_types,
    incoming_phone_numbers,
    keys,
    media,
    messages,
    notifications,
    outgoing_caller_ids,
    participants,
    queues,
    recordings,
    short_codes,
    signing_keys,
    sip_credentials,
    sip_domains,
    sip_ip_addresses,
    sip_lists,
    sip_mappings,
    tokens,
    transcriptions,
    usage_records,
    usage_triggers,
)
from cordboard.api.v2010.surface import SURFACE as CORE
from cordboard.catalogue.describe import Surface

# Importing a module describes its operations; naming it here says that it belongs.
DESCRIBED = (
    accounts,
    keys,
    signing_keys,
    messages,
    media,
    available_phone_numbers,
    incoming_phone_numbers,
    incoming_phone_number_types,
    assigned_add_ons,
    outgoing_caller_ids,
    short_codes,
    addresses,
    applications,
    connect_apps,
    grants,
    calls,
    call_recordings,
    call_attachments,
    call_payments,
    call_messages,
    call_events,
    recordings,
    add_on_results,
    given_add_on_results,
    transcriptions,
    conferences,
    conference_recordings,
    participants,
    queues,
    handset_list,
    handsets,
    handset_calls,
    handset_reading,
    logs,
    operation,
    described,
    coverage,
    usage_records,
    usage_triggers,
    balance,
    tokens,
    notifications,
    auth_tokens,
    bulk,
    credentials,
    safe_list,
    geo_permissions,
    iam_keys,
    oauth_apps,
    bearer_tokens,
    roles,
    managed_accounts,
    calling_countries,
    test_credentials,
    sip_domains,
    sip_lists,
    sip_credentials,
    sip_ip_addresses,
    sip_mappings,
    services,
    senders,
    alpha_senders,
    channel_senders,
    campaigns,
    brands,
    tollfree,
    domain_certificates,
    link_shortening,
    deactivations,
    registered_senders,
    certificates,
    typing_indicators,
    service_keywords,
    contents,
    approvals,
    comms_senders,
    resolving,
    sender_pools,
    contacts,
    audiences,
    push_credentials,
    push_devices,
    prices_by_country,
    voice_numbers,
    routes_by_country,
    routes_by_number,
    lookups,
    overrides,
    rate_limits,
    batch,
    directory,
    comms_messages,
    comms_operations,
    comms_sessions,
    emails,
    posts,
    push,
    mailboxes,
    notified_devices,
    events,
    event_types,
    event_sinks,
    event_subscriptions,
    subscribed_events,
    agents,
    agent_switches,
    explanations,
    audit,
    agent_keys,
    agent_approvals,
    policy_files,
    upstreams,
)
SURFACES = (
    CORE,
    ACCOUNTS,
    IAM,
    OAUTH,
    MESSAGING,
    MESSAGING_2,
    MESSAGING_3,
    CONTENT,
    PRICING_V1,
    PRICING_V2,
    LOOKUPS,
    COMMS,
    EVENTS,
    CONTROL,
    probes.SURFACE,
)
UNSERVED = Surface("unserved", "", "", V1())
"""Speaks for the products of which nothing is described, as products do: in JSON."""
