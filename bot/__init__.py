"""Talk with contacts and staff: dialogue, channels, API, pages, command line."""
