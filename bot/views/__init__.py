"""What people see: pure functions, facts in, Block Kit, text and iCalendar out."""
