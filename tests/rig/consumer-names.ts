/** The names of the services that take events. A test that names one which is not declared does not compile. */
import { consumersOf } from '../../resources/stack/services.ts';
import { topology } from '../../resources/topology.ts';

export type ConsumerName = Extract<(typeof topology)[number], { readonly consumes: readonly string[] }>['name'];

export const consumerNames = consumersOf(topology).map(({ name }) => name as ConsumerName);
