"""What the jobs have done in this process, as Prometheus counts it."""

from prometheus_client import Counter, Histogram

SENT = Counter("convenor_deliveries_sent", "Messages that Slack has taken", ["kind"])
FAILED = Counter("convenor_deliveries_failed", "Messages that were given up", ["kind"])
LIMITED = Counter("convenor_slack_limited", "Calls that Slack refused for their rate (429)", ["method"])
LATE = Histogram(
    "convenor_deliveries_late_seconds",
    "From when a message was due until Slack had it (programme time)",
    buckets=(0.3, 1, 3, 10, 30, 60, 300, 900, 3600, 14400, 86400),
)
