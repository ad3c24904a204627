"""The command line: `cordboard`, its commands, and nothing of what they do."""

import io
import sys

import click

from cordboard import __version__
from cordboard.faces.cli import agent_keys, agent_switches, handset_calls  # noqa: F401 - below `agent` and `handset`
from cordboard.faces.cli.agents import agent
from cordboard.faces.cli.approvals import approvals
from cordboard.faces.cli.audit import Audits, audit_command
from cordboard.faces.cli.calls import call, transcript
from cordboard.faces.cli.docs_import import docs
from cordboard.faces.cli.examples import examples
from cordboard.faces.cli.local import Probes, Serve, doctor_command, serve_command
from cordboard.faces.cli.mcp import mcp
from cordboard.faces.cli.messages import inbound, send
from cordboard.faces.cli.policies import policy
from cordboard.faces.cli.resources import account, key, number
from cordboard.faces.cli.run import Run, Surroundings, env_command, run_command
from cordboard.faces.cli.simulator import clock, handset, webhooks

ABOUT = """A self-hosted, Twilio-compatible communications server.

`cordboard serve` starts it; the other commands ask a running one.

Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 no server answers, 4 wrong configuration.
"""


def build(serve: Serve, probes: Probes, run: Run, surroundings: Surroundings, audits: Audits) -> click.Group:
    """Make the command line from what serves, tries its needs, runs a program, finds what to tell it, and audits."""
    epilog = examples("serve", 'send --to +14155550123 --body "Hello" --wait', "doctor")
    group = click.Group("cordboard", callback=_write_what_can_be_written, help=ABOUT, epilog=epilog)
    commands = (
        serve_command(serve),
        run_command(run),
        env_command(surroundings),
        send,
        inbound,
        call,
        transcript,
        account,
        number,
        key,
        agent,
        approvals,
        audit_command(audits),
        policy,
        mcp,
        docs,
        handset,
        webhooks,
        clock,
        doctor_command(probes),
    )
    for command in commands:
        group.add_command(command)
    return click.version_option(__version__, prog_name="cordboard")(group)


def _write_what_can_be_written() -> None:
    """Let a terminal that knows few characters show ? for the others: messages may hold any."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
