export { runDead } from './run-dead';
export { runRelay } from './run-relay';
