// A duckdb of so much as README uses: duckdb DATABASE [-c SQL], else SQL from standard input. Rows are printed as JSON lines.
import { createRequire } from 'node:module';
import fs from 'node:fs';

const { DuckDBInstance } = createRequire(process.env.NODE_PATH + '/')('@duckdb/node-api');
const [database, option, sql] = process.argv.slice(2);
const instance = await DuckDBInstance.create(database);
const connection = await instance.connect();
const result = await connection.runAndReadAll(option === '-c' ? sql : fs.readFileSync(0, 'utf8'));
if (option === '-c') for (const row of result.getRowObjectsJson()) console.log(JSON.stringify(row));
connection.closeSync();
instance.closeSync();
