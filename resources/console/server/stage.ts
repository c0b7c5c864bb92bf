/** A stage for commands that run in the console: what they report goes to the page, what they refuse becomes a problem. */
import { type Report, Stage } from '../../../lib/cli/stage.ts';
import { refusal } from './access.ts';

export interface StageOrigin {
  readonly service: string;
  readonly stage: string;
  readonly region: string;
  readonly serviceDir: string;
  readonly profile?: string | undefined;
}

/** A command's refusal: its message says what is wrong and what to do. */
class Refusal extends Error {
  override readonly name = 'Refusal';
}

export function consoleStage({ service, stage, region, serviceDir, profile }: StageOrigin, report: Report): Stage {
  const framework = {
    serviceDir,
    service: { service },
    classes: { Error: Refusal },
    getProvider: () => ({ getStage: () => stage, getRegion: () => region }),
  };
  return new Stage(framework, { ...(profile !== undefined && { 'aws-profile': profile }) }, 'CONSOLE', report);
}

/** What `work` gives; a refusal of the stage is told to the user as it is. */
export async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) throw refusal(409, 'Not done', error.message, error);
    throw error;
  }
}

export const NO_REPORT: Report = () => undefined;
