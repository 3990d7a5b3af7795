-- request_series: which series each request is counted in. A row is a request in a series.
--
-- Statistics are kept per series, and this view is the only place that says what a series is.
--  1. As it stands here a series is that of default_series.
--  2. A selection or another grouping is a TEMP table (or view) of this name, with the same two columns. SQLite looks
--     into TEMP first, so views that read this one, made again in TEMP, answer for the selection.
--  3. Every request is here, measurements or not: what is left out of a figure is decided in request_use alone.
CREATE VIEW request_series AS
SELECT request_id, series
FROM default_series;
