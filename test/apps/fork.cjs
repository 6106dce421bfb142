require('node:child_process').fork(`${__dirname}/question.cjs`);
