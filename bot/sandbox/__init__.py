"""A local Slack workspace: the other side of Slack's wire. It imports nothing else of this project."""

from bot.sandbox.harness import Failed
from bot.sandbox.workspace import Workspace

__all__ = ["Failed", "Workspace"]
