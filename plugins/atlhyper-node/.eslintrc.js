module.exports = require('../../scripts/lint/boundaries')(__dirname);
