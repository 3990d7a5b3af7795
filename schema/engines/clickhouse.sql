-- What ClickHouse needs before the tables and views of evalrate: settings of its dialect, and strftime as SQLite calls it.
-- Tried with ClickHouse 26.7.
--
-- The settings hold for a session. Whoever reads the views needs them, too: give them to the user or its profile.
-- (Where it orders joins by cost, 26.7 fails over views that join the same tables as the views they read.)
SET join_use_nulls = 1, cast_keep_nullable = 1, prefer_column_name_to_alias = 1, query_plan_optimize_join_order_limit = 0;

CREATE FUNCTION strftime AS (format, seconds, origin) ->
  formatDateTime(toDateTime64(toInt64(seconds), 0, 'UTC'), replaceAll(format, '%M', '%i'));

CREATE TABLE copy_state(id Int64, fresh Int64) ENGINE = ReplacingMergeTree ORDER BY id;
INSERT INTO copy_state VALUES (1, 0);
