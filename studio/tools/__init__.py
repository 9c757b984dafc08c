"""What agents are given: few tools, small schemas, answers that say what to do next.

One contract behind three doors: `generate_image` for code in this process, a REST operation, and
the Model Context Protocol.
"""

from __future__ import annotations

from studio.tools.failures import ToolError
from studio.tools.generating import generate_image

__all__ = ["ToolError", "generate_image"]
