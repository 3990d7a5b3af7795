-- What DuckDB needs before the tables and views of evalrate: strftime as SQLite calls it. Tried with DuckDB 1.5.
CREATE MACRO strftime(format, seconds, origin) AS
  system.main.strftime(make_timestamp(CAST(trunc(seconds) AS BIGINT) * 1000000), format);

CREATE TABLE copy_state(id BIGINT PRIMARY KEY, fresh BIGINT NOT NULL);
INSERT INTO copy_state VALUES (1, 0);
