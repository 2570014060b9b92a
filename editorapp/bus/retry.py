"""Owns when something that failed for now is tried again.

Does not wait: the queue keeps the time at which a job is due, so that it outlives the process.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tenacity

Strategy = Callable[["tenacity.RetryCallState"], float]


def _usual_wait() -> Strategy:
    # Loading it takes longer than much of what never needs it, such as showing a window.
    import tenacity

    return tenacity.wait_exponential(multiplier=0.5, max=60) + tenacity.wait_random(0, 0.5)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and after how long something is tried again.

    Attributes:
        retries: how often after the first attempt, from 0.
        wait: one of tenacity's strategies: seconds until the next attempt. Usually 0.5, 1, 2, ... up to 60, and up
            to half a second of chance, so that many that failed together do not come back together.
    """

    retries: int = 3
    wait: Strategy = field(default_factory=_usual_wait)

    def delay(self, attempts: int) -> float | None:
        """Return the seconds until the next attempt, or None where there is to be none.

        Args:
            attempts: how many were made, from 1.
        """
        import tenacity

        state = tenacity.RetryCallState(None, None, (), {})  # type: ignore[arg-type]  # a strategy asks the number only
        state.attempt_number = attempts
        if tenacity.stop_after_attempt(self.retries + 1)(state):
            return None
        return self.wait(state)
