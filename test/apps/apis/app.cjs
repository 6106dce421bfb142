// Asks APIs by their SDKs, those that are named, and prints what the SDKs return. `STAND_IN` is the port that stands in for all hosts.
require('./connect.cjs');
const { fetched } = require('./fetched.cjs');
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
  const chosen = operations.filter(({ api }) => names.includes(api));
  for (const { api, ask } of [...chosen, ...fetched]) {
    console.log(JSON.stringify({ api, ...(await outcomeOf(ask)) }));
  }
  process.exit(); // some SDKs keep their connections open
})();
