"""Slack's door: payloads in, answers out; one file of handlers per noun."""
