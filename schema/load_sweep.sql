-- load_sweep: the state of a machine between two events. A row holds from at_ns until next_at_ns (NULL after the last).
--
--  1. in_flight and tok_s (tokens a second of all requests together) are running sums of load_events; at equal times ends
--     come before starts.
--  2. area_ns is the integral of in_flight up to at_ns, in whole request-nanoseconds: its difference over a request,
--     divided by the request's time, is the mean number in flight that it met.
CREATE VIEW load_sweep AS
WITH swept AS (
  SELECT run_id, request_id, what, at_ns, in_flight_change,
    lead(at_ns) OVER moment AS next_at_ns,
    coalesce(lag(at_ns) OVER moment, at_ns) AS last_at_ns,
    sum(in_flight_change) OVER (PARTITION BY run_id ORDER BY at_ns, in_flight_change, request_id
                                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS in_flight,
    CAST(sum(CAST(floor(tok_s_change * 1e6 + 0.5) AS BIGINT))
           OVER (PARTITION BY run_id ORDER BY at_ns, in_flight_change, request_id
                 ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS DOUBLE PRECISION) / 1e6 AS tok_s
  FROM load_events
  WINDOW moment AS (PARTITION BY run_id ORDER BY at_ns, in_flight_change, request_id))
SELECT run_id, request_id, what, at_ns, next_at_ns, in_flight, tok_s,
  sum((in_flight - in_flight_change) * (at_ns - last_at_ns))
    OVER (PARTITION BY run_id ORDER BY at_ns, in_flight_change, request_id
          ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS area_ns
FROM swept;
