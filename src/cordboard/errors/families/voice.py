"""Codes of calls and conferences (212xx, 16xxx), as far as this server answers with them."""

from cordboard.errors.families import Family

FAMILY = Family(
    cause="The call cannot be made or changed as asked.",
    remedy="Compare the parameters with the reference of calls.",
    observed=(
        (
            21201,
            400,
            "No 'To' number is specified",
            "To is absent or empty.",
            "Send the number, client or SIP address to call as To.",
        ),
        (
            21205,
            400,
            "Url parameter is required.",
            "None of Url, Twiml and ApplicationSid was sent, or Url is not an absolute http or https URL.",
            "Send one of them.",
        ),
        (
            21210,
            400,
            "The source phone number provided, {from_}, is not yet verified for your account. You may only make calls "
            "from phone numbers that you've verified or purchased from Twilio.",
            "From is neither a number of the account nor a verified caller id.",
            "Buy the number or verify it as a caller id.",
        ),
        (
            21215,
            400,
            "Account not authorized to call {to}. Perhaps you need to enable some international permissions: {url}",
            "Calls to this country are switched off.",
            "Switch the country on, or call another one.",
        ),
        (
            21220,
            400,
            "Call is not in-progress. Cannot redirect.",
            "The call has ended, or has not begun, so that it cannot be changed.",
            "Fetch the call; an ended call needs nothing more.",
        ),
    ),
    worded=(
        (
            21202,
            400,
            "The number {to} is a premium number and cannot be called",
            "Calls to premium numbers are not made.",
            "Call another number.",
        ),
        (
            21203,
            400,
            "International calling is not enabled for this account",
            "The number is in a country that the account may not call.",
            "Switch the country on.",
        ),
        (
            21206,
            400,
            "SendDigits {send_digits} is not valid",
            "SendDigits takes 0 to 9, #, * and w.",
            "Remove other characters.",
        ),
        (
            21207,
            400,
            "{parameter} is not a valid setting of machine detection",
            "MachineDetection takes Enable or DetectMessageEnd; IfMachine takes Continue or Hangup.",
            "Send one of these words.",
        ),
        (
            21208,
            400,
            "Timeout {timeout} is not valid",
            "Timeout is a number of seconds from 1 to 600.",
            "Send a number in this range.",
        ),
        (
            21209,
            400,
            "{parameter} {value} is not valid; it must be GET or POST",
            "A web hook is fetched with GET or POST.",
            "Send GET or POST.",
        ),
        (
            21213,
            400,
            "No 'From' number is specified",
            "From is absent or empty.",
            "Send a number of the account or a verified caller id as From.",
        ),
        (
            21214,
            400,
            "The number {to} cannot be reached",
            "No carrier of this server reaches the number.",
            "Check the number and the routes.",
        ),
        (
            21216,
            400,
            "Calls to {to} are blocked",
            "The number is on the list of blocked numbers.",
            "Call another number.",
        ),
        (
            21217,
            400,
            "Phone number does not appear to be valid",
            "To is not a number that can exist.",
            "Send the number in E.164: + and at most 15 digits.",
        ),
        (
            21218,
            400,
            "ApplicationSid {application_sid} is not valid",
            "The account has no application with this SID.",
            "Send the SID of one of its applications: AP and 32 hexadecimal digits.",
        ),
        (
            21219,
            400,
            "The number {to} is unverified. Trial accounts may only make calls to verified numbers.",
            "A trial account calls verified numbers only.",
            "Verify the number or upgrade the account.",
        ),
        (
            21221,
            400,
            "SipAuthUsername must be shorter than 256 characters",
            "The name is too long.",
            "Send a shorter name.",
        ),
        (
            21225,
            400,
            "SipAuthPassword is required when SipAuthUsername is sent",
            "A name without a password cannot log in.",
            "Send both or neither.",
        ),
        (
            21234,
            400,
            "{parameter} {value} is out of range",
            "A limit of machine detection is outside its range.",
            "Send a value in the range that the reference of calls gives.",
        ),
        (
            21262,
            400,
            "AsyncAmd needs AsyncAmdStatusCallback to report to",
            "Machine detection runs beside the call, but its result has nowhere to go.",
            "Send AsyncAmdStatusCallback.",
        ),
        (
            16020,
            400,
            "The conference is full",
            "It has as many participants as MaxParticipants or the limit of the server allows.",
            "Wait until someone leaves, or raise MaxParticipants.",
        ),
        (
            16022,
            404,
            "The conference does not exist or is completed",
            "An ended conference cannot be changed.",
            "Start a new one.",
        ),
        (
            16024,
            400,
            "Label {label} is not valid",
            "A label has at most 128 characters, is no call's SID and holds no slash.",
            "Choose another label.",
        ),
        (
            16026,
            400,
            "Label {label} is in use by another participant",
            "Labels are unique in a conference.",
            "Choose another label.",
        ),
        (
            22003,
            400,
            "A queue named {friendly_name} exists already",
            "Names of queues are unique in an account.",
            "Use the queue that there is, or choose another name.",
        ),
        (
            16113,
            400,
            "A mono recording cannot be downloaded in two channels",
            "Both sides of the call were recorded in one channel.",
            "Leave out RequestedChannels, or record in dual channels.",
        ),
    ),
    dictionary="""
22003 E Queue name is in use
16000 E Whisper Not Available on Twilio Conference
16001 E Conference is not bridged
16002 E Failed to validate conference attributes
16003 E Could not recognize conference sid or friendly name
16020 E Conference is full
16021 E Failed to join conference due to account concurrency limit exceeded
16022 E Conference does not exist or is completed
16023 E Dial->Conference: Invalid participant label
16024 E Invalid participant label
16025 E Dial->Conference: Participant label is in use by another participant
16026 E Participant label is in use by another participant
16027 E Participant to be whispered is on hold
16028 E Participant to be whispered is not present in the conference
16113 W Voice Recording: Cannot download a dual-channel presentation of a mono recording
21200 E Calls Resource
21201 E No Called number specified
21202 E Called number is a premium number
21203 E International calling not enabled
21204 E Call already initiated
21205 E Invalid URL
21206 E Invalid SendDigits
21207 E Invalid IfMachine
21208 E Invalid Timeout
21209 E Invalid Method
21210 E 'From' phone number not verified
21213 E Caller phone number is required
21214 E 'To' phone number cannot be reached
21215 E Geo Permission configuration is not permitting call
21216 E API: Call blocked by Twilio blocklist
21217 E Phone number does not appear to be valid
21218 E Invalid ApplicationSid
21219 E 'To' phone number not verified
21220 E Invalid call state
21221 W Invalid SipAuthUsername. Must be fewer than 256 chars
21222 W Invalid SipAuthUsername. Illegal chars
21223 W Invalid SipAuthPassword. Must be fewer than 256 chars
21224 W Invalid SipAuthPassword. Illegal chars
21225 W SipAuthPassword is required when providing SipAuthUsername
21226 W SIP calling not enabled for this account
21227 W Headers portion of SIP URI must be fewer than 1024 chars
21228 W Invalid SIP Header. Illegal chars in header name
21229 W Invalid SIP Header. Illegal chars in header value
21234 E Invalid Machine Detection configuration value
21262 W No AMD status callback URL provided
21263 W Invalid Answering Machine Detection Parameters
""",
)
