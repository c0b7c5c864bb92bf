/** A bill of materials of everything that is installed, reduced to what is deployed. https://cyclonedx.org/docs/1.5/json/ */

interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly properties?: readonly { readonly name: string }[];
}

export interface Bom {
  readonly metadata: { readonly component: Component; readonly [name: string]: unknown };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
  readonly [name: string]: unknown;
}

/** To npm, what a bundler takes in is a development dependency. Here it is what runs. */
const DEVELOPMENT = 'cdx:npm:package:development';

/** `packages` as `name@version`. Throws when one of them is not in the bill. */
export function deployedBom(everything: Bom, packages: readonly string[], name: string): Bom {
  const { metadata, components, dependencies } = everything;
  const isKept = new Set(packages);
  const kept = components.filter((component) => isKept.has(identityOf(component)));
  const known = new Set(kept.map(identityOf));
  const missing = packages.filter((one) => !known.has(one));
  if (missing.length > 0)
    throw new Error(`in a bundle, but not in package-lock.json: ${missing.join(', ')}; run npm ci`);
  const root = { ...metadata.component, name };
  const refs = new Set([root['bom-ref'], ...kept.map((component) => component['bom-ref'])]);
  return {
    ...everything,
    metadata: { ...metadata, component: root },
    components: kept.map(required),
    dependencies: dependencies
      .filter(({ ref }) => refs.has(ref))
      .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) })),
  };
}

function identityOf({ name, version }: Component): string {
  return `${name}@${version}`;
}

function required(component: Component): Component & { readonly scope: string } {
  const properties = (component.properties ?? []).filter(({ name }) => name !== DEVELOPMENT);
  return { ...component, scope: 'required', properties };
}
