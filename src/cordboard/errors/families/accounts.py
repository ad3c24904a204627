"""Codes of accounts and what they may do (10001 to 10004, 21100 to 21102, 2147x, 700xx)."""

from cordboard.errors.families import Family

FAMILY = Family(
    cause="The state or the kind of the account does not allow it.",
    remedy="Look at the account's Status and Type.",
    worded=(
        (
            10001,
            401,
            "Account is not active",
            "The account is suspended or closed, so that nothing is sent or received.",
            "Set the account's Status to active, from its parent.",
        ),
        (
            10002,
            403,
            "This feature is not available on a Trial account",
            "The account's Type is Trial.",
            "Upgrade the account.",
        ),
        (
            21101,
            400,
            "Subaccounts cannot contain subaccounts",
            "The account that should be the parent is itself a subaccount.",
            "Create the account under the main account.",
        ),
        (
            21470,
            400,
            "AccountSid {account_sid} is not valid",
            "The account to transfer to is not named by a SID: AC and 32 hexadecimal digits.",
            "Send the SID of the account that shall own the number.",
        ),
        (21471, 400, "Account {account_sid} does not exist", "No account has this SID.", "Check the SID."),
        (
            21472,
            400,
            "Account {account_sid} is not active",
            "A suspended or closed account cannot take over a number.",
            "Activate the account first.",
        ),
        (
            21473,
            400,
            "Account {account_sid} is not related to the owner of the phone number",
            "Numbers move only between a main account and its subaccounts.",
            "Choose an account of the same family.",
        ),
        (
            21474,
            400,
            "Only the parent account may transfer phone numbers",
            "The credentials belong to a subaccount.",
            "Use the credentials of the main account.",
        ),
        (
            21475,
            400,
            "Status {status} is not valid",
            "An account's Status is active, suspended or closed.",
            "Send one of the three.",
        ),
        (
            21476,
            400,
            "The Status cannot change while the parent account is suspended",
            "A subaccount is not more active than its parent.",
            "Activate the parent first.",
        ),
        (
            21477,
            400,
            "The Status of a parent account cannot be changed",
            "Only subaccounts are suspended, activated and closed through the API.",
            "Name a subaccount.",
        ),
        (
            21478,
            400,
            "The subaccount was suspended by the operator",
            "Only who suspended it may activate it.",
            "Ask the operator of this server.",
        ),
        (
            21479,
            400,
            "The subaccount was closed and stays closed",
            "Closing an account is final.",
            "Create a new subaccount.",
        ),
        (
            21480,
            400,
            "The maximum number of subaccounts is reached",
            "The main account has as many subaccounts as its limit allows.",
            "Close some, or ask the operator for a higher limit.",
        ),
        (
            70001,
            400,
            "Parameter {parameter} breaks a constraint",
            "A name is too long, a key has more than a hundred permissions, or only restricted keys have a Policy.",
            "Send a value that the reference of the operation allows.",
        ),
        (
            70002,
            400,
            "assertion '{permission}' is invalid",
            "The Policy of a key allows something that is no permission of this server.",
            "Name permissions as /twilio/messaging/messages/read: product, resource and action.",
        ),
        (
            70051,
            403,
            "This action is not allowed for these credentials",
            "A rule of access does not let these credentials do this; details tell which.",
            "Ask the operator for access, or for approval of this one action.",
        ),
    ),
    dictionary="""
10001 E Account is not active
10002 E Trial accounts do not support the feature you tried to use
10003 E Incoming call rejected due to inactive account
10004 E Call concurrency limit exceeded
21100 E Accounts Resource
21101 E Subaccounts cannot contain subaccounts
21102 E Reached maximum number of Services
21470 E Invalid AccountSid
21471 E Account does not exist
21472 E Account is not active
21473 E AccountSid you are transferring to is not related to the originating owner of the phone number
21474 E API User must be the parent account to transfer phone numbers.
21475 E Unable to update Status, invalid Status.
21476 E Unable to update Status for subaccount, parent account is suspended.
21477 E Unable to update Status for parent accounts
21478 E Unable to update Status for subaccount, subaccount has been suspended by Twilio
21479 E Unable to update Status for subaccount, subaccount has been closed.
21480 E Reached maximum number of subaccounts
70001 E Constraint violated
70002 E Invalid assertion
70051 E Authorization Failed
""",
)
