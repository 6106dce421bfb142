// Jest gives tests a copy of `process`, whose list of loaded modules stays as it is now: what the wire looks for in it must be there.
require('node:https');

module.exports = require('jest-environment-node');
