// A clickhouse-client of so much as README uses, over chDB's engine in the folder CHDB_DATA: --multiquery with statements
// from standard input, or --query SQL with the rows to insert there; --SETTING=VALUE sets.
import { createRequire } from 'node:module';
import fs from 'node:fs';

const { Session } = createRequire(process.env.NODE_PATH + '/')('chdb');
const words = process.argv.slice(2);
const session = new Session(process.env.CHDB_DATA);
session.query('CREATE DATABASE IF NOT EXISTS evalrate');
session.query('USE evalrate');
for (const word of words) if (/^--\w+=/.test(word)) session.query(`SET ${word.slice(2)}`);
if (words.includes('--multiquery')) {
  const statements = fs.readFileSync(0, 'utf8').replace(/--.*$/gm, '').split(/;\s*$/m);
  for (const text of statements) if (text.trim()) session.query(text);
} else {
  const sql = words[words.indexOf('--query') + 1];
  const rows = sql.startsWith('INSERT') ? fs.readFileSync(0, 'utf8') : '';
  if (rows || !sql.startsWith('INSERT')) process.stdout.write(session.query(`${sql}\n${rows}`, 'JSONEachRow') ?? '');
}
