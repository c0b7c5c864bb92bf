/**
 * The one plugin that `serverless.yml` names: it composes the others, and loads those that a command needs. Reading the sources of all
 * of them, and the bundler's, takes longer than most commands do.
 */
import DataLossPlugin from './data-loss-plugin.ts';
import DeploymentsPlugin from './deployments-plugin.ts';
import InfrastructurePlugin from './infrastructure-plugin.ts';
import PausedConsumersPlugin from './paused-consumers-plugin.ts';

/** A plugin's class. The framework makes the object. */
type Plugin = new (framework: never, options: never) => object;

type Load = () => Promise<{ readonly default: Plugin }>;

interface Framework {
  readonly processedInput: { readonly commands: readonly string[]; readonly isHelpRequest: boolean };
  readonly pluginManager: { addPlugin(plugin: Plugin): void };
}

/** What every command needs, since it completes `serverless.yml`. In the order in which their hooks of one step run. */
const ALWAYS: readonly Plugin[] = [InfrastructurePlugin, DeploymentsPlugin, DataLossPlugin, PausedConsumersPlugin];

/** Our own commands that package nothing, by their first word. */
const COMMANDS: Readonly<Record<string, Load>> = {
  stock: () => import('./stock-plugin.ts'),
  orders: () => import('./orders-plugin.ts'),
  dlq: () => import('./dlq-plugin.ts'),
  consumers: () => import('./consumers-plugin.ts'),
  capacity: () => import('./capacity-plugin.ts'),
  console: () => import('./console-plugin.ts'),
};

/** The framework's own commands that bundle, or are run with what others add to them. */
const BUNDLING: Readonly<Record<string, readonly Load[]>> = {
  package: [bundler],
  deploy: [bundler],
  rules: [bundler],
  'deploy-role': [() => import('./deploy-role-plugin.ts'), bundler],
  invoke: [() => import('../../lib/local/invoke/invoke-local.ts'), bundler],
};

export default class FanfarePlugin {
  readonly #framework: Framework;

  constructor(framework: Framework) {
    this.#framework = framework;
    for (const plugin of ALWAYS) framework.pluginManager.addPlugin(plugin);
  }

  /** The framework awaits it before it looks for the command. */
  async asyncInit(): Promise<void> {
    for (const load of this.#needed()) this.#framework.pluginManager.addPlugin((await load()).default);
  }

  /** All of them for help, and for a command that is somebody else's. */
  #needed(): readonly Load[] {
    const { commands, isHelpRequest } = this.#framework.processedInput;
    const [command = ''] = isHelpRequest ? [] : commands;
    const own = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
    if (own !== undefined) return [own];
    const bundling = Object.hasOwn(BUNDLING, command) ? BUNDLING[command] : undefined;
    return (
      bundling ?? [
        ...new Set([...Object.values(COMMANDS), ...(BUNDLING['deploy-role'] ?? []), ...(BUNDLING.invoke ?? [])]),
      ]
    );
  }
}

/** The framework writes its messages under its name, as it does for a plugin that it loads itself. */
async function bundler(): Promise<{ readonly default: Plugin }> {
  const { default: plugin } = await import('serverless-esbuild');
  const value = 'serverless-esbuild';
  return { default: Object.defineProperty(plugin, '_serverlessExternalPluginName', { value, configurable: true }) };
}
