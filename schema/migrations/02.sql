-- Schema 2 of schema 1: look-ups by path, size and source, and what files were before they grew.
CREATE INDEX source_path ON source(path);
CREATE INDEX source_size ON source(size_bytes);
CREATE TABLE outgrown(               -- what a file was before it grew, where that held a record cut short
  content_hash TEXT PRIMARY KEY,
  size_bytes   INTEGER NOT NULL,
  source_id    INTEGER NOT NULL REFERENCES source
) STRICT, WITHOUT ROWID;
CREATE INDEX request_source ON request(source_id);
