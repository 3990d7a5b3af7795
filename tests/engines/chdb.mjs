// Reads facts and views into the ClickHouse of chDB and writes views as JSON lines, a file a view: NAME.jsonl in the directory.
// usage: node chdb.mjs SCHEMA.sql TABLES-DIR VIEWS-DIR DATA-DIR NAME…      NODE_PATH holds chdb
//
// A table is read twice, and is the same: its view shows each row once. Doubles print as the shortest text that is exact.
// Of the views that KEEP names the answer stands in their place from then on: it is compared like each, and need not be
// worked out again for each view that reads it.
import { createRequire } from 'node:module';
import fs from 'node:fs';

const { Session } = createRequire(process.env.NODE_PATH + '/')('chdb');
const [schema, tables, views, data, ...names] = process.argv.slice(2);
const session = new Session(data);
const statements = fs.readFileSync(schema, 'utf8').replace(/--.*$/gm, '').split(/;\s*$/m).filter((text) => text.trim());
const run = (text, format) => {
  try {
    return session.query(text, format);
  } catch (error) {
    console.log(`# ${error.message.split('\n')[0].slice(0, 400)}\n#   in: ${text.trim().slice(0, 80)}`);
    return '';
  }
};
run('CREATE DATABASE evalrate');
run('USE evalrate');
for (const text of statements) run(text);
for (const file of fs.readdirSync(tables).sort())
  for (let time = 0; time < 2; time++)
    run(`INSERT INTO ${file.replace(/\.jsonl$/, '')}_rows SELECT * FROM file('${tables}/${file}', JSONEachRow)`);
const kept = new Set((process.env.KEEP ?? '').split(' '));
for (const name of names) {
  if (kept.has(name)) {
    run(`CREATE TABLE kept ENGINE = Memory AS SELECT * FROM ${name}`);
    run(`DROP VIEW ${name}`);
    run(`RENAME TABLE kept TO ${name}`);
  }
  fs.writeFileSync(`${views}/${name}.jsonl`, run(`SELECT * FROM ${name}`, 'JSONEachRow'));
}
session.cleanup();
