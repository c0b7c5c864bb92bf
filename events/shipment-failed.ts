/** `shipment.failed`: no carrier can deliver the parcel; it goes back to the shelf. Published by shipping. */
import { type Static, Type } from 'typebox';
import { Label, shown } from './parts.ts';

export const ShipmentFailed = Type.Object({ carrier: Label, reason: Type.Literal('undeliverable', shown) });
export type ShipmentFailed = Static<typeof ShipmentFailed>;

export const example: ShipmentFailed = { carrier: 'sandbox', reason: 'undeliverable' };
