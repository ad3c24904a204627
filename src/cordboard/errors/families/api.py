"""Codes of the REST interface as a whole: credentials, paths, limits (20xxx, 60200)."""

from cordboard.errors.families import Family

FAMILY = Family(
    cause="The request was refused before it reached the product it was meant for.",
    remedy="Compare the request with the reference of its operation.",
    observed=(
        (
            20003,
            401,
            "Authenticate",
            "The credentials are absent or wrong, or this key may not use this resource.",
            "Send the account's SID and auth token, or an API key and its secret, as HTTP basic credentials.",
        ),
        (
            20404,
            404,
            "The requested resource {path} was not found",
            "There is no such path, or nothing in this account has this SID.",
            "Check the path, the account in it and the SID.",
        ),
        (
            20429,
            429,
            "Too Many Requests",
            "The account has more requests under way than its limit allows.",
            "Wait and repeat the request, doubling the wait each time; keep fewer requests under way.",
        ),
    ),
    worded=(
        (
            20001,
            400,
            "Parameter {parameter} is missing or invalid.",
            "A parameter that the operation needs is absent, or its value has the wrong form.",
            "Send the parameter in the form that the reference of the operation gives.",
        ),
        (
            20002,
            400,
            "FriendlyName is not valid; it may have at most 64 characters.",
            "The name is empty or too long.",
            "Choose a shorter FriendlyName.",
        ),
        (
            20004,
            405,
            "Method not allowed",
            "The path exists, but not for this HTTP method.",
            "Use a method that the Allow header of the answer lists.",
        ),
        (
            20005,
            401,
            "Account not active",
            "The account that the credentials belong to is suspended or closed.",
            "Use another account, or let the parent account set its Status to active.",
        ),
        (
            20006,
            403,
            "Access Denied",
            "The credentials are right, but do not reach this resource.",
            "Use credentials of the account that owns the resource.",
        ),
        (
            20007,
            400,
            "Page size too large",
            "PageSize is above 1000.",
            "Ask for at most 1000 items and follow next_page_uri.",
        ),
        (
            20008,
            403,
            "Resource not accessible with Test Account Credentials",
            "Test credentials reach only the resources that can be tried without effect.",
            "Use the live credentials of the account.",
        ),
        (
            20009,
            409,
            "Cannot delete this resource before it is complete",
            "The call, message, recording or media is still in progress.",
            "Wait for a final status, then delete it.",
        ),
        (
            20010,
            403,
            "This action is disabled for this account",
            "The operator has switched the action off.",
            "Ask the operator to allow it.",
        ),
        (
            20403,
            403,
            "Forbidden",
            "The account is suspended or closed, or the credentials do not allow this action.",
            "Use credentials that allow it, of an active account.",
        ),
        (
            20409,
            409,
            "Conflict with the present state of the resource",
            "Another request has changed the resource, or its state does not allow the action.",
            "Fetch the resource and decide again.",
        ),
        (
            20410,
            410,
            "The requested resource {path} is gone",
            "The resource existed and was removed for good.",
            "Stop asking for it.",
        ),
        (
            20422,
            422,
            "Parameter {parameter} is not valid",
            "The request was understood, but the value cannot be used.",
            "Send a value that the reference of the operation allows.",
        ),
        (
            20423,
            400,
            "SID {value} is not valid",
            "A SID is two letters and 32 hexadecimal digits.",
            "Copy the SID from the answer that created the resource.",
        ),
        (
            20500,
            500,
            "An internal server error has occurred",
            "A fault of this server.",
            "Look for the request id of the answer in the server's log.",
        ),
        (
            20503,
            503,
            "Service unavailable",
            "The server is starting, stopping, or at the limit of its load.",
            "Repeat the request after the time in the Retry-After header.",
        ),
        (
            60200,
            400,
            "Invalid parameter {parameter}",
            "A value is not one that the product knows.",
            "Send a value that the reference of the operation allows.",
        ),
    ),
    dictionary="""
60200 E Invalid parameter
20001 W Unknown parameters
20002 E Invalid FriendlyName
20003 E Permission Denied
20004 E Method not allowed
20005 E Account not active
20006 E Access Denied
20007 E Page size too large
20008 E Test Credentials
20009 E Cannot delete this resource before it is complete
20010 E Action disabled for account
20011 E Invalid TLS version
20012 E Invalid TLSv1.2 Cipher Suite
20101 E Invalid Access Token
20102 E Invalid Access Token header
20103 E Invalid Access Token issuer/subject
20104 W Access Token expired or expiration date invalid
20105 E Access Token not yet valid
20106 E Invalid Access Token grants
20107 E Invalid Access Token signature
20151 E Authentication Failed
20152 E Invalid Header
20153 E Invalid Issuer Or Subject
20154 E Invalid Claim Set
20155 E Expiration Time In The Future
20156 E Expired or Invalid Expiration in Token
20157 E Expiration Time Exceeds Maximum Time Allowed
20159 E Invalid Signature
20160 E Invalid Token
20162 E A conflicting resource update is in progress
20403 E 403 Forbidden
20404 E Not Found
20409 E Conflict
20410 E Gone
20413 E Request Entity Too Large
20422 E Invalid Parameter
20423 E Invalid SID
20426 E Upgrade Required
20429 E Too Many Requests
20500 E Internal Server Error
20503 E Service unavailable
""",
)
