"""Counts payments with OpenTelemetry's SDK and sends them: sender.py ENDPOINT cumulative|delta

Prints how many good ones it counted after the first export."""

import sys
import time

from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.sdk.metrics import Counter, MeterProvider
from opentelemetry.sdk.metrics.export import AggregationTemporality, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource

endpoint, word = sys.argv[1:]
temporality = AggregationTemporality.CUMULATIVE if word == "cumulative" else AggregationTemporality.DELTA
exporter = OTLPMetricExporter(
    endpoint=endpoint, compression=Compression.Gzip, preferred_temporality={Counter: temporality})
reader = PeriodicExportingMetricReader(exporter, export_interval_millis=3_600_000)
provider = MeterProvider(
    metric_readers=[reader],
    resource=Resource({"service.name": "gateway", "service.instance.id": word}))
payments = provider.get_meter("test").create_counter("payments")


def pay(count):
    payments.add(count, {"server": "acq-1" if word == "cumulative" else "acq-2", "outcome": "approved", "attempt": 1})


pay(5)
if not provider.force_flush():
    sys.exit("the first export failed")
counted = 0 if word == "cumulative" else 5
for count in (3, 8):
    time.sleep(1.2)
    pay(count)
    counted += count
    if not provider.force_flush():
        sys.exit("an export failed")
print(counted)
