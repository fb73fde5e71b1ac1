"""Which room judges which table of policy before a practice saves its own values."""

from collections.abc import Mapping

from app.practice.policy import Check


def policy_checks() -> Mapping[str, Check]:
    """Return the rule for each table that a room judges beyond its shape: content as it will be → findings.

    The rooms are imported when a table is saved, so that signing in does not wait for them, and so that the
    answer is the same whatever was opened before.
    """
    from app.billing.payments.rules import copay_faults
    from app.chart.vitals.table import table_faults
    from app.orders.catalog import catalog_faults
    from app.people.break_glass.rules import break_glass_faults
    from app.practice.backups.rules import backup_faults
    from app.practice.rules import flow_faults
    from app.security.sign_in_rules import sign_in_faults

    return {
        "backup": backup_faults,
        "break_glass": break_glass_faults,
        "copay": copay_faults,
        "flow": flow_faults,
        "orders": catalog_faults,
        "sign_in": sign_in_faults,
        "vitals": table_faults,
    }
