import { isCurrency, isWellFormed } from '../formats.ts';
"use strict";
export const validator = validate10;
export { schema11 as schema };
const schema11 = { type: "object", required: ["customerId", "currency", "lines", "totalMinor", "shippingAddress", "paymentToken"], properties: { customerId: { type: "string", minLength: 1, maxLength: 64, format: "well-formed" }, currency: { type: "string", format: "iso-4217", description: "ISO 4217 code of a currency with minor units" }, lines: { type: "array", items: { type: "object", required: ["sku", "quantity", "unitPriceMinor"], properties: { sku: { type: "string", minLength: 1, maxLength: 64, format: "well-formed", maxBytes: 64 }, description: { type: "string", maxLength: 256 }, quantity: { type: "integer", minimum: 1, maximum: 1e6 }, unitPriceMinor: { type: "integer", minimum: 1, maximum: 9007199254740991 } } }, minItems: 1, maxItems: 1e3 }, totalMinor: { type: "integer", minimum: 0, maximum: 9007199254740991 }, shippingAddress: { type: "object", required: ["country"], properties: { recipient: { type: "string", minLength: 1, maxLength: 128 }, street: { type: "string", minLength: 1, maxLength: 128 }, city: { type: "string", minLength: 1, maxLength: 128 }, postalCode: { type: "string", minLength: 1, maxLength: 16 }, country: { type: "string", minLength: 1, maxLength: 64, description: "Name or ISO 3166-1 code of the country" } } }, placedBy: { type: "string", pattern: "^[0-9a-f]{16}$" }, paymentToken: { type: "string", pattern: "^[A-Za-z0-9_-]{1,64}$" } }, maxBytes: 261120 }, formats0 = isWellFormed, formats2 = isCurrency, pattern0 = new RegExp("^[0-9a-f]{16}$", "u"), pattern1 = new RegExp("^[A-Za-z0-9_-]{1,64}$", "u");
function validate10(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null, errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.customerId === void 0) {
      const err0 = { instancePath, keyword: "required", params: { missingProperty: "customerId" } };
      vErrors === null ? vErrors = [err0] : vErrors.push(err0), errors++;
    }
    if (data.currency === void 0) {
      const err1 = { instancePath, keyword: "required", params: { missingProperty: "currency" } };
      vErrors === null ? vErrors = [err1] : vErrors.push(err1), errors++;
    }
    if (data.lines === void 0) {
      const err2 = { instancePath, keyword: "required", params: { missingProperty: "lines" } };
      vErrors === null ? vErrors = [err2] : vErrors.push(err2), errors++;
    }
    if (data.totalMinor === void 0) {
      const err3 = { instancePath, keyword: "required", params: { missingProperty: "totalMinor" } };
      vErrors === null ? vErrors = [err3] : vErrors.push(err3), errors++;
    }
    if (data.shippingAddress === void 0) {
      const err4 = { instancePath, keyword: "required", params: { missingProperty: "shippingAddress" } };
      vErrors === null ? vErrors = [err4] : vErrors.push(err4), errors++;
    }
    if (data.paymentToken === void 0) {
      const err5 = { instancePath, keyword: "required", params: { missingProperty: "paymentToken" } };
      vErrors === null ? vErrors = [err5] : vErrors.push(err5), errors++;
    }
    if (data.customerId !== void 0) {
      let data0 = data.customerId;
      if (typeof data0 == "string") {
        if (data0.length > 64) {
          const err6 = { instancePath: instancePath + "/customerId", keyword: "maxLength", params: { limit: 64 } };
          vErrors === null ? vErrors = [err6] : vErrors.push(err6), errors++;
        }
        if (data0.length < 1) {
          const err7 = { instancePath: instancePath + "/customerId", keyword: "minLength", params: { limit: 1 } };
          vErrors === null ? vErrors = [err7] : vErrors.push(err7), errors++;
        }
        if (!formats0(data0)) {
          const err8 = { instancePath: instancePath + "/customerId", keyword: "format", params: { format: "well-formed" } };
          vErrors === null ? vErrors = [err8] : vErrors.push(err8), errors++;
        }
      } else {
        const err9 = { instancePath: instancePath + "/customerId", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err9] : vErrors.push(err9), errors++;
      }
    }
    if (data.currency !== void 0) {
      let data1 = data.currency;
      if (typeof data1 == "string") {
        if (!formats2(data1)) {
          const err10 = { instancePath: instancePath + "/currency", keyword: "format", params: { format: "iso-4217" }, message: "is not an active ISO 4217 currency" };
          vErrors === null ? vErrors = [err10] : vErrors.push(err10), errors++;
        }
      } else {
        const err11 = { instancePath: instancePath + "/currency", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err11] : vErrors.push(err11), errors++;
      }
    }
    if (data.lines !== void 0) {
      let data2 = data.lines;
      if (Array.isArray(data2)) {
        if (data2.length > 1e3) {
          const err12 = { instancePath: instancePath + "/lines", keyword: "maxItems", params: { limit: 1e3 } };
          vErrors === null ? vErrors = [err12] : vErrors.push(err12), errors++;
        }
        if (data2.length < 1) {
          const err13 = { instancePath: instancePath + "/lines", keyword: "minItems", params: { limit: 1 } };
          vErrors === null ? vErrors = [err13] : vErrors.push(err13), errors++;
        }
        const len0 = data2.length;
        for (let i0 = 0; i0 < len0; i0++) {
          let data3 = data2[i0];
          if (data3 && typeof data3 == "object" && !Array.isArray(data3)) {
            if (data3.sku === void 0) {
              const err14 = { instancePath: instancePath + "/lines/" + i0, keyword: "required", params: { missingProperty: "sku" } };
              vErrors === null ? vErrors = [err14] : vErrors.push(err14), errors++;
            }
            if (data3.quantity === void 0) {
              const err15 = { instancePath: instancePath + "/lines/" + i0, keyword: "required", params: { missingProperty: "quantity" } };
              vErrors === null ? vErrors = [err15] : vErrors.push(err15), errors++;
            }
            if (data3.unitPriceMinor === void 0) {
              const err16 = { instancePath: instancePath + "/lines/" + i0, keyword: "required", params: { missingProperty: "unitPriceMinor" } };
              vErrors === null ? vErrors = [err16] : vErrors.push(err16), errors++;
            }
            if (data3.sku !== void 0) {
              let data4 = data3.sku;
              if (typeof data4 == "string") {
                if (data4.length > 64) {
                  const err17 = { instancePath: instancePath + "/lines/" + i0 + "/sku", keyword: "maxLength", params: { limit: 64 } };
                  vErrors === null ? vErrors = [err17] : vErrors.push(err17), errors++;
                }
                if (data4.length < 1) {
                  const err18 = { instancePath: instancePath + "/lines/" + i0 + "/sku", keyword: "minLength", params: { limit: 1 } };
                  vErrors === null ? vErrors = [err18] : vErrors.push(err18), errors++;
                }
                if (!formats0(data4)) {
                  const err19 = { instancePath: instancePath + "/lines/" + i0 + "/sku", keyword: "format", params: { format: "well-formed" } };
                  vErrors === null ? vErrors = [err19] : vErrors.push(err19), errors++;
                }
              } else {
                const err20 = { instancePath: instancePath + "/lines/" + i0 + "/sku", keyword: "type", params: { type: "string" } };
                vErrors === null ? vErrors = [err20] : vErrors.push(err20), errors++;
              }
            }
            if (data3.description !== void 0) {
              let data5 = data3.description;
              if (typeof data5 == "string") {
                if (data5.length > 256) {
                  const err21 = { instancePath: instancePath + "/lines/" + i0 + "/description", keyword: "maxLength", params: { limit: 256 } };
                  vErrors === null ? vErrors = [err21] : vErrors.push(err21), errors++;
                }
              } else {
                const err22 = { instancePath: instancePath + "/lines/" + i0 + "/description", keyword: "type", params: { type: "string" } };
                vErrors === null ? vErrors = [err22] : vErrors.push(err22), errors++;
              }
            }
            if (data3.quantity !== void 0) {
              let data6 = data3.quantity;
              if (!(typeof data6 == "number" && !(data6 % 1) && !isNaN(data6) && isFinite(data6))) {
                const err23 = { instancePath: instancePath + "/lines/" + i0 + "/quantity", keyword: "type", params: { type: "integer" } };
                vErrors === null ? vErrors = [err23] : vErrors.push(err23), errors++;
              }
              if (typeof data6 == "number" && isFinite(data6)) {
                if (data6 > 1e6 || isNaN(data6)) {
                  const err24 = { instancePath: instancePath + "/lines/" + i0 + "/quantity", keyword: "maximum", params: { comparison: "<=", limit: 1e6 } };
                  vErrors === null ? vErrors = [err24] : vErrors.push(err24), errors++;
                }
                if (data6 < 1 || isNaN(data6)) {
                  const err25 = { instancePath: instancePath + "/lines/" + i0 + "/quantity", keyword: "minimum", params: { comparison: ">=", limit: 1 } };
                  vErrors === null ? vErrors = [err25] : vErrors.push(err25), errors++;
                }
              }
            }
            if (data3.unitPriceMinor !== void 0) {
              let data7 = data3.unitPriceMinor;
              if (!(typeof data7 == "number" && !(data7 % 1) && !isNaN(data7) && isFinite(data7))) {
                const err26 = { instancePath: instancePath + "/lines/" + i0 + "/unitPriceMinor", keyword: "type", params: { type: "integer" } };
                vErrors === null ? vErrors = [err26] : vErrors.push(err26), errors++;
              }
              if (typeof data7 == "number" && isFinite(data7)) {
                if (data7 > 9007199254740991 || isNaN(data7)) {
                  const err27 = { instancePath: instancePath + "/lines/" + i0 + "/unitPriceMinor", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } };
                  vErrors === null ? vErrors = [err27] : vErrors.push(err27), errors++;
                }
                if (data7 < 1 || isNaN(data7)) {
                  const err28 = { instancePath: instancePath + "/lines/" + i0 + "/unitPriceMinor", keyword: "minimum", params: { comparison: ">=", limit: 1 } };
                  vErrors === null ? vErrors = [err28] : vErrors.push(err28), errors++;
                }
              }
            }
          } else {
            const err29 = { instancePath: instancePath + "/lines/" + i0, keyword: "type", params: { type: "object" } };
            vErrors === null ? vErrors = [err29] : vErrors.push(err29), errors++;
          }
        }
      } else {
        const err30 = { instancePath: instancePath + "/lines", keyword: "type", params: { type: "array" } };
        vErrors === null ? vErrors = [err30] : vErrors.push(err30), errors++;
      }
    }
    if (data.totalMinor !== void 0) {
      let data8 = data.totalMinor;
      if (!(typeof data8 == "number" && !(data8 % 1) && !isNaN(data8) && isFinite(data8))) {
        const err31 = { instancePath: instancePath + "/totalMinor", keyword: "type", params: { type: "integer" } };
        vErrors === null ? vErrors = [err31] : vErrors.push(err31), errors++;
      }
      if (typeof data8 == "number" && isFinite(data8)) {
        if (data8 > 9007199254740991 || isNaN(data8)) {
          const err32 = { instancePath: instancePath + "/totalMinor", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } };
          vErrors === null ? vErrors = [err32] : vErrors.push(err32), errors++;
        }
        if (data8 < 0 || isNaN(data8)) {
          const err33 = { instancePath: instancePath + "/totalMinor", keyword: "minimum", params: { comparison: ">=", limit: 0 } };
          vErrors === null ? vErrors = [err33] : vErrors.push(err33), errors++;
        }
      }
    }
    if (data.shippingAddress !== void 0) {
      let data9 = data.shippingAddress;
      if (data9 && typeof data9 == "object" && !Array.isArray(data9)) {
        if (data9.country === void 0) {
          const err34 = { instancePath: instancePath + "/shippingAddress", keyword: "required", params: { missingProperty: "country" } };
          vErrors === null ? vErrors = [err34] : vErrors.push(err34), errors++;
        }
        if (data9.recipient !== void 0) {
          let data10 = data9.recipient;
          if (typeof data10 == "string") {
            if (data10.length > 128) {
              const err35 = { instancePath: instancePath + "/shippingAddress/recipient", keyword: "maxLength", params: { limit: 128 } };
              vErrors === null ? vErrors = [err35] : vErrors.push(err35), errors++;
            }
            if (data10.length < 1) {
              const err36 = { instancePath: instancePath + "/shippingAddress/recipient", keyword: "minLength", params: { limit: 1 } };
              vErrors === null ? vErrors = [err36] : vErrors.push(err36), errors++;
            }
          } else {
            const err37 = { instancePath: instancePath + "/shippingAddress/recipient", keyword: "type", params: { type: "string" } };
            vErrors === null ? vErrors = [err37] : vErrors.push(err37), errors++;
          }
        }
        if (data9.street !== void 0) {
          let data11 = data9.street;
          if (typeof data11 == "string") {
            if (data11.length > 128) {
              const err38 = { instancePath: instancePath + "/shippingAddress/street", keyword: "maxLength", params: { limit: 128 } };
              vErrors === null ? vErrors = [err38] : vErrors.push(err38), errors++;
            }
            if (data11.length < 1) {
              const err39 = { instancePath: instancePath + "/shippingAddress/street", keyword: "minLength", params: { limit: 1 } };
              vErrors === null ? vErrors = [err39] : vErrors.push(err39), errors++;
            }
          } else {
            const err40 = { instancePath: instancePath + "/shippingAddress/street", keyword: "type", params: { type: "string" } };
            vErrors === null ? vErrors = [err40] : vErrors.push(err40), errors++;
          }
        }
        if (data9.city !== void 0) {
          let data12 = data9.city;
          if (typeof data12 == "string") {
            if (data12.length > 128) {
              const err41 = { instancePath: instancePath + "/shippingAddress/city", keyword: "maxLength", params: { limit: 128 } };
              vErrors === null ? vErrors = [err41] : vErrors.push(err41), errors++;
            }
            if (data12.length < 1) {
              const err42 = { instancePath: instancePath + "/shippingAddress/city", keyword: "minLength", params: { limit: 1 } };
              vErrors === null ? vErrors = [err42] : vErrors.push(err42), errors++;
            }
          } else {
            const err43 = { instancePath: instancePath + "/shippingAddress/city", keyword: "type", params: { type: "string" } };
            vErrors === null ? vErrors = [err43] : vErrors.push(err43), errors++;
          }
        }
        if (data9.postalCode !== void 0) {
          let data13 = data9.postalCode;
          if (typeof data13 == "string") {
            if (data13.length > 16) {
              const err44 = { instancePath: instancePath + "/shippingAddress/postalCode", keyword: "maxLength", params: { limit: 16 } };
              vErrors === null ? vErrors = [err44] : vErrors.push(err44), errors++;
            }
            if (data13.length < 1) {
              const err45 = { instancePath: instancePath + "/shippingAddress/postalCode", keyword: "minLength", params: { limit: 1 } };
              vErrors === null ? vErrors = [err45] : vErrors.push(err45), errors++;
            }
          } else {
            const err46 = { instancePath: instancePath + "/shippingAddress/postalCode", keyword: "type", params: { type: "string" } };
            vErrors === null ? vErrors = [err46] : vErrors.push(err46), errors++;
          }
        }
        if (data9.country !== void 0) {
          let data14 = data9.country;
          if (typeof data14 == "string") {
            if (data14.length > 64) {
              const err47 = { instancePath: instancePath + "/shippingAddress/country", keyword: "maxLength", params: { limit: 64 } };
              vErrors === null ? vErrors = [err47] : vErrors.push(err47), errors++;
            }
            if (data14.length < 1) {
              const err48 = { instancePath: instancePath + "/shippingAddress/country", keyword: "minLength", params: { limit: 1 } };
              vErrors === null ? vErrors = [err48] : vErrors.push(err48), errors++;
            }
          } else {
            const err49 = { instancePath: instancePath + "/shippingAddress/country", keyword: "type", params: { type: "string" } };
            vErrors === null ? vErrors = [err49] : vErrors.push(err49), errors++;
          }
        }
      } else {
        const err50 = { instancePath: instancePath + "/shippingAddress", keyword: "type", params: { type: "object" } };
        vErrors === null ? vErrors = [err50] : vErrors.push(err50), errors++;
      }
    }
    if (data.placedBy !== void 0) {
      let data15 = data.placedBy;
      if (typeof data15 == "string") {
        if (!pattern0.test(data15)) {
          const err51 = { instancePath: instancePath + "/placedBy", keyword: "pattern", params: { pattern: "^[0-9a-f]{16}$" } };
          vErrors === null ? vErrors = [err51] : vErrors.push(err51), errors++;
        }
      } else {
        const err52 = { instancePath: instancePath + "/placedBy", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err52] : vErrors.push(err52), errors++;
      }
    }
    if (data.paymentToken !== void 0) {
      let data16 = data.paymentToken;
      if (typeof data16 == "string") {
        if (!pattern1.test(data16)) {
          const err53 = { instancePath: instancePath + "/paymentToken", keyword: "pattern", params: { pattern: "^[A-Za-z0-9_-]{1,64}$" } };
          vErrors === null ? vErrors = [err53] : vErrors.push(err53), errors++;
        }
      } else {
        const err54 = { instancePath: instancePath + "/paymentToken", keyword: "type", params: { type: "string" } };
        vErrors === null ? vErrors = [err54] : vErrors.push(err54), errors++;
      }
    }
  } else {
    const err55 = { instancePath, keyword: "type", params: { type: "object" } };
    vErrors === null ? vErrors = [err55] : vErrors.push(err55), errors++;
  }
  return validate10.errors = vErrors, errors === 0;
}
