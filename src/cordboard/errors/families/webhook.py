"""Codes of web hooks and of the TwiML they answer: the debugger's entries (11xxx, 12xxx, 14xxx)."""

from cordboard.errors.families import Family

FAMILY = Family(
    cause="The web hook's answer, or an attribute in its TwiML, cannot be used.",
    remedy="Look at the request and the answer that the debugger shows, and mend the application.",
    worded=(
        (
            11100,
            400,
            "Invalid URL format",
            "The URL of the web hook is not an absolute http or https URL.",
            "Set the whole URL, with its scheme and host.",
        ),
        (
            11200,
            502,
            "HTTP retrieval failure",
            "The web hook answered with a status that is no success, or not at all.",
            "Look at the application's own log; it must answer 200.",
        ),
        (
            11201,
            504,
            "TCP connection timed out",
            "The host did not take the connection in time.",
            "See that the application runs and that a firewall lets this server through.",
        ),
        (
            11202,
            502,
            "TCP connection refused",
            "Nothing listens on the host's port.",
            "Start the application, or mend the port in the URL.",
        ),
        (
            11203,
            504,
            "HTTP communication total time out triggered",
            "The application took longer to answer than a web hook may.",
            "Answer at once and do long work afterwards.",
        ),
        (
            11205,
            502,
            "HTTP connection failure",
            "The connection broke before the answer was complete.",
            "See that the application and its proxies keep the connection open.",
        ),
        (
            11206,
            502,
            "HTTP protocol violation",
            "The answer is not HTTP as the standard has it.",
            "Mend the headers that the application sends.",
        ),
        (
            11210,
            502,
            "HTTP bad host name",
            "The host's name does not resolve.",
            "Mend the name in the URL, or its entry in the DNS.",
        ),
        (
            11215,
            502,
            "HTTP too many redirects",
            "The web hook redirects too often, perhaps to itself.",
            "Set the URL of the last place.",
        ),
        (
            11220,
            502,
            "SSL/TLS Handshake Error",
            "No TLS version and cipher suits both sides, or the handshake broke.",
            "Serve TLS 1.2 or later with a common cipher.",
        ),
        (
            11235,
            502,
            "Certificate Invalid - Domain Mismatch",
            "The certificate is for another host.",
            "Serve a certificate for the host in the URL.",
        ),
        (11236, 502, "Certificate Invalid - Certificate Expired", "The certificate is out of date.", "Renew it."),
        (
            11237,
            502,
            "Certificate Invalid - Could not find path to certificate",
            "The certificate leads to no authority that this server trusts.",
            "Serve the intermediate certificates too, or let the server trust your authority.",
        ),
        (
            11240,
            400,
            "HTTP connection edge location is invalid",
            "The e= override after the # of the URL names no edge.",
            "Take the override away; here every edge is this server.",
        ),
        (
            11243,
            400,
            "HTTP retry policy is invalid",
            "An override after the # of the URL is out of its range or unknown.",
            "Mend rc, rp, ct, rt or tt in the URL's fragment.",
        ),
        (
            11750,
            502,
            "TwiML response body too large",
            "The answer is longer than TwiML may be.",
            "Shorten it, or redirect to a second document.",
        ),
        (
            11770,
            502,
            "Empty response body",
            "The answer has no content, where TwiML was expected.",
            "Answer with <Response/> if nothing is to be done.",
        ),
        (
            12100,
            502,
            "Document parse failure",
            "The answer is not well-formed XML.",
            "Mend the XML at the line that the debugger shows.",
        ),
        (
            12101,
            502,
            "Invalid Twilio Markup XML version",
            "The XML declares a version other than 1.0.",
            "Declare version 1.0 or nothing.",
        ),
        (
            12102,
            502,
            "The root element must be Response",
            "The outermost element has another name; case matters.",
            "Put all verbs in <Response>.",
        ),
        (
            12200,
            400,
            "Schema validation warning",
            "The TwiML has an element or attribute that is unknown, and it was ignored.",
            "Mend the name at the line that the debugger shows; case matters.",
        ),
        (
            12300,
            502,
            "Invalid Content-Type",
            "The answer is not of a type that can be used here.",
            "Answer TwiML as text/xml.",
        ),
    ),
    dictionary="""
11100 E Invalid URL format
11200 E HTTP retrieval failure
11201 E TCP connection timed out
11202 E TCP connection refused
11203 E HTTP communication total time out triggered
11205 E HTTP connection failure
11206 E HTTP protocol violation
11210 E HTTP bad host name
11215 E HTTP too many redirects
11220 E SSL/TLS Handshake Error
11235 E Certificate Invalid - Domain Mismatch
11236 E Certificate Invalid - Certificate Expired
11237 E Certificate Invalid - Could not find path to certificate
11240 E HTTP connection edge location is invalid
11241 E HTTP connection edge location is not supported
11242 E HTTP connection over Twilio Interconnect is not allowed
11243 E HTTP retry policy is invalid
11750 E TwiML response body too large
11751 E Media Message - Media exceeds messaging provider size limit
11770 E Empty response body
12100 E Document parse failure
12101 E Invalid Twilio Markup XML version
12102 E The root element must be Response
12200 W Schema validation warning
12300 E Invalid Content-Type
12301 E Invalid Upload Content-Type
12400 E Internal Failure
14101 W Invalid "To" attribute
14102 W Invalid "From" attribute
14103 W Invalid Body
14104 W Invalid Method attribute
14105 W Invalid statusCallback attribute
14106 W Document retrieval limit reached
14107 E SMS send rate limit exceeded
14108 W From phone number not SMS capable
14109 W TwiML Reply message limit exceeded
14110 W Invalid Verb for SMS Reply
14111 W Invalid To phone number for Trial mode
91308 E Event Streams sink did not respond in time
93101 E Event Streams could not write to the sink
93102 E Event Streams could not assume the role of the sink
93103 E Event Streams exceeded the throughput of the sink's shards
93104 E Event Streams found no stream of this name in this region
""",
    retryable=frozenset({11200, 11201, 11202, 11203, 11205, 11210}),
)
