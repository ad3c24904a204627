"""Calling codes of the world and how long the numbers behind them are.

The rows are the main region's in libphonenumber 9.0.43 (`001` stands for no single country). They are data so that
parsing a number needs no third-party code; a test writes them anew from the library and compares.

Source: libphonenumber PhoneNumberMetadata.xml, ITU-T E.164 Annex (list of assigned country codes).
"""

from collections.abc import Mapping
from typing import Final, NamedTuple


class NumberingPlan(NamedTuple):
    """What a calling code says of its national numbers.

    Units: lengths in digits, without calling code and trunk prefix.
    """

    lengths: tuple[int, ...]
    local_lengths: tuple[int, ...]  # reach someone only from within the same area
    trunk: str  # dialled before a number at home, never from abroad; "" where there is none


CALLING_CODES: Final[Mapping[str, NumberingPlan]] = {
    "1": NumberingPlan((10,), (7,), "1"),  # US
    "20": NumberingPlan((8, 9, 10), (6, 7), "0"),  # EG
    "211": NumberingPlan((9,), (), "0"),  # SS
    "212": NumberingPlan((9,), (), "0"),  # MA
    "213": NumberingPlan((8, 9), (), "0"),  # DZ
    "216": NumberingPlan((8,), (), ""),  # TN
    "218": NumberingPlan((9,), (7,), "0"),  # LY
    "220": NumberingPlan((7, 9), (), ""),  # GM
    "221": NumberingPlan((9,), (), ""),  # SN
    "222": NumberingPlan((8,), (), ""),  # MR
    "223": NumberingPlan((8,), (), ""),  # ML
    "224": NumberingPlan((8, 9), (), ""),  # GN
    "225": NumberingPlan((10,), (), ""),  # CI
    "226": NumberingPlan((8,), (), ""),  # BF
    "227": NumberingPlan((8,), (), ""),  # NE
    "228": NumberingPlan((8,), (), ""),  # TG
    "229": NumberingPlan((10,), (), ""),  # BJ
    "230": NumberingPlan((7, 8, 10), (), ""),  # MU
    "231": NumberingPlan((7, 8, 9), (), "0"),  # LR
    "232": NumberingPlan((8,), (6,), "0"),  # SL
    "233": NumberingPlan((8, 9), (7,), "0"),  # GH
    "234": NumberingPlan((10, 11, 12, 13, 14), (6, 7), "0"),  # NG
    "235": NumberingPlan((8,), (), ""),  # TD
    "236": NumberingPlan((8,), (), ""),  # CF
    "237": NumberingPlan((8, 9), (), ""),  # CM
    "238": NumberingPlan((7,), (), ""),  # CV
    "239": NumberingPlan((7,), (), ""),  # ST
    "240": NumberingPlan((9,), (), ""),  # GQ
    "241": NumberingPlan((7, 8), (), ""),  # GA
    "242": NumberingPlan((9,), (), ""),  # CG
    "243": NumberingPlan((7, 8, 9, 10), (), "0"),  # CD
    "244": NumberingPlan((9,), (), ""),  # AO
    "245": NumberingPlan((7, 9), (), ""),  # GW
    "246": NumberingPlan((7,), (), ""),  # IO
    "247": NumberingPlan((5, 6), (), ""),  # AC
    "248": NumberingPlan((7,), (), ""),  # SC
    "249": NumberingPlan((9,), (), "0"),  # SD
    "250": NumberingPlan((8, 9), (), "0"),  # RW
    "251": NumberingPlan((9,), (7,), "0"),  # ET
    "252": NumberingPlan((6, 7, 8, 9), (), "0"),  # SO
    "253": NumberingPlan((8,), (), ""),  # DJ
    "254": NumberingPlan((7, 8, 9, 10), (), "0"),  # KE
    "255": NumberingPlan((9,), (), "0"),  # TZ
    "256": NumberingPlan((9,), (5, 6, 7), "0"),  # UG
    "257": NumberingPlan((8,), (), ""),  # BI
    "258": NumberingPlan((8, 9), (), ""),  # MZ
    "260": NumberingPlan((9,), (6,), "0"),  # ZM
    "261": NumberingPlan((9,), (7,), "0"),  # MG
    "262": NumberingPlan((9,), (), "0"),  # RE
    "263": NumberingPlan((7, 9, 10), (6,), "0"),  # ZW
    "264": NumberingPlan((8, 9), (), "0"),  # NA
    "265": NumberingPlan((7, 9), (), "0"),  # MW
    "266": NumberingPlan((8,), (), ""),  # LS
    "267": NumberingPlan((7, 8, 10), (), ""),  # BW
    "268": NumberingPlan((8, 9), (), ""),  # SZ
    "269": NumberingPlan((7,), (4,), ""),  # KM
    "27": NumberingPlan((5, 6, 7, 8, 9, 10), (), "0"),  # ZA
    "290": NumberingPlan((4, 5), (), ""),  # SH
    "291": NumberingPlan((7,), (6,), "0"),  # ER
    "297": NumberingPlan((7,), (), ""),  # AW
    "298": NumberingPlan((6,), (), ""),  # FO
    "299": NumberingPlan((6,), (), ""),  # GL
    "30": NumberingPlan((10, 11, 12), (), ""),  # GR
    "31": NumberingPlan((5, 6, 7, 8, 9, 10, 11), (), "0"),  # NL
    "32": NumberingPlan((8, 9), (), "0"),  # BE
    "33": NumberingPlan((9,), (), "0"),  # FR
    "34": NumberingPlan((9,), (), ""),  # ES
    "350": NumberingPlan((8,), (), ""),  # GI
    "351": NumberingPlan((9,), (), ""),  # PT
    "352": NumberingPlan((4, 5, 6, 7, 8, 9, 10, 11), (), ""),  # LU
    "353": NumberingPlan((7, 8, 9, 10), (5, 6), "0"),  # IE
    "354": NumberingPlan((7, 9), (), ""),  # IS
    "355": NumberingPlan((6, 7, 8, 9), (5,), "0"),  # AL
    "356": NumberingPlan((8,), (), ""),  # MT
    "357": NumberingPlan((8,), (), ""),  # CY
    "358": NumberingPlan((5, 6, 7, 8, 9, 10, 11, 12), (), "0"),  # FI
    "359": NumberingPlan((6, 7, 8, 9, 12), (4, 5), "0"),  # BG
    "36": NumberingPlan((8, 9), (6, 7), "06"),  # HU
    "370": NumberingPlan((8,), (), "0"),  # LT
    "371": NumberingPlan((8,), (), ""),  # LV
    "372": NumberingPlan((7, 8, 10), (), ""),  # EE
    "373": NumberingPlan((8,), (), "0"),  # MD
    "374": NumberingPlan((8,), (5, 6), "0"),  # AM
    "375": NumberingPlan((6, 7, 8, 9, 10, 11), (5,), "8"),  # BY
    "376": NumberingPlan((6, 8, 9), (), ""),  # AD
    "377": NumberingPlan((8, 9), (), "0"),  # MC
    "378": NumberingPlan((8, 10), (6,), ""),  # SM
    "380": NumberingPlan((9, 10), (5, 6, 7), "0"),  # UA
    "381": NumberingPlan((6, 7, 8, 9, 10, 11, 12), (4, 5), "0"),  # RS
    "382": NumberingPlan((8, 9), (6,), "0"),  # ME
    "383": NumberingPlan((8, 9, 10, 11, 12), (), "0"),  # XK
    "385": NumberingPlan((7, 8, 9), (6,), "0"),  # HR
    "386": NumberingPlan((5, 6, 7, 8), (), "0"),  # SI
    "387": NumberingPlan((8, 9), (6,), "0"),  # BA
    "389": NumberingPlan((8,), (6, 7), "0"),  # MK
    "39": NumberingPlan((6, 7, 8, 9, 10, 11, 12), (), ""),  # IT
    "40": NumberingPlan((6, 9), (), "0"),  # RO
    "41": NumberingPlan((9, 12), (), "0"),  # CH
    "420": NumberingPlan((9, 10, 11, 12), (), ""),  # CZ
    "421": NumberingPlan((6, 7, 9), (), "0"),  # SK
    "423": NumberingPlan((7, 9), (), "0"),  # LI
    "43": NumberingPlan((4, 5, 6, 7, 8, 9, 10, 11, 12, 13), (3,), "0"),  # AT
    "44": NumberingPlan((7, 9, 10), (4, 5, 6, 8), "0"),  # GB
    "45": NumberingPlan((8,), (), ""),  # DK
    "46": NumberingPlan((6, 7, 8, 9, 10, 12), (), "0"),  # SE
    "47": NumberingPlan((5, 8), (), ""),  # NO
    "48": NumberingPlan((6, 7, 8, 9, 10), (), ""),  # PL
    "49": NumberingPlan((4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), (2, 3), "0"),  # DE
    "500": NumberingPlan((5,), (), ""),  # FK
    "501": NumberingPlan((7, 11), (), ""),  # BZ
    "502": NumberingPlan((8, 11), (), ""),  # GT
    "503": NumberingPlan((7, 8, 11), (), ""),  # SV
    "504": NumberingPlan((8, 11), (), ""),  # HN
    "505": NumberingPlan((8,), (), ""),  # NI
    "506": NumberingPlan((8, 10), (), ""),  # CR
    "507": NumberingPlan((7, 8, 10, 11), (), ""),  # PA
    "508": NumberingPlan((6, 9), (), "0"),  # PM
    "509": NumberingPlan((8,), (), ""),  # HT
    "51": NumberingPlan((8, 9), (6, 7), "0"),  # PE
    "52": NumberingPlan((10,), (7, 8), ""),  # MX
    "53": NumberingPlan((6, 7, 8, 10), (4, 5), "0"),  # CU
    "54": NumberingPlan((10, 11), (6, 7, 8), "0"),  # AR
    "55": NumberingPlan((8, 9, 10, 11), (), "0"),  # BR
    "56": NumberingPlan((9, 10, 11), (), ""),  # CL
    "57": NumberingPlan((8, 10, 11), (4, 7), "0"),  # CO
    "58": NumberingPlan((10,), (7,), "0"),  # VE
    "590": NumberingPlan((9,), (), "0"),  # GP
    "591": NumberingPlan((8, 9), (7,), "0"),  # BO
    "592": NumberingPlan((7,), (), ""),  # GY
    "593": NumberingPlan((8, 9, 10, 11), (7,), "0"),  # EC
    "594": NumberingPlan((9,), (), "0"),  # GF
    "595": NumberingPlan((6, 7, 8, 9, 10, 11), (5,), "0"),  # PY
    "596": NumberingPlan((9,), (), "0"),  # MQ
    "597": NumberingPlan((6, 7), (), ""),  # SR
    "598": NumberingPlan((4, 5, 6, 7, 8, 9, 10, 11, 12, 13), (), "0"),  # UY
    "599": NumberingPlan((7, 8), (), ""),  # CW
    "60": NumberingPlan((8, 9, 10), (6, 7), "0"),  # MY
    "61": NumberingPlan((5, 6, 7, 8, 9, 10, 12), (), "0"),  # AU
    "62": NumberingPlan((7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17), (5, 6), "0"),  # ID
    "63": NumberingPlan((6, 8, 9, 10, 11, 12, 13), (4, 5, 7), "0"),  # PH
    "64": NumberingPlan((5, 6, 7, 8, 9, 10), (), "0"),  # NZ
    "65": NumberingPlan((8, 10, 11), (), ""),  # SG
    "66": NumberingPlan((8, 9, 10, 13), (), "0"),  # TH
    "670": NumberingPlan((7, 8), (), ""),  # TL
    "672": NumberingPlan((6,), (5,), ""),  # NF
    "673": NumberingPlan((7,), (), ""),  # BN
    "674": NumberingPlan((7,), (), ""),  # NR
    "675": NumberingPlan((7, 8), (), ""),  # PG
    "676": NumberingPlan((5, 7), (), ""),  # TO
    "677": NumberingPlan((5, 7), (), ""),  # SB
    "678": NumberingPlan((5, 7), (), ""),  # VU
    "679": NumberingPlan((7, 11), (), ""),  # FJ
    "680": NumberingPlan((7,), (), ""),  # PW
    "681": NumberingPlan((6, 9), (), ""),  # WF
    "682": NumberingPlan((5,), (), ""),  # CK
    "683": NumberingPlan((4, 7), (), ""),  # NU
    "685": NumberingPlan((5, 6, 7, 10), (), ""),  # WS
    "686": NumberingPlan((5, 8), (), "0"),  # KI
    "687": NumberingPlan((6,), (), ""),  # NC
    "688": NumberingPlan((5, 6, 7), (), ""),  # TV
    "689": NumberingPlan((6, 8, 9), (), ""),  # PF
    "690": NumberingPlan((4, 5, 6, 7), (), ""),  # TK
    "691": NumberingPlan((7,), (), ""),  # FM
    "692": NumberingPlan((7,), (), "1"),  # MH
    "7": NumberingPlan((10, 14), (7,), "8"),  # RU
    "800": NumberingPlan((8,), (), ""),  # 001
    "808": NumberingPlan((8,), (), ""),  # 001
    "81": NumberingPlan((8, 9, 10, 11, 12, 13, 14, 15, 16, 17), (), "0"),  # JP
    "82": NumberingPlan((5, 6, 8, 9, 10, 11, 12, 13, 14), (3, 4, 7), "0"),  # KR
    "84": NumberingPlan((7, 8, 9, 10), (), "0"),  # VN
    "850": NumberingPlan((8, 10), (6, 7), "0"),  # KP
    "852": NumberingPlan((5, 6, 7, 8, 9, 11), (), ""),  # HK
    "853": NumberingPlan((7, 8), (), ""),  # MO
    "855": NumberingPlan((8, 9, 10), (6, 7), "0"),  # KH
    "856": NumberingPlan((8, 9, 10), (6,), "0"),  # LA
    "86": NumberingPlan((7, 8, 9, 10, 11, 12), (5, 6), "0"),  # CN
    "870": NumberingPlan((9, 12), (), ""),  # 001
    "878": NumberingPlan((12,), (), ""),  # 001
    "880": NumberingPlan((6, 7, 8, 9, 10), (), "0"),  # BD
    "881": NumberingPlan((9, 10), (), ""),  # 001
    "882": NumberingPlan((7, 8, 9, 10, 11, 12), (), ""),  # 001
    "883": NumberingPlan((8, 9, 10, 11, 12), (), ""),  # 001
    "886": NumberingPlan((7, 8, 9, 10, 11), (), "0"),  # TW
    "888": NumberingPlan((11,), (), ""),  # 001
    "90": NumberingPlan((7, 10, 12, 13), (), "0"),  # TR
    "91": NumberingPlan((8, 9, 10, 11, 12, 13), (6, 7), "0"),  # IN
    "92": NumberingPlan((8, 9, 10, 11, 12), (5, 6, 7), "0"),  # PK
    "93": NumberingPlan((9,), (7,), "0"),  # AF
    "94": NumberingPlan((9,), (7,), "0"),  # LK
    "95": NumberingPlan((6, 7, 8, 9, 10), (5,), "0"),  # MM
    "960": NumberingPlan((7, 10), (), ""),  # MV
    "961": NumberingPlan((7, 8), (), "0"),  # LB
    "962": NumberingPlan((8, 9), (), "0"),  # JO
    "963": NumberingPlan((8, 9), (6, 7), "0"),  # SY
    "964": NumberingPlan((8, 9, 10), (6, 7), "0"),  # IQ
    "965": NumberingPlan((7, 8), (), ""),  # KW
    "966": NumberingPlan((9, 10), (7,), "0"),  # SA
    "967": NumberingPlan((7, 8, 9), (6,), "0"),  # YE
    "968": NumberingPlan((7, 8, 9), (), ""),  # OM
    "970": NumberingPlan((8, 9, 10), (7,), "0"),  # PS
    "971": NumberingPlan((5, 6, 7, 8, 9, 10, 11, 12), (), "0"),  # AE
    "972": NumberingPlan((7, 8, 9, 10, 11, 12), (), "0"),  # IL
    "973": NumberingPlan((8,), (), ""),  # BH
    "974": NumberingPlan((7, 8, 9, 11), (), ""),  # QA
    "975": NumberingPlan((7, 8), (6,), ""),  # BT
    "976": NumberingPlan((8, 9, 10), (4, 5, 6), "0"),  # MN
    "977": NumberingPlan((8, 10, 11), (6, 7), "0"),  # NP
    "979": NumberingPlan((9,), (8,), ""),  # 001
    "98": NumberingPlan((4, 5, 6, 7, 10), (8,), "0"),  # IR
    "992": NumberingPlan((9,), (3, 5, 6, 7), ""),  # TJ
    "993": NumberingPlan((8,), (), "8"),  # TM
    "994": NumberingPlan((9,), (7,), "0"),  # AZ
    "995": NumberingPlan((9,), (6, 7), "0"),  # GE
    "996": NumberingPlan((9, 10), (5, 6), "0"),  # KG
    "998": NumberingPlan((9,), (), ""),  # UZ
}
