CREATE VIEW exclusions AS
SELECT series, metric, reason, count() AS request_count
FROM series_requests
ARRAY JOIN
  ['total_s', 'ttft_ms', 'ttft_warm_ms', 'prefill_tok_s', 'decode_tok_s', 'gap_p50_ms'] AS metric,
  [why_not_total, why_not_ttft, why_not_ttft_warm, why_not_prefill, why_not_decode, why_not_stream] AS reason
WHERE reason IS NOT NULL
GROUP BY series, metric, reason;
