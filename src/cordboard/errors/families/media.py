"""Codes of clients, streams and SIP (31xxx, 32xxx)."""

from cordboard.errors.families import Family

FAMILY = Family(
    cause="The connection beside the call failed.",
    remedy="Look at the log of the other end; then at its address, certificate and protocol.",
    dictionary="""
31000 E Generic error
31001 E Application not found.
31002 E Connection declined.
31003 E Connection timeout
31005 E Connection error
31006 E Audio device error
31007 E Twilio Client: Client version not supported
31008 E Call cancelled
31009 E Transport error
31100 E Malformed request
31101 E Missing parameter array in request.
31102 E Authorization token missing in request.
31103 E Length of parameters cannot exceed MAX_PARAM_LENGTH.
31104 E Invalid bridge token.
31105 E Invalid client name
31106 E Invalid data
31201 E Twilio Client: Error occurred while accessing microphone
31202 E Signature validation failed.
31203 E No valid account.
31204 E Invalid JWT token.
31205 E JWT token expired.
31206 E Rate exceeded authorized limit.
31207 E JWT token expiration too long.
31208 E User denied access to microphone.
31209 E Call Message Event Payload size exceeded authorized limit.
31301 E Registration error
31302 E Unsupported Cancel Message Error
31400 E Bad Request
31403 E Forbidden
31404 E Not Found
31408 E Request Timeout
31409 E Conflict
31426 E Upgrade Required
31429 E Too Many Requests
31480 E Temporarily Unavailable
31481 E Call/Transaction Does Not Exist
31484 E Address Incomplete
31486 E Busy Here
31487 E Request Terminated
31500 E Internal Server Error
31502 E Bad Gateway
31503 E Service Unavailable
31504 E Gateway Timeout
31530 E DNS Resolution Error
31600 E Busy Everywhere
31603 E Decline
31604 E Does Not Exist Anywhere
31900 E Stream - Unknown Error
31901 E Stream - WebSocket - Connection Timeout
31902 E Stream - WebSocket - Connection Refused
31903 E Stream - WebSocket - Connection Broken Pipe
31904 E Stream - WebSocket - Host Unreachable
31910 E Stream - WebSocket - SSL Protocol Error
31920 E Stream - WebSocket - Handshake Error
31921 E Stream - WebSocket - Close Error
31922 E Stream - WebSocket - URL Schema Not Supported
31923 E Stream - WebSocket - Malformed URL
31924 E Stream - Websocket - Protocol Error
31930 W Stream - Media - Buffer Overflow
31931 W Stream - Media - Media Discarded
31940 E Stream - Invalid connectorName attribute in TwiML.
31941 E Stream - Invalid Track configuration
31942 E Stream - Invalid connector configuration
31950 W Stream - Protocol - Malformed Message
31951 W Stream - Protocol - Invalid Message
31952 E Stream Extension not found:
31960 E Stream - Quota exceeded
32001 E SIP: Trunk CPS limit exceeded
32002 W SIP: Dial failure - Twilio SIP Domain not found
32006 W SIP: Too many hops
32007 W SIP: Too many endpoints/bindings for the Address-of-record (AOR)
32008 W SIP: Registration per second limit reached
32009 W The user you tried to dial is not registered with the corresponding SIP Domain
32010 E SIP: No valid Origination URIs configured
32011 W Error communicating with your SIP communications infrastructure
32012 W SIP: Master account pooled Trunking CPS limit exceeded
32013 E SIP: Master account SIP Interface CPS limit exceeded
32014 W Call is terminated because of no audio received
32015 W Call is terminated due to exceeding maximum call duration
32016 E PSTN PDD timeout
32017 E PSTN: Carrier blocked call due to calling number (caller ID)
32018 E Twiml size exceeded maximum allowed value
32019 W Twiml and Voice URL are both set. Using Voice URL.
32021 W SHAKEN/STIR call verification failed
32022 E ACK not received from your SIP endpoint
32100 W SIP: Trial accounts can only call verified caller IDs
32101 W SIP: Invalid phone number
32102 W SIP: Bad SDP
32103 W SIP: Empty body
32105 W SIP: Invalid contact header
32106 E SIP: Authentication Error
32110 W SIP: URI is formatted incorrectly
32111 W SIP: Invalid header name
32112 W SIP: Invalid header value
32113 W SIP: Header name is not allowed
32114 W SIP: Unsupported parameter value
32115 E X-Branded-CallReason header contains an invalid value.
32200 E SIP: Insufficient permissions
32201 E SIP: Source IP address not in ACL
32202 E SIP: Bad user credentials
32203 E SIP: Call blocked by Twilio
32204 E SIP: 'From' phone number not verified
32205 E SIP Trunking: Geo Permission configuration is not permitting call
32206 E SIP: Invalid From number (caller ID)
32207 E SIP: Secure media not accepted
32208 E SIP: Secure media required
32209 E SIP: Secure transport required
32210 E SIP: Register not supported
32212 W SIP: Registration Authentication problem
32214 W SIP: Invalid <Dial><Sip>
32215 W Dial failure calling a SIP Domain without specifying a region
32216 E SIP: Address blacklisted
32218 E SIP: Transfer not allowed
32219 E SIP: Redirect failed
32220 E Specifying an edge is not allowed when dialing SIP registered endpoints
32221 E Dialing SIP Endpoint failure - No devices registered in specified edge
32222 E TLS version not allowed
32223 E There is no username in the SIP URI when calling a SIP registered endpoint
32301 W Interconnect: Invalid Connection (TNX) SID
32302 W Interconnect: Connection (TNX) SID not found
32303 W Interconnect: Multiple SIP Dials with Interconnect Connection (TNX) SID
32304 W Interconnect: Connection (TNX) SID is not Active
32400 E BYOC Trunk routing failure - failover routing disabled.
32401 W BYOC Trunk routing failure - failover to Twilio default routing.
32500 E Voice Conversation: Generic error.
32501 E Voice Conversation: TwiML attributes validation error.
32502 W Voice Conversation: Callback event internal error.
32503 W Voice Conversation: Callback event response error.
32504 E Voice Conversation: Incomplete Conversation.
32505 E Voice Conversation: Invalid data inside existing conversation.
32506 E Voice Conversation: Failed to get worker assigned to a newly created Conversation.
32600 E Virtual Agent: Configuration Error
32601 E Virtual Agent: Provider Error
32602 E Virtual Agent: Invalid Connector
32603 W Virtual Agent: Unsupported <Config> attribute(s) in TwiML
32604 E Virtual Agent: Internal Error
32605 E Virtual Agent: PCI Error
32700 E Voice User-Defined Message: Internal Twilio Error
32701 W Voice User-Defined Message: Invalid Content-Type
32702 W Voice User-Defined Message: Invalid Content
32703 W Voice User-Defined Message: Content body exceeded max length
32710 W Voice User-Defined Message: Subscription Callback Internal Error
32711 W Voice User-Defined Message: Request to subscription callback URL encountered error
""",
)
