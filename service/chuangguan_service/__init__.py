"""The service that mobile front ends call: who is calling, parse, call the library, return."""
