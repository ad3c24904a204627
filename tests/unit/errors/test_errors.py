import subprocess
import sys

import pytest

from cordboard.base.problem import Problem
from cordboard.errors import ERRORS, Level, entry, error_name, more_info, sentence
from cordboard.errors.families import Family
from cordboard.errors.table import FAMILIES, NAMES_ONLY, OWN_CODES, fact_name, unique

# Twilio's codes by the HTTP status of the answers that carry them; where the sources doubt, the status we decided on.
CODES_BY_STATUS = {
    400: """
        20001 20002 20007 20423 21101
        21201 21202 21203 21205 21206 21207 21208 21209 21210 21211 21212 21213 21214 21215 21216 21217 21218 21219
        21220 21221 21225 21234 21262
        21401 21402 21403 21404 21405 21406 21407 21408 21420 21421 21422 21449 21450 21451 21452 21454 21457 21458
        21470 21471 21472 21473 21474 21475 21476 21477 21478 21479 21480 21481
        21601 21602 21603 21604 21605 21606 21608 21609 21610 21612 21613 21614 21615 21616 21617 21618 21619 21620
        21621 21622 21623 21624 21626 21631 21649 21650 21654 21655 21656 21657 21658
        21701 21702 21703 21704 21705 21708 21709 21711 21713 21714 21715 21910 22300
        35111 35114 35118 35125 35126 16020 16024 16026 16113 60200
    """,
    401: "20003 20005 10001",
    403: "20006 20008 20010 20403 10002 70051",
    404: "20404 16022",
    405: "20004",
    409: "20009 20409 21710 21712 30409",
    410: "20410",
    422: "20422",
    429: "20429 21611",
    500: "20500",
    503: "20503",
}
STATUSES = [(int(code), status) for status, codes in CODES_BY_STATUS.items() for code in codes.split()]

# Sentences seen in Twilio's own answers and documents.
SENTENCES = [
    (Problem(20003), "Authenticate"),
    (
        Problem(20404, path="/2010-04-01/Accounts/AC1/Messages/SM1.json"),
        "The requested resource /2010-04-01/Accounts/AC1/Messages/SM1.json was not found",
    ),
    (Problem(20429), "Too Many Requests"),
    (Problem(21201), "No 'To' number is specified"),
    (Problem(21211, to="+1555"), "The 'To' number +1555 is not a valid phone number."),
    (
        Problem(21215, to="+2471", url="https://example.test/geo"),
        "Account not authorized to call +2471. Perhaps you need to enable some international permissions: "
        "https://example.test/geo",
    ),
    (Problem(21220), "Call is not in-progress. Cannot redirect."),
    (Problem(21421, phone_number="+1555"), "+1555 is not a valid number"),
    (Problem(21422, phone_number="+15005550000"), "+15005550000 is not available"),
    (Problem(21602), "Message body is required."),
    (
        Problem(21606, from_="+15005550007"),
        "The From phone number +15005550007 is not a valid, SMS-capable inbound phone number or short code for your "
        "account.",
    ),
    (Problem(21610), "Attempt to send to unsubscribed recipient"),
    (Problem(21614, to="+15005550009"), "To number: +15005550009, is not a mobile number"),
    (Problem(21617), "The concatenated message body exceeds the 1600 character limit."),
    (Problem(21910), "Invalid From and To pair. From and To should be of the same channel"),
]

# Names in Twilio's public dictionary of May 2023.
NAMES = {
    10001: "Account is not active",
    11100: "Invalid URL format",
    11200: "HTTP retrieval failure",
    11201: "TCP connection timed out",
    11210: "HTTP bad host name",
    11237: "Certificate Invalid - Could not find path to certificate",
    11750: "TwiML response body too large",
    11751: "Media Message - Media exceeds messaging provider size limit",
    11770: "Empty response body",
    12100: "Document parse failure",
    12101: "Invalid Twilio Markup XML version",
    12102: "The root element must be Response",
    12200: "Schema validation warning",
    12300: "Invalid Content-Type",
    14101: 'Invalid "To" attribute',
    14107: "SMS send rate limit exceeded",
    14109: "TwiML Reply message limit exceeded",
    14110: "Invalid Verb for SMS Reply",
    21610: "Attempt to send to unsubscribed recipient",
    30003: "Unreachable destination handset",
    30005: "Unknown destination handset",
    30007: "Message filtered",
    30034: "US A2P 10DLC - Message from an Unregistered Number",
    35118: "MessagingServiceSid is required to schedule a message",
    63007: "Twilio could not find a Channel with the specified From address",
}
ONE_ROW = Family(cause="c", remedy="r", worded=((90999, 400, "s", "c", "r"),), dictionary="90999 E n")


@pytest.mark.parametrize(("code", "status"), STATUSES)
def test_each_code_of_a_rest_answer_has_its_http_status(code: int, status: int) -> None:
    assert ERRORS[code].status == status


def test_each_code_of_a_rest_answer_has_words_of_its_own() -> None:
    assert [code for code, _ in STATUSES if "dictionary" in ERRORS[code].source] == []


@pytest.mark.parametrize(("problem", "said"), SENTENCES, ids=lambda value: str(getattr(value, "code", "")))
def test_sentences_that_clients_compare_are_word_for_word(problem: Problem, said: str) -> None:
    assert sentence(problem) == said
    assert "observed" in ERRORS[problem.code].source


@pytest.mark.parametrize(("code", "name"), NAMES.items())
def test_the_debugger_shows_the_name_in_twilios_dictionary(code: int, name: str) -> None:
    assert error_name(code) == name


def test_the_debuggers_warnings_are_told_from_its_errors() -> None:
    warnings = (12200, 14101, 14110, 30018, 21710)
    errors = (11200, 12100, 14107, 30003, 21610)
    assert {ERRORS[code].level for code in warnings} == {Level.WARNING}
    assert {ERRORS[code].level for code in errors} == {Level.ERROR}


def test_no_two_families_claim_a_code() -> None:
    with pytest.raises(ValueError, match="90999"):
        unique((ONE_ROW, ONE_ROW))
    lines = [line for family in FAMILIES for line in family.dictionary.split("\n") if line]
    assert len({line.split()[0] for line in lines}) == len(lines)


def test_a_name_of_the_dictionary_stands_only_where_no_family_says_more() -> None:
    for code, item in unique(FAMILIES).items():
        assert ERRORS[code] == item
    assert set(ERRORS) == set(unique(FAMILIES)) | set(unique(NAMES_ONLY))


def test_a_row_twice_in_one_family_or_without_a_name_is_refused() -> None:
    for family in (ONE_ROW._replace(worded=ONE_ROW.worded * 2), ONE_ROW._replace(dictionary="")):
        with pytest.raises(KeyError):
            unique((family,))


@pytest.mark.parametrize("item", ERRORS.values(), ids=lambda item: str(item.code))
def test_every_entry_is_complete_and_its_sentence_tells_its_facts(item) -> None:
    assert 400 <= item.status <= 599
    assert all((item.sentence, item.cause, item.remedy, item.source, item.name))
    told = sentence(Problem(item.code, **{fact: f"<{fact}>" for fact in item.facts}))
    assert all(f"<{fact}>" in told for fact in item.facts)
    assert "{" not in told


@pytest.mark.parametrize("item", ERRORS.values(), ids=lambda item: str(item.code))
def test_a_sentence_without_its_facts_shows_no_template(item) -> None:
    assert not set("{}") & set(sentence(Problem(item.code)))
    assert "None" not in sentence(Problem(item.code)).replace("None of", "")  # as a word of the dictionary


def test_facts_that_the_sentence_does_not_tell_are_not_told() -> None:
    assert "hunter2" not in sentence(Problem(20003, password="hunter2", to="hunter2"))


def test_the_text_of_a_problem_names_its_facts_and_hides_their_values() -> None:
    problem = Problem(21211, parameter="To", to="+15005550001", message="to +15005550001")
    for text in (str(problem), repr(problem), f"{problem}"):
        assert "21211" in text
        assert "5005550001" not in text
    assert "parameter To" in str(problem)
    assert "facts to" in str(problem)


def test_facts_are_cut_to_300_characters() -> None:
    told = sentence(Problem(21421, phone_number="9" * 5000))
    assert told == "9" * 300 + " is not a valid number"


def test_facts_lose_control_direction_and_surrogate_characters() -> None:
    hostile = "+1\r\nSet-Cookie: a\x00\x1b[31m\u202e\u2028\ud800"
    assert sentence(Problem(21421, phone_number=hostile)) == "+1Set-Cookie: a[31m is not a valid number"


def test_a_fact_is_never_taken_for_a_template() -> None:
    assert sentence(Problem(21421, phone_number="{to}{0.__class__}%s", to="x")).startswith("{to}{0.__class__}%s is")


@pytest.mark.parametrize(
    ("parameter", "code", "said"),
    [
        ("To", 21211, "The 'To' number abc is not a valid phone number."),
        ("SmsUrl", 21402, "SmsUrl is not valid: abc"),
        ("ValidityPeriod", 21624, "ValidityPeriod abc is not valid"),
    ],
)
def test_a_value_stands_for_the_fact_of_its_parameter(parameter: str, code: int, said: str) -> None:
    assert sentence(Problem(code, parameter=parameter, value="abc")) == said


def test_wire_names_become_names_of_facts() -> None:
    assert [fact_name(name) for name in ("To", "From", "StatusCallback")] == ["to", "from_", "status_callback"]


@pytest.mark.parametrize(
    "message", ["Authentication Error - No credentials provided", "Authentication Error - invalid username"]
)
def test_a_message_takes_the_place_of_the_sentence(message: str) -> None:
    assert sentence(Problem(20003, message=message)) == message


def test_a_message_loses_control_characters_too() -> None:
    assert sentence(Problem(20003, message="a\r\nb")) == "ab"


def test_an_unknown_code_is_an_internal_error() -> None:
    assert entry(12).code == 20500
    assert sentence(Problem(12, to="x")) == sentence(Problem(20500))
    assert error_name(12) == "Unknown error"


def test_twilios_codes_are_explained_by_twilio_and_our_own_by_this_server() -> None:
    assert more_info(21211) == "https://www.twilio.com/docs/errors/21211"
    assert more_info(90001) == "/cordboard/v1/errors/90001"


def test_our_own_codes_stay_in_their_range() -> None:
    own = {row[0] for row in FAMILIES[-1].worded}
    assert own == {code for code in ERRORS if code in OWN_CODES}


def test_too_many_requests_and_passing_faults_may_be_retried_and_refusals_may_not() -> None:
    assert all(item.retryable for item in ERRORS.values() if item.status in {429, 503})
    assert all(ERRORS[code].retryable for code in (30003, 30017, 11200))
    assert not any(ERRORS[code].retryable for code in (20003, 21211, 21610, 30005, 70051, 90010))


def test_the_table_loads_without_the_clock_the_network_or_the_database() -> None:
    probe = "import sys, cordboard.errors; print(sorted({'asyncio', 'socket', 'ssl', 'sqlite3'} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"
