import ask from './ask.cjs';

console.log(await ask.ask());
