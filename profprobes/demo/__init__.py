"""Demo data: one region that looks lived in. Every person is called «Демо-…», every IIN and BIN passes the checksum and belongs to nobody."""
