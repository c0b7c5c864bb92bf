/**
 * A JSON patch (RFC 6902) applied to the text of a body: everything that the patch does not name stays byte for byte, and what it
 * brings is written as the patch has it. Parsing and printing anew would change 9007199254740993 and 1.10, and drop a field that stands twice.
 */
import { isDeepStrictEqual } from 'node:util';
import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import { depthOf } from './json-text.ts';

/** Reading the text takes a stack frame for each level. */
const MAX_DEPTH = 1_000;

/** Why a patch does not apply, for the person who wrote it. */
export class PatchRefused extends Error {
  override readonly name = 'PatchRefused';
}

/** One operation, its value as the text that the patch has. */
interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from: string | undefined;
  readonly value: string | undefined;
}

/** `body` with the operations of `patch` applied in order; both are valid JSON. Throws PatchRefused, naming the operation; then none is applied. */
export function patchedText(body: string, patch: string): string {
  if (Math.max(depthOf(body), depthOf(patch)) > MAX_DEPTH)
    throw new PatchRefused('it is nested too deep for a patch: edit it as text');
  return operationsIn(patch).reduce((text, operation, index) => {
    try {
      return applied(text, operation);
    } catch (error) {
      if (!(error instanceof PatchRefused)) throw error;
      throw new PatchRefused(`operation ${index + 1} of the patch does not apply: ${error.message}`);
    }
  }, body);
}

function operationsIn(patch: string): Operation[] {
  const list = parseTree(patch);
  if (list?.type !== 'array') throw new PatchRefused('the patch must be a list of operations (RFC 6902)');
  return (list.children ?? []).map((node, index) => {
    const textOf = (name: string): string | undefined => {
      const member = findNodeAtLocation(node, [name]);
      return member === undefined ? undefined : rawText(patch, member);
    };
    const stringOf = (name: string): string | undefined => {
      const value: unknown = JSON.parse(textOf(name) ?? 'null');
      return typeof value === 'string' ? value : undefined;
    };
    const [op, path] = [stringOf('op'), stringOf('path')];
    if (op === undefined || path === undefined)
      throw new PatchRefused(`operation ${index + 1} of the patch must be an object with op and path`);
    return { op, path, from: stringOf('from'), value: textOf('value') };
  });
}

function applied(text: string, { op, path, from, value }: Operation): string {
  switch (op) {
    case 'add':
      return added(text, path, given(value, 'value'));
    case 'remove':
      return removed(text, path);
    case 'replace':
      return replaced(text, existing(text, path), given(value, 'value'));
    case 'copy':
      return added(text, path, rawText(text, existing(text, given(from, 'from'))));
    case 'move':
      return moved(text, given(from, 'from'), path);
    case 'test':
      if (isSame(rawText(text, existing(text, path)), given(value, 'value'))) return text;
      throw new PatchRefused(`${path || 'the body'} has another value`);
    default:
      throw new PatchRefused('op must be add, remove, replace, move, copy or test');
  }
}

function added(text: string, path: string, value: string): string {
  const { parent, step } = placeOf(text, path);
  if (parent === undefined) return replaced(text, treeOf(text), value);
  if (parent.type === 'object') {
    const member = memberOf(parent, step, path);
    if (member !== undefined) return replaced(text, member, value);
    return inserted(text, parent, parent.children?.length ?? 0, `${JSON.stringify(step)}:${value}`);
  }
  if (parent.type !== 'array') throw new PatchRefused(`${path} is in neither an object nor a list`);
  const length = parent.children?.length ?? 0;
  const index = step === '-' ? length : indexIn(step);
  if (index === undefined || index > length) throw new PatchRefused(`${path} is not a place in a list of ${length}`);
  return inserted(text, parent, index, value);
}

function removed(text: string, path: string): string {
  const value = existing(text, path);
  const { parent } = placeOf(text, path);
  if (parent === undefined) throw new PatchRefused('the whole body cannot be removed');
  const children = parent.children ?? [];
  // A field goes with its name, and ends where its value ends.
  const index = children.findIndex((child) => endOf(child) === endOf(value));
  const [before, child, after] = [children[index - 1], children[index], children[index + 1]];
  if (child === undefined) return text;
  if (after !== undefined) return text.slice(0, child.offset) + text.slice(after.offset);
  return text.slice(0, before === undefined ? child.offset : endOf(before)) + text.slice(endOf(child));
}

function moved(text: string, from: string, path: string): string {
  if (path.startsWith(`${from}/`)) throw new PatchRefused(`${from} cannot be moved into itself`);
  const value = rawText(text, existing(text, from));
  return path === from ? text : added(removed(text, from), path, value);
}

/** With `entry` as child number `index` of an object or a list. */
function inserted(text: string, { offset, children = [] }: Node, index: number, entry: string): string {
  const [before, after] = [children[index - 1], children[index]];
  if (after !== undefined) return `${text.slice(0, after.offset)}${entry},${text.slice(after.offset)}`;
  const place = before === undefined ? offset + 1 : endOf(before);
  return `${text.slice(0, place)}${before === undefined ? '' : ','}${entry}${text.slice(place)}`;
}

function replaced(text: string, { offset, length }: Node, value: string): string {
  return text.slice(0, offset) + value + text.slice(offset + length);
}

function existing(text: string, path: string): Node {
  return nodeAt(treeOf(text), stepsOf(path), path);
}

function nodeAt(root: Node, steps: readonly string[], path: string): Node {
  let node = root;
  for (const step of steps) {
    const index = node.type === 'array' ? indexIn(step) : undefined;
    const next = index === undefined ? memberOf(node, step, path) : node.children?.[index];
    if (next === undefined) throw new PatchRefused(`there is no ${path}`);
    node = next;
  }
  return node;
}

/** The value of a field. Two of the same name would be a guess: which one counts is the reader's choice. */
function memberOf(node: Node, name: string, path: string): Node | undefined {
  if (node.type !== 'object') return undefined;
  const named = (node.children ?? []).filter(({ children: [key] = [] }) => key?.value === name);
  if (named.length > 1)
    throw new PatchRefused(`the field ${name} in ${path} stands ${named.length} times: edit it as text`);
  return named[0]?.children?.[1];
}

/** A JSON pointer (RFC 6901). */
function stepsOf(pointer: string): string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) throw new PatchRefused(`${pointer} is not a JSON pointer: it must begin with /`);
  const steps = pointer.slice(1).split('/');
  return steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** What holds the place that a pointer names, and its name there; without a parent for the body itself. */
function placeOf(text: string, path: string): { parent: Node | undefined; step: string } {
  const steps = stepsOf(path);
  const step = steps.at(-1);
  return step === undefined
    ? { parent: undefined, step: '' }
    : { parent: nodeAt(treeOf(text), steps.slice(0, -1), path), step };
}

function indexIn(step: string): number | undefined {
  return /^(?:0|[1-9]\d*)$/.test(step) ? Number(step) : undefined;
}

/** Equal as JSON; large integers digit by digit. */
function isSame(left: string, right: string): boolean {
  return isDeepStrictEqual(exact(left), exact(right));
}

function exact(text: string): unknown {
  return JSON.parse(text, (_key, value, ...context: unknown[]) => {
    const [{ source } = {}] = context as [{ source?: string }?];
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? source : value;
  });
}

function given(value: string | undefined, name: string): string {
  if (value === undefined) throw new PatchRefused(`it has no ${name}`);
  return value;
}

function endOf({ offset, length }: Node): number {
  return offset + length;
}

function rawText(text: string, { offset, length }: Node): string {
  return text.slice(offset, offset + length);
}

function treeOf(text: string): Node {
  const root = parseTree(text);
  if (root === undefined) throw new PatchRefused('the body is not valid JSON');
  return root;
}
