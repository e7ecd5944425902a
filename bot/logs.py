"""Log lines: one event each, as text or JSON, and never a token in them."""

import logging
import re
import sys
from typing import Any

import structlog

TOKEN = re.compile(r"\bx(?:ox[a-z]|app|oxe\.xox[a-z])-[\w-]+|v0=[0-9a-f]{64}")


def configure(style: str) -> None:
    """Write log lines to standard error; `style` is text or json."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    last = _masked(structlog.processors.JSONRenderer() if style == "json" else _text)
    structlog.configure(
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last], foreign_pre_chain=shared
        )
    )
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick that is skipped because one runs is no news
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def _masked(render: Any) -> Any:
    """Take tokens out of the finished line: they also hide in lists, in headers and in the text of an error."""
    return lambda logger, name, event: TOKEN.sub("***", render(logger, name, event))


def _text(_: Any, __: str, event: Any) -> str:
    known = {name: event.pop(name, None) for name in ("timestamp", "level", "event", "exception")}
    rest = " ".join(f"{name}={value}" for name, value in event.items() if not name.startswith("_"))
    line = f"{known['timestamp']} {known['level']} {known['event']} {rest}".rstrip()
    return f"{line}\n{known['exception']}" if known["exception"] else line
