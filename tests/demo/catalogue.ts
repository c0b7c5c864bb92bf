/** What the shop of the sample sells: every make of every thing, with quotes and commas where labels have them. */

export interface Product {
  readonly sku: string;
  readonly description: string;
  readonly priceMinor: number;
}

const MAKES = [
  'BLUE STRIPED',
  'RED SPOTTED',
  'HAND-PAINTED',
  'OAK',
  'TIN',
  'WOVEN',
  'ENAMEL',
  'RETRO, GREEN',
  'SET OF 3, GLASS',
  'VINTAGE "HOME"',
] as const;

/** With the price of the plainest make, in pence. */
const THINGS: readonly (readonly [string, number])[] = [
  ['TEA TOWEL', 295],
  ['EGG CUP', 125],
  ['CAKE STAND', 1275],
  ['DOORSTOP', 495],
  ['MUG', 345],
  ['CANDLE HOLDER', 195],
  ['PICTURE FRAME 7" x 5"', 595],
  ['BUNTING', 465],
  ['LUNCH BOX', 255],
  ['TRINKET DISH', 149],
  ['COAT HOOK', 385],
  ['MAGNETS', 85],
  ['LANTERN', 725],
  ['COASTERS', 210],
  ['KEY RING', 65],
  ['BREAD BIN', 1695],
  ['WATERING CAN', 1095],
  ['NOTEBOOK', 175],
  ['WALL CLOCK', 1450],
  ['CUSHION COVER', 625],
  ['SOAP DISH', 235],
  ['BIRD FEEDER', 850],
  ['STORAGE JAR', 415],
  ['GIFT WRAP', 42],
  ['BIRTHDAY CARD', 38],
  ['PARTY BAGS', 110],
  ['HOT WATER BOTTLE', 375],
  ['JEWELLERY BOX', 995],
  ['RECIPE BOX', 795],
  ['UMBRELLA', 565],
  ['APRON', 495],
  ['PLANT POT', 310],
  ['TOY DRUM', 285],
  ['JIGSAW, 100 PIECES', 395],
];

/** Each make costs a little more than the one before it. */
const STEP_MINOR = 10;
const FIRST_SKU = 30_001;

export const products: readonly Product[] = THINGS.flatMap(([thing, priceMinor], row) =>
  MAKES.map((make, column) => ({
    sku: `${FIRST_SKU + row}${String.fromCharCode('A'.charCodeAt(0) + column)}`,
    description: `${make} ${thing}`,
    priceMinor: priceMinor + column * STEP_MINOR,
  })),
);
