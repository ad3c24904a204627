"""Codes of phone numbers, caller ids and applications (213xx, 214xx, 22300)."""

from cordboard.errors.families import Family

FAMILY = Family(
    cause="The number cannot be bought, set up or changed as asked.",
    remedy="Compare the parameters with the reference of phone numbers.",
    observed=(
        (
            21421,
            400,
            "{phone_number} is not a valid number",
            "PhoneNumber is not a number that can exist.",
            "Send the number in E.164, as the search for available numbers gives it.",
        ),
        (
            21422,
            400,
            "{phone_number} is not available",
            "Someone has the number already, or this server does not offer it.",
            "Search for available numbers and choose another one.",
        ),
    ),
    worded=(
        (
            21401,
            400,
            "The number {phone_number} is not valid",
            "PhoneNumber is not a number that can exist.",
            "Send the number in E.164: + and at most 15 digits.",
        ),
        (
            21402,
            400,
            "{parameter} is not valid: {value}",
            "A web hook needs an absolute http or https URL.",
            "Send the whole URL, with its scheme and host.",
        ),
        (
            21403,
            400,
            "{parameter} {value} is not valid; it must be GET or POST",
            "A web hook is fetched with GET or POST.",
            "Send GET or POST.",
        ),
        (
            21404,
            400,
            "Trial accounts are allowed only one phone number",
            "The trial account has a number already.",
            "Release the number or upgrade the account.",
        ),
        (
            21405,
            400,
            "VoiceFallbackUrl cannot be set without VoiceUrl",
            "A fallback needs something to fall back from.",
            "Set VoiceUrl too.",
        ),
        (
            21406,
            400,
            "SmsFallbackUrl cannot be set without SmsUrl",
            "A fallback needs something to fall back from.",
            "Set SmsUrl too.",
        ),
        (
            21407,
            400,
            "This type of phone number does not support SMS",
            "The number can make calls only.",
            "Choose a number whose capabilities have SMS.",
        ),
        (
            21420,
            400,
            "ApplicationSid {application_sid} is not accessible",
            "The account has no application with this SID.",
            "Send the SID of one of its applications.",
        ),
        (
            21449,
            400,
            "{phone_number} can already be used for outgoing calls and messages",
            "The number belongs to the account and needs no verification.",
            "Use the number as it is.",
        ),
        (
            21450,
            400,
            "Phone number is already verified.",
            "The account has verified the number before.",
            "Use the caller id that exists.",
        ),
        (
            21451,
            400,
            "Area code {area_code} is not valid",
            "An area code of the North American plan has three digits.",
            "Send three digits.",
        ),
        (
            21452,
            400,
            "No phone numbers found in area code {area_code}",
            "The server offers none there.",
            "Try a neighbouring area code.",
        ),
        (
            21454,
            400,
            "CallDelay {call_delay} is not valid",
            "CallDelay is a number of seconds from 0 to 60.",
            "Send a number in this range.",
        ),
        (
            21457,
            400,
            "AreaCode is not supported for this type of number",
            "Only local numbers have an area code.",
            "Leave out AreaCode, or ask for local numbers.",
        ),
        (
            21458,
            400,
            "{phone_number} is not of the type that was asked for",
            "A number is local, mobile or toll free, and this path takes one kind.",
            "Use the path of the number's own type.",
        ),
        (
            21481,
            400,
            "Invalid PageToken",
            "The token was not made by this list, or has been changed.",
            "Follow next_page_uri as it is.",
        ),
        (
            21613,
            400,
            "{phone_number} requires certification",
            "The country asks owners of such numbers for proof.",
            "Choose another number, or hand in the proof.",
        ),
        (
            21615,
            400,
            "{phone_number} requires a local address",
            "The owner needs an address in the area of the number.",
            "Create such an Address and send its SID as AddressSid.",
        ),
        (
            21631,
            400,
            "{phone_number} requires an address",
            "The owner of the number must have an address.",
            "Create an Address and send its SID as AddressSid.",
        ),
        (
            21649,
            400,
            "{phone_number} requires a bundle",
            "The country asks for a regulatory bundle.",
            "Send its SID as BundleSid.",
        ),
        (
            21650,
            400,
            "{phone_number} requires a verified identity document",
            "The country asks who owns the number.",
            "Send the SID of the identity as IdentitySid.",
        ),
        (
            22300,
            400,
            "This account may not provision phone numbers",
            "The operator has not allowed it for this account.",
            "Ask the operator of this server.",
        ),
    ),
    dictionary="""
21301 E Cannot create application: application limit exceeded
21302 W Approaching application creation limit
21401 E Invalid Phone Number
21402 E Invalid Url
21403 E Invalid Method
21404 E Inbound Phone number not available to trial account
21405 E Cannot set VoiceFallbackUrl without setting Url
21406 E Cannot set SmsFallbackUrl without setting SmsUrl
21407 E This Phone Number type does not support SMS
21409 E VoiceCallerIdLookup cannot be set for this phone number
21420 E ApplicationSid is not accessible
21421 E Phone Number is invalid
21422 E PhoneNumber is not available
21449 E Number already can be used for outgoing calls and messages
21450 E Phone number already validated on your account
21451 E Invalid area code
21452 E No phone numbers found in area code
21453 E Phone number already validated on another account
21454 E Invalid CallDelay
21455 E Invalid PlayUrl
21456 E Invalid CallbackUrl
21457 E AreaCode Parameter not Supported
21458 E PhoneNumber Provisioning Type Mismatch
21481 E Invalid PageToken
21502 E Invalid callback url
21613 E PhoneNumber Requires Certification
21615 E Phone Number Requires a Local Address
21628 E Address Validation Error
21629 E Address Validation Error - Check Suggested Address
21630 E Cannot mutate Address that is linked to a verified Document.
21631 E Phone Number Requires an Address
21649 E Phone Number Requires a Bundle
21650 E Phone Number Requires a Verified Identity Document
21651 E Document does not satisfy regulatory requirement
22300 E Account is not allowed to provision phone numbers
""",
)
