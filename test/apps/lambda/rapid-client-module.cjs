module.exports = globalThis[Symbol.for('rapid-client')];
