import { isCurrency } from '../formats.ts';
"use strict";
export const validator = validate10;
export { schema11 as schema };
const schema11 = { type: "object", required: ["invoiceNumber", "totalMinor", "currency"], properties: { invoiceNumber: { type: "string", pattern: "^\\d{4}-\\d{6,}$" }, totalMinor: { type: "integer", minimum: 0, maximum: 9007199254740991 }, currency: { type: "string", format: "iso-4217", description: "ISO 4217 code of a currency with minor units" } } }, pattern0 = new RegExp("^\\d{4}-\\d{6,}$", "u"), formats0 = isCurrency;
function validate10(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.invoiceNumber === void 0) {
      const err0 = { instancePath, keyword: "required", params: { missingProperty: "invoiceNumber" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.totalMinor === void 0) {
      const err1 = { instancePath, keyword: "required", params: { missingProperty: "totalMinor" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.currency === void 0) {
      const err2 = { instancePath, keyword: "required", params: { missingProperty: "currency" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    if (data.invoiceNumber !== void 0) {
      let data0 = data.invoiceNumber;
      if (typeof data0 == "string") {
        if (!pattern0.test(data0)) {
          const err3 = { instancePath: instancePath + "/invoiceNumber", keyword: "pattern", params: { pattern: "^\\d{4}-\\d{6,}$" } };
          vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
        }
      } else {
        const err4 = { instancePath: instancePath + "/invoiceNumber", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
      }
    }
    if (data.totalMinor !== void 0) {
      let data1 = data.totalMinor;
      if (!(typeof data1 == "number" && !(data1 % 1) && !isNaN(data1) && isFinite(data1))) {
        const err5 = { instancePath: instancePath + "/totalMinor", keyword: "type", params: { type: "integer" } };
        vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
      }
      if (typeof data1 == "number" && isFinite(data1)) {
        if (data1 > 9007199254740991 || isNaN(data1)) {
          const err6 = { instancePath: instancePath + "/totalMinor", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } };
          vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
        }
        if (data1 < 0 || isNaN(data1)) {
          const err7 = { instancePath: instancePath + "/totalMinor", keyword: "minimum", params: { comparison: ">=", limit: 0 } };
          vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
        }
      }
    }
    if (data.currency !== void 0) {
      let data2 = data.currency;
      if (typeof data2 == "string") {
        if (!formats0(data2)) {
          const err8 = { instancePath: instancePath + "/currency", keyword: "format", params: { format: "iso-4217" }, message: "is not an active ISO 4217 currency" };
          vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
        }
      } else {
        const err9 = { instancePath: instancePath + "/currency", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
      }
    }
  } else {
    const err10 = { instancePath, keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
  }
  return validate10.errors = vErrors, errors === 0;
}
