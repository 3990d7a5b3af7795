// Reads facts and views into DuckDB and writes views as JSON lines, a file a view: NAME.jsonl in the directory.
// usage: node duckdb.mjs SCHEMA.sql TABLES-DIR VIEWS-DIR NAME…      NODE_PATH holds @duckdb/node-api
//
// Every column of a table is read as the type that the schema gives it; a table may be read twice, and is the same.
import { createRequire } from 'node:module';
import fs from 'node:fs';

const { DuckDBInstance } = createRequire(process.env.NODE_PATH + '/')('@duckdb/node-api');
const [schema, tables, views, ...names] = process.argv.slice(2);
const connection = await (await DuckDBInstance.create(':memory:')).connect();
await connection.run(fs.readFileSync(schema, 'utf8'));
for (const file of fs.readdirSync(tables).sort()) {
  const table = file.replace(/\.jsonl$/, '');
  const from = `${tables}/${file}`;
  if (fs.statSync(from).size === 0) continue;
  const types = (await (await connection.run(`DESCRIBE "${table}"`)).getRows())
    .map(([name, type]) => `"${name}": '${type}'`).join(', ');
  for (let time = 0; time < 2; time++)
    await connection.run(`INSERT OR IGNORE INTO "${table}" BY NAME
      SELECT * FROM read_json('${from}', format = 'newline_delimited', columns = {${types}})`);
}
for (const name of names)
  await connection.run(`COPY (SELECT * FROM "${name}") TO '${views}/${name}.jsonl' (FORMAT json)`);
