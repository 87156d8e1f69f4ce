"""What must be true of the books after traffic: every payment is where its shop or terminal believes that it is."""

from collections import Counter


def standing(payment):
    """What of a payment's money has left the cardholder for good or until it is let go."""
    refunds = sum(movement["amount"] for movement in payment["movements"] if movement["kind"] == "refund")
    return payment["authorised"] - payment["released"] - refunds


def at_provider(order):
    """The same as the provider has it."""
    if order["code"] != "00" or order["reversed"]:
        return 0
    return (order["captured"] or order["minor"] if order["kind"] == "authorise" else order["minor"]) - order["refunded"]


def ours(lab):
    """The amounts of payments with money in them, by channel, and how often there is each."""
    found = {}
    for payment in lab.bodies("platform.payments"):
        if standing(payment):
            found.setdefault(payment["channel"], Counter())[standing(payment)] += 1
    return found


def theirs(lab):
    found = {}
    for order in lab.bodies("provider.records", "kind = 'provider-order'"):
        if order["kind"] in ("authorise", "pay") and at_provider(order):
            found.setdefault(order["channel"], Counter())[at_provider(order)] += 1
    return found


def differences(found, wanted):
    """In a few words; empty when they agree."""
    words = []
    for channel in sorted(set(found) | set(wanted)):
        here, there = found.get(channel, Counter()), wanted.get(channel, Counter())
        more, less = here - there, there - here
        if more or less:
            words.append(f"{channel}: {sum(more.values())} too many {sorted(more)[:5]}, {sum(less.values())} missing {sorted(less)[:5]}")
    return "; ".join(words)


def sums(lab):
    """What does not sum up to zero, of all accounts and of each entry."""
    wrong = []
    for schema in ("platform", "provider"):
        for row in lab.rows(f"SELECT currency, sum(amount) AS amount FROM {schema}.balances GROUP BY 1"):
            if row["amount"]:
                wrong.append(f"{schema}: all accounts make {row['amount']} {row['currency']}")
        for row in lab.rows(
            f"SELECT sequence, currency, sum(amount) AS amount FROM {schema}.postings GROUP BY 1, 2 HAVING sum(amount) <> 0"
        ):
            wrong.append(f"{schema}: entry {row['sequence']} makes {row['amount']} {row['currency']}")
        for row in lab.rows(
            f"SELECT coalesce(b.account, p.account) AS account FROM {schema}.balances b FULL JOIN "
            f"(SELECT account, currency, sum(amount) AS amount FROM {schema}.postings GROUP BY 1, 2) p "
            "ON b.account = p.account AND b.currency = p.currency WHERE coalesce(b.amount, 0) <> coalesce(p.amount, 0)"
        ):
            wrong.append(f"{schema}: {row['account']} is not the sum of its postings")
    return wrong
