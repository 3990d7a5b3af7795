-- What PostgreSQL needs before the tables and views of evalrate: the two functions of SQLite that the views call, and the
-- way in for exported facts. Tried with PostgreSQL 15.
--
--  1. Text is compared byte by byte (COLLATE "C"), as SQLite does; so are the columns of the tables.
--  2. evalrate export --to jsonl fills table stage, a line a row; evalrate_take('request') moves the rows into table
--     request. A row that is there already is replaced, so loading twice changes nothing.
CREATE FUNCTION strftime(format text, seconds bigint, origin text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN to_char(to_timestamp(seconds) AT TIME ZONE 'UTC', replace(replace(replace(replace(replace(replace(replace(replace(
  format, 'T', '"T"'), 'Z', '"Z"'), '%Y', 'YYYY'), '%m', 'MM'), '%d', 'DD'), '%H', 'HH24'), '%M', 'MI'), '%S', 'SS'));

CREATE FUNCTION printf(format text, value bigint) RETURNS text LANGUAGE sql IMMUTABLE
RETURN replace(replace(format, '%09d', lpad(CAST(value AS text), 9, '0')), '%016x', lpad(to_hex(value), 16, '0'));

CREATE UNLOGGED TABLE stage(line json);

CREATE FUNCTION evalrate_take(name text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  keys text;
  columns text;
  taken bigint;
BEGIN
  SELECT string_agg(quote_ident(a.attname), ', ') INTO keys
  FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
  WHERE i.indrelid = name::regclass AND i.indisprimary;
  SELECT string_agg(format('%1$I = EXCLUDED.%1$I', attname), ', ') INTO columns
  FROM pg_attribute WHERE attrelid = name::regclass AND attnum > 0;
  EXECUTE format('INSERT INTO %1$s SELECT DISTINCT ON (%2$s) r.* FROM stage, json_populate_record(NULL::%1$s, line) r'
                 ' ON CONFLICT (%2$s) DO UPDATE SET %3$s', name::regclass, keys, columns);
  GET DIAGNOSTICS taken = ROW_COUNT;
  TRUNCATE stage;
  RETURN taken;
END $$;

CREATE TABLE copy_state(id bigint PRIMARY KEY, fresh bigint NOT NULL);
INSERT INTO copy_state VALUES (1, 0);
