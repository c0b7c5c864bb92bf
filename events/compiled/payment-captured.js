import { isCurrency, isWellFormed } from '../formats.ts';
"use strict";
export const validator = validate10;
export { schema11 as schema };
const schema11 = { type: "object", required: ["chargeId", "amountMinor", "currency", "customerId"], properties: { chargeId: { type: "string", minLength: 1, maxLength: 128, format: "well-formed" }, amountMinor: { type: "integer", minimum: 0, maximum: 9007199254740991 }, currency: { type: "string", format: "iso-4217", description: "ISO 4217 code of a currency with minor units" }, customerId: { type: "string", minLength: 1, maxLength: 64, format: "well-formed" } } }, formats0 = isWellFormed, formats2 = isCurrency;
function validate10(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.chargeId === void 0) {
      const err0 = { instancePath, keyword: "required", params: { missingProperty: "chargeId" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.amountMinor === void 0) {
      const err1 = { instancePath, keyword: "required", params: { missingProperty: "amountMinor" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.currency === void 0) {
      const err2 = { instancePath, keyword: "required", params: { missingProperty: "currency" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    if (data.customerId === void 0) {
      const err3 = { instancePath, keyword: "required", params: { missingProperty: "customerId" } };
      vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
    }
    if (data.chargeId !== void 0) {
      let data0 = data.chargeId;
      if (typeof data0 == "string") {
        if (data0.length > 128) {
          const err4 = { instancePath: instancePath + "/chargeId", keyword: "maxLength", params: { limit: 128 } };
          vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
        }
        if (data0.length < 1) {
          const err5 = { instancePath: instancePath + "/chargeId", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
        }
        if (!formats0(data0)) {
          const err6 = { instancePath: instancePath + "/chargeId", keyword: "format", params: { format: "well-formed" } };
          vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
        }
      } else {
        const err7 = { instancePath: instancePath + "/chargeId", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
      }
    }
    if (data.amountMinor !== void 0) {
      let data1 = data.amountMinor;
      if (!(typeof data1 == "number" && !(data1 % 1) && !isNaN(data1) && isFinite(data1))) {
        const err8 = { instancePath: instancePath + "/amountMinor", keyword: "type", params: { type: "integer" } };
        vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
      }
      if (typeof data1 == "number" && isFinite(data1)) {
        if (data1 > 9007199254740991 || isNaN(data1)) {
          const err9 = { instancePath: instancePath + "/amountMinor", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } };
          vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
        }
        if (data1 < 0 || isNaN(data1)) {
          const err10 = { instancePath: instancePath + "/amountMinor", keyword: "minimum", params: { comparison: ">=", limit: 0 } };
          vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
        }
      }
    }
    if (data.currency !== void 0) {
      let data2 = data.currency;
      if (typeof data2 == "string") {
        if (!formats2(data2)) {
          const err11 = { instancePath: instancePath + "/currency", keyword: "format", params: { format: "iso-4217" }, message: "is not an active ISO 4217 currency" };
          vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
        }
      } else {
        const err12 = { instancePath: instancePath + "/currency", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err12] : vErrors.push(err12), errors++;
      }
    }
    if (data.customerId !== void 0) {
      let data3 = data.customerId;
      if (typeof data3 == "string") {
        if (data3.length > 64) {
          const err13 = { instancePath: instancePath + "/customerId", keyword: "maxLength", params: { limit: 64 } };
          vErrors === null ? vErrors = [err13] : vErrors.push(err13), errors++;
        }
        if (data3.length < 1) {
          const err14 = { instancePath: instancePath + "/customerId", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err14] : vErrors.push(err14), errors++;
        }
        if (!formats0(data3)) {
          const err15 = { instancePath: instancePath + "/customerId", keyword: "format", params: { format: "well-formed" } };
          vErrors === null ? vErrors = [err15] : vErrors.push(err15), errors++;
        }
      } else {
        const err16 = { instancePath: instancePath + "/customerId", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err16] : vErrors.push(err16), errors++;
      }
    }
  } else {
    const err17 = { instancePath, keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err17] : vErrors.push(err17), errors++;
  }
  return validate10.errors = vErrors, errors === 0;
}
