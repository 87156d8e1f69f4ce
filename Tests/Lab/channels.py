"""The channels that are tried in the lab, one row each. A channel is tried when `vigie traffic` speaks it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Channel:
    name: str
    # By which record of psp.test its shops or terminals find the platform.
    record: str
    # What `--to` says, without the host, which is a name or on loopback an address.
    place: str
    # What the platform's books call it.
    ledger: str
    # The role that asks the provider for it; None for what never gets there.
    asks_provider: str | None
    # Of `vigie traffic`, besides.
    options: tuple = field(default=())
    # On loopback web services are told apart by names that nobody finds there.
    needs_names: bool = True


# The key of the lab's shop is test material, as the lab's page says it.
SHOP = {"VIGIE_SHOP_KEY": "vgk_test_lab_shop"}
RETURN = ("--return-address", "https://pay.psp.test/back")

CHANNELS = [
    Channel("ecommerce", "pay", "tls:{host}:443", "ecommerce", "gateway"),
    Channel("3ds", "pay", "tls:{host}:443", "ecommerce", "gateway"),
    Channel("instore-cb2a", "cb2a", "tls:{host}:5002", "instore-cb2a", "cb2a-host", needs_names=False),
    Channel("instore-nexo", "nexo", "tls:{host}:5001", "instore-nexo", "nexo-authorisation", needs_names=False),
    Channel("apm", "apm", "tls:{host}:443", "apm", None, RETURN),
    Channel("e-terminal", "pay", "tls:{host}:443", "e-terminal", "gateway"),
]
