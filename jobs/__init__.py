"""The clock: ticks that claim what is due and send it."""
