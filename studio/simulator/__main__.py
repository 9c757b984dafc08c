"""`python -m studio.simulator`."""

from __future__ import annotations

from studio.simulator.server import main

if __name__ == "__main__":
    main()
