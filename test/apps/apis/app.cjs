// Asks APIs by their SDKs, one after another, and prints what the SDKs return. `STAND_IN` is the port that stands in for all hosts.
require('./connect.cjs');
const { operations } = require('./operations.cjs');

const names = process.argv.slice(2);

async function outcomeOf(ask) {
  try {
    return { returned: await ask() };
  } catch (error) {
    return { thrown: `${error.name}: ${error.message}` };
  }
}

(async () => {
  for (const { api, ask } of operations.filter(({ api }) => names.length === 0 || names.includes(api))) {
    console.log(JSON.stringify({ api, ...(await outcomeOf(ask)) }));
  }
  process.exit(); // some SDKs keep their connections open
})();
