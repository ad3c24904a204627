"""Codes of other products, as the debugger shows them."""

from cordboard.errors.families import Family

FAMILY = Family(
    cause="The product refuses what was asked for.",
    remedy="Read the page of the code.",
    worded=(
        (
            60210,
            400,
            "There are as many buckets as a field may have",
            "An account has ten limits for each package of lookups.",
            "Change or delete one of them.",
        ),
    ),
    dictionary="""
60001 E Downstream Authentication Failed
60002 E End User Identification Timeout
60003 E End User Data is Not Available
60004 E Invalid Configuration
60005 E Downstream Carrier Error
60006 E Invalid Phone Number
60008 E Unsupported Carrier
60201 E Selected template translation is not approved
60202 E Max check attempts reached
60203 E Max send attempts reached.
60204 E Service does not support this feature
60205 E SMS is not supported by landline phone number
60206 E 'Amount' & 'Payee' params are required
60207 E Max rate limits per service reached
60208 E Rate limit with that UniqueName already exists
60209 E UniqueName format is invalid
60210 E Max Buckets per Rate limit reached
60211 E Bucket with the given Interval already exists
60212 E Too many concurrent requests for phone number
60213 E A Messaging Configuration already exists for the given country
60214 E Call channel is not supported when using PSD2
60215 E Max number of mailers per account reached
60217 E Invalid Service configuration
60218 E SendGrid Template is not active
60219 E SendGrid Template does not contain required placeholders
60220 E Messages to China require use case vetting
60221 E No target verification specified
60222 E SendGrid The from address does not match a verified Sender Identity
60223 E Delivery channel disabled
60224 E Missing substitutions for selected template
60225 E Translation already exists for the provided template
60226 E Messages sent to china require friendly_name
60227 E The selected channel for template is not supported
60228 E Template was not found
60229 E Template translation was not found
60300 E Invalid Param
60301 E Entity already exists
60302 E FactorType already exists
60305 E Access Token parameters are invalid
60306 E Invalid Request
60307 E Cannot resend push notifications to 'none' notification platform
60308 E Challenge verification attempts limit reached
60309 E Push notifications limit reached for a Challenge
60310 E Factor verification attempts reached
60311 E Factor verification failed
60312 E Challenge creation limit reached
60313 E Unauthorized factor creation
60314 E Factors binding format is invalid
60315 E Reached max limit of 20 push Factors associated per Entity
60317 E Factor already exists
60318 E Factor is unverified
60322 E Challenge already responded
60323 E Challenge expired
60324 E Challenge verification failed
60325 W Translation for locale not found, using default
60326 E Too many requests to create factors for the entity
60329 E Verify SNA does not work with `psd2_enabled`
60330 E Failed to invoke the webhook
60331 E Locale requested is not supported by Verify Text-To-Speech conversion
60333 W The SMS message was sent using a brandless template.
60401 E Network Error
60402 E Mapper Error
60403 E Storage Error
60404 E Input Error
60405 E Key Storage Error
60406 E Initialization Error
60407 E Authentication Token Error
60408 E TemplateSid is only supported for the SMS channel
60409 W Custom message did not match any template
60410 E Verification delivery attempt blocked
60411 E Phone Number already exists
60500 E SNA Phone Number Mismatch
60510 E SNA Error
60511 E SNA Downstream Error
60517 E SNA User-Agent Mismatch Error
60519 E SNA Verification Result Pending
60520 E SNA URL Failed
60531 E SNA Carrier Not Detected
60532 E SNA Potential Dual SIM Detected
60533 E SNA Carrier Header Error
60534 E SNA Downstream Carrier Error
60540 E SNA Carrier Identified Invalid Phone Number
60550 E Auto Channel Failed: None of the available channels could be selected due to validation errors. Chec
60600 E Unprovisioned or out of coverage
60601 E Authorization required for Canada lookups
60602 E App hash can only be used with SMS channel
60603 E SendGrid maximum credits exceeded
60604 E SendGrid Authenticated user is not authorized to send mail
60605 E Verification delivery attempt blocked
60606 E Lookup Package is Not Enabled
60607 E Lookup Unsupported Country
60608 E Lookup Error
60609 E Live activity not enabled
60610 E Phone number outside of coverage
60611 E Lookup Package Quota Reached
60612 E Requested phone number not mobile
60613 E Lookup Provider Degradation
60614 E Lookup Request Must Be Completed in Different Twilio Region
60616 E Lookup rate limit exceeded
60617 E Lookup Not Enough Request Parameters
60618 E Lookup Malformed Request Parameter
60619 E Lookup Request Cannot be Completed in Twilio Region
60620 E Lookup SIM Swap Information is Incomplete From Carrier
60621 E Lookup Carrier Information Not Available
60699 E Lookup Usage Disabled
60700 E Something went wrong. Try again later
60701 E Invalid request
60702 W Business Profile not found
60703 E Invalid phone numbers format
60704 E Phone number not branded by Twilio
60706 E Invalid Push Token
60707 W Branded Channel not found
60708 W Phone record number not found
60709 W Business Profile already exists
60710 W Phone number CPS not found
60711 E Business status does not allow updates
60712 E Error communicating with Regulatory Compliance API
60713 E Error communicating with Regulatory Identification API
60714 W Brand not found
60715 E Error reading logo file
60716 E Selected logo is not a valid PNG file
60717 E Error uploading logo to the storage
60719 W Branded Call not found
60721 W Phone Number(s) already used in a Branded Channel
60722 W Business status does not allow dismissal
60723 W Brand status does not allow updates
60724 W Brand status does not allow dismissal
60725 W Brand status does not allow to have branded channels
60726 W Business status does not allow to have brands
60727 W Channel not found
63019 E Media failed to download
63020 E Twilio encountered a Business Manager account error
63021 E Channel invalid content error
63022 E Invalid vname certificate
63023 E Channel generic error
63025 E Media already exists
63026 E Channel sender content flagged as spam
63027 E Template does not exist for a language and locale
63028 E Number of parameters provided does not match the expected number of parameters
63029 E The receiver failed to download the template
63030 E Unsupported parameter for type of channels message
63035 E This operation is blocked because the RBM agent has not launched and the recipient has not been invi
63036 E The specified phone number cannot be reached by RBM at this time.
63037 W Channel Media Upload Error
63038 E Account exceeded the daily messages limit
63039 E Warning! Facebook says your page is engaging in behavior that may be considered bothersome or abusiv
63040 E Template Rejected
63041 E Template paused
63042 E Template disabled
63043 E Link to a sample media file returns 403 Forbidden
63044 E Link to a sample media file returns 404 Not Found
63045 E Link to a sample media file returned an unexpected error status
63046 W Template approved
63047 E Link to a sample media file returned an invalid Content-Type
63051 E WhatsApp Business Account is Locked
64001 E Pay: Configuration Error
64002 E Pay: Service unavailable.
64003 E Pay: Invalid charge amount.
64004 E Pay: Invalid paymentConnector attribute in TwiML.
64005 E Pay: Connector does not support tokenization.
64006 E Pay: Connector does not support token type.
64007 E Pay: Connector does not support creating charge.
64008 E Pay: Payment Gateway rejected charge creation.
64009 E Pay: Twilio is no longer authorized to initiate transactions on your behalf.
64010 E Pay: Payment Gateway rejected token creation.
64011 E Pay: Connector does not support the requested currency.
64012 E Pay: Payment Gateway rejected the card.
64013 E Pay: Connector does not support supplied paymentMethod attribute.
64014 E Pay: ECP/ACH requires AVSName Parameter in the <Pay> verb.
64015 E Pay: `<Pay>` verb is missing a needed Parameter
64016 E Pay: Invalid Action URL
64017 E Pay: BankAccountType Parameter not supported with PaymentMethod = "credit-card"
64018 E Pay: Value needed for either Capture or Status parameters
64019 E Pay: Required payment information incomplete
64020 E Pay: Invalid Parameter Value
64021 E Pay: Invalid Operation
64022 E Pay: Invalid Test Card Number
64023 E Pay: Invalid Test Bank Account Number
64024 E Pay: Connector Instance Not Approved
64102 E ConversationRelay: Unable to Connect to Websocket URL
64105 E ConversationRelay: Websocket ended
64106 E ConversationRelay: Invalid argument
64107 E ConversationRelay: Invalid Message Received
""",
)
