"""Codes of documents and of the web hooks that give them (11xxx, 13xxx to 15xxx): what the debugger shows of TwiML."""

from cordboard.errors.families import Family

FAMILY = Family(
    cause="The document asks for something that cannot be done as it is written.",
    remedy="Look at the document in the debugger, and mend the attribute or element that is named.",
    dictionary="""
11251 E Fatal protocol violation
11300 E Invalid template URL
11310 E Invalid template token
11320 E Invalid template unclosed brackets
13000 W Conference Noun cannot be mixed with Number nouns
13110 E Annotate: Annotate must contain one valid nested element
13111 E Annotate: Annotate must contain only one of element X
13112 W Annotate: Invalid nested element
13120 E Annotate->BillingReferenceTag cannot be over 128 characters
13201 E Dial: Cannot Dial out from a Dial Call Segment
13210 W Dial: Invalid method value
13211 W Dial: Invalid ifMachine value
13212 W Dial: Invalid timeout value
13213 W Dial: Invalid hangupOnStar value
13214 W Dial: Invalid callerId value
13215 W Dial: Invalid nested element
13216 W Invalid timeLimit value
13217 W Dial: Invalid record value
13218 W Dial: Invalid sequential value
13219 W Dial: Invalid answerOnBridge value
13220 W Dial: Invalid ringTone value
13221 W Dial->Number: Invalid method value
13222 W Dial->Number: Invalid sendDigits value
13223 W Dial: Invalid phone number format
13224 W Dial: Twilio does not support calling this number or the number is invalid
13225 W Dial: Call blocked by Twilio block list
13226 W Dial: Invalid country code
13227 W Geo Permission configuration is not permitting call
13230 W Dial->Conference: Invalid muted value
13231 E Dial->Conference: Invalid endConferenceOnExit value
13232 W Dial->Conference: Invalid startConferenceOnEnter value
13233 W Dial->Conference: Invalid waitUrl
13234 W Dial->Conference: Invalid waitMethod
13235 W Dial->Conference: Invalid beep value
13236 W Dial->Conference: Invalid Conference Sid
13237 W Dial->Conference: Invalid Conference Name
13238 E Dial->Conference: Invalid Verb used in waitUrl, holdUrl, or announceUrl TwiML
13239 E Dial->Conference: Invalid Trim Value
13240 E Dial->Conference: Invalid Whisper SID
13241 W Dial->SIP: Invalid method value
13242 W Dial->SIP: Invalid sendDigits value
13243 W Dial->SIP: Invalid SIP URI
13244 W Dial: No SIP Authorization
13245 W Dial: Not allowed in this API version
13246 W Dial: SIP dialing not enabled for this account
13247 E Dial: Invalid From number (caller ID)
13248 W Dial: Invalid callerID, too long
13249 W Dial: Invalid username or password attribute
13250 W Dial: Too many URIs passed
13251 W Dial: Too many headers passed
13252 W Dial: Invalid header name
13253 W Dial: Header is too long
13254 W Dial->Sip: SIP URI DNS does not resolve or resolves to an non-public IP address
13255 W Dialing .sip.twilio.com addresses is not currently allowed
13256 W Invalid recordingStatusCallback URL
13257 E Invalid transcribeCallback URL
13258 E Dial->Sim not supported in this realm
13299 E 2010 Conference API feature requested using 2008 API
13310 W Gather: Invalid finishOnKey value
13311 W Gather: Invalid finishOnKey value
13312 W Gather: Invalid method value
13313 W Gather: Invalid timeout value
13314 W Gather: Invalid numDigits value
13320 W Gather: Invalid nested verb
13321 W Gather->Say: Invalid voice value
13322 W Gather->Say: Invalid loop value
13325 E Gather->Play: Invalid Content-Type
13326 W Gather: Invalid input value
13327 W Gather: Invalid speechTimeout value
13328 W Gather: Invalid maxSpeechTime value
13329 W Gather: Invalid partialResultCallbackMethod value
13330 W Gather: Invalid hints value
13331 W Gather: Invalid language value
13332 W Gather: Invalid bargeIn value
13333 W Gather: Invalid profanityFilter value
13334 W Gather: Invalid model value
13335 W Gather: speechTimeout auto cannot be used with model default
13336 W Gather: Invalid maxSpeechTime value
13337 E Gather: callback must be over HTTPS when using gather with PCI compliance
13338 E Gather: Invalid actionOnEmptyResult value
13340 E Gather: Degraded Speech
13410 W Play: Invalid loop value
13420 E Play: Invalid Content-Type
13430 W Play: Invalid DTMF String
13510 W Say: Invalid loop value
13511 W Say: Invalid voice value
13512 W Gather element has an invalid "language" attribute value
13513 W Say: Invalid rate value
13520 W Say: Invalid text
13521 W `<Say>` element character limits exceeded
13610 W Record: Invalid method value
13611 W Record: Invalid timeout value
13612 W Record: Invalid maxLength value
13613 W Record: Invalid finishOnKey value
13614 W Record: Invalid transcribe value
13615 W Record: maxLength too high for transcription
13616 W Record: playBeep must be true or false
13617 W Record: Recording length is out of range for transcription
13618 W Record: Recording not available for transcription
13619 W Record: Transcription feature not available for this type of recording.
13620 W Record: Transcription not available for this recording
13621 E Invalid 'recordingStatusCallbackEvent'
13699 W Record: Invalid trim value
13710 W Redirect: Invalid method value
13750 E Twiml verb not supported by this API version.
13801 E Refer not allowed on non-SIP call legs
13802 E Dial: No referUrl attribute specified
13803 E SMS verb not supported in this realm
13804 E AddOns are not supported in this realm
13805 W Trial account call duration exceeded 10 minute limit
13810 W Reject: Invalid cause
13910 W Pause: Invalid length value
14201 E Enqueue: Invalid method value
14202 E Enqueue: Invalid waitUrl
14203 E Enqueue: Invalid Enqueue action url
14204 E Enqueue: Queue name too short
14205 E Enqueue: Queue name too long
14206 E Enqueue: Invalid waitUrlMethod value
14207 W Enqueue: The targeted queue reached max queue size
14210 E Dial->Queue: Invalid whisper method
14211 E Dial->Queue: Invalid whisper url
14212 E Dial->Queue: queue name too short
14213 E Dial->Queue: queue name too long
14215 E Dial->Queue: Invalid ReservationSid. Unable to dequeue
14217 E Dial->Queue: Could not find or accept provided reservationSid
14218 E Dial->Queue: Could not update worker to provided activity
14219 E TaskRouter Dial Queue not supported in this realm
14220 E Enqueue: Provided Workflow was not a valid sid
14221 E Enqueue: Provided Attributes JSON was not valid
14222 E Enqueue: Could not create Task
14223 E Enqueue: Unable to cleanup task
14226 E TaskRouter Enqueue not supported in this realm
14230 E Dial->Conference: Invalid WorkflowSid
14231 E Dial->Conference: Provided Attributes was not valid JSON
14232 E Dial->Conference: Invalid Priority
14233 E Dial->Conference: Invalid Timeout
14234 E Dial->Conference: Unable to create task
14235 E Dial->Conference: Unable to cleanup task
14236 E Dial->Conference: Invalid ReservationSid
14237 E Dial->Conference: Invalid PostWorkActivitySid
14238 E Dial->Conference: Unable to accept Reservation
14239 E Dial->Conference: Unable to update Worker
14240 E Max concurrent Workers exceeded
14241 W start_date passed to TaskRouter statistics is older than 30 days.
14300 E Start: Invalid nested noun value
15000 E Call Progress: Internal Twilio Error
15002 E Call Progress: Queue Timeout
15003 W Call Progress: Warning Response to Callback URL
15004 E Action Callback URL must be an absolute URL when using TwiML to update in-progress calls
15009 E Internal Server Error
""",
)
