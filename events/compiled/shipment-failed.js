import { isWellFormed } from '../formats.ts';
"use strict";
export const validator = validate10;
export { schema11 as schema };
const schema11 = { type: "object", required: ["carrier", "reason"], properties: { carrier: { type: "string", minLength: 1, maxLength: 128, format: "well-formed" }, reason: { type: "string", const: "undeliverable" } } }, formats0 = isWellFormed;
function validate10(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.carrier === void 0) {
      const err0 = { instancePath, keyword: "required", params: { missingProperty: "carrier" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.reason === void 0) {
      const err1 = { instancePath, keyword: "required", params: { missingProperty: "reason" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.carrier !== void 0) {
      let data0 = data.carrier;
      if (typeof data0 == "string") {
        if (data0.length > 128) {
          const err2 = { instancePath: instancePath + "/carrier", keyword: "maxLength", params: { limit: 128 } };
          vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
        }
        if (data0.length < 1) {
          const err3 = { instancePath: instancePath + "/carrier", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
        }
        if (!formats0(data0)) {
          const err4 = { instancePath: instancePath + "/carrier", keyword: "format", params: { format: "well-formed" } };
          vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
        }
      } else {
        const err5 = { instancePath: instancePath + "/carrier", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
      }
    }
    if (data.reason !== void 0) {
      let data1 = data.reason;
      if (typeof data1 != "string") {
        const err6 = { instancePath: instancePath + "/reason", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
      }
      if (data1 !== "undeliverable") {
        const err7 = { instancePath: instancePath + "/reason", keyword: "const", params: { allowedValue: "undeliverable" }, message: "must be equal to constant" };
        vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
      }
    }
  } else {
    const err8 = { instancePath, keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
  }
  return validate10.errors = vErrors, errors === 0;
}
