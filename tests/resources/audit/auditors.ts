/** The auditors: cfn-lint and checkov, in a Python environment of the project's own. */
import { resolve } from 'node:path';
import { PythonEnvironment } from '../../rig/python-environment.ts';

const VENV = resolve(import.meta.dirname, '../../../.venv');

export const auditors = new PythonEnvironment(VENV, resolve(import.meta.dirname, 'requirements.txt'));
