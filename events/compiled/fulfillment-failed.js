import { isWellFormed } from '../formats.ts';
"use strict";
export const validator = validate10;
export { schema11 as schema };
const schema11 = { type: "object", required: ["reason", "shortages"], properties: { reason: { type: "string", const: "out-of-stock" }, shortages: { type: "array", items: { type: "object", required: ["sku", "requested", "available"], properties: { sku: { type: "string", minLength: 1, maxLength: 64, format: "well-formed" }, requested: { type: "integer", minimum: 1, maximum: 9007199254740991 }, available: { type: "integer", minimum: 0, maximum: 9007199254740991 } } }, minItems: 1, maxItems: 1e3 } } }, formats0 = isWellFormed;
function validate10(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.reason === void 0) {
      const err0 = { instancePath, keyword: "required", params: { missingProperty: "reason" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.shortages === void 0) {
      const err1 = { instancePath, keyword: "required", params: { missingProperty: "shortages" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.reason !== void 0) {
      let data0 = data.reason;
      if (typeof data0 != "string") {
        const err2 = { instancePath: instancePath + "/reason", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
      }
      if (data0 !== "out-of-stock") {
        const err3 = { instancePath: instancePath + "/reason", keyword: "const", params: { allowedValue: "out-of-stock" }, message: "must be equal to constant" };
        vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
      }
    }
    if (data.shortages !== void 0) {
      let data1 = data.shortages;
      if (Array.isArray(data1)) {
        if (data1.length > 1e3) {
          const err4 = { instancePath: instancePath + "/shortages", keyword: "maxItems", params: { limit: 1e3 } };
          vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
        }
        if (data1.length < 1) {
          const err5 = { instancePath: instancePath + "/shortages", keyword: "minItems", params: { limit: 1 } };
          vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
        }
        const len0 = data1.length;
        for (let i0 = 0; i0 < len0; i0++) {
          let data2 = data1[i0];
          if (data2 && typeof data2 == "object" && !Array.isArray(data2)) {
            if (data2.sku === void 0) {
              const err6 = { instancePath: instancePath + "/shortages/" + i0, keyword: "required", params: { missingProperty: "sku" } };
              vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
            }
            if (data2.requested === void 0) {
              const err7 = { instancePath: instancePath + "/shortages/" + i0, keyword: "required", params: { missingProperty: "requested" } };
              vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
            }
            if (data2.available === void 0) {
              const err8 = { instancePath: instancePath + "/shortages/" + i0, keyword: "required", params: { missingProperty: "available" } };
              vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
            }
            if (data2.sku !== void 0) {
              let data3 = data2.sku;
              if (typeof data3 == "string") {
                if (data3.length > 64) {
                  const err9 = { instancePath: instancePath + "/shortages/" + i0 + "/sku", keyword: "maxLength", params: { limit: 64 } };
                  vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
                }
                if (data3.length < 1) {
                  const err10 = { instancePath: instancePath + "/shortages/" + i0 + "/sku", keyword: "minLength", params: { limit: 1 } };
                  vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
                }
                if (!formats0(data3)) {
                  const err11 = { instancePath: instancePath + "/shortages/" + i0 + "/sku", keyword: "format", params: { format: "well-formed" } };
                  vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
                }
              } else {
                const err12 = { instancePath: instancePath + "/shortages/" + i0 + "/sku", keyword: "type", params: { type: "string" } };
                vErrors === null ? vErrors = [err12] : vErrors.push(err12), errors++;
              }
            }
            if (data2.requested !== void 0) {
              let data4 = data2.requested;
              if (!(typeof data4 == "number" && !(data4 % 1) && !isNaN(data4) && isFinite(data4))) {
                const err13 = { instancePath: instancePath + "/shortages/" + i0 + "/requested", keyword: "type", params: { type: "integer" } };
                vErrors === null ? vErrors = [err13] : vErrors.push(err13), errors++;
              }
              if (typeof data4 == "number" && isFinite(data4)) {
                if (data4 > 9007199254740991 || isNaN(data4)) {
                  const err14 = { instancePath: instancePath + "/shortages/" + i0 + "/requested", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } };
                  vErrors === null ? vErrors = [err14] : vErrors.push(err14), errors++;
                }
                if (data4 < 1 || isNaN(data4)) {
                  const err15 = { instancePath: instancePath + "/shortages/" + i0 + "/requested", keyword: "minimum", params: { comparison: ">=", limit: 1 } };
                  vErrors === null ? vErrors = [err15] : vErrors.push(err15), errors++;
                }
              }
            }
            if (data2.available !== void 0) {
              let data5 = data2.available;
              if (!(typeof data5 == "number" && !(data5 % 1) && !isNaN(data5) && isFinite(data5))) {
                const err16 = { instancePath: instancePath + "/shortages/" + i0 + "/available", keyword: "type", params: { type: "integer" } };
                vErrors === null ? vErrors = [err16] : vErrors.push(err16), errors++;
              }
              if (typeof data5 == "number" && isFinite(data5)) {
                if (data5 > 9007199254740991 || isNaN(data5)) {
                  const err17 = { instancePath: instancePath + "/shortages/" + i0 + "/available", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } };
                  vErrors === null ? vErrors = [err17] : vErrors.push(err17), errors++;
                }
                if (data5 < 0 || isNaN(data5)) {
                  const err18 = { instancePath: instancePath + "/shortages/" + i0 + "/available", keyword: "minimum", params: { comparison: ">=", limit: 0 } };
                  vErrors === null ? vErrors = [err18] : vErrors.push(err18), errors++;
                }
              }
            }
          } else {
            const err19 = { instancePath: instancePath + "/shortages/" + i0, keyword: "type", params: { type: "object" } };
            vErrors === null ? vErrors = [err19] : vErrors.push(err19), errors++;
          }
        }
      } else {
        const err20 = { instancePath: instancePath + "/shortages", keyword: "type", params: { type: "array" } };
        vErrors === null ? vErrors = [err20] : vErrors.push(err20), errors++;
      }
    }
  } else {
    const err21 = { instancePath, keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err21] : vErrors.push(err21), errors++;
  }
  return validate10.errors = vErrors, errors === 0;
}
