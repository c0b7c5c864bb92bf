/** `shipment.dispatched`: a carrier has the parcel. Published by shipping. */
import { type Static, Type } from 'typebox';
import { Label } from './parts.ts';

export const ShipmentDispatched = Type.Object({ carrier: Label, trackingNumber: Label });
export type ShipmentDispatched = Static<typeof ShipmentDispatched>;

export const example: ShipmentDispatched = { carrier: 'sandbox', trackingNumber: 'SB4821907735GB' };
