"""Common English words that the rules of spelling would say wrong, names of signs, and numbers."""

from typing import Final

SIGNS: Final = {
    "+": "plus",
    "*": "star",
    "#": "hash",
    "@": "at",
    "&": "and",
    "%": "percent",
    "$": "dollar",
    "£": "pound",
    "€": "euro",
    "=": "equals",
    "/": "slash",
    "_": "underscore",
}
# Said letter by letter, although they could be words.
_SPELLED = "AI API ATM CEO EU FAQ FBI ID IP IRS ISBN IVR IT OTP UK UN URL USA USB US VIP"
INITIALS: Final = frozenset(_SPELLED.split())
LETTER_NAMES: Final = {
    "A": "EY", "B": "B-IY", "C": "S-IY", "D": "D-IY", "E": "IY", "F": "EH-F", "G": "JH-IY", "H": "EY-CH", "I": "AY",
    "J": "JH-EY", "K": "K-EY", "L": "EH-L", "M": "EH-M", "N": "EH-N", "O": "OW", "P": "P-IY", "Q": "K-Y-UW",
    "R": "AA-R", "S": "EH-S", "T": "T-IY", "U": "Y-UW", "V": "V-IY", "W": "D-AH-B-AX-L-Y-UW", "X": "EH-K-S",
    "Y": "W-AY", "Z": "Z-IY",
}  # fmt: skip

_LITTLE = """
a an the of to in on at by for from with and or but as is are was were be been am it its i you he she we they me him her
us them my your his our their this that do does did has have had will would can could shall should
"""
WEAK: Final = frozenset(_LITTLE.split())  # they carry no stress

_WORDS = """
zero=Z-IH-R-OW one=W-AH-N two=T-UW three=TH-R-IY four=F-OW-R five=F-AY-V six=S-IH-K-S seven=S-EH-V-AX-N eight=EY-T
nine=N-AY-N ten=T-EH-N eleven=IH-L-EH-V-AX-N twelve=T-W-EH-L-V thirteen=TH-ER-T-IY-N fourteen=F-OW-R-T-IY-N
fifteen=F-IH-F-T-IY-N sixteen=S-IH-K-S-T-IY-N seventeen=S-EH-V-AX-N-T-IY-N eighteen=EY-T-IY-N nineteen=N-AY-N-T-IY-N
twenty=T-W-EH-N-T-IY thirty=TH-ER-T-IY forty=F-OW-R-T-IY fifty=F-IH-F-T-IY sixty=S-IH-K-S-T-IY
seventy=S-EH-V-AX-N-T-IY eighty=EY-T-IY ninety=N-AY-N-T-IY hundred=HH-AH-N-D-R-AX-D thousand=TH-AW-Z-AX-N-D
million=M-IH-L-Y-AX-N oh=OW hash=HH-AE-SH star=S-T-AA-R plus=P-L-AH-S percent=P-ER-S-EH-N-T dollar=D-AA-L-ER the=DH-AX
of=AX-V to=T-UW and=AE-N-D is=IH-Z was=W-AH-Z has=HH-AE-Z his=HH-IH-Z as=AE-Z does=D-AH-Z said=S-EH-D says=S-EH-Z
are=AA-R were=W-ER been=B-IH-N have=HH-AE-V your=Y-AO-R yours=Y-AO-R-Z you're=Y-AO-R our=AW-ER hour=AW-ER
hours=AW-ER-Z who=HH-UW whose=HH-UW-Z what=W-AH-T where=W-EH-R there=DH-EH-R here=HH-IH-R any=EH-N-IY many=M-EH-N-IY
some=S-AH-M come=K-AH-M coming=K-AH-M-IH-NG done=D-AH-N none=N-AH-N gone=G-AO-N give=G-IH-V live=L-IH-V love=L-AH-V
above=AX-B-AH-V again=AX-G-EH-N against=AX-G-EH-N-S-T people=P-IY-P-AX-L because=B-IH-K-AO-Z could=K-UH-D would=W-UH-D
should=SH-UH-D only=OW-N-L-IY once=W-AH-N-S other=AH-DH-ER another=AX-N-AH-DH-ER mother=M-AH-DH-ER
brother=B-R-AH-DH-ER nothing=N-AH-TH-IH-NG something=S-AH-M-TH-IH-NG both=B-OW-TH most=M-OW-S-T don't=D-OW-N-T
won't=W-OW-N-T can't=K-AE-N-T i'm=AY-M i'll=AY-L i've=AY-V it's=IH-T-S we're=W-IY-R we'll=W-IY-L we've=W-IY-V
hello=HH-AX-L-OW hi=HH-AY goodbye=G-UH-D-B-AY bye=B-AY please=P-L-IY-Z thanks=TH-AE-NG-K-S thank=TH-AE-NG-K yes=Y-EH-S
no=N-OW okay=OW-K-EY ok=OW-K-EY sorry=S-AA-R-IY welcome=W-EH-L-K-AX-M call=K-AO-L calls=K-AO-L-Z calling=K-AO-L-IH-NG
called=K-AO-L-D caller=K-AO-L-ER phone=F-OW-N telephone=T-EH-L-AX-F-OW-N number=N-AH-M-B-ER numbers=N-AH-M-B-ER-Z
message=M-EH-S-IH-JH messages=M-EH-S-IH-JH-IH-Z voice=V-OY-S mail=M-EY-L press=P-R-EH-S pressed=P-R-EH-S-T
enter=EH-N-T-ER digit=D-IH-JH-IH-T digits=D-IH-JH-IH-T-S agent=EY-JH-AX-N-T agents=EY-JH-AX-N-T-S
operator=AA-P-ER-EY-T-ER office=AO-F-IH-S support=S-AX-P-AO-R-T sales=S-EY-L-Z service=S-ER-V-IH-S
customer=K-AH-S-T-AX-M-ER account=AX-K-AW-N-T order=AO-R-D-ER pizza=P-IY-T-S-AX address=AE-D-R-EH-S
business=B-IH-Z-N-IH-S information=IH-N-F-ER-M-EY-SH-AX-N record=R-EH-K-ER-D recorded=R-IH-K-AO-R-D-IH-D
recording=R-IH-K-AO-R-D-IH-NG code=K-OW-D verify=V-EH-R-AX-F-AY verification=V-EH-R-AX-F-AX-K-EY-SH-AX-N
password=P-AE-S-W-ER-D busy=B-IH-Z-IY available=AX-V-EY-L-AX-B-AX-L unavailable=AH-N-AX-V-EY-L-AX-B-AX-L
minute=M-IH-N-AX-T minutes=M-IH-N-AX-T-S moment=M-OW-M-AX-N-T second=S-EH-K-AX-N-D today=T-AX-D-EY
tomorrow=T-AX-M-AA-R-OW tonight=T-AX-N-AY-T monday=M-AH-N-D-EY tuesday=T-UW-Z-D-EY wednesday=W-EH-N-Z-D-EY
thursday=TH-ER-Z-D-EY friday=F-R-AY-D-EY saturday=S-AE-T-ER-D-EY sunday=S-AH-N-D-EY january=JH-AE-N-Y-UW-EH-R-IY
february=F-EH-B-Y-AX-W-EH-R-IY march=M-AA-R-CH april=EY-P-R-AX-L august=AO-G-AX-S-T english=IH-NG-G-L-IH-SH
question=K-W-EH-S-CH-AX-N answer=AE-N-S-ER answered=AE-N-S-ER-D money=M-AH-N-IY pay=P-EY paid=P-EY-D
payment=P-EY-M-AX-N-T email=IY-M-EY-L euro=Y-UH-R-OW pound=P-AW-N-D equals=IY-K-W-AX-L-Z underscore=AH-N-D-ER-S-K-AO-R
work=W-ER-K word=W-ER-D world=W-ER-L-D doctor=D-AA-K-T-ER door=D-AO-R room=R-UW-M new=N-UW few=F-Y-UW know=N-OW
known=N-OW-N show=SH-OW how=HH-AW now=N-AW down=D-AW-N go=G-OW going=G-OW-IH-NG so=S-OW too=T-UW through=TH-R-UW
though=DH-OW enough=IH-N-AH-F great=G-R-EY-T put=P-UH-T friend=F-R-EH-N-D every=EH-V-R-IY everyone=EH-V-R-IY-W-AH-N
very=V-EH-R-IY even=IY-V-AX-N never=N-EH-V-ER ever=EH-V-ER woman=W-UH-M-AX-N women=W-IH-M-AX-N child=CH-AY-L-D
children=CH-IH-L-D-R-AX-N water=W-AO-T-ER want=W-AA-N-T wait=W-EY-T minus=M-AY-N-AX-S slash=S-L-AE-SH main=M-EY-N
menu=M-EH-N-Y-UW repeat=R-IH-P-IY-T into=IH-N-T-UW after=AE-F-T-ER before=B-IH-F-AO-R about=AX-B-AW-T away=AX-W-EY
able=EY-B-AX-L ready=R-EH-D-IY already=AO-L-R-EH-D-IY us=AH-S use=Y-UW-Z used=Y-UW-Z-D using=Y-UW-Z-IH-NG
user=Y-UW-Z-ER test=T-EH-S-T testing=T-EH-S-T-IH-NG conference=K-AA-N-F-ER-AX-N-S connect=K-AX-N-EH-K-T
connected=K-AX-N-EH-K-T-IH-D connecting=K-AX-N-EH-K-T-IH-NG appointment=AX-P-OY-N-T-M-AX-N-T
delivery=D-IH-L-IH-V-ER-IY company=K-AH-M-P-AX-N-IY mister=M-IH-S-T-ER from=F-R-AH-M country=K-AH-N-T-R-IY
create=K-R-IY-EY-T created=K-R-IY-EY-T-IH-D limit=L-IH-M-AX-T library=L-AY-B-R-EH-R-IY title=T-AY-T-AX-L
missus=M-IH-S-IH-Z house=HH-AW-S food=F-UW-D foot=F-UH-T brown=B-R-AW-N town=T-AW-N cow=K-AW river=R-IH-V-ER
photo=F-OW-T-OW pizzas=P-IY-T-S-AX-Z point=P-OY-N-T
"""
IRREGULAR: Final = dict(pair.split("=") for pair in _WORDS.split())
