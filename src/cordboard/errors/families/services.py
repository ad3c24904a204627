"""Codes of messaging services and their senders (217xx)."""

from cordboard.errors.families import Family

FAMILY = Family(
    cause="The messaging service does not allow it.",
    remedy="Look at the service and its senders.",
    worded=(
        (
            21701,
            400,
            "The Messaging Service {messaging_service_sid} does not exist",
            "The account has no such service.",
            "Send the SID of one of its services.",
        ),
        (
            21702,
            400,
            "The Messaging Service {messaging_service_sid} is not available to send new messages",
            "The service is being set up or removed.",
            "Use another service.",
        ),
        (
            21703,
            400,
            "The Messaging Service has no phone number available to send this message",
            "None of its senders reaches the recipient.",
            "Add a sender that fits the recipient's country.",
        ),
        (
            21704,
            400,
            "The Messaging Service contains no phone numbers",
            "The service was created, but given no sender.",
            "Add a phone number to the service.",
        ),
        (
            21705,
            400,
            "The Messaging Service Sid {messaging_service_sid} is invalid",
            "MessagingServiceSid is not the SID of a service: MG and 32 hexadecimal digits.",
            "Send the SID of one of the account's services.",
        ),
        (21708, 400, "AlphaSender is required", "The request names no sender ID.", "Send AlphaSender."),
        (
            21709,
            400,
            "The Alpha Sender ID {alpha_sender} is invalid or not authorized for this Messaging Service",
            "An alphanumeric sender has 1 to 11 letters, digits, spaces and + - _ &, one of them a letter.",
            "Choose another sender ID.",
        ),
        (
            21710,
            409,
            "Phone Number or Short Code is already in the Messaging Service.",
            "The sender was added before.",
            "Nothing needs to be done.",
        ),
        (
            21711,
            400,
            "The 'From' number {from_} is not associated with the Messaging Service",
            "From is not one of the service's senders.",
            "Add the sender to the service, or leave out From.",
        ),
        (
            21712,
            409,
            "Phone Number or Short Code is associated with another Messaging Service.",
            "A sender belongs to one service at a time.",
            "Remove it from the other service first.",
        ),
        (
            21713,
            400,
            "Usecase {usecase} is not valid",
            "There is no use case of this name.",
            "Send one that the reference of services lists.",
        ),
        (
            21714,
            400,
            "The Messaging Service has as many numbers as its limit allows",
            "A service holds 400 numbers unless the operator says otherwise.",
            "Use a second service.",
        ),
        (
            21715,
            400,
            "The phone number lacks a capability that the Messaging Service needs",
            "The number cannot send messages.",
            "Add a number that has the SMS capability.",
        ),
    ),
    dictionary="""
21701 E The Messaging Service does not exist
21702 E The Messaging Service is not available to send new messages
21703 E The Messaging Service does not have a phone number available to send a message
21704 E The Messaging Service contains no phone numbers
21705 E The Messaging Service is invalid
21708 W Alpha Sender ID Missing from the request
21709 E Alpha Sender ID is Invalid or Not Authorized for this Messaging Service
21710 W Phone Number Already Exists in Messaging Service
21711 W Phone Number, Shortcode, or AlphaSender is not associated to the specified Messaging Service.
21712 E Phone Number or Short Code is associated with another Messaging Service.
21713 E Messaging Service Use Case is Invalid
21714 E Messaging Service Number Pool size limit reached
21715 E Phone Number Does Not Have Correct Messaging Service Capabilities
""",
)
