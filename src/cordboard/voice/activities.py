"""Which activity carries out which effect."""

from __future__ import annotations

from cordboard.twiml.voice.dial_effects import Dial, JoinConference, TakeFromQueue
from cordboard.twiml.voice.effects import (
    Background,
    Echo,
    Enqueue,
    Fetch,
    Gather,
    Inline,
    Play,
    Record,
    ReferTo,
    Say,
    SendDigits,
    Silence,
    Stream,
    Text,
)
from cordboard.twiml.voice.pay_effect import Pay
from cordboard.twiml.voice.relay_effect import Relay
from cordboard.voice.activity import Activity
from cordboard.voice.beside import Beside
from cordboard.voice.dialing import Dialing
from cordboard.voice.documents import Fetching, Reading
from cordboard.voice.joining import Joining
from cordboard.voice.paying import Paying
from cordboard.voice.queueing import Queueing, Taking
from cordboard.voice.referring import Referring
from cordboard.voice.relaying import Relaying
from cordboard.voice.speaking import Echoing, Gathering, Speaking, Waiting
from cordboard.voice.streaming import Streaming
from cordboard.voice.taping import Taping
from cordboard.voice.texting import Texting

ACTIVITIES: dict[type, type[Activity]] = {
    Fetch: Fetching,
    Inline: Reading,
    Say: Speaking,
    Play: Speaking,
    SendDigits: Speaking,
    Silence: Waiting,
    Echo: Echoing,
    Gather: Gathering,
    Record: Taping,
    Dial: Dialing,
    JoinConference: Joining,
    Enqueue: Queueing,
    TakeFromQueue: Taking,
    Background: Beside,
    Stream: Streaming,
    Pay: Paying,
    Relay: Relaying,
    ReferTo: Referring,
    Text: Texting,
}
