"""How many backups the practice keeps: its table of policy `backup`."""

from app.practice.policy import policy
from app.store.backup_keeping import Keep
from app.store.work import Reading


def kept_backups(reading: Reading) -> Keep:
    """Return how many of the latest, and how many days, weeks and months, keep a backup."""
    numbers = policy(reading, "backup")["keep"]
    return Keep(*(int(numbers[name]) for name in ("latest", "daily", "weekly", "monthly")))
