"""Codes of the debugger for conferences, the API and phone numbers, as far as no other family has them."""

from cordboard.errors.families import Family

FAMILY = Family(
    cause="What was asked for cannot be done.",
    remedy="Compare the request with the reference of its resource.",
    dictionary="""
16010 E Conference Event: Internal Twilio Error
16011 E Conference Event: Error Response to Callback URL
16099 E Unexpected conference status
16101 W Voice Recording : Unavailable because duration is too short
16102 W Voice Recording: Unavailable because recording is silent
16104 E Voice Recording: Unavailable due to encryption failure
16105 E Voice Recording: Unavailable due to no valid public keys
16106 E Voice Recording: Unavailable due to internal encryption error
16107 E Voice Recording: Encrypted with alternate public key
16108 E Voice Recording: Request failed due to concurrent recordings
16109 E Voice Recording: Cannot fetch .mp3 encrypted recording
16110 E Internal failure when bulk deleting recordings from your account
16111 E Voice Recording: Upload file to external AWS S3 bucket failed (Invalid Configuration)
16112 E Voice Recording: Upload file to external AWS S3 bucket failed (Access Denied)
20020 E No update/state change is observed for the data entered
20021 E Phone number rejected by T-Mobile SDG Service Provisioning API
20023 E Phone number is not correct: it cannot be null or have non-decimal symbols
20161 E Programmable Chat: Parameters are not specified for update request
21230 E Maximum Domains Reached
21231 E Domain Validation Error
21232 E Invalid Domain
21233 E Domain still has subdomains
21235 E IP Access Control List Validation Error
21236 E IP Access Control List Dependencies Violation
21237 E Maximum IP Addresses Reached for List
21238 E Address Validation Error
21239 E Maximum Credential Lists Reached
21240 E Credential List Validation Error
21241 E Credential List Dependencies Violation
21242 E Maximum Credentials Reached for List
21243 E Credential Validation Error
21244 E Maximum Number of Trunks reached
21245 E Trunk Validation Error
21247 E Trunk Dependencies
21248 E Trunk Domain already taken
21249 E Maximum Origination URIs reached
21251 E Trunking CPS change not allowed
21252 E Invalid Region
21253 E Max Connection Policies Reached
21254 E Max Connection Policy Entries Reached
21255 E Maximum IP Access Control Lists reached
21256 E Invalid ruleset
21257 E Invalid SIP Manipulation Policy SID
21258 E Invalid SIP Manipulation Policy
21259 E Maximum number of SIP Manipulation Polies per account reached
21260 E Maximum number of actions per rule reached
21261 E Maximum number of conditions per rule reached
21300 E Invalid BYOC trunk SID
21501 E Resource not available
21503 E Invalid transcription type
21504 E RecordingSid is required.
21634 E SIP Trunk is in use for emergency calling
21644 E End-User cannot be deleted due to an active assignment to a Bundle
21645 E Supporting Document cannot be deleted due to active Regulatory Bundle assignment
21646 E Supporting Document is not eligible for deletion
21647 E Regulatory Bundle is not eligible for deletion
21648 E Regulatory Bundle cannot be deleted due to active number assignment
21717 E Brand Registration SID for US A2P Campaign Use Case is Not Registered or Not Valid
21719 E Incompatible Messaging Service/A2P Use Cases
21720 E A2P Use Case is Invalid
21721 E Cannot import Campaign Verify token due to incompatible A2P brand
21722 E Invalid Campaign Verify token
21723 E Campaign Verify token import already in progress
21724 E Brand update count exceeded
21725 E Brand can only be updated when in FAILED state
21726 E Starter brand registrations and updates are temporarily disabled
21727 E Campaign registration failed due to missing parameter(s)
21728 E Campaign registration failed due to length validation failures
21729 E Cannot perform operation on suspended campaign
21730 E System under maintenance. Please try again later.
22001 E Call timed out
22005 E Call Queue Full
""",
)
