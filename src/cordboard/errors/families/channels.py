"""Codes of campaigns and channels (30xxx), as far as no other family has them."""

from cordboard.errors.families import Family

FAMILY = Family(
    cause="The registration or the channel does not allow it.",
    remedy="Look at the registration of the sender.",
    dictionary="""
30100 E Domain SID is invalid
30101 E Domain is unverified
30102 E Domain's certificate has expired
30103 E Links not shortened due to shortener application failure
30104 W Shortened link not found. Click redirected to fallback Url
30105 W Shortened link not found and no fallback URL found
30106 E Domain has not been set up for this account
30107 E Domain private certificate has not been uploaded
30108 E Twilio account does not belong to an organization
30109 E Callback URL is invalid
30110 E Domain is blocked
30111 E Url is blacklisted
30112 E Account is not found
30113 E Specified date is too old
30114 E Specified date is not available yet
30115 E Date format is incorrect
30116 E Certificate or private key or both are missing
30117 E Certificate cannot be parsed
30118 E Private key is invalid
30119 E Certificate and private key pair is invalid
30120 E Domain certificate and private key are not uploaded
30121 E Fallback URL is missing
30122 E Fallback URL is invalid
30123 E Callback URL is missing
30124 E MessagingServiceSID cannot be empty or null
30125 W Your phone number could not be registered with US A2P 10DLC
30127 E MessagingServiceSID is invalid.
30128 E MessagingServiceSidsAction is invalid
30129 E Certificate is self signed
30130 E Messaging Service SID already belongs in another domain configuration.
30131 W Domain's certificate will expire soon
30132 E Certificate cannot be validated.
30133 E The certificate could not be uploaded.
30436 E Invalid Phone Number SID
30440 E Toll Free verification rejection - Unknown Error
30441 E Toll-Free phone number verification rejection - Content Violation
30442 E Toll-Free phone number verification rejection - Campaign Violation
30443 E Toll Free verification rejection - Disallowed Content
30444 E Toll Free verification rejection - High Risk
30445 E Toll Free verification rejection - Invalid Information
30446 E Toll Free verification rejection - Opt-In Error
30447 E Toll Free verification rejection - Phone Number Error
30448 E Toll-Free phone number verification rejection - Age Gate
30449 E Toll Free verification rejection - Sample message URL issues in sample message
""",
)
