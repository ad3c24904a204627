"""Codes of messages that were taken and not delivered: the error_code of a message (30xxx, 63xxx)."""

from cordboard.errors.families import Family

FAMILY = Family(
    cause="The carrier or the channel could not deliver the message.",
    remedy="Look at the recipient and the route; send again if the fault may pass.",
    worded=(
        (
            30001,
            429,
            "Queue overflow",
            "More messages wait for this sender than its queue holds.",
            "Wait and send again, more slowly.",
        ),
        (
            30002,
            401,
            "Account suspended",
            "The account was suspended between taking the message and sending it.",
            "Activate the account and send again.",
        ),
        (30003, 400, "Unreachable destination handset", "The handset is off or out of reach.", "Send again later."),
        (
            30004,
            400,
            "Message blocked",
            "The recipient or its carrier refuses messages of this kind.",
            "Do not send to this number again without asking its owner.",
        ),
        (30005, 400, "Unknown destination handset", "No subscriber has the number.", "Check the number."),
        (
            30006,
            400,
            "Landline or unreachable carrier",
            "The number is a fixed line, or its carrier takes no messages.",
            "Send to a mobile number.",
        ),
        (
            30007,
            400,
            "Message filtered",
            "The carrier took the message for spam or a breach of its rules.",
            "Change the text; send only to people who asked for it.",
        ),
        (
            30008,
            400,
            "Unknown error",
            "The carrier gave no reason.",
            "Send again, and look at the route if it happens often.",
        ),
        (
            30009,
            400,
            "Missing inbound segment",
            "A part of a long message did not arrive.",
            "Nothing needs to be done; the sender may repeat it.",
        ),
        (
            30010,
            400,
            "Message price exceeds max price",
            "The message would cost more than MaxPrice.",
            "Raise MaxPrice or leave it out.",
        ),
        (
            30017,
            503,
            "Carrier network congestion",
            "The carrier has more traffic than it can carry.",
            "Send again later, more slowly.",
        ),
    ),
    dictionary="""
30001 E Queue overflow
30002 E Account suspended
30003 E Unreachable destination handset
30004 E Message blocked
30005 E Unknown destination handset
30006 E Landline or unreachable carrier
30007 E Message filtered
30008 E Unknown error
30009 E Missing inbound segment
30010 E Message price exceeds max price
30011 E MMS not supported by the receiving phone number in this region
30012 E TTL is too small
30013 E TTL is too big
30014 E 'To' attributes are Invalid
30015 E Non-supported channel type is used
30016 E 'To' and 'From' channel types are incompatible
30017 E Carrier network congestion
30018 W Destination carrier requires sender ID pre-registration
30019 E Content size exceeds carrier limit
30020 E Internal Failure with Message Scheduling
30021 E Internal Failure with messaging service orchestrator
30022 E US A2P 10DLC - Rate Limits Exceeded
30023 E US A2P 10DLC - Daily Message Cap Reached
30024 E Numeric Sender ID Not Provisioned on Carrier
30025 W US A2P 10DLC - 50% T-Mobile Daily Message Limit Consumed
30026 W US A2P 10DLC - 70% T-Mobile Daily Message Limit Consumed
30027 E US A2P 10DLC - T-Mobile Daily Message Limit Reached
30028 E Invalid API version
30029 E Invalid ContentRetention
30030 E Invalid AddressRetention
30031 E Invalid MaxRate
30032 E Toll-Free Number Has Not Been Verified
30033 E US A2P 10DLC - Campaign Suspended
30034 E US A2P 10DLC - Message from an Unregistered Number
30035 E US A2P 10DLC - Message from a number still being configured
30036 E Validity period expired
30400 E Parameters are not valid
30404 E Not Found
30410 E Provider Timeout Error
30450 E Message delivery blocked
63001 E Channel could not authenticate the request.
63002 E Channel could not find the From address
63003 E Channel could not find To address
63005 E Channel did not accept given content.
63006 E Could not format given content for the channel.
63007 E Twilio could not find a Channel with the specified From address
63008 E Could not execute the request because the channel module has been misconfigured.
63009 E Channel provider returned an internal service error (HTTP 5xx).
63010 E Twilio's platform encountered an internal error processing this message
63011 E Invalid Request: Twilio encountered an error while processing your request
63012 E Channel provider returned an internal service error
63013 E Channel policy violation
63014 E Channel message blocked by user action
63015 E Channel Sandbox can only send messages to phone numbers that have joined the Sandbox
63016 E Failed to send freeform message because you are outside the allowed window.
63017 E Rate limit exceeded
63018 E Rate limit exceeded for Channel
63024 E Invalid message recipient
63031 E Channels message cannot have same From and To
63032 E We cannot send this message to this user because of a WhatsApp limitation.
63033 E Recipient blocked to receive message
63034 E Media exceeds size limit
""",
    retryable=frozenset({30003, 30008, 30022, 30410, 63009, 63010, 63012, 63017, 63018}),
)
