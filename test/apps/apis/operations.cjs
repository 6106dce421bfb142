// What is asked, and by which SDK: each is the row of test/wire/apis/tables of that name.
const families = ['retrieval', 'openai', 'google', 'aws', 'speech', 'hosted', 'clouds', 'mistral'];

const operations = families.flatMap((family) =>
  Object.entries(require(`./operations/${family}.cjs`)).map(([api, { sdks, ask }]) => ({ api, sdks, ask })),
);

module.exports = { operations };
