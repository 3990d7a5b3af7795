// DuckDB by npm's @duckdb/node-api: a file into a table of a database, percentiles by quantile_cont.
// usage: node duckdb.mjs all|load|report final|stream|files|array PATH DB
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(process.cwd() + '/');
const { DuckDBInstance } = require('@duckdb/node-api');
const [what, kind, path, database] = process.argv.slice(2);
if (what !== 'report') rmSync(database, { force: true });
const instance = await DuckDBInstance.create(database);
const db = await instance.connect();

const columns = `{model: 'VARCHAR', created_at: 'VARCHAR', done: 'BOOLEAN', total_duration: 'BIGINT', load_duration: 'BIGINT',
  prompt_eval_count: 'BIGINT', prompt_eval_duration: 'BIGINT', eval_count: 'BIGINT', eval_duration: 'BIGINT'}`;
const format = { final: 'newline_delimited', stream: 'newline_delimited', files: 'unstructured', array: 'array' }[kind];
const input = `read_json('${kind === 'files' ? path + '/*.json' : path}', columns = ${columns}, format = '${format}'
  ${kind === 'files' ? ', maximum_object_size = 65536' : ''})`;
const figures = `model, total_duration AS total_ns, load_duration AS load_ns, prompt_eval_count AS prompt_count,
  prompt_eval_duration AS prompt_ns, eval_count AS count, eval_duration AS ns`;
const ns = (column) => `(epoch_us(strptime(substr(${column}, 1, 19), '%Y-%m-%dT%H:%M:%S')) * 1000
  + CAST(substr(${column}, 21, 9) AS BIGINT))`;
const tables = {
  stream: `CREATE TABLE request AS
    WITH line AS (SELECT *, row_number() OVER () AS number FROM ${input}),
    grouped AS (SELECT *, coalesce(sum(CAST(done AS INTEGER)) OVER (ORDER BY number ROWS BETWEEN UNBOUNDED PRECEDING
      AND 1 PRECEDING), 0) AS answer FROM line),
    timed AS (SELECT *, first_value(created_at) OVER (PARTITION BY answer ORDER BY number) AS first_at FROM grouped)
    SELECT ${figures}, ${ns('first_at')} - (${ns('created_at')} - total_duration) AS ttft_ns FROM timed WHERE done`,
};
const plain = `CREATE TABLE request AS SELECT ${figures}, load_duration + prompt_eval_duration AS ttft_ns
  FROM ${input} WHERE done`;
if (what !== 'report') await db.run(tables[kind] ?? plain);

const metrics = {
  ttft_ms: 'ttft_ns / 1e6', tpot_ms: 'ns / 1e6 / count', prefill_tok_s: 'prompt_count * 1e9 / prompt_ns',
  decode_tok_s: 'count * 1e9 / ns', total_s: 'total_ns / 1e9', eval_count: 'CAST(count AS DOUBLE)',
};
if (what !== 'load') {
  const wanted = Object.entries(metrics).map(([name, sql]) => `quantile_cont(CAST(${sql} AS DOUBLE), [0.5, 0.95, 0.99]) AS ${name}`);
  const reader = await db.runAndReadAll(`SELECT model, ${wanted.join(', ')} FROM request GROUP BY model ORDER BY model`);
  for (const row of reader.getRowObjectsJS())
    for (const name of Object.keys(metrics))
      row[name].forEach((value, i) => console.log(`${row.model},${name},${[50000, 95000, 99000][i]},${value}`));
}
db.closeSync?.();
instance.closeSync?.();
