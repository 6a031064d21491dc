"""What comes in and goes out as data, one module a format."""
