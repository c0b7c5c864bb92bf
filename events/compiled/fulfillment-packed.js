import { isWellFormed } from '../formats.ts';
"use strict";
export const validator = validate10;
export { schema11 as schema };
const schema11 = { type: "object", required: ["items"], properties: { items: { type: "array", items: { type: "object", required: ["sku", "quantity"], properties: { sku: { type: "string", minLength: 1, maxLength: 64, format: "well-formed" }, quantity: { type: "integer", minimum: 1, maximum: 1e9 } } }, minItems: 1, maxItems: 1e3 } } }, formats0 = isWellFormed;
function validate10(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.items === void 0) {
      const err0 = { instancePath, keyword: "required", params: { missingProperty: "items" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.items !== void 0) {
      let data0 = data.items;
      if (Array.isArray(data0)) {
        if (data0.length > 1e3) {
          const err1 = { instancePath: instancePath + "/items", keyword: "maxItems", params: { limit: 1e3 } };
          vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
        }
        if (data0.length < 1) {
          const err2 = { instancePath: instancePath + "/items", keyword: "minItems", params: { limit: 1 } };
          vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
        }
        const len0 = data0.length;
        for (let i0 = 0; i0 < len0; i0++) {
          let data1 = data0[i0];
          if (data1 && typeof data1 == "object" && !Array.isArray(data1)) {
            if (data1.sku === void 0) {
              const err3 = { instancePath: instancePath + "/items/" + i0, keyword: "required", params: { missingProperty: "sku" } };
              vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
            }
            if (data1.quantity === void 0) {
              const err4 = { instancePath: instancePath + "/items/" + i0, keyword: "required", params: { missingProperty: "quantity" } };
              vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
            }
            if (data1.sku !== void 0) {
              let data2 = data1.sku;
              if (typeof data2 == "string") {
                if (data2.length > 64) {
                  const err5 = { instancePath: instancePath + "/items/" + i0 + "/sku", keyword: "maxLength", params: { limit: 64 } };
                  vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
                }
                if (data2.length < 1) {
                  const err6 = { instancePath: instancePath + "/items/" + i0 + "/sku", keyword: "minLength", params: { limit: 1 } };
                  vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
                }
                if (!formats0(data2)) {
                  const err7 = { instancePath: instancePath + "/items/" + i0 + "/sku", keyword: "format", params: { format: "well-formed" } };
                  vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
                }
              } else {
                const err8 = { instancePath: instancePath + "/items/" + i0 + "/sku", keyword: "type", params: { type: "string" } };
                vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
              }
            }
            if (data1.quantity !== void 0) {
              let data3 = data1.quantity;
              if (!(typeof data3 == "number" && !(data3 % 1) && !isNaN(data3) && isFinite(data3))) {
                const err9 = { instancePath: instancePath + "/items/" + i0 + "/quantity", keyword: "type", params: { type: "integer" } };
                vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
              }
              if (typeof data3 == "number" && isFinite(data3)) {
                if (data3 > 1e9 || isNaN(data3)) {
                  const err10 = { instancePath: instancePath + "/items/" + i0 + "/quantity", keyword: "maximum", params: { comparison: "<=", limit: 1e9 } };
                  vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
                }
                if (data3 < 1 || isNaN(data3)) {
                  const err11 = { instancePath: instancePath + "/items/" + i0 + "/quantity", keyword: "minimum", params: { comparison: ">=", limit: 1 } };
                  vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
                }
              }
            }
          } else {
            const err12 = { instancePath: instancePath + "/items/" + i0, keyword: "type", params: { type: "object" } };
            vErrors === null ? vErrors = [err12] : vErrors.push(err12), errors++;
          }
        }
      } else {
        const err13 = { instancePath: instancePath + "/items", keyword: "type", params: { type: "array" } };
        vErrors === null ? vErrors = [err13] : vErrors.push(err13), errors++;
      }
    }
  } else {
    const err14 = { instancePath, keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err14] : vErrors.push(err14), errors++;
  }
  return validate10.errors = vErrors, errors === 0;
}
