/** A simulated world: the stack, the bank and the parcel service outside of it, and the witness who watches all of it. */
import type { Surroundings } from '../../lib/simulator/network.ts';
import { type Accuse, Bank, ParcelService } from './providers.ts';
import { makeStack, type Outside, type Stack } from './stack.ts';
import { ownTable } from './tables.ts';
import { Witness, type WitnessSettings } from './witness.ts';

export interface World {
  readonly stack: Stack;
  readonly bank: Bank;
  readonly witness: Witness;
}

export interface WorldOptions extends Partial<Omit<Outside, 'bank' | 'parcels' | 'witness'>> {
  /** Nothing goes wrong in AWS itself. */
  readonly isCalm: boolean;
  /** Whether a service may be unable to read a type of event, because somebody made a mistake; nobody does by default. */
  readonly mayBeUnreadable?: WitnessSettings['mayBeUnreadable'];
  /** Instead of those of the topology. */
  readonly services?: Parameters<typeof makeStack>[2];
}

export function makeWorld(surroundings: Surroundings, accuse: Accuse, options: WorldOptions): World {
  const { isCalm, mayBeUnreadable = () => false, isDown = () => false, services, ...outside } = options;
  const bank = new Bank(accuse);
  const witness: Witness = new Witness({ accuse, dynamoDb: () => stack.dynamoDb, mayBeUnreadable, isCalm });
  const parcels = new ParcelService(accuse);
  const stack: Stack = makeStack(surroundings, { ...outside, bank, parcels, witness, isDown }, services);
  return { stack, bank, witness };
}

/** Puts units of each SKU on the shelf. */
export function fillShelves({ dynamoDb }: Stack, shelves: ReadonlyMap<string, number>): void {
  for (const [sku, units] of shelves) {
    const Item = { key: { S: sku }, available: { N: String(units) } };
    dynamoDb.putItem({ TableName: ownTable('fulfillment', 'stock'), Item });
  }
}
