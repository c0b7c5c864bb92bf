/**
 * The one plugin that `serverless.yml` names: it composes the others. What bundles and packages is loaded for commands that need it, so
 * that the others answer sooner.
 */
import { createRequire } from 'node:module';
import InvokeLocalPlugin from '../../lib/local/invoke/invoke-local.ts';
import CapacityPlugin from './capacity-plugin.ts';
import ConsolePlugin from './console-plugin.ts';
import ConsumersPlugin from './consumers-plugin.ts';
import DataLossPlugin from './data-loss-plugin.ts';
import DeploymentsPlugin from './deployments-plugin.ts';
import DeadLettersPlugin from './dlq-plugin.ts';
import InfrastructurePlugin from './infrastructure-plugin.ts';
import OrdersPlugin from './orders-plugin.ts';
import StockPlugin from './stock-plugin.ts';

/** A plugin's class. The framework makes the object. */
type Plugin = new (framework: never, options: never) => object;

interface Framework {
  readonly processedInput: { readonly commands: readonly string[] };
  readonly pluginManager: { addPlugin(plugin: Plugin): void };
}

/** In the order in which their hooks of one step run. */
const PLUGINS: readonly Plugin[] = [
  InfrastructurePlugin,
  DeploymentsPlugin,
  DataLossPlugin,
  StockPlugin,
  OrdersPlugin,
  DeadLettersPlugin,
  ConsumersPlugin,
  CapacityPlugin,
  ConsolePlugin,
  InvokeLocalPlugin,
];

/** Our own commands that package nothing. */
const COMMANDS_WITHOUT_BUNDLES: readonly (string | undefined)[] = ['stock', 'orders', 'dlq', 'consumers', 'console'];

export default class FanfarePlugin {
  constructor({ pluginManager, processedInput }: Framework) {
    for (const plugin of PLUGINS) pluginManager.addPlugin(plugin);
    // After ours: its hooks find stale bundles removed.
    if (!COMMANDS_WITHOUT_BUNDLES.includes(processedInput.commands[0])) pluginManager.addPlugin(bundler());
  }
}

/** The framework writes its messages under this name, as it does for a plugin that it loads itself. */
function bundler(): Plugin {
  const name = 'serverless-esbuild';
  const plugin = createRequire(import.meta.url)(name);
  return Object.defineProperty(plugin, '_serverlessExternalPluginName', { value: name, configurable: true });
}
