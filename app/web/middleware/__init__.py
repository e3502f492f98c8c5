"""The layers around the application: cache, log, queue, headers."""
