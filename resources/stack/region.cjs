/** `${file(…)}` of the framework loads CommonJS only. */
module.exports = require('./region.ts');
