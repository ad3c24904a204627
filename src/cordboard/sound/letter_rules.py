"""Rules of English spelling: which letters, between which others, are said how.

A rule reads ``left[letters]right=phonemes``; the first that fits is taken. In contexts, ``_`` is the edge of a word,
``#`` one or more vowels, ``:`` any number of consonants, ``^`` one consonant, ``.`` a voiced one, ``&`` a sibilant,
``@`` a consonant that turns a following long u into oo, ``+`` a front vowel, ``%`` an ending such as -ed or -ing.
Phonemes are those of ``phonemes.py``.

Source: Elovitz, Johnson, McHugh, Shore, "Automatic Translation of English Text to Phonetics by Means of
Letter-to-Sound Rules", Naval Research Laboratory Report 7948 (1976), a work of the United States government; changed
where a pronouncing dictionary showed that another order or one more rule says more common words right.
"""

from typing import Final

RULES: Final = {
    "A": """
        _[A]_=AX _[A]CC=AX _[A]PP=AX _[A]TT=AX _[A]LLO=AX _[ARE]_=AA-R _[AR]O=AX-R [AR]#=EH-R _^[AS]#=EY-S [A]WA=AX
        [AW]=AO _:[ANY]=EH-N-IY [A]^+#=EY #:[ALLY]=AX-L-IY _[AL]#=AX-L [AGAIN]=AX-G-EH-N #:[AG]E=IH-JH [A]^+:#=AE
        _:[A]^+_=EY [A]^%=EY _[ARR]=AX-R [ARR]=AE-R _:[AR]_=AA-R [AR]_=ER [AR]=AA-R [AIR]=EH-R [AI]=EY [AY]=EY [AU]=AO
        #:[AL]_=AX-L #:[ALS]_=AX-L-Z [ALK]=AO-K [AL]^=AO-L _:[ABLE]=EY-B-AX-L [ABLE]=AX-B-AX-L [ANG]+=EY-N-JH
        #:[ANCE]_=AX-N-S #:[ANT]_=AX-N-T #:[A]_=AX [A]=AE""",
    "B": "_[BE]^#=B-IH [BEING]=B-IY-IH-NG _[BOTH]_=B-OW-TH _[BUS]#=B-IH-Z [BUIL]=B-IH-L M[B]_= [BB]=B [B]=B",
    "C": """
        _[CH]^=K ^E[CH]=K [CH]=CH _S[CI]#=S-AY [CI]A=SH [CI]O=SH [CI]EN=SH [CC]+=K-S [CC]=K [C]+=S [CK]=K [COM]%=K-AH-M
        [C]=K""",
    "D": """
        #:[DED]_=D-IH-D .E[D]_=D #:^E[D]_=T _[DE]^#=D-IH _[DO]_=D-UW _[DOES]=D-AH-Z _[DOING]=D-UW-IH-NG _[DOW]=D-AW
        [DU]A=JH-UW [DGE]=JH [DD]=D [D]=D""",
    "E": """
        _[EX]#=IH-G-Z _[EX]^=IH-K-S [ERR]=EH-R #:[E]_= _:[E]_=IY #[ED]_=D #:[E]D_= [EV]ER=EH-V [E]^%=IY [ERI]#=IY-R-IY
        [ERI]=EH-R-IH #:[ER]#=ER [ER]#=EH-R [ER]=ER _[EVEN]=IY-V-AX-N #:[E]W= @[EW]=UW [EW]=Y-UW [E]O=IY #:&[ES]_=IH-Z
        #:[E]S_= #:[ELY]_=L-IY #:[EMENT]=M-AX-N-T [EFUL]=F-UH-L [EE]=IY [EARN]=ER-N _[EAR]^=ER [EAD]=EH-D #:[EA]_=IY-AX
        [EA]SU=EH [EA]=IY [EIGH]=EY [EI]=IY _[EYE]=AY [EY]=IY [EU]=Y-UW #:[EN]_=AX-N #:[ENT]_=AX-N-T #:[ENCE]_=AX-N-S
        #:[EL]_=AX-L [E]=EH""",
    "F": "#:[FUL]=F-AX-L [FUL]=F-UH-L [FF]=F [F]=F",
    "G": """
        [GIV]=G-IH-V _[G]I^=G [GE]T=G-EH SU[GGES]=G-JH-EH-S [GG]=G _B#[G]=G [G]+=JH [GREAT]=G-R-EY-T #[GH]= _[G]N=
        [GN]_=N [GH]=G [G]=G""",
    "H": "_[HAV]=HH-AE-V _[HERE]=HH-IH-R _[HOUR]=AW-ER [HOW]=HH-AW [H]#=HH [H]=",
    "I": """
        #:^[IFY]_=AX-F-AY #:^[IFI]E=AX-F-AY _[IN]=IH-N _[I]_=AY [IN]D_=AY-N [IER]=IY-ER #:R[IED]=IY-D #:^[IED]_=IY-D
        [IED]_=AY-D [IEN]=IY-EH-N [IE]T=AY-EH _:[I]%=AY [I]%=IY [IE]=IY [I]^+:#=IH [IR]#=AY-R [IZ]%=AY-Z [IS]%=AY-Z
        [I]D%=AY +^[I]^+=IH [I]T%=AY #:^[I]^+=IH [I]^+=AY [IR]=ER [IGH]=AY [ILD]=AY-L-D [IGN]_=AY-N [IGN]^=AY-N
        [IGN]%=AY-N [IQUE]=IY-K [IOUS]=IY-AX-S #:[I]_=IY [I]=IH""",
    "J": "[J]=JH",
    "K": "_[K]N= [K]=K",
    "L": "[LO]C#=L-OW L[L]= #:^[L]%=AX-L [LEAD]=L-IY-D [L]=L",
    "M": "[MOV]=M-UW-V [MM]=M [M]=M",
    "N": """
        [NGING]_=NG-IH-NG E[NG]+=N-JH [NG]R=NG-G [NG]#=NG-G [NGL]%=NG-G-AX-L [NG]=NG [NK]=NG-K [NX]=NG-K-S _[NOW]_=N-AW
        [NN]=N M[N]_= [N]=N""",
    "O": """
        [OF]_=AX-V [OROUGH]=ER-OW #:[OR]_=ER #:[ORS]_=ER-Z [OR]=AO-R _[ONE]=W-AH-N [OWN]_=OW-N [OW]N=AW [OW]EL=AW
        [OW]ER=AW [OW]=OW _[OVER]=OW-V-ER [OV]=AH-V [O]^%=OW [O]^EN=OW [O]^I#=OW [OL]D=OW-L [OUGHT]=AO-T [OUGH]=AH-F
        _[OU]=AW H[OU]S#=AW [OUS]=AX-S [OUR]=AO-R [OULD]=UH-D [OU]BL=AH ^[OU]^L=AH [OUP]=UW-P [OU]=AW [OY]=OY
        [OING]=OW-IH-NG [OI]=OY [OOR]=AO-R [OOK]=UH-K [OOD]=UH-D [OO]=UW [O]E=OW [O]_=OW [OA]=OW _[ONLY]=OW-N-L-IY
        _[ONCE]=W-AH-N-S [ON'T]=OW-N-T C[O]N=AA [O]NG=AO I[ON]=AX-N #:[ON]_=AX-N #^[ON]=AX-N [O]ST_=OW [OF]^=AO-F
        [OTHER]=AH-DH-ER [OSS]_=AO-S #:^[OM]=AX-M [O]=AA""",
    "P": "[PH]=F [PEOP]=P-IY-P [POW]=P-AW [PUT]_=P-UH-T [PP]=P _[P]S= [P]=P",
    "Q": "[QUAR]=K-W-AO-R [QUEUE]=K-Y-UW [QUE]_=K [QU]=K-W [Q]=K",
    "R": "_[RE]^#=R-IY [RR]=R [RH]=R [R]=R",
    "S": """
        [SH]=SH #[SION]=ZH-AX-N [SOME]=S-AH-M #[SUR]#=ZH-ER [SUR]#=SH-ER #[SU]#=ZH-UW #[SSU]#=SH-UW #[SED]_=Z-D
        [SAID]=S-EH-D ^[SION]=SH-AX-N [SSION]=SH-AX-N [S]S= #[S]#=Z .[S]_=Z #:.E[S]_=Z #:^##[S]_=Z #:^#[S]_=S U[S]_=S
        _:#[S]_=Z _[SCH]=S-K [S]C+= #[SM]=Z-M #[SN]'=Z-AX-N [S]=S""",
    "T": """
        _[THE]_=DH-AX [TO]_=T-UW _[THAT]=DH-AE-T _[THIS]=DH-IH-S _[THEY]=DH-EY _[THERE]=DH-EH-R [THER]=DH-ER
        _[THEIR]=DH-EH-R _[THAN]_=DH-AE-N _[THEM]=DH-EH-M _[THESE]_=DH-IY-Z _[THEN]=DH-EH-N [THROUGH]=TH-R-UW
        _[THOSE]=DH-OW-Z [THOUGH]_=DH-OW _[THUS]=DH-AH-S [TH]=TH #:[TED]_=T-IH-D S[TI]#N=CH [TI]O=SH [TI]A=SH
        [TIEN]=SH-AX-N [TUR]#=CH-ER [TU]A=CH-UW _[TWO]=T-UW [TCH]=CH [TT]=T [T]=T""",
    "U": """
        _[UN]I=Y-UW-N _[UN]=AH-N _[UPON]=AX-P-AO-N @[UR]#=UH-R [UR]#=Y-UH-R [UR]=ER [U]^_=AH [U]^^=AH [UY]=AY _G[U]#=
        G[U]%= G[U]#=W #N[U]=Y-UW @[U]=UW [U]=Y-UW""",
    "V": "[VIEW]=V-Y-UW [V]=V",
    "W": """
        _[WERE]=W-ER [WA]S=W-AA [WA]T=W-AA [WHERE]=W-EH-R [WHAT]=W-AH-T [WHOL]=HH-OW-L [WHO]=HH-UW [WH]=W [WAR]=W-AO-R
        [WOR]^=W-ER [WR]=R [W]=W""",
    "X": "_[X]=Z [X]=K-S",
    "Y": """
        [YOUNG]=Y-AH-NG _[YOU]=Y-UW _[YES]=Y-EH-S _[Y]=Y #:^[Y]_=IY #:^[Y]I=IY _:[Y]_=AY _:[Y]#=AY _:[Y]^+:#=IH
        _:[Y]^#=AY [Y]=IH""",
    "Z": "[ZZ]=Z [Z]=Z",
    "'": "[']=",
}
