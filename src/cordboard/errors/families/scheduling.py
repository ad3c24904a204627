"""Codes of scheduled and canceled messages (35xxx, 30409)."""

from cordboard.errors.families import Family

FAMILY = Family(
    cause="The message cannot be scheduled as asked.",
    remedy="Compare SendAt and ScheduleType with the reference of messages.",
    worded=(
        (
            30409,
            409,
            "This message cannot be canceled",
            "It has left the queue, or was never scheduled.",
            "Fetch the message; only one with Status scheduled can be canceled.",
        ),
        (
            35111,
            400,
            "SendAt is required to schedule a message",
            "ScheduleType was sent without a time.",
            "Send SendAt as an ISO 8601 time.",
        ),
        (
            35114,
            400,
            "SendAt {send_at} is not valid; it must be between 900 seconds and 35 days from now",
            "The time is too near, too far or not in ISO 8601.",
            "Send a time in the window, such as 2026-11-25T09:00:00Z.",
        ),
        (
            35118,
            400,
            "MessagingServiceSid is required to schedule a message",
            "Only a service keeps messages for later.",
            "Send MessagingServiceSid.",
        ),
        (
            35125,
            400,
            "The account has as many scheduled messages as its limit allows",
            "Too many messages wait for their time.",
            "Wait until some are sent, or cancel some.",
        ),
        (
            35126,
            400,
            "ScheduleType {schedule_type} is not supported",
            "ScheduleType takes the word fixed.",
            "Send ScheduleType=fixed, or leave it out to send at once.",
        ),
    ),
    dictionary="""
30409 E This message cannot be canceled
35111 E SendAt timestamp is missing
35114 E Scheduling does not support this timestamp
35118 E MessagingServiceSid is required to schedule a message
35125 E Maximum limit reached in the account for scheduling messages
35126 E The ScheduleType value provided is not supported for this channel
""",
    retryable=frozenset({35125}),
)
