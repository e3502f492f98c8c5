"""The layers around the application: cache, queue, headers."""
