"""What changes the catalogue and the calendars."""
