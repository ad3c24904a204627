"""Codes of this server alone (90xxx), above the end of Twilio's."""

from cordboard.errors.families import Family

FAMILY = Family(
    cause="This server's own interface does not allow it.",
    remedy="Read the reference of the control interface.",
    worded=(
        (
            90001,
            400,
            "{parameter} may not point at {host}: {reason}",
            "The address is private, reserved or forbidden by the operator's rules for web hooks.",
            "Use a public address, or let the operator add this one to the rules.",
        ),
        (
            90002,
            400,
            "Parameter {parameter} is not valid: {reason}",
            "A parameter of the control interface is absent or has the wrong form.",
            "Send it in the form that the reference gives.",
        ),
        (
            90003,
            403,
            "Resetting this server is not allowed",
            "The server keeps real data, so that the operator has not switched reset on.",
            "Switch it on in the settings of a test server.",
        ),
        (
            90004,
            409,
            "The clock of this server cannot be moved",
            "The server runs on the time of day and not on a test clock.",
            "Start it with a test clock.",
        ),
        (
            90005,
            413,
            "The request body is larger than {limit} bytes",
            "The body exceeds the limit of the server.",
            "Send less.",
        ),
        (
            90006,
            431,
            "The request headers are larger than {limit} bytes",
            "The headers exceed the limit of the server.",
            "Send fewer or shorter headers.",
        ),
        (
            90007,
            400,
            "The request body cannot be read: {reason}",
            "The body is not what its Content-Type says, or has too many or too long parts.",
            "Encode the body as its Content-Type says.",
        ),
        (
            90008,
            415,
            "Content-Type {content_type} is not supported",
            "The interface does not read bodies of this type.",
            "Send application/x-www-form-urlencoded, or application/json where the reference says so.",
        ),
        (
            90010,
            500,
            "The database was written by a newer version of this server",
            "Its schema has steps that this version does not know.",
            "Run the newer version, or restore an older backup.",
        ),
        (
            90011,
            404,
            "There is no handset {number}",
            "The simulator has no handset of this number.",
            "Send the number in E.164, or make the handset first.",
        ),
        (
            90012,
            400,
            "The condition of a handset is not valid: {reason}",
            "A word, a delay or an error code is outside what the simulator knows.",
            "Send what the reference of handsets lists.",
        ),
        (
            90013,
            408,
            "The request did not arrive in time",
            "The client sent its headers or body too slowly.",
            "Send the request again.",
        ),
        (
            90014,
            409,
            "The handset cannot do this now: {reason}",
            "The call on the handset is in another state.",
            "Look at the handset's calls, and act for one that is in the right state.",
        ),
        (
            90015,
            400,
            "The cursor is not valid",
            "The cursor was not made by this list, or has been changed.",
            "Send next_cursor as it is, or begin without one.",
        ),
        (
            90020,
            502,
            "The upstream cannot be reached, and the call was not made: {reason}",
            "Cordboard decides the calls of this agent and carries them out on another account, which is not there.",
            "Repeat the call; if it stays, the operator looks at the upstream.",
        ),
        (
            90021,
            504,
            "The upstream did not answer in time: {reason}; the call may have been carried out",
            "The account elsewhere took longer than the operator allows; what writes is not repeated.",
            "Look whether it was carried out before you repeat it.",
        ),
        (
            90022,
            502,
            "The upstream gave no answer that can be read: {reason}; the call may have been carried out",
            "The connection broke, or what came was no answer.",
            "Look whether it was carried out before you repeat it.",
        ),
        (
            90023,
            400,
            "Parameter {parameter} cannot be sent on to the upstream: {reason}",
            "What could be read differently there than it was judged here is not sent on.",
            "Send each parameter that the operation describes, once.",
        ),
        (
            90024,
            503,
            "There is no upstream {name} any more, and the call was not made",
            "The policy of this agent names an upstream that was deleted or never made.",
            "The operator makes the upstream, or takes it out of the policy.",
        ),
    ),
    dictionary="""
90001 E Web hook destination refused by policy
90002 E Control interface parameter invalid
90003 E Reset not allowed
90004 E Clock is not a test clock
90005 E Request body too large
90006 E Request headers too large
90007 E Malformed request body
90008 E Unsupported content type
90010 E Database is of a newer version
90011 E Handset unknown
90012 E Handset condition invalid
90013 E Request timed out
90014 E The handset cannot do this now
90015 E Cursor invalid
90020 E Upstream not reached
90021 E Upstream too slow
90022 E Upstream answer unreadable
90023 E Parameter not sent on
90024 E Upstream unknown
""",
    retryable=frozenset({90013}),
)
