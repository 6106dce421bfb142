// Adds events one by one to a store in the folder, and prints the number of each when it is kept: `<way> <folder> <first> <many> [bytes]`.
import { writeSync } from 'node:fs';
import { modelEvent } from './events';
import { ways } from './stores';

const [name, folder = '', first = '1', many = '1', bytes = '10'] = process.argv.slice(2);
const way = ways.find((each) => each.name === name);
if (way === undefined) throw new Error(`This Node cannot keep by ${name}`);
const store = way.open(folder);
const content = 'w'.repeat(Number(bytes));
for (let n = Number(first); n < Number(first) + Number(many); n += 1) {
  store.addEvents([modelEvent(n, { response: { content } })]);
  writeSync(1, `${n}\n`);
}
writeSync(1, `${JSON.stringify({ kept: store.count(), where: store.where, note: store.note })}\n`);
store.close();
