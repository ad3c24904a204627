"""Codes of messages that are refused when they are created (21211, 21212, 21408, 216xx, 219xx)."""

from cordboard.errors.families import Family

FAMILY = Family(
    cause="The message cannot be sent as asked.",
    remedy="Compare the parameters with the reference of messages.",
    observed=(
        (
            21211,
            400,
            "The 'To' number {to} is not a valid phone number.",
            "To is not a number that can exist.",
            "Send the number in E.164: + and at most 15 digits.",
        ),
        (
            21602,
            400,
            "Message body is required.",
            "None of Body, MediaUrl and ContentSid was sent, or Body is empty.",
            "Send one of them.",
        ),
        (
            21606,
            400,
            "The From phone number {from_} is not a valid, SMS-capable inbound phone number or short code "
            "for your account.",
            "From does not belong to the account, or cannot send messages.",
            "Send a number of the account that has the SMS capability.",
        ),
        (
            21610,
            400,
            "Attempt to send to unsubscribed recipient",
            "The recipient has answered STOP to this sender.",
            "Do not send to this number until its owner answers START.",
        ),
        (
            21614,
            400,
            "To number: {to}, is not a mobile number",
            "The number is a fixed line.",
            "Send to a mobile number.",
        ),
        (
            21617,
            400,
            "The concatenated message body exceeds the 1600 character limit.",
            "Body is longer than 1600 characters.",
            "Shorten the text or send it in several messages.",
        ),
        (
            21910,
            400,
            "Invalid From and To pair. From and To should be of the same channel",
            "One is a phone number and the other an address of another channel, such as whatsapp:.",
            "Use the same prefix on both, or none.",
        ),
    ),
    worded=(
        (
            21266,
            400,
            "'To' and 'From' number cannot be the same",
            "The message would go to the number that sends it.",
            "Send to another number, or from another one.",
        ),
        (
            21620,
            400,
            "Invalid media URL(s)",
            "A MediaUrl is not an absolute http or https URL.",
            "Send URLs that can be fetched without a login.",
        ),
        (
            21212,
            400,
            "The 'From' number {from_} is not a valid phone number, shortcode, or alphanumeric sender ID.",
            "From has the form of none of the three.",
            "Send a number in E.164, a short code, or up to 11 letters and digits.",
        ),
        (
            21408,
            400,
            "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: {to}.",
            "Messages to this country are switched off.",
            "Switch the country on, or send to another one.",
        ),
        (
            21601,
            400,
            "The number {from_} is not a valid SMS-capable inbound phone number",
            "From does not belong to the account, or cannot send messages.",
            "Send a number of the account that has the SMS capability.",
        ),
        (
            21603,
            400,
            "A 'From' phone number is required.",
            "Neither From nor MessagingServiceSid was sent.",
            "Send one of them.",
        ),
        (
            21604,
            400,
            "A 'To' phone number is required.",
            "To is absent or empty.",
            "Send the recipient's number as To.",
        ),
        (
            21605,
            400,
            "The message body exceeds the 160 character limit of this resource",
            "The old SMS resource sends single messages only.",
            "Use the Messages resource.",
        ),
        (
            21608,
            400,
            "The number {to} is unverified. Trial accounts cannot send messages to unverified numbers; "
            "verify it, or upgrade the account.",
            "A trial account sends to verified numbers only.",
            "Verify the number or upgrade the account.",
        ),
        (
            21609,
            400,
            "The StatusCallback URL {status_callback} is not a valid URL.",
            "A status callback needs an absolute http or https URL.",
            "Send the whole URL, with its scheme and host.",
        ),
        (
            21611,
            429,
            "The queue of the 'From' number {from_} is full",
            "More messages wait than the number can send in ten hours.",
            "Wait until the queue is shorter, or send from several numbers.",
        ),
        (
            21612,
            400,
            "The 'To' phone number: {to}, is not currently reachable using the 'From' phone number: {from_} via SMS.",
            "No route carries messages from this sender to this recipient.",
            "Send from a number of another country or type.",
        ),
        (
            21616,
            400,
            "The 'From' number {from_} matches several numbers of your account",
            "The number is not written in full, so it names more than one.",
            "Send the number in E.164.",
        ),
        (
            21618,
            400,
            "The message body cannot be sent",
            "Every carrier for this recipient refuses the text.",
            "Change the text.",
        ),
        (
            21619,
            400,
            "The message has neither text nor media",
            "The message has nothing to say.",
            "Send Body or MediaUrl.",
        ),
        (
            21621,
            400,
            "The 'From' number {from_} has not been enabled for MMS",
            "The sender carries text only.",
            "Send from a number that has the MMS capability, or without media.",
        ),
        (
            21622,
            400,
            "MMS has not been enabled for your account",
            "The account sends text only.",
            "Ask the operator of this server, or send without media.",
        ),
        (
            21623,
            400,
            "A message has at most 10 media files",
            "More than ten MediaUrl were sent.",
            "Send the media in several messages.",
        ),
        (
            21624,
            400,
            "ValidityPeriod {validity_period} is not valid",
            "ValidityPeriod is a number of seconds from 1 to 36000 (ten hours).",
            "Send a number in this range.",
        ),
        (
            21626,
            400,
            "StatusCallbackEvent {status_callback_event} is not valid",
            "There is no event of this name.",
            "Send initiated, ringing, answered or completed.",
        ),
        (
            21654,
            400,
            "ContentSid is required",
            "ContentVariables fill a template, and none is named.",
            "Send ContentSid.",
        ),
        (
            21655,
            400,
            "ContentSid {content_sid} is not valid",
            "The account has no template with this SID.",
            "Send the SID of one of its templates: HX and 32 hexadecimal digits.",
        ),
        (
            21656,
            400,
            "ContentVariables is not valid",
            "ContentVariables is not a JSON object of texts.",
            'Send a JSON object such as {"1": "Ada"}.',
        ),
        (
            21657,
            400,
            "The sender ID {from_} is not valid",
            "An alphanumeric sender has 1 to 11 letters, digits, spaces and + - _ &, one of them a letter.",
            "Choose another sender ID.",
        ),
        (
            21658,
            400,
            "Parameter {parameter} exceeds its character limit",
            "The value is too long.",
            "Send a shorter value.",
        ),
    ),
    dictionary="""
21211 E Invalid 'To' Phone Number
21212 E Invalid From Number (caller ID)
21266 E 'To' and 'From' number cannot be the same
21408 E Permission to send an SMS has not been enabled for the region indicated by the 'To' number
21601 E Phone number is not a valid SMS-capable inbound phone number
21602 E Message body is required
21603 E A 'From' or 'MessagingServiceSid' parameter is required to send a message
21604 E The destination 'To' phone number is required to send an SMS
21605 E Maximum body length is 160 characters (old API endpoint)
21606 E The 'From' phone number provided is not a valid message-capable Twilio phone number for this destination
21607 E The 'from' phone number must be the sandbox phone number for trial accounts.
21608 E The 'to' phone number provided is not yet verified for this account.
21609 E Invalid 'StatusCallback'
21610 E Attempt to send to unsubscribed recipient
21611 E This 'From' number has exceeded the maximum number of queued messages
21612 E The 'To' phone number is not currently reachable via SMS
21614 E 'To' number is not a valid mobile number
21616 E The 'From' number matches multiple numbers for your account
21617 E The concatenated message body exceeds the 1600 character limit
21618 E The message body cannot be sent
21619 E Unable to create record
21620 E Invalid media URL(s)
21621 E The 'From' number has not been enabled for MMS
21622 E MMS has not been enabled for your account
21623 E Number of media files exceeds allowed limit
21624 E Invalid validity period value
21626 E Invalid 'StatusCallbackEvent'
21627 E Max Price must be a valid float
21652 E Maximum subject length is 40 characters
21653 E There are more recipient addresses than allowed
21654 E ContentSid Required
21655 E The ContentSid is Invalid
21656 E The ContentVariables Parameter is invalid
21657 E The Sender ID is invalid
21658 E Parameter exceeded character limit
21900 E DltPEId is invalid
21901 E DltTemplateId is invalid
21902 E InvoiceTag length must be between 0 and 32
21910 E Invalid From and To pair. From and To should be of the same channel.
""",
)
