"""What the chat sources share: layouts and clocks, calendars, people, placeholders, files within files."""
