"""Work off the UI thread: read and write operations, progress, cancellation. The only thread makers."""
