import { isCurrency, isWellFormed } from '../formats.ts';
"use strict";
export const validator = validate10;
export { schema11 as schema };
const schema11 = { type: "object", required: ["refundId", "chargeId", "amountMinor", "currency", "customerId", "reason"], properties: { refundId: { type: "string", minLength: 1, maxLength: 128, format: "well-formed" }, chargeId: { type: "string", minLength: 1, maxLength: 128, format: "well-formed" }, amountMinor: { type: "integer", minimum: 0, maximum: 9007199254740991 }, currency: { type: "string", format: "iso-4217", description: "ISO 4217 code of a currency with minor units" }, customerId: { type: "string", minLength: 1, maxLength: 64, format: "well-formed" }, reason: { anyOf: [{ type: "string", const: "out-of-stock" }, { type: "string", const: "undeliverable" }] } } }, formats0 = isWellFormed, formats4 = isCurrency;
function validate10(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.refundId === void 0) {
      const err0 = { instancePath, keyword: "required", params: { missingProperty: "refundId" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.chargeId === void 0) {
      const err1 = { instancePath, keyword: "required", params: { missingProperty: "chargeId" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.amountMinor === void 0) {
      const err2 = { instancePath, keyword: "required", params: { missingProperty: "amountMinor" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    if (data.currency === void 0) {
      const err3 = { instancePath, keyword: "required", params: { missingProperty: "currency" } };
      vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
    }
    if (data.customerId === void 0) {
      const err4 = { instancePath, keyword: "required", params: { missingProperty: "customerId" } };
      vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
    }
    if (data.reason === void 0) {
      const err5 = { instancePath, keyword: "required", params: { missingProperty: "reason" } };
      vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
    }
    if (data.refundId !== void 0) {
      let data0 = data.refundId;
      if (typeof data0 == "string") {
        if (data0.length > 128) {
          const err6 = { instancePath: instancePath + "/refundId", keyword: "maxLength", params: { limit: 128 } };
          vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
        }
        if (data0.length < 1) {
          const err7 = { instancePath: instancePath + "/refundId", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
        }
        if (!formats0(data0)) {
          const err8 = { instancePath: instancePath + "/refundId", keyword: "format", params: { format: "well-formed" } };
          vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
        }
      } else {
        const err9 = { instancePath: instancePath + "/refundId", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
      }
    }
    if (data.chargeId !== void 0) {
      let data1 = data.chargeId;
      if (typeof data1 == "string") {
        if (data1.length > 128) {
          const err10 = { instancePath: instancePath + "/chargeId", keyword: "maxLength", params: { limit: 128 } };
          vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
        }
        if (data1.length < 1) {
          const err11 = { instancePath: instancePath + "/chargeId", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
        }
        if (!formats0(data1)) {
          const err12 = { instancePath: instancePath + "/chargeId", keyword: "format", params: { format: "well-formed" } };
          vErrors === null ? vErrors = [err12] : vErrors.push(err12), errors++;
        }
      } else {
        const err13 = { instancePath: instancePath + "/chargeId", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err13] : vErrors.push(err13), errors++;
      }
    }
    if (data.amountMinor !== void 0) {
      let data2 = data.amountMinor;
      if (!(typeof data2 == "number" && !(data2 % 1) && !isNaN(data2) && isFinite(data2))) {
        const err14 = { instancePath: instancePath + "/amountMinor", keyword: "type", params: { type: "integer" } };
        vErrors === null ? vErrors = [err14] : vErrors.push(err14), errors++;
      }
      if (typeof data2 == "number" && isFinite(data2)) {
        if (data2 > 9007199254740991 || isNaN(data2)) {
          const err15 = { instancePath: instancePath + "/amountMinor", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } };
          vErrors === null ? vErrors = [err15] : vErrors.push(err15), errors++;
        }
        if (data2 < 0 || isNaN(data2)) {
          const err16 = { instancePath: instancePath + "/amountMinor", keyword: "minimum", params: { comparison: ">=", limit: 0 } };
          vErrors === null ? vErrors = [err16] : vErrors.push(err16), errors++;
        }
      }
    }
    if (data.currency !== void 0) {
      let data3 = data.currency;
      if (typeof data3 == "string") {
        if (!formats4(data3)) {
          const err17 = { instancePath: instancePath + "/currency", keyword: "format", params: { format: "iso-4217" }, message: "is not an active ISO 4217 currency" };
          vErrors === null ? vErrors = [err17] : vErrors.push(err17), errors++;
        }
      } else {
        const err18 = { instancePath: instancePath + "/currency", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err18] : vErrors.push(err18), errors++;
      }
    }
    if (data.customerId !== void 0) {
      let data4 = data.customerId;
      if (typeof data4 == "string") {
        if (data4.length > 64) {
          const err19 = { instancePath: instancePath + "/customerId", keyword: "maxLength", params: { limit: 64 } };
          vErrors === null ? vErrors = [err19] : vErrors.push(err19), errors++;
        }
        if (data4.length < 1) {
          const err20 = { instancePath: instancePath + "/customerId", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err20] : vErrors.push(err20), errors++;
        }
        if (!formats0(data4)) {
          const err21 = { instancePath: instancePath + "/customerId", keyword: "format", params: { format: "well-formed" } };
          vErrors === null ? vErrors = [err21] : vErrors.push(err21), errors++;
        }
      } else {
        const err22 = { instancePath: instancePath + "/customerId", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err22] : vErrors.push(err22), errors++;
      }
    }
    if (data.reason !== void 0) {
      let data5 = data.reason;
      const _errs12 = errors;
      let valid1 = !1;
      const _errs13 = errors;
      if (typeof data5 != "string") {
        const err23 = { instancePath: instancePath + "/reason", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err23] : vErrors.push(err23), errors++;
      }
      if (data5 !== "out-of-stock") {
        const err24 = { instancePath: instancePath + "/reason", keyword: "const", params: { allowedValue: "out-of-stock" }, message: "must be equal to constant" };
        vErrors === null ? vErrors = [err24] : vErrors.push(err24), errors++;
      }
      var _valid0 = _errs13 === errors;
      if (valid1 = valid1 || _valid0, !valid1) {
        const _errs15 = errors;
        if (typeof data5 != "string") {
          const err25 = { instancePath: instancePath + "/reason", keyword: "type", params: { type: "string" } };
          vErrors === null ? vErrors = [err25] : vErrors.push(err25), errors++;
        }
        if (data5 !== "undeliverable") {
          const err26 = { instancePath: instancePath + "/reason", keyword: "const", params: { allowedValue: "undeliverable" }, message: "must be equal to constant" };
          vErrors === null ? vErrors = [err26] : vErrors.push(err26), errors++;
        }
        var _valid0 = _errs15 === errors;
        valid1 = valid1 || _valid0;
      }
      if (valid1)
        errors = _errs12, vErrors !== null && (_errs12 ? vErrors.length = _errs12 : vErrors = null);
      else {
        const err27 = { instancePath: instancePath + "/reason", keyword: "anyOf", params: {}, message: "must match a schema in anyOf" };
        vErrors === null ? vErrors = [err27] : vErrors.push(err27), errors++;
      }
    }
  } else {
    const err28 = { instancePath, keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err28] : vErrors.push(err28), errors++;
  }
  return validate10.errors = vErrors, errors === 0;
}
