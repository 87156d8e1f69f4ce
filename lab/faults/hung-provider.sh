# One of the provider's two servers takes connections and answers nothing: checks that only connect see nothing wrong. Caused again
# after it was healed, it is the recurrence.
# shellcheck shell=bash

describe="one of the provider's two servers hangs: it takes connections and answers nothing"

cause() { signal provider1 STOP; }
heal() { signal provider1 CONT; }
