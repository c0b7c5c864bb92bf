/** A stage for commands that run in the console: what they report goes to the page, what they refuse becomes a problem. */
import { type Report, Stage } from '../plugin/stage.ts';

export interface StageOrigin {
  readonly service: string;
  readonly stage: string;
  readonly region: string;
  readonly serviceDir: string;
  readonly profile?: string | undefined;
}

/** A command's refusal: its message says what is wrong and what to do. */
export class Refusal extends Error {
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

export const NO_REPORT: Report = () => undefined;
