"""The countries whose numbers can be had here: names, types of numbers, and the address that an owner must have.

The list is ours: those with published prices of numbers at the original, as far as libphonenumber has their plans.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple


class NumberType(StrEnum):
    """The types of numbers, with the words of the API."""

    LOCAL = "local"
    MOBILE = "mobile"
    TOLL_FREE = "toll-free"
    NATIONAL = "national"
    VOIP = "voip"
    SHARED_COST = "shared-cost"
    MACHINE_TO_MACHINE = "machine-to-machine"


class AddressRequirement(StrEnum):
    """Which address the owner of a number must have."""

    NONE = "none"
    ANY = "any"
    LOCAL = "local"
    FOREIGN = "foreign"


class Country(NamedTuple):
    """A country: two letters (ISO 3166-1), name in English, what its geographic numbers ask for, types of numbers."""

    code: str
    name: str
    address: AddressRequirement
    types: tuple[NumberType, ...]


# The types by their letters in the rows, which are those of which libphonenumber has numbers.
_LETTERS: Final = dict(zip("LMTNVSX", NumberType, strict=True))


_ROWS: Final = """\
AE|United Arab Emirates|none|LMTNS
AR|Argentina|any|LMTN
AT|Austria|local|LMTVS
AU|Australia|any|LMTVS
BA|Bosnia and Herzegovina|none|LMTNS
BB|Barbados|none|LMTNV
BD|Bangladesh|none|LMTV
BE|Belgium|local|LMTNS
BG|Bulgaria|any|LMTS
BH|Bahrain|any|LMTS
BJ|Benin|none|LM
BO|Bolivia|none|LMTV
BR|Brazil|any|LMTS
BW|Botswana|none|LMT
CA|Canada|none|LTV
CH|Switzerland|local|LMTNS
CL|Chile|any|LMTVS
CN|China|none|LMTS
CO|Colombia|any|LMT
CR|Costa Rica|none|LMTV
CY|Cyprus|any|LMTNS
CZ|Czech Republic|any|LMTNVS
DE|Germany|local|LMTNS
DK|Denmark|none|LMT
DO|Dominican Republic|any|LT
DZ|Algeria|none|LMTVS
EC|Ecuador|any|LMTV
EE|Estonia|none|LMT
EG|Egypt|none|LMT
ES|Spain|local|LMTNS
FI|Finland|none|LMTN
FR|France|local|LMTNVS
GB|United Kingdom|none|LMTNV
GD|Grenada|none|LMT
GE|Georgia|none|LMTV
GH|Ghana|any|LMT
GR|Greece|local|LMTNS
GT|Guatemala|none|LMT
HK|Hong Kong|any|LMTN
HN|Honduras|none|LMT
HR|Croatia|local|LMTN
HU|Hungary|local|LMTNV
ID|Indonesia|any|LMTNS
IE|Ireland|local|LMTNVS
IL|Israel|none|LMTNVS
IN|India|none|LMTNS
IS|Iceland|none|LMTNV
IT|Italy|local|LMTVS
JM|Jamaica|none|LMT
JO|Jordan|none|LMTNS
JP|Japan|local|LMTNV
KE|Kenya|any|LMT
KR|South Korea|none|LMTNV
KY|Cayman Islands|none|LMT
KZ|Kazakhstan|none|LMTV
LT|Lithuania|none|LMTNVS
LU|Luxembourg|any|LMTVS
LV|Latvia|none|LMTS
MA|Morocco|none|LMTV
MD|Moldova|none|LMTNVS
MK|North Macedonia|none|LMTS
ML|Mali|none|LMT
MO|Macau|none|LMT
MT|Malta|any|LMTNV
MU|Mauritius|none|LMTV
MX|Mexico|none|LMTS
MY|Malaysia|any|LMTV
NG|Nigeria|none|LMTN
NI|Nicaragua|none|LMT
NL|Netherlands|local|LMTNVX
NO|Norway|none|LMTNVS
NZ|New Zealand|any|LMTN
PA|Panama|none|LMT
PE|Peru|any|LMTS
PH|Philippines|any|LMT
PK|Pakistan|none|LMTN
PL|Poland|any|LMTNVS
PR|Puerto Rico|none|LT
PT|Portugal|local|LMTNVS
PY|Paraguay|none|LMTNV
QA|Qatar|none|LMT
RO|Romania|any|LMTNS
RS|Serbia|none|LMTN
RU|Russia|none|LMT
SA|Saudi Arabia|none|LMTS
SE|Sweden|none|LMTNS
SG|Singapore|any|LMTNV
SI|Slovenia|any|LMTV
SK|Slovakia|local|LMTNVS
SN|Senegal|none|LMTVS
SV|El Salvador|any|LMT
TH|Thailand|any|LMTV
TN|Tunisia|none|LMTS
TR|Turkey|none|LMTNV
TT|Trinidad and Tobago|none|LMT
TW|Taiwan|any|LMTNV
TZ|Tanzania|none|LMTVS
UA|Ukraine|none|LMTV
UG|Uganda|any|LMT
US|United States|none|LT
UY|Uruguay|none|LMTN
VE|Venezuela|none|LMTN
VI|United States Virgin Islands|none|LT
VN|Vietnam|none|LMTNV
ZA|South Africa|any|LMTNVS
ZM|Zambia|none|LMTV
"""


def _country(row: str) -> Country:
    code, name, address, letters = row.split("|")
    return Country(code, name, AddressRequirement(address), tuple(_LETTERS[letter] for letter in letters))


COUNTRIES: Final = {country.code: country for country in map(_country, _ROWS.splitlines())}
