"""`manage.py` as a shell meets it: begun, broken off, its end read."""

from __future__ import annotations

import signal
import subprocess
import sys

from tests.stack.processes import ROOT


def hear_ctrl_c() -> None:
    """A child of a job in the background would ignore it, and so would its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_ends_a_command_with_a_word_and_130() -> None:
    argv = [sys.executable, "manage.py", "simulate_gemini", "--port", "0"]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        argv, cwd=ROOT, stdout=pipe, stderr=pipe, text=True, preexec_fn=hear_ctrl_c
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("simulated Gemini on ")
        process.send_signal(signal.SIGINT)
        told = process.communicate(timeout=20)[1]
    assert process.returncode == 130
    assert told.strip() == "Interrupted."
